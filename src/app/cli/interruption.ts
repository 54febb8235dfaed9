import { exitCodeOf, hearEndingSignals, type EndingSignal } from './ending-signals.ts'

/** Someone asked the command to end before it was done. */
export class Interrupted extends Error {
  /** As a shell tells it: 128 and the signal's number. */
  readonly exitCode: number

  constructor(signal: EndingSignal, kept: string | undefined) {
    super(kept === undefined ? 'interrupted: nothing was kept' : `interrupted: ${kept}`)
    this.name = 'Interrupted'
    this.exitCode = exitCodeOf(signal)
  }
}

/**
 * Does work that ends cleanly when someone asks it to, by a signal (`ending-signals.ts`).
 *
 * @param work hears of it by its signal, ends its threads and throws the signal's reason
 * @param kept what a reader has of it then, asked when it happens
 * @throws Interrupted
 */
export async function interruptible<T>(
  work: (signal: AbortSignal) => Promise<T>,
  kept: () => string | undefined = () => undefined,
): Promise<T> {
  const control = new AbortController()
  const stopHearing = hearEndingSignals((signal) => control.abort(new Interrupted(signal, kept())))
  try {
    return await work(control.signal)
  } finally {
    stopHearing()
  }
}

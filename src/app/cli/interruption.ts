/** Someone asked the command to end before it was done. */
export class Interrupted extends Error {
  /** As a shell tells it: 128 and the signal's number. */
  readonly exitCode: number

  constructor(signal: 'SIGINT' | 'SIGTERM', kept: string | undefined) {
    super(kept === undefined ? 'interrupted: nothing was kept' : `interrupted: ${kept}`)
    this.name = 'Interrupted'
    this.exitCode = 128 + signalNumbers[signal]
  }
}

const signalNumbers = { SIGINT: 2, SIGTERM: 15 } as const

/**
 * Does work that ends cleanly when someone asks it to: Ctrl-C, or SIGTERM.
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
  // Not once: a shell and the program that started us may both pass the same Ctrl-C on.
  const listeners = (['SIGINT', 'SIGTERM'] as const).map((signal) => {
    const listener = (): void => control.abort(new Interrupted(signal, kept()))
    process.on(signal, listener)
    return { signal, listener }
  })
  try {
    return await work(control.signal)
  } finally {
    for (const { signal, listener } of listeners) process.off(signal, listener)
  }
}

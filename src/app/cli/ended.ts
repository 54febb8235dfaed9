import { hearEndingSignals, type EndingSignal } from './ending-signals.ts'

/** When someone asks the command to end, and by which signal. */
export function ended(): Promise<EndingSignal> {
  return new Promise((resolve) => {
    hearEndingSignals((signal) => {
      // Asked again by the same one the process ends at once; a terminal that is closed, its shell and what is behind it say so twice.
      if (signal !== 'SIGHUP') process.removeAllListeners(signal)
      resolve(signal)
    })
  })
}

/**
 * Ends the process by the signal that asked for it, as if nobody heard it. `process.exit` waits for threads, one that asks for an
 * address among them, which nothing can call back: it took up to 2.7 seconds where no server of names answered.
 */
export function endBy(signal: EndingSignal): void {
  process.removeAllListeners(signal)
  // Windows tells of a closed console by SIGHUP, and can send none.
  process.kill(process.pid, process.platform === 'win32' ? 'SIGTERM' : signal)
}

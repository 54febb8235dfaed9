const endings = ['SIGINT', 'SIGTERM'] as const
type Ending = (typeof endings)[number]

/** When someone asks the command to end, and by which signal. */
export function ended(): Promise<Ending> {
  return new Promise((resolve) => {
    for (const signal of endings) process.once(signal, () => resolve(signal))
  })
}

/**
 * Ends the process by the signal that asked for it, as if nobody heard it. `process.exit` waits for threads, one that asks for an
 * address among them, which nothing can call back: it took up to 2.7 seconds where no server of names answered.
 */
export function endBy(signal: Ending): void {
  process.removeAllListeners(signal)
  process.kill(process.pid, signal)
}

/**
 * The signals that ask a command to end, by their numbers: Ctrl-C, SIGTERM, and SIGHUP, which comes when the terminal is
 * closed or its session over. Who started us by `nohup` is asked, too: Node takes back what it ignores.
 */
const endingSignals = { SIGINT: 2, SIGTERM: 15, SIGHUP: 1 } as const

export type EndingSignal = keyof typeof endingSignals

/**
 * Hears them until it is told to stop. Not once each: a shell and the program that started us may both pass the same one on.
 *
 * @returns stops hearing
 */
export function hearEndingSignals(hear: (signal: EndingSignal) => void): () => void {
  const names = Object.keys(endingSignals) as EndingSignal[]
  const listeners = names.map((signal) => {
    const listener = (): void => hear(signal)
    process.on(signal, listener)
    return { signal, listener }
  })
  return () => {
    for (const { signal, listener } of listeners) process.off(signal, listener)
  }
}

/** As a shell tells it. */
export function exitCodeOf(signal: EndingSignal): number {
  return 128 + endingSignals[signal]
}

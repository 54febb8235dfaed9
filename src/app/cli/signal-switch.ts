/** The signal that throws the kill switch of a run: SIGUSR1 is the debugger's of Node. */
const killSignal = 'SIGUSR2'

/** Hears a signal from its making on: unheard it would end the process, orders and all. */
export interface SignalSwitch {
  /** @param thrown is called for every signal, also for those that came before it was named */
  listen(thrown: () => void): void
}

/** Windows has no such signal: nothing is ever heard there. */
export function signalSwitch(): SignalSwitch {
  let early = 0
  let hear = (): void => void early++
  if (process.platform !== 'win32') process.on(killSignal, () => hear())
  return {
    listen(thrown) {
      hear = thrown
      for (; early > 0; early--) thrown()
    },
  }
}

/** What goes wrong at a venue, each with its probability in [0, 1] or its rate; all drawn from the run's seed. */
export interface FaultTerms {
  /** A command never arrives, and nothing is said of it. */
  readonly lostCommand: number
  /** A command that could be taken is refused (`halted`). */
  readonly rejected: number
  /** An answer never comes: what became of the order is unknown until another one tells. */
  readonly lostAnswer: number
  /** An answer comes a second time, as much later as `late` may be. */
  readonly duplicatedAnswer: number
  /** An answer is late, and others overtake it. */
  readonly lateAnswer: number
  /** By at most so much. */
  readonly lateUsMax: number
  /** A cancel waits in the engine while trades go on, and may lose to a fill. */
  readonly slowCancel: number
  /** By at most so much. */
  readonly slowCancelUsMax: number
  /** Commands that arrive in an outage are refused (`halted`); the market goes on and what rests may fill. */
  readonly outage: OutageTerms | undefined
}

/** Outages after exponential times of working order. */
interface OutageTerms {
  readonly meanUsBetween: number
  readonly meanUsLasting: number
}

/** Nothing goes wrong: to be spread where one fault is wanted. */
export const noFaults: FaultTerms = {
  lostCommand: 0,
  rejected: 0,
  lostAnswer: 0,
  duplicatedAnswer: 0,
  lateAnswer: 0,
  lateUsMax: 0,
  slowCancel: 0,
  slowCancelUsMax: 0,
  outage: undefined,
}

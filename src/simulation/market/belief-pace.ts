import { stepOf, type RevertingStep } from './efficient-prices.ts'

/** What a venue thinks wrongly: half-life in seconds and deviation. */
const noise = { halfLife: 5, bps: 0.4 }
/** What a perpetual costs more than spot, for a while. */
const basis = { halfLife: 900, bps: 2 }

/** How a venue's belief follows in a step of so many seconds, worked out once. */
export interface BeliefPace {
  readonly seconds: number
  readonly drift: RevertingStep
  readonly slow: RevertingStep
  /** Share of what is new that is followed. */
  readonly followed: number
}

/** @param lag seconds after which most of what is new has been followed */
export function paceOf(seconds: number, lag: number): BeliefPace {
  return {
    seconds,
    drift: stepOf(noise.halfLife, noise.bps / 1e4, seconds),
    slow: stepOf(basis.halfLife, basis.bps / 1e4, seconds),
    followed: 1 - Math.exp(-seconds / lag),
  }
}

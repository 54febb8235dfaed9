import type { PlantedTruth } from './planted-fact.ts'

/** The owner of orders that planted facts put into the books: never cancelled by the market's own hand. */
export const plantedOwner = -1

/** Who makes a planted fact happen. */
export interface PlantedAgent {
  /** Seconds since the start at which it acts next; Infinity when it is done. */
  readonly nextAt: number
  act(now: number): void
  truth(): PlantedTruth
}

/** The next multiple of a step, in seconds: sums of steps would drift from it. */
export function nextStep(now: number, step: number): number {
  return (Math.round(now / step) + 1) * step
}

import { almgrenChriss, type AlmgrenChrissInput } from './almgren-chriss.ts'

/** One best schedule: what it is expected to cost, and how much that varies. Both in quote. */
export interface FrontierPoint {
  /** For which it is the best. */
  readonly riskAversion: number
  readonly expectedCost: number
  readonly standardDeviation: number
  /** Part of the order in the first interval. */
  readonly firstShare: number
}

/**
 * The frontier of Almgren and Chriss (2000, section 3.1): from the straight line, which costs least and risks most, to an
 * order nearly all of which is traded at once. Points are evenly spaced in how fast holdings fall, so that a line through
 * them bends where the frontier does.
 *
 * @returns nothing where no schedule has a least cost, or there is only one interval
 *
 * @example
 * const example = {
 *   quantity: 1e6, intervals: 5, intervalLength: 1, volatility: 0.95,
 *   permanentImpact: 2.5e-7, temporaryImpact: 2.5e-6, fixedCost: 0.0625,
 * }
 * const frontier = riskCostFrontier(example)
 * frontier[0].firstShare // => 0.2
 * frontier[0].expectedCost // => 662500
 */
export function riskCostFrontier(
  input: Omit<AlmgrenChrissInput, 'riskAversion'>,
): readonly FrontierPoint[] {
  const { intervalLength: tau, volatility, permanentImpact, temporaryImpact } = input
  const impact = temporaryImpact - (permanentImpact * tau) / 2
  if (!(impact > 0) || !(volatility > 0) || input.intervals < 2) return []
  return Array.from({ length: points }, (_, k) => (k / (points - 1)) ** 2 * urgencyMost).flatMap(
    (urgency) => {
      const riskAversion = (2 * (Math.cosh(urgency) - 1) * impact) / (tau * volatility) ** 2
      const schedule = almgrenChriss({ ...input, riskAversion })
      if (schedule.kind === 'unavailable') return []
      const { expectedCost, variance, trades } = schedule.value
      return [
        {
          riskAversion,
          expectedCost,
          standardDeviation: Math.sqrt(variance),
          firstShare: trades[0]! / input.quantity,
        },
      ]
    },
  )
}

const points = 33
/** kappa tau, from which 99.9 % of an order go in its first interval. */
const urgencyMost = 7

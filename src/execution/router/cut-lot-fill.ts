import type { Box } from './box.ts'
import { cheapStart } from './cheap-start.ts'
import type { LotProblem } from './lot-problem.ts'
import { LegRuns } from './lot-runs.ts'

/** The cheapest way to fill a total if lots could be cut: at most one leg's last lot is. */
export interface CutLotFill {
  /** Lots of each leg, of one of them with a fraction. */
  readonly lots: Float64Array
  /** No whole lots of the box that fill the total cost less. */
  readonly bound: number
  /** Cost of the last unit. */
  readonly unitCost: number
}

/**
 * Fills a total with the cheapest lots of a box by their cost per unit, the last one in part; undefined when the box has
 * not so many. Where lot sizes do not divide one another this bounds what whole lots can do.
 */
export function cutLotFill(problem: LotProblem, box: Box, total: number): CutLotFill | undefined {
  const { legs } = problem
  // The cheapest come first, and all that cost no more than something before what costs more. Something is left, for the
  // last lot tells the unit cost.
  const start = cheapStart(problem, box, total - 1) ?? box.low
  const runs = legs.map(({ curve }, leg) => new LegRuns(curve, start[leg]!, box.high[leg]!))
  let left = total
  for (let leg = 0; leg < legs.length; leg++) left -= start[leg]! * legs[leg]!.step
  if (left < 0) return undefined
  let unitCost = 0
  while (left > 0) {
    const leg = cheapest(problem, runs)
    if (leg === undefined) return undefined
    const { step } = legs[leg]!
    const run = runs[leg]!
    unitCost = run.cost / step
    const whole = Math.min(run.count, Math.floor(left / step))
    if (whole === 0) {
      const fraction = left / step
      const bound = costOf(problem, runs) + fraction * run.cost
      return { lots: filled(runs, leg, fraction), bound, unitCost }
    }
    run.take(whole)
    left -= whole * step
  }
  return { lots: filled(runs, 0, 0), bound: costOf(problem, runs), unitCost }
}

function cheapest({ legs }: LotProblem, runs: readonly LegRuns[]): number | undefined {
  let best: number | undefined
  let bestCost = Infinity
  for (let leg = 0; leg < runs.length; leg++) {
    const run = runs[leg]!
    if (run.count === 0) continue
    const cost = run.cost / legs[leg]!.step
    if (!(cost < bestCost)) continue
    best = leg
    bestCost = cost
  }
  return best
}

function costOf({ legs }: LotProblem, runs: readonly LegRuns[]): number {
  let cost = 0
  for (let leg = 0; leg < runs.length; leg++) cost += legs[leg]!.curve.cost(runs[leg]!.taken)
  return cost
}

function filled(runs: readonly LegRuns[], leg: number, fraction: number): Float64Array {
  const lots = new Float64Array(runs.length)
  for (let k = 0; k < runs.length; k++) lots[k] = runs[k]!.taken
  if (runs.length > 0) lots[leg]! += fraction
  return lots
}

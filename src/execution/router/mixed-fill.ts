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
  for (const [leg, { step }] of legs.entries()) left -= start[leg]! * step
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

/** How much work a search of mixed lots may be. */
interface MixedLimits {
  /** Partial sums kept at once. */
  readonly sums: number
  /** Only what costs less than this is looked for. */
  readonly below: number
}

export type MixedFill =
  | { readonly kind: 'found'; readonly lots: Float64Array }
  | { readonly kind: 'none' }
  /** More work than was allowed; some lots that fill the total, where a narrow search found any. */
  | { readonly kind: 'limit'; readonly lots: Float64Array | undefined }

/**
 * The cheapest whole lots of a box that fill a total exactly, whatever the lot sizes.
 *
 * Seen from the fill with a cut lot, whose last unit costs `u`, other lots of a leg lose
 *
 *   loss_i(n) = C_i(n) - C_i(m_i) - u step_i (n - m_i),   m_i the fill's own lots, cut to whole ones
 *
 * which is convex and not below zero; a plan costs the bound plus its losses. All plans with losses up to some size are
 * found by adding leg after leg to the sums that can be reached, the size growing until there is one: then the cheapest
 * of them is the cheapest of all.
 */
export function mixedFill(
  problem: LotProblem,
  box: Box,
  fill: CutLotFill & { readonly total: number },
  limits: MixedLimits,
): MixedFill {
  const most = limits.below - fill.bound
  const scale = Math.abs(fill.bound) + Number.MIN_VALUE
  for (let size = scale * 1e-12; ; size *= 8) {
    const windows = windowsOf(problem, box, fill, Math.min(size, most))
    // With every number of lots in view the losses together may still be larger than each may be.
    const isAll = windows.every(({ leg, first, last }) => {
      return first <= box.low[leg]! && last >= box.high[leg]!
    })
    const searched = isAll ? windows.map((window) => ({ ...window, most })) : windows
    const found = withinLoss(problem, fill, searched, limits.sums)
    if (found.kind === 'found') return found
    if (found.kind === 'limit')
      return { kind: 'limit', lots: nearby(problem, fill, windows, limits) }
    if (size >= most || isAll) return found
  }
}

/** Lots next to the fill's own, which need not be the cheapest. */
function nearby(
  problem: LotProblem,
  fill: CutLotFill & { readonly total: number },
  windows: readonly Window[],
  limits: MixedLimits,
): Float64Array | undefined {
  for (const reach of [3, 2, 1]) {
    const narrow = windows.map((window, k): Window => {
      const own = Math.floor(fill.lots[window.leg]!)
      const isWidest = k === windows.length - 1
      return {
        ...window,
        most: Infinity,
        first: isWidest ? window.first : Math.max(window.first, own - reach),
        last: isWidest ? window.last : Math.min(window.last, own + reach),
      }
    })
    const found = withinLoss(problem, fill, narrow, limits.sums)
    if (found.kind === 'found') return found.lots
  }
  return undefined
}

interface Window {
  readonly leg: number
  readonly first: number
  readonly last: number
  /** What each number of lots loses. */
  readonly loss: (lots: number) => number
  readonly most: number
}

function windowsOf(problem: LotProblem, box: Box, fill: CutLotFill, most: number): Window[] {
  const windows = problem.legs.map(({ curve, step }, leg): Window => {
    const own = Math.floor(fill.lots[leg]!)
    const ownCost = curve.cost(own)
    const loss = (lots: number): number =>
      Math.max(0, curve.cost(lots) - ownCost - fill.unitCost * step * (lots - own))
    const last = edge(own, box.high[leg]!, (lots) => loss(lots) <= most)
    const first = edge(own, box.low[leg]!, (lots) => loss(lots) <= most)
    return { leg, first, last, loss, most }
  })
  return windows.toSorted((a, b) => a.last - a.first - (b.last - b.first))
}

/** The furthest whole number from `from` towards `to` for which something holds that holds at `from` and then stops. */
function edge(from: number, to: number, holds: (value: number) => boolean): number {
  const sign = Math.sign(to - from)
  let near = 0
  let far = Math.abs(to - from)
  while (near < far) {
    const middle = near + Math.ceil((far - near) / 2)
    if (holds(from + sign * middle)) near = middle
    else far = middle - 1
  }
  return from + sign * near
}

interface Reached {
  readonly loss: number
  readonly lots: number
  readonly before: Reached | undefined
}

/** Leg after leg, narrowest first; the widest is told by what is left to fill. */
function withinLoss(
  problem: LotProblem,
  fill: { readonly total: number },
  windows: readonly Window[],
  sumsMost: number,
): MixedFill {
  let sums = new Map<number, Reached | undefined>([[0, undefined]])
  for (const window of windows.slice(0, -1)) {
    const { step, least } = problem.legs[window.leg]!
    const next = new Map<number, Reached>()
    for (const [sum, before] of sums) {
      for (let lots = window.first; lots <= window.last; lots++) {
        if (lots > 0 && lots < least) continue
        const loss = (before?.loss ?? 0) + window.loss(lots)
        const reached = sum + lots * step
        if (loss > window.most || reached > fill.total) continue
        const known = next.get(reached)
        if (known === undefined || loss < known.loss) next.set(reached, { loss, lots, before })
        if (next.size > sumsMost) return { kind: 'limit', lots: undefined }
      }
    }
    sums = next
  }
  return cheapestEnd(problem, fill, windows, sums)
}

function cheapestEnd(
  problem: LotProblem,
  { total }: { readonly total: number },
  windows: readonly Window[],
  sums: ReadonlyMap<number, Reached | undefined>,
): MixedFill {
  const window = windows.at(-1)!
  const { step, least } = problem.legs[window.leg]!
  let best: Reached | undefined
  for (const [sum, before] of sums) {
    const lots = (total - sum) / step
    if (!Number.isInteger(lots) || lots < window.first || lots > window.last) continue
    if (lots > 0 && lots < least) continue
    const loss = (before?.loss ?? 0) + window.loss(lots)
    if (loss <= window.most && (best === undefined || loss < best.loss))
      best = { loss, lots, before }
  }
  if (best === undefined) return { kind: 'none' }
  const lots = new Float64Array(windows.length)
  let at: Reached | undefined = best
  for (let k = windows.length - 1; k >= 0; k--) {
    lots[windows[k]!.leg] = at!.lots
    at = at!.before
  }
  return { kind: 'found', lots }
}

function cheapest({ legs }: LotProblem, runs: readonly LegRuns[]): number | undefined {
  let best: number | undefined
  let bestCost = Infinity
  for (const [leg, run] of runs.entries()) {
    const cost = run.cost / legs[leg]!.step
    if (run.count > 0 && cost < bestCost) [best, bestCost] = [leg, cost]
  }
  return best
}

function costOf({ legs }: LotProblem, runs: readonly LegRuns[]): number {
  return runs.reduce((sum, run, leg) => sum + legs[leg]!.curve.cost(run.taken), 0)
}

function filled(runs: readonly LegRuns[], leg: number, fraction: number): Float64Array {
  const lots = Float64Array.from(runs, ({ taken }) => taken)
  if (runs.length > 0) lots[leg]! += fraction
  return lots
}

import type { Box } from './box.ts'
import { cheapStart } from './cheap-start.ts'
import type { LotProblem } from './lot-problem.ts'
import { BundledRuns, LegRuns, MergedRuns, takeCheapest, type LotRuns } from './lot-runs.ts'

/**
 * The cheapest lots of a box that fill a total exactly, where each lot size divides the next larger one; undefined when
 * no lots of the box do. Exact, by exchange:
 *
 * With one lot size the cheapest lots, one by one, are optimal, for costs are convex (Gross 1956). With several, all that
 * is coarser than the finest is a multiple of the second size, so the finest must make up the total's remainder by it;
 * beyond that they are taken in bundles of that size, cheapest first, which are lots of the second size like the others.
 * And so on to the coarsest.
 *
 * @param total in units of the problem
 */
export function chainFill(
  problem: LotProblem,
  whole: Box,
  total: number,
  from: ChainStart = chainStart,
): Float64Array | undefined {
  const { legs } = problem
  const sizes = sizesOf(problem, whole)
  const box = { ...whole, low: from(problem, whole, { total, coarsest: sizes.at(-1) ?? 1 }) }
  const lots = box.low.slice()
  let left = total
  for (let leg = 0; leg < legs.length; leg++) left -= lots[leg]! * legs[leg]!.step
  if (left < 0) return undefined
  if (sizes.length === 0) return left === 0 ? lots : undefined
  const shares = remainders(left, sizes)
  if (shares === undefined) return undefined
  // Coarsest first: what it takes in bundles tells how many lots the size below gives.
  let wanted = shares.at(-1)!
  for (let k = sizes.length - 1; k >= 0; k--) {
    const filled = takenAt(problem, box, { sizes, shares, upTo: k, wanted })
    if (filled === undefined) return undefined
    for (const [leg, runs] of filled.legs) lots[leg] = runs.taken
    if (k > 0) wanted = shares[k - 1]! + filled.bundles * (sizes[k]! / sizes[k - 1]!)
  }
  return lots
}

/** From how many lots on a fill looks at all. */
type ChainStart = (
  problem: LotProblem,
  box: Box,
  asked: { readonly total: number; readonly coarsest: number },
) => Float64Array

/**
 * Lots of each leg that every cheapest fill of a box has, so that it need not begin at nothing. Exact, by exchange:
 *
 * Let c_i lots of each leg cost at most u a unit, and with one more of each give `total - 2 s` units or fewer together, s the
 * coarsest lot size. Then any fill takes 2 s units or more at above u that could be given back. Of lots whose sizes divide one
 * another that come to 2 s, some come to exactly s (finer ones are bound together to the next size; what is left over of all
 * sizes is below s). If a leg were short of c_i by s units, those could be exchanged for these at a gain. So a cheapest fill is
 * short of c_i by less than s units in every leg.
 */
export function chainStart(
  problem: LotProblem,
  box: Box,
  { total, coarsest }: { readonly total: number; readonly coarsest: number },
): Float64Array {
  const cheap = cheapStart(problem, box, total - 2 * coarsest)
  if (cheap === undefined) return box.low
  for (let leg = 0; leg < problem.legs.length; leg++) {
    const short = Math.ceil(coarsest / problem.legs[leg]!.step) - 1
    cheap[leg] = Math.max(box.low[leg]!, cheap[leg]! - short)
  }
  return cheap
}

/** The lot sizes of legs that can still give, ascending. */
function sizesOf({ legs }: LotProblem, { low, high }: Box): number[] {
  const sizes: number[] = []
  for (let leg = 0; leg < legs.length; leg++) {
    const { step } = legs[leg]!
    if (high[leg]! > low[leg]! && !sizes.includes(step)) sizes.push(step)
  }
  return sizes.toSorted((a, b) => a - b)
}

/** Does each lot size that can still give divide the next larger one? */
export function isChain(problem: LotProblem, box: Box): boolean {
  const sizes = sizesOf(problem, box)
  return sizes.every((size, k) => k === 0 || size % (sizes[k - 1] ?? 1) === 0)
}

/** How many lots of each size are owed for the total's remainder by the next; of the last, all. */
function remainders(total: number, sizes: readonly number[]): number[] | undefined {
  if (total % sizes[0]! !== 0) return undefined
  let left = total
  return sizes.map((size, k) => {
    const rest = k === sizes.length - 1 ? left : left % sizes[k + 1]!
    left -= rest
    return rest / size
  })
}

interface Level {
  readonly sizes: readonly number[]
  /** Lots owed of each size. */
  readonly shares: readonly number[]
  /** Position of the coarsest size in play, of which so many lots are wanted. */
  readonly upTo: number
  readonly wanted: number
}

interface Taken {
  readonly legs: readonly (readonly [leg: number, runs: LegRuns])[]
  /** Bundles of the size below. */
  readonly bundles: number
}

function takenAt(problem: LotProblem, box: Box, level: Level): Taken | undefined {
  const { sizes, shares, upTo, wanted } = level
  let finer: BundledRuns | undefined
  for (let k = 0; ; k++) {
    const legs = legRuns(problem, box, sizes[k]!)
    const sources: LotRuns[] = legs.map(([, runs]) => runs)
    if (finer !== undefined) sources.push(finer)
    const runs = sources.length === 1 ? sources[0]! : new MergedRuns(sources)
    const missing = takeCheapest(runs, k === upTo ? wanted : shares[k]!)
    if (missing > 0) return undefined
    if (k === upTo) return { legs, bundles: finer?.taken ?? 0 }
    finer = new BundledRuns(runs, sizes[k + 1]! / sizes[k]!)
  }
}

function legRuns({ legs }: LotProblem, { low, high }: Box, size: number): [number, LegRuns][] {
  const runs: [number, LegRuns][] = []
  for (let leg = 0; leg < legs.length; leg++) {
    const { step, curve } = legs[leg]!
    if (step === size && high[leg]! > low[leg]!)
      runs.push([leg, new LegRuns(curve, low[leg]!, high[leg]!)])
  }
  return runs
}

import type { Box } from './box.ts'
import type { CutLotFill } from './cut-lot-fill.ts'
import type { LotProblem } from './lot-problem.ts'
import { LossWindow } from './loss-window.ts'

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

/** What is searched for. */
interface MixedQuestion {
  readonly problem: LotProblem
  readonly total: number
  readonly sumsMost: number
}

/**
 * The cheapest whole lots of a box that fill a total exactly, whatever the lot sizes.
 *
 * Seen from the fill with a cut lot other lots of a leg lose (`LossWindow`); a plan costs the bound plus its losses. All
 * plans with losses up to some size are found by adding leg after leg to the sums that can be reached, the size growing
 * until there is one: then the cheapest of them is the cheapest of all.
 */
export function mixedFill(
  problem: LotProblem,
  box: Box,
  fill: CutLotFill & { readonly total: number },
  limits: MixedLimits,
): MixedFill {
  const most = limits.below - fill.bound
  const question = { problem, total: fill.total, sumsMost: limits.sums }
  const windowsOf = (): LossWindow[] =>
    problem.legs.map(({ curve, step }, leg) => {
      const own = Math.floor(fill.lots[leg]!)
      const [low, high] = [box.low[leg]!, box.high[leg]!]
      return new LossWindow(leg, { curve, lotCost: fill.unitCost * step, own }, { low, high })
    })
  if (most < Infinity) {
    // Against a plan that is known mostly few lots are in question: all at once.
    const windows = windowsOf()
    if (widened(windows, most) <= FEW) {
      const found = withinLoss(question, windows, most)
      if (found.kind !== 'limit') return found
    }
  }
  const scale = Math.abs(fill.bound) + Number.MIN_VALUE
  const windows = windowsOf()
  for (let size = scale * 1e-12; ;) {
    const within = Math.min(size, most)
    widened(windows, within)
    // Up to the next loss there is nothing else to be found.
    const next = windows.reduce((least, window) => Math.min(least, window.nextLoss()), Infinity)
    // With every number of lots in view the losses together may still be larger than each may be.
    const isAll = next === Infinity
    const found = withinLoss(question, windows, isAll ? most : within)
    if (found.kind === 'found') return found
    if (found.kind === 'limit') return { kind: 'limit', lots: nearby(question, fill, windows) }
    if (size >= most || isAll) return found
    size = Math.max(8 * size, next)
  }
}

/** Numbers of lots of all legs but the widest that are looked through at once. */
const FEW = 60

/** Takes in what loses no more, narrowest first; says how many numbers of lots there are but for the widest. */
function widened(windows: LossWindow[], most: number): number {
  let [all, widest] = [0, 0]
  for (const window of windows) {
    window.widen(most)
    const width = window.last - window.first + 1
    all += width
    widest = Math.max(widest, width)
  }
  windows.sort((a, b) => a.last - a.first - (b.last - b.first))
  return all - widest
}

/** Lots next to the fill's own, which need not be the cheapest. */
function nearby(
  question: MixedQuestion,
  fill: CutLotFill,
  windows: readonly LossWindow[],
): Float64Array | undefined {
  for (const reach of [3, 2, 1]) {
    const narrow = windows.map((window, k): Window => {
      const { leg, first, last } = window
      const own = Math.floor(fill.lots[leg]!)
      const isWidest = k === windows.length - 1
      return {
        leg,
        loss: (lots) => window.loss(lots),
        first: isWidest ? first : Math.max(first, own - reach),
        last: isWidest ? last : Math.min(last, own + reach),
      }
    })
    const found = withinLoss(question, narrow, Infinity)
    if (found.kind === 'found') return found.lots
  }
  return undefined
}

type Window = Pick<LossWindow, 'leg' | 'first' | 'last' | 'loss'>

interface Reached {
  readonly loss: number
  readonly lots: number
  readonly before: Reached | undefined
}

/** Leg after leg, narrowest first; the widest is told by what is left to fill. */
function withinLoss(question: MixedQuestion, windows: readonly Window[], most: number): MixedFill {
  const { problem, total, sumsMost } = question
  const rests = restsOf(question, windows)
  let sums = new Map<number, Reached | undefined>([[0, undefined]])
  for (const [k, window] of windows.slice(0, -1).entries()) {
    const { step, least } = problem.legs[window.leg]!
    const { fewest, largest, common } = rests[k]!
    const next = new Map<number, Reached>()
    for (let lots = window.first; lots <= window.last; lots++) {
      if (lots > 0 && lots < least) continue
      const own = window.loss(lots)
      for (const [sum, before] of sums) {
        const loss = (before?.loss ?? 0) + own
        const left = total - sum - lots * step
        if (loss > most || left < fewest || left > largest || left % common !== 0) continue
        const known = next.get(total - left)
        if (known === undefined || loss < known.loss) next.set(total - left, { loss, lots, before })
        if (next.size > sumsMost) return { kind: 'limit', lots: undefined }
      }
    }
    sums = next
  }
  return cheapestEnd(question, windows, { sums, most })
}

/** What the legs after one can give: not less, not more, and only multiples of something. */
interface Rest {
  readonly fewest: number
  readonly largest: number
  readonly common: number
}

/** By leg. */
function restsOf({ problem }: MixedQuestion, windows: readonly Window[]): readonly Rest[] {
  const rests: Rest[] = []
  let [fewest, largest, common] = [0, 0, 0]
  for (let k = windows.length - 1; k >= 0; k--) {
    // Where nothing is left there are no multiples to be of.
    rests.push({ fewest, largest, common: Math.max(1, common) })
    const { leg, first, last } = windows[k]!
    const { step } = problem.legs[leg]!
    fewest += first * step
    largest += last * step
    if (last > 0) common = divisor(common, step)
  }
  return rests.toReversed()
}

function divisor(a: number, b: number): number {
  let [x, y] = [a, b]
  while (y > 0) [x, y] = [y, x % y]
  return x
}

function cheapestEnd(
  { problem, total }: MixedQuestion,
  windows: readonly Window[],
  {
    sums,
    most,
  }: { readonly sums: ReadonlyMap<number, Reached | undefined>; readonly most: number },
): MixedFill {
  const window = windows.at(-1)!
  const { step, least } = problem.legs[window.leg]!
  let best: Reached | undefined
  for (const [sum, before] of sums) {
    const lots = (total - sum) / step
    if (!Number.isInteger(lots) || lots < window.first || lots > window.last) continue
    if (lots > 0 && lots < least) continue
    const loss = (before?.loss ?? 0) + window.loss(lots)
    if (loss <= most && (best === undefined || loss < best.loss)) best = { loss, lots, before }
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

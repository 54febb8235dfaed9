import { formatInstant, instantFromMilliseconds } from '../../core/time.ts'
import type { EngineResult, PnlByCause } from '../../engine/engine-result.ts'

/** What was supposed of the world, and is replaced by how it was, one after another. */
export type GapCause = 'feed latency' | 'order latency' | 'queue' | 'rate limit'

/** A backtest with one supposition more replaced. */
export interface ReplacedRun {
  readonly cause: GapCause
  readonly result: EngineResult
}

/** How much of the gap goes with a cause. */
interface GapPart {
  readonly cause: GapCause | 'unexplained'
  /** Reporting currency. */
  readonly pnl: number
  /** Part of the whole gap; null where there is no gap. */
  readonly share: number | null
  /** After this replacement, of the run that was made anew; of what is unexplained, of the other run. */
  readonly fills: number
}

/** Two runs of a strategy beside one another. */
export interface TradeComparison {
  readonly kind: 'trade-comparison'
  readonly version: 1
  readonly conclusion: string
  readonly currency: string
  readonly runs: readonly ComparedRun[]
  /** The second less the first. */
  readonly gap: PnlByCause
  /** Of `gap.total`, in the order of replacement; empty where the first could not be run anew. */
  readonly parts: readonly GapPart[]
  /** Why the gap was not split; null where it was. */
  readonly unsplit: string | null
}

export interface ComparedRun {
  readonly name: string
  readonly mode: EngineResult['mode']
  /** Of the figures; of a run made anew on the clock of its recording. Epoch milliseconds. */
  readonly from: number
  readonly to: number
  /** Of a run made anew, what the saved one had over its own time; null where the figures are those saved. */
  readonly savedFills: number | null
  /** Which run these figures are of, and over what time. */
  readonly figures: string
  readonly fills: number
  readonly makerFills: number
  readonly commands: number
  readonly turnover: number
  readonly pnl: PnlByCause
}

/** What is compared: the first may be a run made anew over the second's time. */
interface Compared {
  readonly first: EngineResult
  readonly second: EngineResult
  /** In the order of replacement, each with all before it. */
  readonly replaced: readonly ReplacedRun[]
  readonly unsplit: string | null
  /** Of a first run that was made anew. */
  readonly anew?: MadeAnew
}

/** Over what time a run was made anew, epoch milliseconds of its recording, and how it had been saved. */
interface MadeAnew {
  readonly from: number
  readonly to: number
  readonly saved: EngineResult
}

/**
 * Where the difference between two runs comes from. The first is run again with one supposition after another replaced by
 * what was measured of the second; what each replacement changes is its part, and what is left is unexplained.
 *
 *   gap = sum over causes of (pnl after the replacement - pnl before it) + (pnl of the second - pnl after the last)
 *
 * The parts depend on the order of replacement, which is the order in which things befall an order.
 */
export function compareTrades({
  first,
  second,
  replaced,
  unsplit,
  anew,
}: Compared): TradeComparison {
  const gap = difference(second.pnl, first.pnl)
  const parts = unsplit === null ? partsOf(first, second, replaced) : []
  const { currency } = first.reporting
  return {
    kind: 'trade-comparison',
    version: 1,
    conclusion: conclusionOf(gap.total, parts, currency, unsplit),
    currency,
    runs: [comparedRun('first', first, anew), comparedRun('second', second)],
    gap,
    parts,
    unsplit,
  }
}

function partsOf(
  first: EngineResult,
  second: EngineResult,
  replaced: readonly ReplacedRun[],
): readonly GapPart[] {
  const gap = second.pnl.total - first.pnl.total
  const share = (pnl: number): number | null => (gap === 0 ? null : pnl / gap)
  let before = first.pnl.total
  const parts = replaced.map(({ cause, result }): GapPart => {
    const pnl = result.pnl.total - before
    before = result.pnl.total
    return { cause, pnl, share: share(pnl), fills: fillsOf(result) }
  })
  const rest = second.pnl.total - before
  return [...parts, { cause: 'unexplained', pnl: rest, share: share(rest), fills: fillsOf(second) }]
}

function comparedRun(name: string, result: EngineResult, anew?: MadeAnew): ComparedRun {
  const sum = (of: (each: EngineResult['instruments'][number]) => number): number =>
    result.instruments.reduce((all, each) => all + of(each), 0)
  return {
    name,
    mode: result.mode,
    ...figuresOf(result, anew),
    fills: fillsOf(result),
    makerFills: sum(({ makerFills }) => makerFills),
    commands: result.orders.commands,
    turnover: sum(({ turnover }) => turnover),
    pnl: result.pnl,
  }
}

/** A run made anew has other figures than the saved one, which went over all of its own time: unsaid, they look wrong. */
function figuresOf(
  result: EngineResult,
  anew: MadeAnew | undefined,
): Pick<ComparedRun, 'from' | 'to' | 'savedFills' | 'figures'> {
  const { from, to } = anew ?? result
  // Of a run that never began, null once it is saved.
  const span = Number.isFinite(from)
    ? `${secondOf(from)} to ${secondOf(to)} UTC`
    : 'of a run that never began'
  if (anew === undefined) return { from, to, savedFills: null, figures: `as saved, ${span}` }
  const savedFills = fillsOf(anew.saved)
  const saved = `the saved one had ${savedFills.toLocaleString('en-US')} fills from ${secondOf(anew.saved.from)} to ${secondOf(anew.saved.to)}`
  const figures = `a new run over the time of the second, ${span} of the recording; ${saved}`
  return { from, to, savedFills, figures }
}

function secondOf(milliseconds: number): string {
  return formatInstant(instantFromMilliseconds(milliseconds)).slice(0, 19).replace('T', ' ')
}

function fillsOf({ instruments }: EngineResult): number {
  return instruments.reduce((sum, { fills }) => sum + fills, 0)
}

function difference(of: PnlByCause, less: PnlByCause): PnlByCause {
  return {
    total: of.total - less.total,
    price: of.price - less.price,
    spread: of.spread - less.spread,
    slippage: of.slippage - less.slippage,
    fees: of.fees - less.fees,
    funding: of.funding - less.funding,
    ...(of.insurance === undefined && less.insurance === undefined
      ? {}
      : { insurance: (of.insurance ?? 0) - (less.insurance ?? 0) }),
  }
}

function conclusionOf(
  gap: number,
  parts: readonly GapPart[],
  currency: string,
  unsplit: string | null,
): string {
  const start = `The second run made ${Math.abs(gap).toFixed(2)} ${currency} ${gap < 0 ? 'less' : 'more'} than the first`
  if (unsplit !== null) return `${start}; not split: ${unsplit}.`
  const rest = parts.at(-1)!
  const share = rest.share === null ? '' : ` (${(Math.abs(rest.share) * 100).toFixed(1)} %)`
  return `${start}; ${Math.abs(rest.pnl).toFixed(2)} of it${share} unexplained.`
}

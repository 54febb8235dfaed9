import { barsWithin, firstRowAtOrAfter, type BarSeries } from '../core/bars.ts'
import type { Instrument } from '../core/instrument.ts'
import { later, type Duration, type Instant } from '../core/time.ts'
import { rowsLeast } from '../research/pairs/screen-pair.ts'
import type { Skipped } from '../research/pairs/screen-result.ts'
import { parseBarFileName } from '../stores/bar-file-name.ts'
import { readBarFile, requirePositive } from '../stores/bar-files.ts'
import { DataError } from '../stores/data-error.ts'
import { sealedPart, withoutSealed, type UnsealedBars } from './sealed-bars.ts'
import { endsOf, type Span } from './span.ts'

/** Which bars of a file are wanted, and for what. */
export interface BarOptions extends Span {
  /** Prices enter as logarithms, so each must have one. */
  readonly log?: boolean
  /** Opens are filled at, so each must be a price. */
  readonly isTraded?: boolean
  /** Opens what is sealed, with so many bars before it to choose and estimate on. */
  readonly openSeal?: { readonly barsBefore: number }
}

/** Series that can be used, and those that cannot, with the reason. */
export interface UsableBars {
  readonly series: readonly BarSeries[]
  readonly skipped: readonly Skipped[]
  /** What is sealed, or was; absent where seals are not asked for. */
  readonly notes?: readonly string[]
}

/**
 * Reads files of bars for a universe. A series that cannot be used does not stop the others: it is left out with its
 * reason, file, row and column named.
 *
 * @throws DataError the first one, when faulty data leave fewer than two series; IsobarError for a file that cannot be
 *                   read at all
 */
export async function readUsableBars(
  paths: readonly string[],
  options: BarOptions,
): Promise<UsableBars> {
  const whole = await readWholeBars(paths, options)
  const { series } = whole
  const { openSeal } = options
  const cut =
    openSeal === undefined || series.length === 0
      ? await withoutSealed(series)
      : await sealedPart(series, (from) => wholeFormation(series, openSeal.barsBefore, from))
  return usableUnsealed(whole, cut)
}

/** The same with what is sealed still in it: nobody may be shown anything of these. */
export async function readWholeBars(
  paths: readonly string[],
  options: BarOptions,
): Promise<UsableBars> {
  const series: BarSeries[] = []
  const skipped: Skipped[] = []
  let fault: DataError | undefined
  for (const path of paths) {
    try {
      const whole = await readBarFile(path)
      if (options.log === true) requirePositive(whole, 'close')
      if (options.isTraded === true) requirePositive(whole, 'open')
      const bars = spanOf(whole, options)
      const twin = series.find(({ instrument }) => isSame(instrument, bars.instrument))
      const reason = twin === undefined ? unusable(bars) : 'a second file of the same series'
      if (reason === undefined) series.push(bars)
      else skipped.push({ series: bars.instrument.name, reason })
    } catch (error) {
      if (!(error instanceof DataError)) throw error
      fault ??= error
      skipped.push({ series: parseBarFileName(path).name, reason: error.message })
    }
  }
  if (series.length < 2 && fault !== undefined) throw fault
  return { series, skipped }
}

/** What is left of whole bars before their seals, as far as it can still be used. */
export function usableUnsealed(
  { skipped }: UsableBars,
  { series: unsealed, notes }: UnsealedBars,
): UsableBars {
  const empty = unsealed.filter((bars) => unusable(bars) !== undefined)
  return {
    series: unsealed.filter((bars) => unusable(bars) === undefined),
    skipped: [
      ...skipped,
      ...empty.map((bars) => ({ series: bars.instrument.name, reason: unusable(bars)! })),
    ],
    notes,
  }
}

/**
 * Where a formation of so many bars' lengths begins that ends where trading begins, or before where no series has a
 * bar there: formations begin with the first bar there is, and must not reach past their end for a hole.
 */
function wholeFormation(series: readonly BarSeries[], bars: number, tradedFrom: Instant): Instant {
  const { duration } = series[0]!.timeframe
  const from = later(tradedFrom, (-bars * duration) as Duration)
  const next = later(from, 1 as Duration)
  const last = series.map(({ times }) => times[firstRowAtOrAfter(times, next) - 1] ?? -Infinity)
  return Math.max(...last) as Instant
}

function isSame(a: Instrument, b: Instrument): boolean {
  return a.name === b.name && a.venue === b.venue
}

/** The bars of a span; all of them where none was asked for. */
export function spanOf(bars: BarSeries, span: Span): BarSeries {
  const { from, to } = endsOf(span)
  return barsWithin(bars, from, to)
}

function unusable({ close }: BarSeries): string | undefined {
  if (close.length < rowsLeast) {
    return `too few rows: ${close.length}, at least ${rowsLeast} are needed`
  }
  return close.every((price) => price === close[0])
    ? 'constant: every close is the same'
    : undefined
}

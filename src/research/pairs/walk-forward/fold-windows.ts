import { barsWithin, firstRowAtOrAfter, type BarSeries } from '../../../core/bars.ts'
import { later, type Duration, type Instant } from '../../../core/time.ts'

/** A fold in time: relations are chosen and estimated on `[formationFrom, tradingFrom)`, traded on `[tradingFrom, tradingTo)`. */
export interface FoldWindow {
  readonly index: number
  readonly formationFrom: Instant
  readonly tradingFrom: Instant
  readonly tradingTo: Instant
}

/**
 * The folds from the first bar of any series to the last: each has its whole formation, and the last trades for as
 * long as there are data.
 *
 * Windows are counted in bars' lengths, so that they depend on no series' holes.
 */
export function foldWindows(
  universe: readonly BarSeries[],
  formationBars: number,
  tradingBars: number,
): FoldWindow[] {
  const opens = universe.filter(({ times }) => times.length > 0)
  if (opens.length === 0) return []
  const { duration } = opens[0]!.timeframe
  const first = Math.min(...opens.map(({ times }) => times[0]!)) as Instant
  const last = Math.max(...opens.map(({ times }) => times.at(-1)!)) as Instant
  const bars = (count: number): Duration => (count * duration) as Duration
  const windows: FoldWindow[] = []
  let formationFrom = first
  for (;;) {
    const tradingFrom = later(formationFrom, bars(formationBars))
    if (tradingFrom > last) return windows
    const whole = later(tradingFrom, bars(tradingBars))
    windows.push({
      index: windows.length,
      formationFrom,
      tradingFrom,
      tradingTo: Math.min(whole, later(last, duration)) as Instant,
    })
    formationFrom = later(formationFrom, bars(tradingBars))
  }
}

/** Of the bars of a formation, a series must have so many: it was listed, but for the outages of its venue. */
const SHARE_LISTED = 0.9

/** And its last may be older than the universe's last by so much of the formation: it is still listed. */
const SHARE_SILENT = 0.01

/** A series as a formation has it, with its place in the universe. */
export interface ListedSeries {
  readonly place: number
  /** Its bars within the formation. */
  readonly bars: BarSeries
}

/** What was listed when a fold was formed, as it could be known then: the bars after the formation are not looked at. */
export function listedSeries(
  universe: readonly BarSeries[],
  { formationFrom, tradingFrom }: FoldWindow,
): ListedSeries[] {
  const formed = universe.map((bars, place) => ({
    place,
    bars: barsWithin(bars, formationFrom, tradingFrom),
  }))
  const latest = Math.max(...formed.map(({ bars }) => bars.times.at(-1) ?? -Infinity))
  const span = tradingFrom - formationFrom
  return formed.filter(({ bars }) => {
    const { times, timeframe, close } = bars
    const isWhole = times.length >= SHARE_LISTED * (span / timeframe.duration)
    const isAlive = latest - (times.at(-1) ?? -Infinity) <= SHARE_SILENT * span
    return isWhole && isAlive && close.some((price) => price !== close[0])
  })
}

/** Opens of all bars of all series from an instant on, ascending and unique. */
export function calendarOf(universe: readonly BarSeries[], from: Instant): Float64Array {
  const opens = new Set<number>()
  for (const { times } of universe) {
    for (let row = firstRowAtOrAfter(times, from); row < times.length; row++) opens.add(times[row]!)
  }
  return Float64Array.from(opens).toSorted()
}

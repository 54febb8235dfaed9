import type { BarSeries } from '../../core/bars.ts'
import type { FundingSeries } from '../../core/funding.ts'
import { drawWildWeights } from '../../econometrics/bootstrap/wild-weights.ts'
import { Random } from '../../math/random.ts'

/**
 * A universe like the one given in which nothing is cointegrated: bars whose log prices are rebuilt from their own
 * returns, each instant's returns of all series times one random sign.
 *
 *   ln c*_t = ln c*_{t-1} + w_t (ln c_t - ln c_{t-1}),   w_t = -1 or 1, one for all series
 *
 * So the size of every return is kept, hence the path of volatility, and what the series have in common at an instant;
 * what holds them together over time is gone, for any combination of them is a sum of signed changes. Opens, highs and
 * lows are turned with their bar (a high of a turned bar is its low mirrored); volumes, listings, ends and holes stay
 * where they were. A joint wild bootstrap as in `nullUniverse`, on series that need not begin and end together.
 *
 * @param universe prices above 0, of one timeframe
 * @param seed     of the whole; `run` numbers the universes, each of which depends on these two alone
 * Source: Cavaliere, Rahbek and Taylor (2010), Econometric Theory 26, 1719-1760. Checked against `nullUniverse`.
 */
export function nullBars(universe: readonly BarSeries[], seed: number, run: number): BarSeries[] {
  const opens = new Set<number>()
  for (const { times } of universe) for (const open of times) opens.add(open)
  const calendar = Float64Array.from(opens).toSorted()
  // The first instant has no return.
  const weights = new Float64Array(Math.max(0, calendar.length - 1))
  drawWildWeights(weights, 'rademacher', new Random(seed).fork(`null universe ${run}`))
  return universe.map((bars) => turned(bars, calendar, weights))
}

/** Funding as it was, without marks: those are prices that never were. */
export function nullFunding(funding: FundingSeries): FundingSeries {
  return { ...funding, marks: funding.marks.map(() => Number.NaN) }
}

function turned(bars: BarSeries, calendar: Float64Array, weights: Float64Array): BarSeries {
  const count = bars.times.length
  const columns = {
    open: new Float64Array(count),
    high: new Float64Array(count),
    low: new Float64Array(count),
    close: new Float64Array(count),
  }
  let instant = 0
  for (let row = 0; row < count; row++) {
    while (calendar[instant]! < bars.times[row]!) instant++
    const [open, close] = [bars.open[row]!, bars.close[row]!]
    const isFirst = row === 0
    const weight = isFirst ? 1 : weights[instant - 1]!
    const gap = isFirst ? 0 : Math.log(open / bars.close[row - 1]!)
    const opened = isFirst ? open : columns.close[row - 1]! * Math.exp(weight * gap)
    const at = (price: number): number => opened * Math.exp(weight * Math.log(price / open))
    const ends = [at(bars.high[row]!), at(bars.low[row]!)]
    columns.open[row] = opened
    columns.close[row] = isFirst ? close : at(close)
    columns.high[row] = Math.max(...ends)
    columns.low[row] = Math.min(...ends)
  }
  return { ...bars, ...columns, source: `${bars.source}, without cointegration` }
}

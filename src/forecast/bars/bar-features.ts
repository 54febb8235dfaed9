import type { FeatureMatrix } from '../feature-matrix.ts'
import type { FlowBars } from './flow-bars.ts'

/** Half-lives of flow, bars. */
const halfLives = [1, 5, 15, 60]
/** Bars over which returns and volatilities look back. */
const spans = [1, 5, 15, 60]
const volatilitySpans = [5, 30, 240]
/** Bars of the usual volume. */
const usualSpan = 240

/**
 * What bars tell at their close, with formulas over bars that follow one another without a gap; NaN until there are enough.
 *
 * - `flow-imbalance`: (2 buy - volume) / volume of the last bar; 0 where nothing was traded.
 * - `flow-imbalance.Hb`: decayed signed volume over decayed volume, weights 2^(-age/H).
 * - `signed-volume`: the last bar's signed volume over the mean volume of 240 bars.
 * - `return.Nb`: log return over N bars, bps. `close-place`: where the close is in the bar's range, -1 to 1.
 * - `volatility.Nb`: log of the root mean square of bar returns, bps (of a thousandth of a basis point where nothing moved).
 * - `volume`: log of the last bar's volume over that mean. `trade-size`: log of volume per trade over its mean.
 *
 * A row depends on bars up to its own. Checked: a batch twin that looks at each window anew.
 *
 * @example
 * const ones = Float64Array.of(1, 1)
 * const bars = { times: Float64Array.of(60, 120), step: 60, high: ones, low: ones, close: ones, volume: Float64Array.of(4, 4), takerBuyVolume: Float64Array.of(4, 3) }
 * barFeatures(bars).columns[0][1] // => 0.5
 */
export function barFeatures(bars: FlowBars): FeatureMatrix {
  const { times, close, volume } = bars
  const rows = times.length
  const ages = agesOf(bars)
  const signed = volume.map((value, k) => 2 * bars.takerBuyVolume[k]! - value)
  const returns = close.map((value, k) =>
    ages[k]! > 0 ? Math.log(value / close[k - 1]!) * 10_000 : Number.NaN,
  )
  const usual = trailingMeans(volume, ages, usualSpan)
  const columns = new Map<string, Float64Array>()
  columns.set('flow-imbalance', ratioOf(signed, volume))
  for (const halfLife of halfLives) {
    const top = decayed(signed, ages, halfLife)
    columns.set(`flow-imbalance.${halfLife}b`, ratioOf(top, decayed(volume, ages, halfLife)))
  }
  columns.set(
    'signed-volume',
    signed.map((value, k) => (usual[k]! > 0 ? value / usual[k]! : Number.NaN)),
  )
  for (const span of spans) {
    columns.set(
      `return.${span}b`,
      close.map((value, k) =>
        ages[k]! >= span ? Math.log(value / close[k - span]!) * 10_000 : Number.NaN,
      ),
    )
  }
  columns.set('close-place', placesOf(bars))
  const squares = returns.map((value) => value ** 2)
  for (const span of volatilitySpans) {
    const means = trailingMeans(
      squares,
      ages.map((age) => age - 1),
      span,
    )
    columns.set(
      `volatility.${span}b`,
      means.map((value) => Math.log(Math.sqrt(value) + 1e-3)),
    )
  }
  columns.set('volume', logRatio(volume, usual))
  if (bars.trades !== undefined) {
    const sizes = ratioOf(volume, bars.trades)
    columns.set('trade-size', logRatio(sizes, trailingMeans(sizes, ages, usualSpan)))
  }
  for (const column of columns.values())
    for (let k = 0; k < rows; k++) if (!Number.isFinite(column[k])) column[k] = Number.NaN
  return { names: [...columns.keys()], times, columns: [...columns.values()] }
}

/** How many bars stand before each one without a gap. */
function agesOf({ times, step }: FlowBars): Int32Array {
  const ages = new Int32Array(times.length)
  for (let k = 1; k < ages.length; k++) {
    const before = times[k]! - step
    ages[k] = times[k - 1] === before ? ages[k - 1]! + 1 : 0
  }
  return ages
}

/** Sum of what came in the same stretch, weighted by 2^(-age / half-life); NaN before two half-lives are there. */
function decayed(values: Float64Array, ages: Int32Array, halfLife: number): Float64Array {
  const keep = 2 ** (-1 / halfLife)
  let sum = 0
  return values.map((value, k) => {
    sum = ages[k] === 0 ? value : keep * sum + value
    return ages[k]! + 1 >= 2 * halfLife ? sum : Number.NaN
  })
}

/** Mean of the last `span` values of the same stretch; NaN until there are as many. */
function trailingMeans(values: Float64Array, ages: Int32Array, span: number): Float64Array {
  return values.map((_, k) => {
    if (ages[k]! + 1 < span) return Number.NaN
    let sum = 0
    for (let at = k - span + 1; at <= k; at++) sum += values[at]!
    return sum / span
  })
}

/** Where nothing was traded the flow has no side: 0. */
function ratioOf(top: Float64Array, bottom: Float64Array): Float64Array {
  return top.map((value, k) => (bottom[k] === 0 ? 0 : value / bottom[k]!))
}

/** log((x + 1 % of the usual) / usual): finite where nothing was traded. */
function logRatio(values: Float64Array, usual: Float64Array): Float64Array {
  return values.map((value, k) => Math.log((value + 0.01 * usual[k]!) / usual[k]!))
}

function placesOf({ high, low, close }: FlowBars): Float64Array {
  return close.map((value, k) => {
    const range = high[k]! - low[k]!
    return range > 0 ? (2 * value - high[k]! - low[k]!) / range : 0
  })
}

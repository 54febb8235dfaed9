import { barFeatures } from '../../forecast/bars/bar-features.ts'
import type { FlowSamples } from '../../research/flow/flow-samples.ts'
import type { TakerVolumeBars } from '../../stores/taker-volume-files.ts'
import { seriesName } from '../series-name.ts'

/** Bars as what a forecast learns from: each is known when it closes, and its close stands for the mid. */
export function barSamples(bars: TakerVolumeBars, notes: readonly string[]): FlowSamples {
  const step = bars.timeframe.duration
  const times = bars.times.map((time) => time + step)
  const { high, low, close, volume, takerBuyVolume, trades } = bars
  const matrix = barFeatures({
    times,
    step,
    high,
    low,
    close,
    volume,
    takerBuyVolume,
    ...(trades === undefined ? {} : { trades }),
  })
  return {
    instrument: seriesName(bars),
    source: 'bars',
    matrix,
    path: { times, prices: close },
    signedVolume: summed(volume.map((value, k) => 2 * takerBuyVolume[k]! - value)),
    volume: summed(volume),
    step,
    halfSpreadBps: leastHalfSpreadBps(bars),
    notes: [
      'bars: the close stands for the mid, and a last price jumps between bid and ask: part of what is forecast is that jump, which nobody can trade; the spread is taken for the usual step of the close, the least it can be',
      ...notes,
    ],
    features: null,
  }
}

/**
 * Half of the usual step of the close, over its mean: what a spread is at least where most closes jump between bid and ask.
 * The finest decimals of a file may come from a week with another tick.
 */
function leastHalfSpreadBps({ instrument, close }: TakerVolumeBars): number | null {
  const scale = 10 ** instrument.tickSize.decimals
  const counts = new Map<number, number>()
  for (let k = 1; k < close.length; k++) {
    const steps = Math.round(Math.abs(close[k]! - close[k - 1]!) * scale)
    if (steps > 0) counts.set(steps, (counts.get(steps) ?? 0) + 1)
  }
  if (counts.size === 0) return null
  const [usual] = [...counts].toSorted((one, other) => other[1] - one[1] || one[0] - other[0])[0]!
  return close.reduce((sum, price) => sum + usual / scale / price, 0) * (5_000 / close.length)
}

function summed(column: Float64Array): Float64Array {
  let sum = 0
  return column.map((value) => (sum += value))
}

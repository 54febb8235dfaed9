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
    halfSpreadBps: null,
    notes: [
      'bars: the close stands for the mid, and a last price jumps between bid and ask; the spread is not known',
      ...notes,
    ],
  }
}

function summed(column: Float64Array): Float64Array {
  let sum = 0
  return column.map((value) => (sum += value))
}

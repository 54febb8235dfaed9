import type { EventRows } from '../../core/events/event-columns.ts'
import type { FeatureMatrix } from '../../forecast/feature-matrix.ts'
import type { SampleClock } from '../../forecast/labels/sample-clocks.ts'
import type { PricePath } from '../../forecast/labels/price-path.ts'
import type { FeatureInstrument } from '../../microstructure/features/feature-plan.ts'
import type { FeatureSet } from '../../microstructure/features/feature-set.ts'
import { SampleColumns } from './sample-columns.ts'
import { SampledTape } from './sampled-tape.ts'

/** What rows of a recording become. */
export interface TickSampled {
  readonly matrix: FeatureMatrix
  readonly path: PricePath
  readonly signedVolume: Float64Array
  readonly volume: Float64Array
}

/** Keeps what a tape tells when it is sampled: features, and mid and flow as paths. A class, for it keeps columns. */
export class TickSampler {
  readonly #tape: SampledTape
  readonly #samples: SampleColumns
  readonly #path = new SampleColumns(4)

  constructor(features: FeatureSet, target: FeatureInstrument, clock: SampleClock) {
    const row = new Float64Array(features.names.length + 1)
    this.#samples = new SampleColumns(row.length)
    this.#tape = new SampledTape(features, target, clock, {
      sample: (time, values) => {
        row[0] = time
        row.set(values, 1)
        this.#samples.push(row)
      },
      mid: (time, mid, { signed, volume }) => this.#path.push([time, mid, signed, volume]),
    })
  }

  /** Whole messages in the order of local time. */
  apply(rows: EventRows): void {
    this.#tape.apply(rows)
  }

  finish(): TickSampled {
    this.#tape.finish()
    const [times, ...columns] = this.#samples.finish()
    const [pathTimes, prices, signedVolume, volume] = this.#path.finish()
    return {
      matrix: { names: this.#tape.features.names, times: times!, columns },
      path: { times: pathTimes!, prices: prices! },
      signedVolume: signedVolume!,
      volume: volume!,
    }
  }
}

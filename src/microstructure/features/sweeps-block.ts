import { RollingQuantiles } from '../streaming/rolling-quantiles.ts'
import { AggressorRuns } from '../trades/aggressor-runs.ts'
import type { Sweep } from '../trades/sweeps.ts'
import type { FeatureBlock } from './feature-part.ts'
import type { FeaturePlan } from './feature-plan.ts'
import type { InstrumentListener } from './tracked-instrument.ts'

/**
 * The orders that make aggressive flow: sweeps, which are prints of one instant and side together.
 *
 * Columns: `run-length` and `run-volume` (signed), `run-changes`, `sweep-size-P` (quantiles), `sweep-rank` of the last one's
 * size among the recent; runs are 0 before there is any, the others NaN.
 */
export class SweepsBlock implements FeatureBlock, InstrumentListener {
  readonly names: readonly string[]
  readonly #runs: AggressorRuns
  readonly #sizes: RollingQuantiles
  readonly #quantiles: readonly number[]
  #lastSize = Number.NaN
  /** Columns as of the last sweep; whether there was one since. */
  readonly #columns: Float64Array
  #hasNewSweep = true

  constructor({ sweepWindow, sizeQuantiles }: FeaturePlan) {
    this.#runs = new AggressorRuns(sweepWindow)
    this.#sizes = new RollingQuantiles(sweepWindow)
    this.#quantiles = sizeQuantiles
    this.names = [
      'run-length',
      'run-volume',
      'run-changes',
      ...sizeQuantiles.map((p) => `sweep-size-${p}`),
      'sweep-rank',
    ]
    this.#columns = new Float64Array(this.names.length)
  }

  onSweep({ quantity, sign }: Sweep): void {
    this.#runs.add(quantity, sign)
    this.#sizes.push(quantity)
    this.#lastSize = quantity
    this.#hasNewSweep = true
  }

  onLost(): void {
    this.#hasNewSweep = true
    this.#runs.restart()
    this.#sizes.restart()
    this.#lastSize = Number.NaN
  }

  read(_time: number, out: Float64Array, at: number): void {
    if (this.#hasNewSweep) this.#look()
    const columns = this.#columns
    for (let k = 0; k < columns.length; k++) out[at + k] = columns[k]!
  }

  #look(): void {
    this.#hasNewSweep = false
    const columns = this.#columns
    const count = this.#quantiles.length
    columns[0] = this.#runs.signedLength
    columns[1] = this.#runs.signedVolume
    columns[2] = this.#runs.changeShare()
    for (let k = 0; k < count; k++) columns[3 + k] = this.#sizes.quantile(this.#quantiles[k]!)
    columns[3 + count] = this.#sizes.shareBelow(this.#lastSize)
  }
}

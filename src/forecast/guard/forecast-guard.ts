import { interpolatedQuantile } from '../../econometrics/bootstrap/interpolated-quantile.ts'

/** What a guard compares with: plain data, kept with the model. */
export interface GuardModel {
  /** Below and above which a feature is not what was trained on, by column. */
  readonly lows: readonly number[]
  readonly highs: readonly number[]
  /** Training deciles by column, and the share of training rows in each of the ten bins they make: ties make them uneven. */
  readonly deciles: readonly (readonly number[])[]
  readonly shares: readonly (readonly number[])[]
}

/** When a forecast is withdrawn. */
export interface GuardLimits {
  /** Share of the features that may be outside their range. */
  readonly outsideMost: number
  /** Population stability index, median over features, beyond which the market has drifted. */
  readonly driftMost: number
  /** Rows over which drift is measured. */
  readonly driftWindow: number
}

/** The usual limits. 0.25 is the old rule for a shift that matters; features of a day or less
 * shift with every day, so it is half of them that must, by twice that. */
export const guardUsual: GuardLimits = { outsideMost: 0.1, driftMost: 0.5, driftWindow: 2_000 }

/** Drift is looked at so many times a window. */
const looksPerWindow = 20

/** Why there is no forecast. */
export type Withdrawal = 'unknown-feature' | 'out-of-distribution' | 'drift'

/**
 * What a guard needs to know of training rows: each feature's range, widened by its own width at both ends of the middle
 * 99.8 %, and its deciles.
 *
 * @example
 * fitGuard([Float64Array.from({ length: 101 }, (_, k) => k)]).deciles[0].length // => 9
 */
export function fitGuard(columns: readonly Float64Array[]): GuardModel {
  const lows: number[] = []
  const highs: number[] = []
  const deciles: number[][] = []
  const shares: number[][] = []
  for (const column of columns) {
    const sorted = column.toSorted()
    const low = interpolatedQuantile(sorted, 0.001)
    const high = interpolatedQuantile(sorted, 0.999)
    lows.push(low - (high - low))
    highs.push(high + (high - low))
    const edges = Array.from({ length: 9 }, (_, k) => interpolatedQuantile(sorted, (k + 1) / 10))
    const ends = [...edges.map((edge) => countUpTo(sorted, edge)), sorted.length]
    const counts = ends.map((end, k) => end - (ends[k - 1] ?? 0))
    deciles.push(edges)
    shares.push(counts.map((count) => Math.max(count, 0.5) / column.length))
  }
  return { lows, highs, deciles, shares }
}

/**
 * Judges row after row whether the model may speak.
 *
 *   PSI_j = sum_b (p_b - q_b) log(p_b / q_b)   over the deciles of training (q_b by how many training rows fell there)
 *
 * `unknown-feature`: one is NaN or infinite. `out-of-distribution`: too many are outside their range. `drift`: over the
 * last `driftWindow` rows the median index is above its limit; never before the window is full. Looks back only; drift is
 * looked at every twentieth of a window. A class, for it counts. Cost: 10 p comparisons a row.
 *
 * @example
 * const model = fitGuard([Float64Array.from({ length: 1001 }, (_, k) => k)])
 * const guard = new ForecastGuard(model, guardUsual)
 * guard.judge(Float64Array.of(9999)) // => 'out-of-distribution'
 */
export class ForecastGuard {
  readonly #model: GuardModel
  readonly #limits: GuardLimits
  /** Bins of the last rows, a ring; and how often each bin is in it. */
  readonly #recent: Uint8Array
  readonly #counts: Int32Array
  #rows = 0
  #drift = 0

  constructor(model: GuardModel, limits: GuardLimits) {
    this.#model = model
    this.#limits = limits
    this.#recent = new Uint8Array(limits.driftWindow * model.lows.length)
    this.#counts = new Int32Array(10 * model.lows.length)
  }

  judge(row: Float64Array): Withdrawal | undefined {
    const { lows, highs } = this.#model
    let outside = 0
    for (let j = 0; j < lows.length; j++) {
      const value = row[j]!
      if (!Number.isFinite(value)) return 'unknown-feature'
      if (value < lows[j]! || value > highs[j]!) outside++
    }
    this.#count(row)
    if (outside > this.#limits.outsideMost * lows.length) return 'out-of-distribution'
    return this.drift() > this.#limits.driftMost ? 'drift' : undefined
  }

  /** Median index of the last rows, at the last look; 0 before the window is full. */
  drift(): number {
    return this.#drift
  }

  #look(): number {
    const { driftWindow } = this.#limits
    const indexes = new Float64Array(this.#model.lows.length)
    for (let j = 0; j < indexes.length; j++) {
      for (let bin = 0; bin < 10; bin++) {
        // Half a row where there is none, so that the logarithm is finite.
        const share = Math.max(this.#counts[10 * j + bin]!, 0.5) / driftWindow
        const trained = this.#model.shares[j]![bin]!
        indexes[j]! += (share - trained) * Math.log(share / trained)
      }
    }
    return interpolatedQuantile(indexes.toSorted(), 0.5)
  }

  #count(row: Float64Array): void {
    const { deciles } = this.#model
    const features = deciles.length
    const at = (this.#rows % this.#limits.driftWindow) * features
    for (let j = 0; j < features; j++) {
      if (this.#rows >= this.#limits.driftWindow) this.#counts[10 * j + this.#recent[at + j]!]!--
      const bin = binOf(deciles[j]!, row[j]!)
      this.#recent[at + j] = bin
      this.#counts[10 * j + bin]!++
    }
    this.#rows++
    const { driftWindow } = this.#limits
    const isLook = this.#rows % Math.ceil(driftWindow / looksPerWindow) === 0
    if (isLook && this.#rows >= driftWindow) this.#drift = this.#look()
  }
}

/** How many are not above a value. */
function countUpTo(sorted: Float64Array, value: number): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (sorted[middle]! <= value) low = middle + 1
    else high = middle
  }
  return low
}

function binOf(edges: readonly number[], value: number): number {
  let bin = 0
  while (bin < edges.length && value > edges[bin]!) bin++
  return bin
}

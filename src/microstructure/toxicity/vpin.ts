import { invariant } from '../../math/invariant.ts'
import { RollingSum } from '../streaming/rolling-sum.ts'

/** Buckets of equal volume, of so many of which an imbalance is the mean. */
export interface VpinOptions {
  /** Volume of a bucket, in the unit of the quantities: say a fiftieth of an average day. */
  readonly bucketVolume: number
  /** Default 50. */
  readonly buckets?: number
}

/**
 * VPIN: the mean order imbalance of the last buckets of equal volume, as a share of their volume.
 *
 *   VPIN = sum_{tau = t - n + 1 .. t} |B_tau - S_tau| / (n V)
 *
 * B and S the bought and sold parts of bucket tau, each of volume V; a trade that overfills a bucket goes on in the next.
 * How volume is split is the caller's and the whole difference: by the true aggressor give each trade as it is, by bulk
 * classification the bars of `BulkVolume`; run both side by side, for they are not one number. One-sided flow gives 1.
 * Coin flips do not give 0: N equal trades a bucket give `coinFlipVpin(N)`, some sqrt(2 / (pi N)), so that small buckets
 * look toxic; and volume itself moves it (Andersen and Bondarenko 2014), which a forecast has to be held against.
 *
 * NaN until n buckets are full. Update: constant, and one bucket a V of volume. Batch twin: `vpinOf`.
 * Source: Easley, Lopez de Prado and O'Hara (2012), Review of Financial Studies 25, 1457-1493, equation 9.
 *
 * @example
 * const vpin = new Vpin({ bucketVolume: 10, buckets: 2 })
 * vpin.add(15, 0)
 * vpin.add(0, 5)
 * vpin.value() // => 0.5
 */
export class Vpin {
  /** Buckets filled since the start. */
  filled = 0
  readonly #bucketVolume: number
  readonly #imbalances: RollingSum
  #bought = 0
  #sold = 0
  /** Their sum, but for rounding: of whole lots it is exact, and a bucket is full when it is. */
  #volume = 0

  constructor({ bucketVolume, buckets = 50 }: VpinOptions) {
    invariant(bucketVolume > 0, `buckets of volume ${bucketVolume}`)
    this.#bucketVolume = bucketVolume
    this.#imbalances = new RollingSum(buckets)
  }

  /** Adds volume, of which both parts are spread evenly where it reaches over several buckets. */
  add(bought: number, sold: number): void {
    let left = bought + sold
    if (!(left > 0)) return
    const share = bought / left
    let room = this.#bucketVolume - this.#volume
    while (left >= room) {
      this.#fill(this.#bought + share * room, this.#sold + (1 - share) * room)
      left -= room
      room = this.#bucketVolume
      // A single print of a million buckets: those before the last window say the same.
      if (left > this.#bucketVolume * 2 * this.#imbalances.window) {
        const skipped = Math.floor(left / room) - this.#imbalances.window
        left -= skipped * room
        this.filled += skipped
      }
    }
    this.#bought += share * left
    this.#sold += (1 - share) * left
    this.#volume += left
  }

  value(): number {
    return this.#imbalances.sum() / (this.#imbalances.window * this.#bucketVolume)
  }

  restart(): void {
    this.filled = 0
    this.#bought = 0
    this.#sold = 0
    this.#volume = 0
    this.#imbalances.restart()
  }

  #fill(bought: number, sold: number): void {
    this.#imbalances.push(Math.abs(bought - sold))
    this.#bought = 0
    this.#sold = 0
    this.#volume = 0
    this.filled++
  }
}

/**
 * VPIN at the end of a tape, from cumulative volumes: the batch twin of `Vpin`.
 *
 * @param bought per trade or bar; sold: as many
 *
 * @example
 * vpinOf(Float64Array.of(15, 0), Float64Array.of(0, 5), { bucketVolume: 10, buckets: 2 }) // => 0.5
 */
export function vpinOf(
  bought: Float64Array,
  sold: Float64Array,
  { bucketVolume, buckets = 50 }: VpinOptions,
): number {
  let volume = 0
  let net = 0
  let border = bucketVolume
  let netAtBorder = 0
  const imbalances: number[] = []
  for (const [row, buy] of bought.entries()) {
    const step = buy + sold[row]!
    if (!(step > 0)) continue
    for (; volume + step >= border; border += bucketVolume) {
      const netThere = net + ((buy - sold[row]!) * (border - volume)) / step
      imbalances.push(Math.abs(netThere - netAtBorder))
      netAtBorder = netThere
    }
    volume += step
    net += buy - sold[row]!
  }
  if (imbalances.length < buckets) return Number.NaN
  const sum = imbalances.slice(-buckets).reduce((total, imbalance) => total + imbalance, 0)
  return sum / (buckets * bucketVolume)
}

/**
 * The level of VPIN that means nothing: what buckets of `trades` equal trades give whose sides are coin flips.
 *
 *   E|S_N| / N = C(N - 1, floor(N / 2)) / 2^(N - 1),   about sqrt(2 / (pi N))
 *
 * @param trades a bucket, at least 1
 * Source: the mean absolute value of a random walk, Feller (1968), chapter III. Checked by counting all walks.
 *
 * @example
 * coinFlipVpin(4) // => 0.375
 */
export function coinFlipVpin(trades: number): number {
  invariant(Number.isInteger(trades) && trades > 0, `buckets of ${trades} trades`)
  let share = 1
  for (let n = 3; n <= trades; n += 2) share *= (n - 2) / (n - 1)
  // E|S_N| of an even N is that of N - 1.
  return trades % 2 === 1 ? share : ((trades - 1) / trades) * share
}

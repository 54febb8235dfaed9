import { normalCdf } from '../../math/distributions/normal.ts'
import { studentTCdf } from '../../math/distributions/student-t.ts'
import { invariant } from '../../math/invariant.ts'
import { RollingRegression } from '../streaming/rolling-regression.ts'
import type { TradeColumns } from '../trades/trade-columns.ts'

export interface BulkVolumeOptions {
  /** How long a bar lasts, in the unit of the times. */
  readonly barLength: number
  /** Bars over which the deviation of price changes is taken, this one included; at least 3. */
  readonly window: number
  /** Degrees of freedom of Student's t in place of the normal; the authors use 0.25 for futures. */
  readonly degreesOfFreedom?: number
}

/** A bar of trades whose volume has been split. */
export interface BulkBar {
  /** Start of the bar. */
  time: number
  bought: number
  sold: number
  /** What was really bought, as far as aggressors are known. */
  trulyBought: number
  /** Without a split: the deviation was not known yet. */
  unsplit: number
}

/**
 * Bulk volume classification: the volume of a bar of time is split by how far the price went in it.
 *
 *   bought = V F((p_t - p_{t-1}) / sigma),   sold = V - bought
 *
 * p_t the last price of bar t, F the standard normal's distribution (or Student's t), sigma the deviation of the changes
 * of the last `window` bars. No trade is classified; nothing but the price tells the side. That is disputed: against
 * known aggressors it has been found worse than the tick rule (Andersen and Bondarenko 2015), so that here its measure
 * stands beside the true one, and its error is measured.
 *
 * Bars without a trade are none: the next change spans them. A bar is complete with the first trade after it. Until the
 * window has 3 changes, and while prices do not move at all, a bar's volume is `unsplit`. The record `done` is used
 * again. Source: Easley, Lopez de Prado and O'Hara (2012), Review of Financial Studies 25, 1457-1493, equation 5; there
 * sigma is of the whole sample, which is later data here. Batch twin: `bulkVolumeBars`. Checked against numpy and scipy.
 *
 * @example
 * const bulk = new BulkVolume({ barLength: 10, window: 5 })
 * for (const [time, price] of [[0, 100], [10, 101], [20, 100], [30, 102], [40, 102]]) bulk.add({ time, price, quantity: 4, sign: 0 })
 * bulk.done.bought // => 3.619
 */
export class BulkVolume {
  readonly done: Readonly<BulkBar>
  readonly #done: BulkBar = { time: Number.NaN, bought: 0, sold: 0, trulyBought: 0, unsplit: 0 }
  readonly #options: BulkVolumeOptions
  readonly #changes: RollingDeviation
  #bar = Number.NaN
  #volume = 0
  #trulyBought = 0
  #price = Number.NaN
  #priceBefore = Number.NaN

  constructor(options: BulkVolumeOptions) {
    invariant(options.barLength > 0, `bars of ${options.barLength}`)
    this.#options = options
    this.#changes = new RollingDeviation(options.window)
    this.done = this.#done
  }

  /** Takes a trade; true when it completed the bar before it. */
  add(trade: {
    readonly time: number
    readonly price: number
    readonly quantity: number
    readonly sign: number
  }): boolean {
    const bar = Math.floor(trade.time / this.#options.barLength)
    const completes = bar > this.#bar
    if (completes) this.#complete()
    if (completes || Number.isNaN(this.#bar)) {
      this.#bar = bar
      this.#volume = 0
      this.#trulyBought = 0
    }
    this.#volume += trade.quantity
    if (trade.sign > 0) this.#trulyBought += trade.quantity
    this.#price = trade.price
    return completes
  }

  restart(): void {
    this.#changes.restart()
    this.#bar = Number.NaN
    this.#price = Number.NaN
    this.#priceBefore = Number.NaN
  }

  #complete(): void {
    const change = this.#price - this.#priceBefore
    this.#priceBefore = this.#price
    if (Number.isFinite(change)) this.#changes.push(change)
    const deviation = this.#changes.deviation()
    const share = shareBought(change / deviation, this.#options.degreesOfFreedom)
    const isSplit = deviation > 0 && Number.isFinite(share)
    const done = this.#done
    done.time = this.#bar * this.#options.barLength
    done.bought = isSplit ? this.#volume * share : 0
    done.sold = isSplit ? this.#volume - done.bought : 0
    done.unsplit = isSplit ? 0 : this.#volume
    done.trulyBought = this.#trulyBought
  }
}

/** Deviation of the last so many values; NaN below 3. */
class RollingDeviation {
  readonly #moments: RollingRegression

  constructor(window: number) {
    this.#moments = new RollingRegression(window)
  }

  push(value: number): void {
    this.#moments.push(value, value)
  }

  deviation(): number {
    return Math.sqrt(this.#moments.covariance())
  }

  restart(): void {
    this.#moments.restart()
  }
}

/**
 * The bars of a whole tape, the last, which is not complete, left out: the batch twin of `BulkVolume`.
 *
 * @example
 * const trades = tradeColumns([[0, 100, 4, 0], [10, 101, 4, 0], [20, 100, 4, 0], [30, 102, 4, 0], [40, 102, 4, 0]])
 * bulkVolumeBars(trades, { barLength: 10, window: 5 })[3].bought // => 3.619
 */
export function bulkVolumeBars(
  { length, times, prices, quantities, signs }: TradeColumns,
  { barLength, window, degreesOfFreedom }: BulkVolumeOptions,
): readonly Readonly<BulkBar>[] {
  const starts: number[] = []
  const barOf = (row: number): number => Math.floor(times[row]! / barLength)
  for (let row = 0; row < length; row++) {
    if (row === 0 || barOf(row) !== barOf(row - 1)) starts.push(row)
  }
  const closes = starts.slice(1).map((start) => prices[start - 1]!)
  return closes.map((close, t) => {
    const rows = Array.from({ length: starts[t + 1]! - starts[t]! }, (_, k) => starts[t]! + k)
    const volume = rows.reduce((sum, row) => sum + quantities[row]!, 0)
    const trulyBought = rows.reduce((sum, row) => sum + (signs[row]! > 0 ? quantities[row]! : 0), 0)
    const changes: number[] = []
    for (let s = Math.max(1, t - window + 1); s <= t; s++) changes.push(closes[s]! - closes[s - 1]!)
    const mean = changes.reduce((sum, change) => sum + change, 0) / changes.length
    const square = changes.reduce((sum, change) => sum + (change - mean) ** 2, 0)
    const deviation = Math.sqrt(square / (changes.length - 1))
    const isSplit = changes.length >= 3 && deviation > 0
    const share = shareBought((close - (closes[t - 1] ?? Number.NaN)) / deviation, degreesOfFreedom)
    return {
      time: barOf(starts[t]!) * barLength,
      bought: isSplit ? volume * share : 0,
      sold: isSplit ? volume * (1 - share) : 0,
      trulyBought,
      unsplit: isSplit ? 0 : volume,
    }
  })
}

function shareBought(score: number, degreesOfFreedom: number | undefined): number {
  return degreesOfFreedom === undefined ? normalCdf(score) : studentTCdf(score, degreesOfFreedom)
}

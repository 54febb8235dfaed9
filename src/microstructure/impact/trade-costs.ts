import { invariant } from '../../math/invariant.ts'
import { RollingSum } from '../streaming/rolling-sum.ts'

/** What trades cost, means over trades weighed by quantity, hundredths of a percent of the mid; half spreads doubled. */
export interface TradeCosts {
  /** 2 d (p - m) / m: what the aggressor paid beyond the mid. */
  readonly effectiveBps: number
  /** 2 d (p - m') / m: what of it was left to whoever was resting, m' the mid a horizon later. */
  readonly realisedBps: number
  /** 2 d (m' - m) / m: what of it the price took along. Effective = realised + impact. */
  readonly impactBps: number
}

export interface TradeCostOptions {
  /** How much later the mid is looked at again, in the unit of the times. */
  readonly horizon: number
  /** Trades over which means are taken. */
  readonly window: number
  /** Trades that may wait for their horizon; the oldest are given up beyond. Default 65,536. */
  readonly waitingMax?: number
}

/**
 * Effective and realised spread and price impact of the last so many trades whose horizon is over.
 *
 * d is 1 for a buy, -1 for a sell; m the mid just before the trade, p its price. The mid a horizon later is the last one
 * at or before that instant. All three means are over the same trades, so that they add up; they are of the past by one
 * horizon at least. Trades whose side or mid is not known are left out, and so are those whose later mid is not known.
 * NaN until there are so many trades. `quotedSpreadBps` is beside it.
 *
 * Source: Huang and Stoll (1996), Journal of Financial Economics 41, 313-357. Batch twin: `tradeCostsOf`.
 *
 * @example
 * const costs = new TradeCostMeter({ horizon: 10, window: 1 })
 * costs.setMid(0, 100)
 * costs.add({ time: 1, price: 100.02, quantity: 1, sign: 1 })
 * costs.setMid(5, 100.01)
 * costs.setMid(20, 100.5)
 * costs.costs().effectiveBps // => 4.00
 * costs.costs().impactBps // => 2.00
 */
export class TradeCostMeter {
  /** Trades given up because too many were waiting. */
  givenUp = 0
  readonly #horizon: number
  readonly #sums: readonly [RollingSum, RollingSum, RollingSum]
  readonly #waitingMax: number
  /** A ring, four numbers a trade that waits: due time, mid, effective distance, quantity with its sign. */
  readonly #waiting: Float64Array
  #first = 0
  #count = 0
  #mid = Number.NaN

  constructor({ horizon, window, waitingMax = 65_536 }: TradeCostOptions) {
    invariant(horizon > 0, `a horizon of ${horizon}`)
    this.#horizon = horizon
    this.#sums = [new RollingSum(window), new RollingSum(window), new RollingSum(window)]
    this.#waitingMax = waitingMax
    this.#waiting = new Float64Array(4 * waitingMax)
  }

  /** The mid from `time` on; NaN while it is not known. */
  setMid(time: number, mid: number): void {
    if (this.#count > 0) this.advance(time)
    this.#mid = mid
  }

  /** Moves to an instant: measures the trades that are due before it. */
  advance(time: number): void {
    while (this.#count > 0 && this.#waiting[4 * this.#first]! < time) this.#measure()
  }

  add(trade: {
    readonly time: number
    readonly price: number
    readonly quantity: number
    readonly sign: number
  }): void {
    const mid = this.#mid
    if (trade.sign === 0 || !(mid > 0)) return
    if (this.#count === this.#waitingMax) {
      this.#drop()
      this.givenUp++
    }
    const slot = 4 * ((this.#first + this.#count) % this.#waitingMax)
    this.#waiting[slot] = trade.time + this.#horizon
    this.#waiting[slot + 1] = mid
    this.#waiting[slot + 2] = trade.price - mid
    this.#waiting[slot + 3] = trade.sign * trade.quantity
    this.#count++
  }

  costs(): TradeCosts {
    const [effective, impact, quantity] = this.#sums.map((sum) => sum.sum()) as [
      number,
      number,
      number,
    ]
    return {
      effectiveBps: effective / quantity,
      realisedBps: (effective - impact) / quantity,
      impactBps: impact / quantity,
    }
  }

  /** One of the means, for readers that allocate nothing. */
  effectiveBps(): number {
    return this.#sums[0].sum() / this.#sums[2].sum()
  }

  impactBps(): number {
    return this.#sums[1].sum() / this.#sums[2].sum()
  }

  restart(): void {
    for (const sum of this.#sums) sum.restart()
    this.#count = 0
    this.#mid = Number.NaN
  }

  #measure(): void {
    const slot = 4 * this.#first
    const mid = this.#waiting[slot + 1]!
    const distance = this.#waiting[slot + 2]!
    const weight = this.#waiting[slot + 3]!
    this.#drop()
    if (!(this.#mid > 0)) return
    const scale = (2 * weight * 10_000) / mid
    this.#sums[0].push(scale * distance)
    this.#sums[1].push(scale * (this.#mid - mid))
    this.#sums[2].push(Math.abs(weight))
  }

  #drop(): void {
    this.#first = (this.#first + 1) % this.#waitingMax
    this.#count--
  }
}

/**
 * Quoted spread, hundredths of a percent of the mid.
 *
 *   10,000 (ask - bid) / ((ask + bid) / 2)
 *
 * @returns 0 of a locked book, negative of a crossed one, NaN where a side is missing
 *
 * @example
 * quotedSpreadBps(99.99, 100.01) // => 2.00
 */
export function quotedSpreadBps(bid: number, ask: number): number {
  return (20_000 * (ask - bid)) / (ask + bid)
}

/**
 * Trade costs from columns: the batch twin of `TradeCostMeter`, over all given trades.
 *
 * @param trades each with the mid just before it and the mid a horizon later; NaN leaves it out
 *
 * @example
 * const [prices, quantities, signs] = [Float64Array.of(100.02), Float64Array.of(1), Int8Array.of(1)]
 * const [mids, laterMids] = [Float64Array.of(100), Float64Array.of(100.01)]
 * tradeCostsOf({ prices, quantities, signs, mids, laterMids }).realisedBps // => 2.00
 */
export function tradeCostsOf(trades: {
  readonly prices: Float64Array
  readonly quantities: Float64Array
  readonly signs: Int8Array
  readonly mids: Float64Array
  readonly laterMids: Float64Array
}): TradeCosts {
  let [effective, realised, impact, volume] = [0, 0, 0, 0]
  for (const [row, price] of trades.prices.entries()) {
    const sign = trades.signs[row]!
    const [mid, later] = [trades.mids[row]!, trades.laterMids[row]!]
    if (sign === 0 || !(mid > 0) || !(later > 0)) continue
    const quantity = trades.quantities[row]!
    effective += ((2 * sign * (price - mid)) / mid) * quantity
    realised += ((2 * sign * (price - later)) / mid) * quantity
    impact += ((2 * sign * (later - mid)) / mid) * quantity
    volume += quantity
  }
  const mean = (sum: number): number => (sum / volume) * 10_000
  return {
    effectiveBps: mean(effective),
    realisedBps: mean(realised),
    impactBps: mean(impact),
  }
}

import { eventKind } from '../../core/events/event-codes.ts'
import type { EventRows } from '../../core/events/event-columns.ts'
import type { Instrument } from '../../core/instrument.ts'
import { unitsOfLots } from '../../core/notional.ts'
import { priceOf, type PriceTicks } from '../../core/price.ts'
import type { Duration, Instant } from '../../core/time.ts'

/** A bar of trades: `[open time in epoch milliseconds, open, high, low, close, volume]`. */
export type BarRow = readonly [number, number, number, number, number, number]

interface Forming {
  open: number
  high: number
  low: number
  close: number
  lots: number
}

/**
 * Makes bars of the trades of one instrument as a venue does: a trade belongs to the bar its own time is in. A bar
 * without trades is none. A class, for it keeps what is forming.
 */
export class BarBuilder {
  /** Trades of bars that were taken already. */
  late = 0
  readonly #instrument: Instrument
  readonly #duration: Duration
  readonly #forming = new Map<number, Forming>()
  /** Everything that opened before this was taken, or begun before we listened. */
  #takenUntil: number
  /** Nothing is known of bars that something was lost in. */
  readonly #broken = new Set<number>()

  /** @param now when listening begins: the bar that is forming then is not ours to tell of */
  constructor(instrument: Instrument, duration: Duration, now: Instant) {
    this.#instrument = instrument
    this.#duration = duration
    this.#takenUntil = Math.ceil(now / duration) * duration
  }

  /** Takes a trade. */
  trade(rows: EventRows, row: number): void {
    if (rows.kind[row] !== eventKind.trade) return
    const stamped = rows.exchangeTime[row]!
    const opened = this.#openOf(Number.isNaN(stamped) ? rows.localTime[row]! : stamped)
    if (opened < this.#takenUntil) {
      this.late++
      return
    }
    const price = priceOf(rows.price[row]! as PriceTicks, this.#instrument.tickSize)
    const lots = rows.quantity[row]!
    const bar = this.#forming.get(opened)
    if (bar === undefined) {
      this.#forming.set(opened, { open: price, high: price, low: price, close: price, lots })
      return
    }
    bar.high = Math.max(bar.high, price)
    bar.low = Math.min(bar.low, price)
    bar.close = price
    bar.lots += lots
  }

  /** Trades may have been lost at this instant. */
  lost(at: Instant): void {
    this.#broken.add(this.#openOf(at))
  }

  /**
   * Takes the bar that opened at an instant, once.
   *
   * @returns `unknown` where not all of it was heard, undefined where nothing was traded
   */
  take(opened: Instant): BarRow | 'unknown' | undefined {
    const isUnheard = opened < this.#takenUntil || this.#broken.has(opened)
    const bar = this.#forming.get(opened)
    this.#takenUntil = Math.max(this.#takenUntil, opened + this.#duration)
    for (const time of this.#forming.keys()) if (time <= opened) this.#forming.delete(time)
    for (const time of this.#broken) if (time <= opened) this.#broken.delete(time)
    if (isUnheard) return 'unknown'
    if (bar === undefined) return undefined
    const volume = unitsOfLots(this.#instrument, bar.lots)
    return [opened / 1_000, bar.open, bar.high, bar.low, bar.close, volume]
  }

  #openOf(time: number): number {
    return Math.floor(time / this.#duration) * this.#duration
  }
}

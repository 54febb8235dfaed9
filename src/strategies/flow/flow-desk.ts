import type { OrderSide } from '../../core/orders/order.ts'
import type { Intent } from '../../core/strategy/intent.ts'
import type { StrategyDesk, StrategyEvent } from '../../core/strategy/strategy.ts'
import type { Lots, PriceTicks } from '../../core/price.ts'
import type { Instant } from '../../core/time.ts'
import type { Forecast } from '../../forecast/model/forecast-model.ts'
import type { LiveForecast } from '../../forecast/live/live-forecast.ts'

/** An execution, as it is judged afterwards. */
export interface FlowFill {
  /** Local, microseconds. */
  readonly time: number
  /** The strategy's own number of what it was for. */
  readonly label: number
  /** 1 bought, -1 sold. */
  readonly sign: 1 | -1
  readonly quantity: number
  /** Quote units. */
  readonly price: number
  readonly isMaker: boolean
}

/** What is held and what it cost, at an instant. */
export interface FlowMark {
  readonly time: number
  /** Cash and what is held at the mid, quote units, before fees. */
  readonly value: number
  /** Traded so far as maker and as taker, quote units. */
  readonly maker: number
  readonly taker: number
}

/** What flow strategies are told beside the market. */
export interface FlowTerms {
  /** Index in the run. */
  readonly instrument: number
  /** Quote units of a tick, base units of a lot. */
  readonly tickSize: number
  readonly lotSize: number
  /** Of an order, quote units. */
  readonly notional: number
  /** Between looks, the clock of the forecasts, microseconds. */
  readonly every: number
  /** What is forecast, microseconds. */
  readonly horizon: number
  readonly takerFeeBps: number
  /** Nothing is begun before the first and after the last, microseconds. */
  readonly from: number
  readonly to: number
  /** Absent in whoever does the same without a forecast. */
  readonly forecast?: LiveForecast
  readonly fills: FlowFill[]
  readonly marks: FlowMark[]
}

/** Between marks, microseconds. */
const markEvery = 60e6

/** Every flow strategy's: the clock of its forecasts, what it holds, and its orders. */
export class FlowDesk {
  readonly terms: FlowTerms
  #cash = 0
  #held = 0
  #maker = 0
  #taker = 0
  #markAt = -Infinity

  constructor(terms: FlowTerms) {
    this.terms = terms
  }

  /** When the clock next strikes after an instant. */
  strikes(time: number): Intent {
    const { every } = this.terms
    return { kind: 'wake', at: ((Math.floor(time / every) + 1) * every) as Instant, key: clock }
  }

  /** Takes note of an event; true where the clock has struck and something may be begun. */
  hears(event: StrategyEvent, desk: StrategyDesk): boolean {
    const { forecast, from, to } = this.terms
    if (event.kind === 'market') forecast?.hear(event.rows, event.start, event.end)
    if (event.kind === 'order' && event.answer.kind === 'filled') this.#filled(event)
    if (event.kind !== 'woken' || event.key !== clock) return false
    if (event.time >= this.#markAt) this.#mark(event.time, desk)
    return event.time >= from && event.time < to
  }

  /** What is expected now; undefined where nothing is said. To be asked once at each strike of the clock. */
  expects(time: number): Forecast | undefined {
    const told = this.terms.forecast?.at(time)
    return typeof told === 'object' ? told : undefined
  }

  /** Best bid and ask and their middle, ticks; NaN where one is missing. */
  touch(desk: StrategyDesk): { readonly bid: number; readonly ask: number; readonly mid: number } {
    const book = desk.book(this.terms.instrument)
    const [bid, ask] = [book.best(0), book.best(1)]
    return { bid, ask, mid: (bid + ask) / 2 }
  }

  /** Lots of the usual order; 0 where it is less than one. */
  lots(midTicks: number): Lots {
    const { notional, tickSize, lotSize } = this.terms
    return Math.floor(notional / (midTicks * tickSize * lotSize)) as Lots
  }

  order(
    side: OrderSide,
    lots: Lots,
    how: { readonly label: number; readonly limitTicks?: number; readonly isPostOnly?: boolean },
  ): Intent {
    const { label, limitTicks, isPostOnly = false } = how
    const isAtOnce = !isPostOnly && limitTicks !== undefined
    return {
      kind: 'place',
      order: {
        instrument: this.terms.instrument,
        side,
        lots,
        label,
        pricing:
          limitTicks === undefined
            ? { kind: 'market' }
            : { kind: 'limit', priceTicks: limitTicks as PriceTicks, isPostOnly },
        ...(isAtOnce ? { timeInForce: { kind: 'ioc' } } : {}),
      },
    }
  }

  #filled({ time, order, answer }: Extract<StrategyEvent, { readonly kind: 'order' }>): void {
    if (answer.kind !== 'filled') return
    const { tickSize, lotSize, fills } = this.terms
    const sign = order.request.side === 'buy' ? 1 : -1
    const quantity = answer.lots * lotSize
    const price = answer.priceTicks * tickSize
    const isMaker = answer.liquidity === 'maker'
    this.#cash -= sign * quantity * price
    this.#held += sign * quantity
    if (isMaker) this.#maker += quantity * price
    else this.#taker += quantity * price
    fills.push({ time, label: order.label ?? -1, sign, quantity, price, isMaker })
  }

  #mark(time: number, desk: StrategyDesk): void {
    const { instrument, tickSize, marks } = this.terms
    const mid = desk.midTicks(instrument) * tickSize
    if (Number.isNaN(mid)) return
    const value = this.#cash + this.#held * mid
    marks.push({ time, value, maker: this.#maker, taker: this.#taker })
    this.#markAt = time + markEvery
  }
}

/** Key of the clock among wakes. */
const clock = 0

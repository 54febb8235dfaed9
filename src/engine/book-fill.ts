import type { AccountEvent } from '../core/orders/account-event.ts'
import type { OrderEvent } from '../core/orders/order-event.ts'
import type { Lots } from '../core/price.ts'
import { fillPrice, fillQuantity, type Fill } from '../portfolio/fill.ts'
import { notionalInQuote } from '../portfolio/position.ts'
import type { ForcedKind } from './account.ts'
import type { Engine } from './engine.ts'
import type { MeasuredFill } from './markouts.ts'
import type { OwnOrder } from './own-orders.ts'
import { bookForStrategy, takeFromStrategies, type ForcedPart } from './strategy-books.ts'
import { rateInQuote } from './valuation.ts'

type Filled = Extract<OrderEvent, { readonly kind: 'filled' }>

/** Books a fill of an order of ours, and holds it against the mids. */
export function bookFill(engine: Engine, own: OwnOrder, event: Filled): void {
  const { side } = own.state.request
  const lots = (side === 'buy' ? event.lots : 0 - event.lots) as Lots
  const fill: Fill = {
    time: event.exchangeTime,
    instrument: engine.setup.instruments[event.instrument]!,
    lots,
    priceTicks: event.priceTicks,
    priceStep: event.priceStep ?? engine.setup.instruments[event.instrument]!.tickSize,
    feeAtoms: event.feeAtoms,
    feeCurrency: event.feeCurrency,
  }
  engine.runners[own.strategy]!.lots[event.instrument]! += lots
  const { strategy, arrivalMid } = own
  const whole = { strategy, lots, feeAtoms: event.feeAtoms }
  book(engine, fill, {
    index: event.instrument,
    liquidity: event.liquidity,
    arrivalMid,
    parts: [whole],
  })
}

/** Books a position closed by force: nobody asked for it, so that it is measured against the mid as it is. */
export function bookForced(
  engine: Engine,
  event: Extract<AccountEvent, { kind: 'liquidated' | 'deleveraged' }>,
): void {
  const { instrument: index, lots, priceTicks, feeAtoms, feeCurrency } = event
  const instrument = engine.setup.instruments[index]!
  const fill: Fill = {
    time: event.exchangeTime,
    instrument,
    lots,
    priceTicks,
    priceStep: instrument.tickSize,
    feeAtoms,
    feeCurrency,
  }
  const arrivalMid = engine.market.midPrice(index)
  const parts = takeFromStrategies(engine, event)
  book(engine, fill, { index, liquidity: 'taker', arrivalMid, parts, forced: event.kind })
}

interface Told {
  readonly index: number
  readonly liquidity: Filled['liquidity']
  readonly arrivalMid: number
  /** Whose it is. */
  readonly parts: readonly ForcedPart[]
  readonly forced?: ForcedKind
}

/** In the account of the run, and in the books of its strategies. */
function book(engine: Engine, fill: Fill, told: Told): void {
  const { index, liquidity, arrivalMid, parts, forced } = told
  const mid = engine.market.midPrice(index)
  const feeRate = rateInQuote(engine, index, fill.feeCurrency)
  const against = { liquidity, mid, arrivalMid, forced }
  engine.account.fill(index, { fill, ...against }, feeRate)
  engine.markouts.add(measured(engine, index, fill))
  for (const { strategy, lots, feeAtoms } of parts) {
    const part = { ...fill, lots, feeAtoms }
    const own = {
      booked: { fill: part, ...against },
      feeRate,
      measured: measured(engine, index, part),
    }
    bookForStrategy(engine, strategy, index, own)
  }
  engine.track.filled({
    time: engine.time,
    instrument: index,
    quantity: fillQuantity(fill),
    price: fillPrice(fill),
    isMaker: liquidity === 'maker',
    strategy: parts[0]?.strategy ?? -1,
    ...(forced === undefined ? {} : { forced }),
  })
}

function measured(engine: Engine, instrument: number, fill: Fill): MeasuredFill {
  const price = fillPrice(fill)
  const notional = notionalInQuote(fill.instrument, fill.lots, price)
  return { time: engine.time, instrument, isBuy: fill.lots > 0, price, notional }
}

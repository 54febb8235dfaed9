import type { AccountEvent } from '../core/orders/account-event.ts'
import type { OrderEvent } from '../core/orders/order-event.ts'
import type { Lots } from '../core/price.ts'
import { fillPrice, fillQuantity, type Fill } from '../portfolio/fill.ts'
import type { Engine } from './engine.ts'
import type { OwnOrder } from './own-orders.ts'
import {
  bookForcedForStrategies,
  bookForStrategy,
  measured,
  takeForcedLate,
  type ToldFill,
} from './strategy-books.ts'
import { rateInQuote } from './valuation.ts'

type Filled = Extract<OrderEvent, { readonly kind: 'filled' }>

/** Books a fill of an order of ours, and holds it against the mids. */
export function bookFill(
  engine: Engine,
  { state, strategy, arrivalMid }: OwnOrder,
  event: Filled,
): void {
  const { instrument: index, liquidity } = event
  const instrument = engine.setup.instruments[index]!
  const fill: Fill = {
    time: event.exchangeTime,
    instrument,
    lots: (state.request.side === 'buy' ? event.lots : 0 - event.lots) as Lots,
    priceTicks: event.priceTicks,
    priceStep: event.priceStep ?? instrument.tickSize,
    feeAtoms: event.feeAtoms,
    feeCurrency: event.feeCurrency,
  }
  const mid = engine.market.midPrice(index)
  const told: ToldFill = { index, fill, liquidity, mid, arrivalMid }
  book(engine, told)
  bookForStrategy(engine, strategy, told)
  track(engine, told, strategy)
  if (engine.late.forced.length > 0) takeForcedLate(engine, strategy, told)
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
  const mid = engine.market.midPrice(index)
  const told: ToldFill = {
    index,
    fill,
    liquidity: 'taker',
    mid,
    arrivalMid: mid,
    forced: event.kind,
  }
  book(engine, told)
  track(engine, told, bookForcedForStrategies(engine, told))
}

/** In the account of the run. */
function book(engine: Engine, told: ToldFill): void {
  const { index, fill } = told
  engine.account.fill(index, told, rateInQuote(engine, index, fill.feeCurrency))
  engine.markouts.add(measured(engine, index, fill))
}

function track(
  engine: Engine,
  { index, fill, liquidity, forced }: ToldFill,
  strategy: number,
): void {
  engine.track.filled({
    time: engine.time,
    instrument: index,
    quantity: fillQuantity(fill),
    price: fillPrice(fill),
    isMaker: liquidity === 'maker',
    strategy,
    ...(forced === undefined ? {} : { forced }),
  })
}

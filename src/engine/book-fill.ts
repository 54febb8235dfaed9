import type { AccountEvent } from '../core/orders/account-event.ts'
import type { OrderEvent } from '../core/orders/order-event.ts'
import type { Lots } from '../core/price.ts'
import { fillPrice, fillQuantity, type Fill } from '../portfolio/fill.ts'
import type { Engine } from './engine.ts'
import type { OwnOrder } from './own-orders.ts'
import { rateOf } from './valuation.ts'

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
  book(engine, event.instrument, fill, { ...event, arrivalMid: own.arrivalMid })
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
  takeFromStrategies(engine, index, lots)
  book(engine, index, fill, { liquidity: 'taker', arrivalMid: engine.market.midPrice(index) })
}

function book(
  engine: Engine,
  index: number,
  fill: Fill,
  told: Pick<Filled, 'liquidity'> & { readonly arrivalMid: number },
): void {
  const { liquidity, arrivalMid } = told
  const mid = engine.market.midPrice(index)
  const feeRate = rateInQuote(engine, fill, mid)
  engine.account.fill(index, { fill, liquidity, mid, arrivalMid }, feeRate)
  const price = fillPrice(fill)
  engine.markouts.add({
    time: engine.time,
    instrument: index,
    isBuy: fill.lots > 0,
    price,
    notional: Math.abs(fillQuantity(fill)) * price,
  })
}

function rateInQuote(engine: Engine, { feeCurrency, instrument }: Fill, mid: number): number {
  if (feeCurrency === instrument.quote) return 1
  if (feeCurrency === instrument.base) return mid
  return rateOf(engine, feeCurrency) / rateOf(engine, instrument.quote)
}

/** What is closed by force is taken from those who hold that side, the first strategy first. */
function takeFromStrategies({ runners }: Engine, instrument: number, lots: number): void {
  let left = lots
  for (const runner of runners) {
    const held = runner.lots[instrument]!
    if (Math.sign(held) !== -Math.sign(left)) continue
    const taken = Math.sign(left) * Math.min(Math.abs(left), Math.abs(held))
    runner.lots[instrument]! += taken
    left -= taken
  }
}

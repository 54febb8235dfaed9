// Quotes both sides of one book, half a spread from its mid, and leans against what it holds. Run it:
//
//   isobar trade --mode backtest --strategy examples/market-maker.ts --config examples/market-maker.yaml
import {
  instrumentSetting,
  lotsOfNotional,
  noIntents,
  notionalOfLots,
  numberSetting,
  priceOf,
  type Intent,
  type Lots,
  type OrderSide,
  type PriceTicks,
  type Strategy,
  type StrategyDesk,
  type StrategySetup,
} from 'isobar/engine'

/** The touch that was quoted against. */
interface Quoted {
  bid: number
  ask: number
}

export function strategy(setup: StrategySetup): Strategy<Quoted> {
  const instrument = instrumentSetting(setup, 'instrument')
  /** Notional of a quote, and of the position at which one side is left out; quote units. */
  const notional = numberSetting(setup, 'notional')
  const most = numberSetting(setup, 'positionNotional', notional * 5)
  const halfSpreadBps = numberSetting(setup, 'halfSpreadBps', 2)
  /** How far both quotes move against a full position. */
  const leanBps = numberSetting(setup, 'leanBps', 2)
  /** A quote is left where it is while it is this close to where it should be. */
  const patienceBps = numberSetting(setup, 'patienceBps', 0.5)
  const of = setup.instruments[instrument]!

  function wantedTicks(desk: StrategyDesk, side: OrderSide, mid: number, held: number): PriceTicks {
    const away = side === 'buy' ? -halfSpreadBps : halfSpreadBps
    const price = mid * (1 + (away - held * leanBps) / 1e4)
    // Never through the touch: a maker's order that would take is rejected.
    return (
      side === 'buy'
        ? Math.min(Math.floor(price), desk.book(instrument).best(1) - 1)
        : Math.max(Math.ceil(price), desk.book(instrument).best(0) + 1)
    ) as PriceTicks
  }

  function requote(desk: StrategyDesk): readonly Intent[] {
    const book = desk.book(instrument)
    const mid = (book.best(0) + book.best(1)) / 2
    if (Number.isNaN(mid)) return noIntents
    const midPrice = priceOf(mid as PriceTicks, of.tickSize)
    const lots = lotsOfNotional(of, notional, midPrice)
    if (lots === 0) return noIntents
    /** Held, as a part of the most. */
    const position = desk.position(instrument)
    const held = (Math.sign(position) * notionalOfLots(of, position, midPrice)) / most
    const intents: Intent[] = []
    const open = desk.orders()
    for (const side of ['buy', 'sell'] as const) {
      const own = open.filter(({ request }) => request.side === side)
      const isWanted = side === 'buy' ? held < 1 : held > -1
      const price = wantedTicks(desk, side, mid, held)
      const isGood = own.some(
        (order) => Math.abs(order.priceTicks! - price) <= (mid * patienceBps) / 1e4,
      )
      for (const order of own) {
        const isOut = order.stage === 'pending-cancel' || order.stage === 'sent'
        if (!isOut && !(isWanted && isGood)) {
          intents.push({ kind: 'cancel', clientOrderId: order.request.clientOrderId })
        }
      }
      if (isWanted && own.length === 0) intents.push(quote(side, price, lots))
    }
    return intents
  }

  function quote(side: OrderSide, priceTicks: PriceTicks, lots: Lots): Intent {
    const pricing = { kind: 'limit', priceTicks, isPostOnly: true } as const
    return { kind: 'place', order: { instrument, side, lots, pricing } }
  }

  return {
    name: 'market maker',
    begin: () => ({ bid: Number.NaN, ask: Number.NaN }),
    decide(quoted, event, desk) {
      if (event.kind === 'order') return requote(desk)
      if (event.kind !== 'market' || event.instrument !== instrument) return noIntents
      // Most messages leave the touch as it was, and then there is nothing to think about.
      const book = desk.book(instrument)
      const bid = book.best(0)
      const ask = book.best(1)
      if (bid === quoted.bid && ask === quoted.ask) return noIntents
      quoted.bid = bid
      quoted.ask = ask
      return requote(desk)
    },
  }
}

// Takes when one side of the book outweighs the other, and leaves after a while. Run it:
//
//   isobar trade --mode backtest --strategy examples/imbalance-taker.ts --config examples/imbalance-taker.yaml
import {
  instrumentSetting,
  lotsOfNotional,
  noIntents,
  numberSetting,
  priceOf,
  type Instant,
  type Intent,
  type Lots,
  type PriceTicks,
  type Strategy,
  type StrategyDesk,
  type StrategySetup,
} from 'isobar/engine'

interface State {
  /** Until when nothing is begun: an order is out, or a position is held. */
  busyUntil: number
}

const leave = 1

export function strategy(setup: StrategySetup): Strategy<State> {
  const instrument = instrumentSetting(setup, 'instrument')
  const notional = numberSetting(setup, 'notional')
  const levels = numberSetting(setup, 'levels', 5)
  /** (bids - asks) / (bids + asks) of the best levels beyond which it takes. */
  const threshold = numberSetting(setup, 'threshold', 0.8)
  const holdSeconds = numberSetting(setup, 'holdSeconds', 10)
  const of = setup.instruments[instrument]!

  function imbalance(desk: StrategyDesk): number {
    const book = desk.book(instrument)
    const [bids, asks] = [book.top(0, levels), book.top(1, levels)]
    let [bid, ask] = [0, 0]
    for (let k = 0; k < Math.min(levels, bids.length); k++) bid += bids.quantities[k]!
    for (let k = 0; k < Math.min(levels, asks.length); k++) ask += asks.quantities[k]!
    return (bid - ask) / (bid + ask)
  }

  return {
    name: 'imbalance taker',
    begin: () => ({ busyUntil: -Infinity }),
    decide(state, event, desk): readonly Intent[] {
      if (event.kind === 'woken' && event.key === leave) {
        const held = desk.position(instrument)
        if (held === 0) return noIntents
        const again = { kind: 'wake', at: (event.time + 1e6) as Instant, key: leave } as const
        if (desk.orders().length > 0) return [again]
        const lots = Math.abs(held) as Lots
        const side = held > 0 ? 'sell' : 'buy'
        // Asks again, should not all of it be filled.
        return [
          {
            kind: 'place',
            order: { instrument, side, lots, pricing: { kind: 'market' } },
          },
          again,
        ]
      }
      if (event.kind !== 'market' || event.instrument !== instrument) return noIntents
      if (event.time < state.busyUntil || desk.position(instrument) !== 0) return noIntents
      const weight = imbalance(desk)
      if (!(Math.abs(weight) > threshold)) return noIntents
      const side = weight > 0 ? 'buy' : 'sell'
      const book = desk.book(instrument)
      const mid = (book.best(0) + book.best(1)) / 2
      if (Number.isNaN(mid)) return noIntents
      const lots = lotsOfNotional(of, notional, priceOf(mid as PriceTicks, of.tickSize))
      if (lots === 0) return noIntents
      // At the price that is shown, or not at all.
      const priceTicks = book.best(side === 'buy' ? 1 : 0) as PriceTicks
      state.busyUntil = event.time + holdSeconds * 1e6
      return [
        {
          kind: 'place',
          order: {
            instrument,
            side,
            lots,
            pricing: { kind: 'limit', priceTicks, isPostOnly: false },
            timeInForce: { kind: 'ioc' },
          },
        },
        { kind: 'wake', at: state.busyUntil as Instant, key: leave },
      ]
    },
  }
}

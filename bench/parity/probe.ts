// Takes and rests at a pace, whatever it has: what it decides depends on the time and the touch alone, so that two runs of
// it differ by what befalls its orders and by nothing else.
import {
  instrumentSetting,
  noIntents,
  numberSetting,
  type Instant,
  type Intent,
  type Lots,
  type OrderSide,
  type PriceTicks,
  type Strategy,
  type StrategySetup,
} from 'isobar/engine'

export function strategy(setup: StrategySetup): Strategy<{ turn: number }> {
  const instrument = instrumentSetting(setup, 'instrument')
  const everyUs = numberSetting(setup, 'everyMs') * 1_000
  const restUs = numberSetting(setup, 'restMs') * 1_000
  const lots = numberSetting(setup, 'lots') as Lots
  return {
    name: 'probe',
    hearsMarkets: false,
    begin: () => ({ turn: 0 }),
    decide(state, event, desk) {
      if (event.kind !== 'begun' && event.kind !== 'woken') return noIntents
      const intents: Intent[] = [{ kind: 'wake', at: (event.time + everyUs) as Instant, key: 0 }]
      for (const { request, stage, label = 0 } of desk.orders()) {
        const isIn = stage === 'accepted' || stage === 'partly-filled'
        if (isIn && desk.time - label > restUs)
          intents.push({ kind: 'cancel', clientOrderId: request.clientOrderId })
      }
      const book = desk.book(instrument)
      const [ask, bid] = [book.best(1), book.best(0)]
      const turn = state.turn++
      if (Number.isNaN(bid) || Number.isNaN(ask)) return intents
      const side: OrderSide = turn % 4 < 2 ? 'buy' : 'sell'
      const isTaking = turn % 2 === 0
      const touch = (side === 'buy') === isTaking ? ask : bid
      intents.push({
        kind: 'place',
        order: {
          instrument,
          side,
          lots,
          pricing: { kind: 'limit', priceTicks: touch as PriceTicks, isPostOnly: !isTaking },
          timeInForce: { kind: isTaking ? 'ioc' : 'gtc' },
          label: desk.time,
        },
      })
      return intents
    },
  }
}

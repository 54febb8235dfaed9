import { expect, test } from 'vitest'
import { filledFor, twoLegs } from '../../test/engine/two-legs.ts'
import { setHalt } from '../risk/risk-state.ts'

test.each([
  ['is below its least order', [{}, { minQuantity: 0.003 }], 'least-order'],
  ['is refused by risk', [], 'halted'],
] as const)(
  'where what one of three legs lacks %s, nothing is bought for another that would be undone',
  (_, leastOrders, reason) => {
    const { engine, begin, hear, placed, told } = twoLegs({
      venues: ['binance', 'okx', 'kraken'],
      leastOrders,
    })
    begin()
    const [bought, ...sold] = placed()
    hear(bought!, filledFor(10, 'b'))
    if (reason === 'halted') setHalt(engine.risk, 1, 'stale', true)
    for (const [at, lots] of [8, 5].entries()) {
      hear(sold[at]!, { ...filledFor(lots, `s${at}`), leavesLots: 10 - lots })
      hear(sold[at]!, { kind: 'cancelled', reason: 'not-filled-at-once', filledLots: lots })
    }
    const undone = placed()
    expect(undone).toMatchObject([
      { instrument: 0, side: 'sell', lots: 5 },
      { instrument: 1, side: 'buy', lots: 3 },
    ])
    for (const order of undone) hear(order, filledFor(order.lots, `u${order.instrument}`))
    expect(engine.account.holdings.map(({ lots }) => lots)).toEqual([5, -5, -5])
    expect([placed(), told]).toMatchObject([[], [{ outcome: 'stopped' }]])
    expect([...engine.runners[0]!.refusalsBy]).toEqual([[reason, 1]])
  },
)

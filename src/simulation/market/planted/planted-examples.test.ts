import { expect, test } from 'vitest'
import { smallPlan } from '../../../../test/market/small-plan.ts'
import { EventColumns } from '../../../core/events/event-columns.ts'
import type { Instant } from '../../../core/time.ts'
import { defaultMarketPlan } from '../default-plan.ts'
import { SyntheticMarket } from '../synthetic-market.ts'
import { lackingFor } from './plantable.ts'
import { plantedExamples } from './planted-examples.ts'

test('all examples at once happen, each in spite of the others', () => {
  const planted = Object.values(plantedExamples(300))
  const plan = { ...defaultMarketPlan(1), planted }
  const market = new SyntheticMarket(plan)
  const rows = new EventColumns()
  for (let second = 10; second <= 300; second += 10) {
    rows.empty()
    market.advance((plan.start + second * 1e6) as Instant, rows)
  }
  const figures = new Map(market.truth().map((truth) => [truth.fact.kind, truth.figures]))
  expect(figures.size).toBe(9)
  // 30,000 of ether at 3,000 in lots of a ten-thousandth are shown at once.
  expect(figures.get('absorbing-iceberg')!['absorbedLots']).toBeGreaterThan(2 * 100_000)
  expect(figures.get('absorbing-iceberg')!['hasHeld']).toBe(1)
  expect(figures.get('spoof-wall')!['filledLots']).toBe(0)
  expect(figures.get('liquidation-cascade')!['forcedOrders']).toBeGreaterThan(20)
  expect(figures.get('liquidation-cascade')!['deleveragedLots']).toBeGreaterThan(0)
  expect(figures.get('flow-signal')!['minutes']).toBe(3)
  expect(figures.get('depeg')!['lowestDollars']).toBeCloseTo(0.97, 9)
  expect(figures.get('outage')!['instruments']).toBe(9)
})

test('what a part of the market has no place for is said', () => {
  const kraken = smallPlan(1, { venues: ['kraken'], bases: ['BTC'] })
  const lacking = Object.values(plantedExamples(60)).map((fact) => lackingFor(fact, kraken))
  expect(lacking).toEqual([
    'SOL is listed nowhere',
    'no linear BTC-USDT at binance',
    'ETH is not listed at kraken',
    'spot SOL at fewer than two venues',
    'no spot ETH-USD at coinbase',
    'no spot BTC-USDT at binance',
    'nothing is listed at okx',
    undefined,
    'no perpetual of BTC',
  ])
  const all = Object.values(plantedExamples(60)).map((fact) =>
    lackingFor(fact, defaultMarketPlan(1)),
  )
  expect(all.every((each) => each === undefined)).toBe(true)
})

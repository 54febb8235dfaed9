import { expect, test } from 'vitest'
import { randomPair } from '../../../../test/random-pair.ts'
import type { Instant } from '../../../core/time.ts'
import { defaultTradingParameters } from '../backtest-options.ts'
import { estimateFold, foldRows, type FoldModel } from '../relation/fold-model.ts'
import { joinLegs, levelled } from '../relation/joined-legs.ts'
import { adoptFold, isMirrored } from './adopt-fold.ts'
import { startDriver, type BookDriver } from './book-driver.ts'
import { uncapped } from './exposure-caps.ts'
import { legMarket } from './leg-market.ts'

const options = { ...defaultTradingParameters, log: true, testBars: 50 }
const { y, x } = randomPair(3, 300)
const terms = { capital: 10_000, delayBars: 0, caps: uncapped }

function model(series: readonly [typeof y, typeof x], fold: number): FoldModel {
  const joined = joinLegs(series.map((bars) => levelled(bars, true)))
  return estimateFold(joined, foldRows(joined.rows, 100, 50)[fold]!, options)
}

function driver(): BookDriver {
  const markets = [legMarket(y, undefined, options), legMarket(x, undefined, options)]
  return startDriver(markets, y.times, options, terms)
}

const from = y.times[100]! as Instant
const [first, again, turned] = [model([y, x], 0), model([y, x], 1), model([x, y], 1)]

test('relations are asked in the order they were chosen in, each of its instruments once', () => {
  const { traders } = adopted(driver(), [first])
  expect([...traders.keys()]).toEqual(['AAA-USDT BBB-USDT'])
  expect([...traders.values()][0]).toMatchObject({ rank: 0, model: first })
})

function adopted(to: BookDriver, models: readonly FoldModel[]): BookDriver {
  adoptFold(to, models, from)
  return to
}

test('what is chosen again goes on, whichever of its legs is y', () => {
  for (const next of [again, turned]) {
    const going = adopted(driver(), [first])
    const [trader] = going.traders.values()
    adoptFold(going, [next], from)
    expect([...going.traders.values()]).toEqual([trader])
    expect(trader!.model).toBe(next)
  }
})

test('what is not chosen again goes when it holds and has ordered nothing', () => {
  const going = adopted(driver(), [first])
  adoptFold(going, [], from)
  expect(going.traders.size).toBe(0)
  const ordering = adopted(driver(), [first])
  const [trader] = ordering.traders.values()
  trader!.order = { kind: 'close', from: 0, reason: 'exit', zScore: 0 }
  adoptFold(ordering, [], from)
  expect(ordering.traders.size).toBe(1)
  expect(trader!.model).toBeUndefined()
})

test('a side that is barred stays barred when y and x change places', () => {
  expect(isMirrored(first, again)).toBe(false)
  expect(isMirrored(first, turned)).toBe(true)
  for (const [next, side] of [
    [again, 'short'],
    [turned, 'long'],
  ] as const) {
    const going = adopted(driver(), [first])
    const [trader] = going.traders.values()
    trader!.state = { stance: 'flat', barredFrom: 'short' }
    adoptFold(going, [next], from)
    expect(trader!.state).toEqual({ stance: 'flat', barredFrom: side })
  }
})

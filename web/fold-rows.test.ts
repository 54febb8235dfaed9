import { expect, test } from 'vitest'
import { pairFixture } from '../test/desk-pair-fixture.ts'
import { defaultPairParameters } from '../src/protocol/pair-parameters.ts'
import { foldMoney, seriesThatEnded } from './fold-rows.ts'

test('what folds came to adds up to what the run came to', () => {
  const names = { y: 'ETH-USDT', x: 'BTC-USDT' }
  const { backtest } = pairFixture(names, { ...defaultPairParameters, testBars: 40 }, 3000)
  const { trades, metrics } = backtest!
  const money = [...foldMoney(trades, []).values()]
  expect(money.length).toBeGreaterThan(2)
  expect(money.reduce((sum, fold) => sum + fold.trades, 0)).toBe(trades.length)
  expect(money.reduce((sum, fold) => sum + fold.pnl, 0)).toBeCloseTo(metrics.pnl.total, 6)
})

test('a series has ended where the next fold does not list it; the last fold cannot know', () => {
  const ended = seriesThatEnded([
    { fold: 0, listed: ['A', 'B', 'C'], pairs: [] },
    { fold: 1, listed: ['A', 'C', 'D'], pairs: [] },
    { fold: 2, listed: ['A', 'C', 'D'], pairs: [] },
  ])
  expect([...ended.values()]).toEqual([['B'], [], []])
})

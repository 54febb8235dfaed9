import { expect, test } from 'vitest'
import { randomPair } from '../../../../test/random-pair.ts'
import { expectValue } from '../../../math/outcome.ts'
import { Random } from '../../../math/random.ts'
import { backtestPair } from '../backtest.ts'
import { defaultBacktestOptions, type BacktestInput } from '../backtest-options.ts'
import { testPair } from '../pair-tests.ts'
import { verdictOf } from './verdict.ts'

/** Two series that each come back by themselves. */
function stationary(): BacktestInput {
  const random = new Random(5)
  const { y, x } = randomPair(5, 600)
  const around = (level: number) => {
    let deviation = 0
    return () => level + (deviation = 0.3 * deviation + random.normal())
  }
  const [yNext, xNext] = [around(100), around(50)]
  return {
    y: { ...y, open: y.open.map(yNext), close: y.close.map(yNext) },
    x: { ...x, open: x.open.map(xNext), close: x.close.map(xNext) },
  }
}

test('of two series that each look stationary it is not said that they are a pair, however small their p-value', () => {
  const input = stationary()
  const options = { ...defaultBacktestOptions, trainBars: 120, testBars: 60 }
  const program = backtestPair(input, options)
  let step = program.next()
  while (step.done !== true) step = program.next()
  const card = verdictOf(
    {
      input,
      tests: testPair(input.y, input.x, { log: false, alpha: 0.05 }),
      backtest: expectValue(step.value),
      bootstrap: undefined,
      place: null,
      cross: null,
      notes: [],
    },
    undefined,
  )
  expect(card.cointegration.engleGrangerPValue).toBeLessThan(0.05)
  expect(card.cointegration).toMatchObject({ johansenRank: 2, isCointegrated: false })
  expect(card.reasons[0]).toMatchObject({ about: 'relation', passed: null })
  expect(card.verdict).toBe('no')
})

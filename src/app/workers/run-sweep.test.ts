import { expect, test } from 'vitest'
import { randomPair } from '../../../test/random-pair.ts'
import { expectValue } from '../../math/outcome.ts'
import { defaultBacktestOptions } from '../../research/pairs/backtest-options.ts'
import { parseGrid } from '../../research/pairs/sweep/sweep-grid.ts'
import { runSweep } from './run-sweep.ts'

test('more daily returns than a sweep keeps are refused before a thread is made', async () => {
  const { y, x } = randomPair(1, 2000)
  // Hours as days: 2,000 of them.
  const daily = (bars: typeof y) => ({ ...bars, times: bars.times.map((time) => 24 * time) })
  const input = { y: daily(y), x: daily(x) }
  const grid = expectValue(parseGrid('entry=1:3.99:0.01,exit=0:0.99:0.01'))
  await expect(runSweep({ input, options: defaultBacktestOptions, grid })).rejects.toThrow(
    /^--grid: 30000 parameter sets over 1999 days are too many; a sweep takes at most 50000000 /,
  )
})

import { expect, test } from 'vitest'
import { compareWithNull, type RunFigures } from './null-comparison.ts'

function run(totalReturn: number, sharpe: number | null = totalReturn * 10): RunFigures {
  return { totalReturn, sharpe, chosen: 3, trades: 5 }
}

const runs = Array.from({ length: 19 }, (_, k) => run((k - 9) / 100))

test('the p-value counts the runs at least as good, and the run itself', () => {
  const better = compareWithNull(run(0.5), runs, 1)!
  expect(better.totalReturn.pValue).toBe(1 / 20)
  expect(compareWithNull(run(-0.5), runs, 1)!.totalReturn.pValue).toBe(1)
  // Nine runs above nought, one at it.
  expect(compareWithNull(run(0), runs, 1)!.totalReturn.pValue).toBe(11 / 20)
})

test('quantiles are values of runs', () => {
  expect(compareWithNull(run(0), runs, 1)!.totalReturn.quantiles).toEqual({
    '5%': -0.09,
    '50%': 0,
    '95%': 0.09,
  })
})

test('a run without trades has no Sharpe ratio, and is as good as nought', () => {
  const { sharpe } = compareWithNull(run(0, null), [run(0, null), run(0.1), run(-0.1)], 1)!
  expect(sharpe).toMatchObject({ observed: null, mean: 0, pValue: 3 / 4 })
  expect(compareWithNull(run(0), [run(0, null)], 1)!.sharpe.quantiles).toBeNull()
})

test('without runs there is nothing to compare with', () => {
  expect(compareWithNull(run(0.1), [], 1)).toBeNull()
})

import { expect, test } from 'vitest'
import { deflatedSharpe } from '../../performance/deflated-sharpe.ts'
import { sharpeRatio } from '../../performance/sharpe.ts'
import { Random } from '../../math/random.ts'
import { deflatedBy, undeflated } from './deflated.ts'

const random = new Random(3)
const dailyReturns = Float64Array.from({ length: 500 }, () => 0.001 + 0.01 * random.normal())
const { value, skewness, kurtosis } = sharpeRatio(dailyReturns)!
const metrics = { sharpe: value, skewness, kurtosis, days: 500 }

test('a result that kept its moments is deflated as its days would be', () => {
  const sharpes = [0.3, -1.2, 0.9, value]
  const mean = (0.3 - 1.2 + 0.9 + value) / 4
  const trialDeviation = Math.sqrt(sharpes.reduce((sum, s) => sum + (s - mean) ** 2, 0) / 3)
  const expected = deflatedSharpe({ dailyReturns, trials: 7, trialDeviation })!
  const { deflatedSharpe: found, deflation } = deflatedBy(metrics, { trials: 7, sharpes })
  expect(found).toBeCloseTo(expected.probability, 10)
  expect(deflation).toMatchObject({ trials: 7 })
  expect(deflation!.trialDeviation).toBeCloseTo(trialDeviation, 12)
  expect(deflation!.expectedMaximum).toBeCloseTo(expected.expectedMaximum, 12)
  expect(deflation!.luckProbability).toBeCloseTo(expected.luckProbability, 10)
})

test('one trial deflates nothing, and many of unknown ratios as many that earn nothing', () => {
  const one = deflatedBy(metrics, { trials: 1, sharpes: [value] })
  expect(one.deflation).toMatchObject({ expectedMaximum: 0 })
  const many = deflatedBy(metrics, { trials: 50, sharpes: [] })
  const expected = deflatedSharpe({ dailyReturns, trials: 50 })!
  expect(many.deflatedSharpe).toBeCloseTo(expected.probability, 10)
  expect(many.deflatedSharpe).toBeLessThan(one.deflatedSharpe!)
})

test('copies of a trial do not take deflation away', () => {
  const sharpes = Array.from({ length: 500 }, () => value)
  const padded = deflatedBy(metrics, { trials: 500, sharpes })
  const unknown = deflatedBy(metrics, { trials: 500, sharpes: [] })
  expect(padded).toEqual(unknown)
  expect(padded.deflatedSharpe).toBeLessThan(0.5)
})

test('without trials, or without a ratio, nothing is deflated', () => {
  expect(deflatedBy(metrics, undefined)).toBe(undeflated)
  const flat = { sharpe: null, skewness: null, kurtosis: null, days: 500 }
  expect(deflatedBy(flat, { trials: 3, sharpes: [] })).toBe(undeflated)
})

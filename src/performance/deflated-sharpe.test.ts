import { expect, test } from 'vitest'
import { Random } from '../math/random.ts'
import { deflated, deflatedSharpe, expectedNormalMaximum } from './deflated-sharpe.ts'
import { daysPerYear, sharpeRatio } from './sharpe.ts'

const normals = (random: Random, days: number): Float64Array =>
  Float64Array.from({ length: days }, () => random.normal())

test('the example of the paper: 100 trials, 1,250 days, skewed and fat-tailed', () => {
  // Annual figures there count 250 days: a ratio of 2.5, trials that scatter with a variance of one half.
  const { probability, expectedMaximum } = deflated(
    { ratio: 2.5 / Math.sqrt(250), skewness: -3, kurtosis: 10 },
    { days: 1250, trials: 100, trialDeviation: Math.sqrt((0.5 / 250) * daysPerYear) },
  )
  // Four digits are printed, the probability after rounding the rest.
  expect(Math.abs(expectedMaximum / Math.sqrt(daysPerYear) - 0.1132)).toBeLessThan(5e-5)
  expect(Math.abs(probability - 0.9004)).toBeLessThan(3e-4)
})

test('the expected maximum is that of drawn numbers', () => {
  const random = new Random(5)
  const means = [10, 100].map((count) => {
    let sum = 0
    for (let run = 0; run < 4000; run++) sum += Math.max(...normals(random, count))
    return sum / 4000
  })
  // Standard error 0.009 and 0.007; the approximation is good to 0.02.
  expect(Math.abs(means[0]! - expectedNormalMaximum(10))).toBeLessThan(0.05)
  expect(Math.abs(means[1]! - expectedNormalMaximum(100))).toBeLessThan(0.05)
})

test('of one trial it says what the interval of the Sharpe ratio says', () => {
  const returns = normals(new Random(2), 400).map((value) => value + 0.1)
  const { low, value, high } = sharpeRatio(returns)!
  const { probability } = deflatedSharpe({ dailyReturns: returns, trials: 1 })!
  expect(value).toBeGreaterThan(0)
  expect(low > 0).toBe(probability > 0.975)
  expect(high).toBeGreaterThan(low)
})

test('of worthless strategies one in twenty passes alone, and the best of 50 hardly ever', () => {
  const random = new Random(11)
  const runs = 400
  let [alone, chosen, lucky] = [0, 0, 0]
  for (let run = 0; run < runs; run++) {
    const tried = Array.from({ length: 50 }, () => normals(random, 250))
    const ratios = tried.map((returns) => sharpeRatio(returns)!.value)
    const best = tried[ratios.indexOf(Math.max(...ratios))]!
    const judged = deflatedSharpe({ dailyReturns: best, trials: 50 })!
    if (deflatedSharpe({ dailyReturns: tried[0]!, trials: 1 })!.probability > 0.95) alone++
    if (judged.probability > 0.95) chosen++
    if (judged.luckProbability > 0.95) lucky++
  }
  // Three errors of a share of 5 % among 400.
  expect(Math.abs(alone / runs - 0.05)).toBeLessThan(0.033)
  expect(Math.abs(lucky / runs - 0.05)).toBeLessThan(0.033)
  expect(chosen / runs).toBeLessThan(0.02)
})

test('more trials ask for more, and what has no Sharpe ratio has no answer', () => {
  const returns = normals(new Random(3), 300).map((value) => value + 0.15)
  const probabilities = [1, 10, 1000].map(
    (trials) => deflatedSharpe({ dailyReturns: returns, trials })!.probability,
  )
  expect(probabilities).toEqual(probabilities.toSorted((a, b) => b - a))
  expect(deflatedSharpe({ dailyReturns: new Float64Array(50), trials: 5 })).toBeUndefined()
})

test('a skew that leaves no error of the ratio leaves a probability', () => {
  const { probability } = deflated(
    { ratio: 2, skewness: 3, kurtosis: 1 },
    { days: 100, trials: 10 },
  )
  expect(probability).toBe(1)
})

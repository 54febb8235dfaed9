import fc from 'fast-check'
import { expect, test } from 'vitest'
import { expectClose, goldenCases } from '../../../fixtures/econometrics/goldens.ts'
import { expectValue } from '../../math/outcome.ts'
import { renderSummary } from '../summary/render-summary.ts'
import { bertramSummary } from './bertram-summary.ts'
import { type BertramOptions, bertramThresholds } from './bertram-thresholds.ts'
import { type BertramTrade, bertramTrade, stationaryDeviation } from './bertram-trade.ts'
import { passageMoments } from './first-passage.ts'

interface ThresholdCase {
  readonly name: string
  readonly process: { readonly speed: number; readonly mean: number; readonly sigma: number }
  readonly options: BertramOptions
  readonly expected: BertramTrade
}

const cases = goldenCases('mean-reversion/bertram-thresholds') as readonly ThresholdCase[]

test.for(cases)(
  'the best levels are the stationary point that integration finds: $name',
  ({ process, options, expected }) => {
    const best = expectValue(bertramThresholds(process, options))
    expect(best.objective).toBe(options.objective)
    for (const [field, value] of Object.entries(expected)) {
      // Roots to rounding; where the slope is flat an error of 1e-15 in it moves them by a hundred times that.
      expectClose(best[field as keyof BertramTrade], value as number, 1e-11, field)
    }
  },
)

test.for(cases)('no pair of levels on a grid is better: $name', ({ process, options }) => {
  const best = expectValue(bertramThresholds(process, options))
  const gain = options.objective === 'profit' ? 'profitPerBar' : 'sharpeRatio'
  const deviation = stationaryDeviation(process)
  const { cost, riskFreePerTrade = 0 } = options
  let highest = -Infinity
  for (let low = -4; low < 4; low += 0.05) {
    for (let high = low + 0.05; high < 4; high += 0.05) {
      const entry = process.mean + low * deviation
      const exit = process.mean + high * deviation
      if (exit - entry <= cost + riskFreePerTrade) continue
      highest = Math.max(
        highest,
        bertramTrade(process, { entry, exit, cost, riskFreePerTrade })[gain],
      )
    }
  }
  expect(highest).toBeLessThanOrEqual(best[gain])
  // Half a step of 0.05 deviations off the top of a parabola.
  expect(highest).toBeGreaterThan(0.98 * best[gain])
})

test("arbitragelab's figures of Bertram's example", () => {
  const process = { speed: 180.967, mean: 0, sigma: 0.1538 }
  const profit = expectValue(bertramThresholds(process, { cost: 0.001 }))
  expect(profit.cycleBars).toBeCloseTo(0.017122, 6)
  expect(profit.profitPerBar).toBeCloseTo(0.492358, 6)
  // From the variance on its figures leave integration in the fourth digit: 1.54417e-4, 2.18621e-3, 3.86188.
  expectClose(profit.cycleBarsDeviation ** 2, 0.00015438, 3e-4, 'variance of a cycle')
  expectClose(profit.profitDeviation ** 2, 0.0021857, 3e-4, 'variance of the profit')
  const options = { cost: 0.001, objective: 'sharpe', riskFreePerTrade: 0.01 } as const
  const { sharpeRatio } = expectValue(bertramThresholds(process, options))
  expectClose(sharpeRatio, 3.86293, 3e-4, 'Sharpe ratio')
})

function logRatioSlope(z: number): number {
  const { mean, variance, meanSlope, varianceSlope } = passageMoments(z)
  return meanSlope / mean - varianceSlope / variance
}

test('log(E / V) is concave in the level, so that the Sharpe ratio has one maximum', () => {
  for (let z = 0.02; z < 24; z *= 1.05) {
    expect(logRatioSlope(1.05 * z)).toBeLessThan(logRatioSlope(z))
  }
})

const process = { speed: 0.1, mean: 3, sigma: 0.02 }

test('a higher cost puts the levels further out, and never earns more', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 1e-6, max: 20, noNaN: true }),
      fc.double({ min: 1.001, max: 2, noNaN: true }),
      fc.constantFrom('profit', 'sharpe'),
      (deviations, factor, objective) => {
        const cost = deviations * stationaryDeviation(process)
        const options = { objective, riskFreePerTrade: 1e-3 } as const
        const less = expectValue(bertramThresholds(process, { ...options, cost }))
        const more = expectValue(bertramThresholds(process, { ...options, cost: cost * factor }))
        const gain = objective === 'profit' ? 'profitPerBar' : 'sharpeRatio'
        expect(more.exit).toBeGreaterThan(less.exit)
        expect(more.entry).toBeLessThan(less.entry)
        expect(more[gain]).toBeLessThan(less[gain])
        expect(more.profit).toBeGreaterThan(0)
      },
    ),
    { seed: 1 },
  )
})

test('a cost no cycle of the sample covers does not pay', () => {
  // 8.9 deviations: 693,000 bars a cycle.
  const wide = { cost: 0.4 }
  expect(bertramThresholds({ ...process, observations: 8760 }, wide)).toMatchObject({
    reason: 'nothing-pays',
  })
  const allowed = bertramThresholds(
    { ...process, observations: 8760 },
    {
      ...wide,
      cycleBarsMax: 1e6,
    },
  )
  expect(expectValue(allowed).cycleBars).toBeGreaterThan(5e5)
  expect(bertramThresholds(process, wide)).toMatchObject({ kind: 'value' })
  for (const objective of ['profit', 'sharpe'] as const) {
    const options = { cost: 5, objective, riskFreePerTrade: 0.01 }
    expect(bertramThresholds(process, options)).toMatchObject({ reason: 'nothing-pays' })
  }
})

test('without costs, or without a riskless profit to beat, there is no best distance', () => {
  expect(bertramThresholds(process, { cost: 0 })).toMatchObject({ reason: 'no-best-distance' })
  const options = { cost: 0.004, objective: 'sharpe' } as const
  expect(bertramThresholds(process, options)).toMatchObject({ reason: 'no-best-distance' })
  expect(() => bertramThresholds(process, { cost: -1 })).toThrow('0 or more')
  expect(() => bertramThresholds(process, { cost: Number.NaN })).toThrow('0 or more')
  const unknown = { ...process, sigma: Number.NaN }
  expect(() => bertramThresholds(unknown, { cost: 0.004 })).toThrow('must be above 0')
})

test('the summary holds levels, cycle and what it takes for granted', () => {
  const results = (['profit', 'sharpe'] as const).map((objective) =>
    expectValue(bertramThresholds(process, { cost: 0.004, objective, riskFreePerTrade: 0.01 })),
  )
  const text = renderSummary(bertramSummary(results))
  expect(text).toMatch(/highest profit a bar +2\.97669 +3\.02331/)
  expect(text).toMatch(/highest Sharpe ratio +2\.9\d+ +3\.0\d+/)
  expect(text).toContain('There is no stop')
})

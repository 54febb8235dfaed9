import { expect, test } from 'vitest'
import { goldenCases, statisticTolerance } from '../../../fixtures/econometrics/goldens.ts'
import { buildSeries, type Recipe } from '../../../fixtures/econometrics/series.ts'
import { needs } from '../../../test/need.ts'
import { expectValue } from '../../math/outcome.ts'
import { Random } from '../../math/random.ts'
import { engleGranger } from '../cointegration/engle-granger.ts'
import { renderSummary } from '../summary/render-summary.ts'
import { bootstrapEngleGrangerSummary } from './bootstrap-engle-granger-summary.ts'
import { bootstrapEngleGranger } from './bootstrap-engle-granger.ts'
import { nullUniverse } from './null-universe.ts'

/** A random walk whose volatility clusters (an ARCH(1) with 0.5, whose fourth moment is finite). */
function walk(random: Random, rows: number): Float64Array {
  let [level, before] = [0, 0]
  return Float64Array.from({ length: rows }, () => {
    before = random.normal() * Math.sqrt(0.5 + 0.5 * before ** 2)
    return (level += before)
  })
}

/** Log closes of ETH and BTC perpetuals, hour by hour, as the Engle-Granger goldens take them. */
function realHours(): [Float64Array, Float64Array] {
  const golden = (goldenCases('engle-granger') as readonly HourCase[]).find(({ name }) =>
    name.startsWith('log ETH on BTC hours'),
  )!
  return [wholeSample(golden.y), wholeSample(golden.xs[0]!)]
}

function wholeSample(recipe: Recipe): Float64Array {
  return buildSeries(recipe.kind === 'real' ? { ...recipe, from: 0, to: 19_000 } : recipe)
}

interface HourCase {
  readonly name: string
  readonly y: Recipe
  readonly xs: readonly Recipe[]
}

/** y follows half of x, and the gap shrinks by the share 1 - phi a row. */
function follower(random: Random, x: Float64Array, phi: number): Float64Array {
  let gap = 0
  return x.map((value) => {
    gap = phi * gap + random.normal()
    return 0.5 * value + gap
  })
}

test('is the share of plain Engle-Granger statistics of the same universes', () => {
  const random = new Random(3)
  const [y, x] = [walk(random, 150), walk(random, 150)]
  for (const scheme of ['wild', 'sieve', 'sieve-wild'] as const) {
    const options = { scheme, replications: 60, seed: 9, trend: 'ct', maxOrder: 3 } as const
    const result = expectValue(bootstrapEngleGranger(y, [x], options))
    const universe = expectValue(nullUniverse([y, x], options))
    const drawing = new Random(9).fork('bootstrap')
    const drawn = [new Float64Array(150), new Float64Array(150)] as const
    const statistics = Float64Array.from({ length: 60 }, () => {
      universe.draw(drawn, drawing)
      return expectValue(engleGranger(drawn[0], [drawn[1]], options)).statistic
    }).toSorted()
    const below = statistics.filter((value) => value <= result.statistic).length
    expect(result.bootstrapPValue).toBe((1 + below) / 61)
    expect(result.bootstrapCriticalValues['1%']).toBeNull()
    expect(result.bootstrapCriticalValues['5%']! / statistics[2]! - 1).toBeLessThan(
      statisticTolerance,
    )
    expect(result.bootstrapCriticalValues['10%']! / statistics[5]! - 1).toBeLessThan(
      statisticTolerance,
    )
  }
})

test.for(['wild', 'sieve', 'sieve-wild'] as const)(
  'finds no more relations than its level says where there are none: %s',
  (scheme) => {
    const runs = 200
    let rejected = 0
    for (let seed = 0; seed < runs; seed++) {
      const random = new Random(1000 + seed)
      const [y, x] = [walk(random, 120), walk(random, 120)]
      const options = { scheme, replications: 49, seed, maxLags: 4, maxOrder: 2 } as const
      const result = expectValue(bootstrapEngleGranger(y, [x], options))
      if (result.bootstrapPValue <= 0.1) rejected++
    }
    // Binomial(200, 0.1): mean 20, deviation 4.2; within 3.5 of it.
    expect(Math.abs(rejected - 20)).toBeLessThan(15)
  },
)

// The long version, of six seconds: ISOBAR_RUNS=500 npx vitest run src/econometrics/bootstrap
const realRuns = Number(process.env['ISOBAR_RUNS'] ?? 120)

test('holds its level on the volatility of real hours', { timeout: 0 }, (context) => {
  needs('data', context)
  const [eth, btc] = realHours()
  const rows = 2160
  let rejected = 0
  for (let seed = 0; seed < realRuns; seed++) {
    const random = new Random(seed)
    const start = random.integerBelow(eth.length - rows)
    const window = [eth, btc].map((level) => level.slice(start, start + rows))
    // Normal weights, so that the sizes of the changes are not those the test's own signs leave as they are.
    const universe = expectValue(nullUniverse(window, { law: 'normal' }))
    universe.draw(window, random)
    const options = { replications: 99, exceedancesMax: 5, seed } as const
    const result = expectValue(bootstrapEngleGranger(window[0]!, [window[1]!], options))
    if (result.bootstrapPValue <= 0.05) rejected++
  }
  // Binomial: of 500 the mean is 25, the deviation 4.9; within 3.5 of it.
  const [mean, deviation] = [0.05 * realRuns, Math.sqrt(0.05 * 0.95 * realRuns)]
  expect(Math.abs(rejected - mean), `${rejected} of ${realRuns}`).toBeLessThan(3.5 * deviation)
})

test('finds a relation that is there', () => {
  for (const scheme of ['wild', 'sieve', 'sieve-wild'] as const) {
    let found = 0
    for (let seed = 0; seed < 20; seed++) {
      const random = new Random(2000 + seed)
      const x = walk(random, 400)
      const y = follower(random, x, 0.8)
      const result = expectValue(bootstrapEngleGranger(y, [x], { scheme, replications: 99 }))
      if (result.bootstrapPValue <= 0.05) found++
    }
    expect(found, scheme).toBeGreaterThanOrEqual(17)
  }
})

test('stops where enough universes are as extreme, on the same draws', () => {
  const random = new Random(8)
  const [y, x] = [walk(random, 120), walk(random, 120)]
  const whole = expectValue(bootstrapEngleGranger(y, [x], { replications: 199 }))
  const exceedances = Math.round(whole.bootstrapPValue * 200) - 1
  expect(exceedances).toBeGreaterThan(20)
  const options = { replications: 199, exceedancesMax: 10 } as const
  const stopped = expectValue(bootstrapEngleGranger(y, [x], options))
  expect(stopped.bootstrapPValue).toBe(10 / stopped.replications)
  expect(stopped.replications).toBeLessThan(199)
  expect(stopped.bootstrapCriticalValues['10%']).toBeNull()
  const related = follower(random, x, 0.3)
  const strong = expectValue(bootstrapEngleGranger(related, [x], options))
  expect(strong).toMatchObject({ bootstrapPValue: 1 / 200, replications: 199 })
  expect(strong.warnings.map(({ kind }) => kind)).toEqual(['table-edge'])
  expect(stopped.warnings).toEqual([])
})

test('does not depend on the units, and says the same for the same seed', () => {
  const random = new Random(5)
  const x = walk(random, 200)
  const y = follower(random, x, 0.95)
  const reference = expectValue(bootstrapEngleGranger(y, [x], { replications: 99 }))
  expect(expectValue(bootstrapEngleGranger(y, [x], { replications: 99 }))).toEqual(reference)
  const large = expectValue(
    bootstrapEngleGranger(
      y.map((value) => value * 1e200),
      [x.map((value) => value * 1e-200)],
      { replications: 99 },
    ),
  )
  expect(large.bootstrapPValue).toBe(reference.bootstrapPValue)
})

test('says why there is no answer', () => {
  const x = walk(new Random(6), 60)
  const none = new Float64Array(60)
  expect(bootstrapEngleGranger(x, [none])).toMatchObject({ reason: 'constant-series' })
  expect(bootstrapEngleGranger(x, [x])).toMatchObject({ reason: 'collinear-series' })
  expect(bootstrapEngleGranger(x.slice(0, 3), [x.slice(1, 4)])).toMatchObject({
    reason: 'too-few-rows',
  })
  expect(() => bootstrapEngleGranger(x, [x], { replications: 0 })).toThrow('replications')
})

test('its summary has both p-values and all critical values', () => {
  const random = new Random(7)
  const result = expectValue(
    bootstrapEngleGranger(walk(random, 100), [walk(random, 100)], { replications: 199 }),
  )
  const text = renderSummary(bootstrapEngleGrangerSummary(result))
  expect(text).toContain('wild bootstrap')
  expect(text).toContain(`p-value cannot be below 0.005`)
  for (const value of [
    result.bootstrapPValue.toFixed(4),
    result.pValue.toFixed(4),
    result.bootstrapCriticalValues['5%']!.toPrecision(6),
    result.criticalValues['5%'].toPrecision(6),
  ]) {
    expect(text).toContain(value)
  }
})

import { expect, test } from 'vitest'
import {
  expectAllClose,
  expectClose,
  goldenCases,
  needsSeries,
  statisticTolerance,
} from '../../../fixtures/econometrics/goldens.ts'
import { buildSeries, noise, type Recipe } from '../../../fixtures/econometrics/series.ts'
import { matrixFromRows } from '../../math/matrix.ts'
import { expectValue } from '../../math/outcome.ts'
import { renderSummary } from '../summary/render-summary.ts'
import { kimSmoother } from './kim-smoother.ts'
import { markovSwitchingSummary } from './markov-switching-summary.ts'
import {
  type MarkovSwitchingOptions,
  type MarkovSwitchingResult,
  markovSwitching,
} from './markov-switching.ts'
import { type SwitchingDesign, switchingPath } from './switching-model.ts'

/** Mean and scale times a shock, both of the regime a slow process is in; or returns in percent. */
type Source =
  | {
      readonly kind: 'made'
      readonly shocks: Recipe
      readonly selector: Recipe
      readonly cuts: readonly number[]
      readonly means: readonly number[]
      readonly scales: readonly number[]
    }
  | { readonly kind: 'differences'; readonly of: Recipe }

function built(source: Source): Float64Array {
  if (source.kind === 'differences') {
    const levels = buildSeries(source.of)
    return levels.slice(1).map((value, t) => (value - levels[t]!) * 100)
  }
  const selector = buildSeries(source.selector)
  return buildSeries(source.shocks).map((shock, t) => {
    const regime = source.cuts.filter((cut) => selector[t]! > cut).length
    return source.means[regime]! + source.scales[regime]! * shock
  })
}

interface Probabilities {
  readonly rows: readonly number[]
  readonly predicted: readonly (readonly number[])[]
  readonly filtered: readonly (readonly number[])[]
  readonly smoothed: readonly (readonly number[])[]
}

interface RegimeRecord {
  readonly mean: number
  readonly slopes: readonly number[]
  readonly variance: number
}

interface FixedCase {
  readonly name: string
  readonly source: Source
  readonly regimes: readonly RegimeRecord[]
  readonly transition: readonly (readonly number[])[]
  readonly expected: Probabilities & { readonly logLikelihood: number }
}

test.for(goldenCases('regime/fixed') as readonly FixedCase[])(
  'at given parameters agrees with statsmodels: $name',
  ({ source, regimes, transition, expected }) => {
    const y = built(source)
    const k = regimes.length
    const design: SwitchingDesign = {
      y,
      columns: [new Float64Array(y.length).fill(1)],
      isSwitching: [true],
      isVarianceSwitching: true,
      regimes: k,
    }
    const path = switchingPath(design, {
      coefficients: regimes.map(({ mean }) => [mean]),
      variances: regimes.map(({ variance }) => variance),
      transition: matrixFromRows(transition),
    })!
    const { smoothed } = kimSmoother(path, matrixFromRows(transition))
    expectClose(path.logLikelihood, expected.logLikelihood, statisticTolerance, 'logLikelihood')
    const at = (values: Float64Array): number[][] =>
      regimes.map((_, j) => expected.rows.map((t) => values[t * k + j]!))
    expectNear(at(path.predicted), expected.predicted, statisticTolerance)
    expectNear(at(path.filtered), expected.filtered, statisticTolerance)
    expectNear(at(smoothed), expected.smoothed, statisticTolerance)
  },
)

/** Probabilities differ by so much at most; of small ones no digits are asked. */
function expectNear(
  actual: readonly (readonly number[])[],
  expected: readonly (readonly number[])[],
  tolerance: number,
): void {
  for (const [j, row] of expected.entries()) {
    for (const [at, value] of row.entries()) {
      expect(Math.abs(actual[j]![at]! - value)).toBeLessThanOrEqual(tolerance)
    }
  }
}

interface GoldenCase {
  readonly name: string
  readonly source: Source
  readonly regressors: readonly Recipe[] | null
  readonly options: MarkovSwitchingOptions
  readonly expected: Probabilities & {
    readonly logLikelihood: number
    readonly aic: number
    readonly bic: number
    readonly regimes: readonly RegimeRecord[]
    readonly transition: readonly (readonly number[])[]
    readonly durations: readonly number[]
    /** Of two regimes only. */
    readonly standardErrors: {
      readonly means?: readonly number[]
      readonly variances?: readonly number[]
      readonly leaving?: readonly number[]
    }
  }
}

function estimated(golden: GoldenCase): MarkovSwitchingResult {
  const regressors = (golden.regressors ?? []).map(buildSeries)
  return expectValue(markovSwitching(built(golden.source), { ...golden.options, regressors }))
}

/** A maximum is flat: the reference's search leaves the square root of rounding in the estimates. */
const estimateTolerance = 2e-5

test.for(goldenCases('regime/switching') as readonly GoldenCase[])(
  'finds the maximum of statsmodels: $name',
  (golden, context) => {
    const { source, expected } = golden
    needsSeries(source.kind === 'differences' ? [source.of] : [], context)
    const result = estimated(golden)
    expect(result.converged).toBe(true)
    expect(result.logLikelihood).toBeGreaterThan(
      expected.logLikelihood - 1e-9 * Math.abs(expected.logLikelihood),
    )
    expectClose(result.logLikelihood, expected.logLikelihood, statisticTolerance, 'logLikelihood')
    expectClose(result.aic, expected.aic, statisticTolerance, 'aic')
    expectClose(result.bic, expected.bic, statisticTolerance, 'bic')
    for (const [j, regime] of expected.regimes.entries()) {
      const ours = result.regimes[j]!
      const deviation = Math.sqrt(regime.variance)
      expect(Math.abs(ours.mean - regime.mean) / deviation).toBeLessThan(estimateTolerance)
      expectClose(ours.variance, regime.variance, estimateTolerance, 'variance')
      expectClose(ours.expectedDuration, expected.durations[j]!, 1e-4, 'duration')
      for (const [c, slope] of regime.slopes.entries()) {
        expect(Math.abs(ours.slopes[c]! - slope) / deviation).toBeLessThan(estimateTolerance)
      }
    }
    expectNear(result.transition, expected.transition, estimateTolerance)
    const at = (columns: readonly Float64Array[]): number[][] =>
      columns.map((column) => expected.rows.map((row) => column[row]!))
    expectNear(at(result.predictedProbabilities), expected.predicted, 1e-4)
    expectNear(at(result.filteredProbabilities), expected.filtered, 1e-4)
    expectNear(at(result.smoothedProbabilities), expected.smoothed, 1e-4)
    const errorsOf = (prefix: RegExp): (number | null)[] =>
      result.standardErrors.filter((_, k) => prefix.test(result.parameterNames[k]!))
    const { means, variances, leaving } = expected.standardErrors
    for (const [prefix, wanted] of [
      [/^mean/, means],
      [/^variance/, variances],
      [/ to /, leaving],
    ] as const) {
      // Of three regimes the reference has errors in other parameters.
      const found = wanted === undefined ? [] : errorsOf(prefix)
      expectAllClose(found, wanted ?? [], 1e-4, `errors of ${prefix}`)
    }
  },
)

const switched = (length: number, wild: number): Float64Array =>
  noise(131, length).map((value, t) => (t % 120 < 60 ? value : wild * value))

test('finds calm and wild rows again', () => {
  const result = expectValue(markovSwitching(switched(600, 4), { switching: 'variance' }))
  const [calm, wild] = result.regimes
  expect(calm!.variance).toBeCloseTo(1, 0)
  expect(Math.sqrt(wild!.variance)).toBeGreaterThan(3)
  let right = 0
  for (let t = 0; t < 600; t++) {
    if (result.smoothedProbabilities[1]![t]! > 0.5 === t % 120 >= 60) right++
  }
  expect(right).toBeGreaterThan(560)
})

test('probabilities of every row sum to 1, and filtered ones do not know the future', () => {
  const series = switched(300, 4)
  const result = expectValue(markovSwitching(series))
  for (let t = 0; t < 300; t++) {
    for (const columns of [result.filteredProbabilities, result.smoothedProbabilities]) {
      expect(columns[0]![t]! + columns[1]![t]!).toBeCloseTo(1, 12)
    }
  }
  expect(result.nextProbabilities[0]! + result.nextProbabilities[1]!).toBeCloseTo(1, 12)
  const last = result.smoothedProbabilities[0]!.at(-1)
  expect(result.filteredProbabilities[0]!.at(-1)).toBe(last)
})

test('unit and origin of the series change nothing but units', () => {
  const series = switched(300, 4)
  const reference = expectValue(markovSwitching(series))
  for (const scale of [1e-150, 1e8, 1e150]) {
    const moved = expectValue(markovSwitching(series.map((value) => (value + 7) * scale)))
    const wanted = reference.logLikelihood - 300 * Math.log(scale)
    expectClose(moved.logLikelihood, wanted, 1e-9, 'logLikelihood')
    const [calm] = moved.regimes
    expectClose(calm!.variance / scale / scale, reference.regimes[0]!.variance, 1e-5, 'variance')
  }
})

test('the same series gives the same bytes', () => {
  const series = switched(200, 3)
  expect(markovSwitching(series)).toEqual(markovSwitching(series))
})

test('regimes that take turns stand on the boundary', () => {
  const series = noise(132, 200).map((value, t) => value + 40 * (t % 2))
  const result = expectValue(markovSwitching(series, { switching: 'mean' }))
  expect(result.transition[0]![1]).toBeCloseTo(1, 6)
  expect(result.warnings.map(({ kind }) => kind)).toContain('boundary')
  expect(result.standardErrors.slice(3)).toEqual([null, null])
})

test('a regime that is left once and for all is found, and its moves are those of one in a hundred', () => {
  const series = noise(134, 200).map((value, t) => (t < 100 ? value : value + 40))
  const result = expectValue(markovSwitching(series, { switching: 'mean' }))
  expect(result.regimes[0]!.mean).toBeCloseTo(0, 0)
  expect(result.regimes[1]!.mean).toBeCloseTo(40, 0)
  expect(result.transition[0]![1]).toBeCloseTo(0.01, 2)
})

const reason = (series: Float64Array): string => {
  const outcome = markovSwitching(series)
  return outcome.kind === 'value' ? 'a value' : outcome.reason
}

test('says why a series has no regimes', () => {
  expect(reason(new Float64Array(0))).toBe('too-few-rows')
  expect(reason(noise(133, 19))).toBe('too-few-rows')
  expect(reason(new Float64Array(50).fill(1))).toBe('constant-series')
  expect(reason(noise(133, 50).with(4, NaN))).toBe('not-finite')
  const x = noise(135, 50)
  const exact = markovSwitching(
    x.map((value) => 2 * value + 1),
    { regressors: [x] },
  )
  expect(exact).toMatchObject({ reason: 'no-regimes' })
})

test('its summary holds regimes, chances and estimates', () => {
  const result = expectValue(markovSwitching(switched(300, 4), { switching: 'variance' }))
  const text = renderSummary(markovSwitchingSummary(result))
  expect(text).toContain('Markov switching, 2 regimes')
  expect(text).toContain(Math.sqrt(result.regimes[1]!.variance).toPrecision(6))
  expect(text).toContain(result.regimes[0]!.expectedDuration.toPrecision(6))
})

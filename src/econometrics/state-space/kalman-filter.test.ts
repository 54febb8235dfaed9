import { expect, test } from 'vitest'
import {
  expectClose,
  goldenCases,
  needsSeries,
  statisticTolerance,
} from '../../../fixtures/econometrics/goldens.ts'
import { buildSeries, noise, type Recipe } from '../../../fixtures/econometrics/series.ts'
import { matrixFromRows } from '../../math/matrix.ts'
import { type Design, kalmanFilter, kalmanLikelihood } from './kalman-filter.ts'
import { kalmanSmoother } from './kalman-smoother.ts'
import { startKalman, stepKalman } from './kalman-step.ts'
import {
  type KalmanStart,
  type StateSpaceModel,
  approximateDiffuseStart,
  exactDiffuseStart,
  knownStart,
} from './state-space-model.ts'

type Rows = readonly (readonly number[])[]

interface GoldenCase {
  readonly name: string
  readonly series: Recipe
  readonly designSeries: readonly Recipe[] | null
  readonly missing: readonly number[]
  readonly model: {
    readonly design: readonly number[] | null
    readonly observationVariance: number
    readonly observationIntercept: number
    readonly transition: Rows
    readonly stateIntercept: readonly number[]
    readonly stateCovariance: Rows
    readonly start:
      | { readonly kind: 'known'; readonly mean: readonly number[]; readonly covariance: Rows }
      | { readonly kind: 'approximate-diffuse'; readonly variance: number }
      | { readonly kind: 'exact-diffuse' }
  }
  readonly expected: {
    readonly logLikelihood: number
    readonly rows: readonly number[]
    readonly logLikelihoods: readonly number[]
    readonly innovations: readonly (number | null)[]
    readonly predictedMeans: Rows
    readonly filteredMeans: Rows
    readonly filteredCovariances: readonly Rows[]
    readonly smoothedMeans: Rows
    readonly smoothedCovariances: readonly Rows[]
  }
}

/** Starting from a variance of 1e6 either side has lost six of its sixteen digits. */
const approximateTolerance = 1e-6

test.for(goldenCases('state-space/filter') as readonly GoldenCase[])(
  'agrees with statsmodels: $name',
  (golden, context) => {
    needsSeries([golden.series], context)
    const { expected } = golden
    const series = buildSeries(golden.series)
    for (const row of golden.missing) series[row] = Number.NaN
    const model = modelOf(golden.model)
    const design = designOf(golden, series.length)
    const path = kalmanFilter(model, series, design)
    const { means, covariances } = kalmanSmoother(model, path, design)
    const isApproximate = golden.model.start.kind === 'approximate-diffuse'
    expectClose(path.logLikelihood, expected.logLikelihood, statisticTolerance, 'logLikelihood')
    expect(kalmanLikelihood(model, series, design).logLikelihood).toBeCloseTo(path.logLikelihood, 9)
    const size = golden.model.stateCovariance.length
    for (const [k, t] of expected.rows.entries()) {
      const tolerance = isApproximate ? approximateTolerance : statisticTolerance
      const near = (
        actual: Float64Array,
        wanted: readonly unknown[],
        what: string,
        unit = 0,
      ): void =>
        expectNear(actual, wanted.flat() as number[], {
          tolerance,
          unit,
          what: `${what} in row ${t}`,
        })
      const mean = (of: Float64Array): Float64Array => of.subarray(t * size, (t + 1) * size)
      const block = (of: Float64Array): Float64Array =>
        of.subarray(t * size * size, (t + 1) * size * size)
      const largest = Math.max(...block(path.predictedCovariances).map(Math.abs))
      near(path.logLikelihoods.subarray(t, t + 1), [expected.logLikelihoods[k]!], 'likelihood')
      near(mean(path.predictedMeans), expected.predictedMeans[k]!, 'predicted')
      near(mean(path.filteredMeans), expected.filteredMeans[k]!, 'filtered')
      near(
        block(path.filteredCovariances),
        expected.filteredCovariances[k]!,
        'their covariance',
        largest,
      )
      near(mean(means), expected.smoothedMeans[k]!, 'smoothed')
      // A state as unknown as at the start is its huge variance less nearly the same: no digits in either program.
      if (!isApproximate || largest < 1e3) {
        near(block(covariances), expected.smoothedCovariances[k]!, 'their covariance', largest)
      }
      const wanted = expected.innovations[k]!
      const innovation = path.innovations[t]!
      expect(Number.isNaN(innovation)).toBe(wanted === null)
      near(Float64Array.of(wanted === null ? 0 : innovation), [wanted ?? 0], 'innovation')
    }
  },
)

/** Against the largest of a vector or matrix, or what it is a difference of: an element may be nothing but rounding. */
function expectNear(
  actual: Float64Array,
  expected: readonly number[],
  { tolerance, unit, what }: { tolerance: number; unit: number; what: string },
): void {
  const largest = Math.max(1e-300, unit, ...expected.map(Math.abs))
  for (const [k, value] of expected.entries()) {
    expect(Math.abs(actual[k]! - value) / largest, `${what}[${k}]`).toBeLessThanOrEqual(tolerance)
  }
}

function modelOf(golden: GoldenCase['model']): StateSpaceModel {
  return {
    observationVariance: golden.observationVariance,
    observationIntercept: golden.observationIntercept,
    transition: matrixFromRows(golden.transition),
    stateIntercept: Float64Array.from(golden.stateIntercept),
    stateCovariance: matrixFromRows(golden.stateCovariance),
    start: startOf(golden),
  }
}

function startOf({ start, stateCovariance }: GoldenCase['model']): KalmanStart {
  const size = stateCovariance.length
  if (start.kind === 'known') {
    return knownStart(Float64Array.from(start.mean), matrixFromRows(start.covariance))
  }
  if (start.kind === 'exact-diffuse') return exactDiffuseStart(size)
  return approximateDiffuseStart(size, start.variance)
}

function designOf({ model, designSeries }: GoldenCase, rows: number): Design {
  if (designSeries === null) return Float64Array.from(model.design!)
  return [new Float64Array(rows).fill(1), ...designSeries.map(buildSeries)]
}

const level: StateSpaceModel = {
  observationVariance: 2,
  stateCovariance: matrixFromRows([[0.5]]),
  start: exactDiffuseStart(1),
}
const one = Float64Array.of(1)

test('a live filter says what the columnar one says', () => {
  const series = noise(21, 60)
  const path = kalmanFilter(level, series, one)
  const state = startKalman(level)
  for (const [t, value] of series.entries()) {
    stepKalman(level, state, value, one)
    expect(state.filteredMean[0]).toBe(path.filteredMeans[t])
    expect(state.innovation).toBe(path.innovations[t])
  }
})

test('an identity written out is the identity left out', () => {
  const series = noise(22, 60)
  const written = { ...level, transition: matrixFromRows([[1]]) }
  expect(kalmanFilter(written, series, one)).toEqual(kalmanFilter(level, series, one))
})

test('without a row there is nothing, and all rows missing leave the start as it was', () => {
  expect(kalmanFilter(level, new Float64Array(0), one).logLikelihood).toBe(0)
  const nothing = new Float64Array(3).fill(Number.NaN)
  const path = kalmanFilter(level, nothing, one)
  expect(path.logLikelihood).toBe(0)
  expect(path.diffuseCovariances).toEqual(Float64Array.of(1, 1, 1))
})

test('a row that the model says is certain has no likelihood where it is another', () => {
  const certain = {
    observationVariance: 0,
    stateCovariance: matrixFromRows([[0]]),
    start: knownStart(Float64Array.of(3), matrixFromRows([[0]])),
  }
  expect(kalmanFilter(certain, Float64Array.of(3), one).logLikelihood).toBe(Infinity)
  expect(kalmanFilter(certain, Float64Array.of(4), one).logLikelihood).toBe(-Infinity)
})

import { expect, test } from 'vitest'
import {
  expectAllClose,
  expectClose,
  goldenCases,
  pValueTolerance,
  statisticTolerance,
} from '../../../fixtures/econometrics/goldens.ts'
import { buildSeries, noise, type Recipe } from '../../../fixtures/econometrics/series.ts'
import { expectValue } from '../../math/outcome.ts'
import {
  vectorErrorCorrection,
  type VectorErrorCorrectionOptions,
  type VectorErrorCorrectionResult,
} from './vector-error-correction.ts'
import { vectorAutoregression } from './vector-autoregression.ts'
import { vectorErrorCorrectionSummary } from './vector-error-correction-summary.ts'

type Estimates = Pick<
  VectorErrorCorrectionResult,
  'alpha' | 'beta' | 'residualCovariance' | 'logLikelihood'
>

interface RestrictionCase {
  readonly name: string
  readonly series: readonly Recipe[]
  readonly options: VectorErrorCorrectionOptions
  readonly expected: Estimates & {
    readonly test?: Readonly<Record<'statistic' | 'pValue' | 'degreesOfFreedom', number>>
    readonly urca?: Pick<Estimates, 'alpha' | 'beta'>
  }
}

/** What `cajorls` keeps: it inverts moments of levels. */
const urcaTolerance = 1e-7

const restrictions = goldenCases('vector-autoregression/restrictions') as readonly RestrictionCase[]

test.for(restrictions)(
  'estimates what is said as theory has it: $name',
  ({ series, options, expected }) => {
    const fit = expectValue(vectorErrorCorrection(series.map(buildSeries), options))
    expectClose(fit.logLikelihood, expected.logLikelihood, statisticTolerance, 'logLikelihood')
    for (const key of ['alpha', 'residualCovariance'] as const) {
      expectAllClose(fit[key].map(settled), expected[key].map(settled), statisticTolerance, key)
    }
    expectAllClose(fit.beta.map(settled), expected.beta.map(settled), statisticTolerance, 'beta')
  },
)

test.for(restrictions.filter((golden) => golden.expected.test !== undefined))(
  'tests what is said as urca does: $name',
  ({ series, options, expected }) => {
    const wanted = expected.test!
    const found = expectValue(
      vectorErrorCorrection(series.map(buildSeries), options),
    ).restrictionTest!
    expect(found.degreesOfFreedom).toBe(wanted.degreesOfFreedom)
    // A difference of two log-likelihoods of some hundreds: so many digits less.
    const rounding = 1e-13 * Math.abs(expected.logLikelihood)
    expect(Math.abs(found.statistic - wanted.statistic)).toBeLessThan(
      rounding + statisticTolerance * wanted.statistic,
    )
    expectClose(found.pValue, wanted.pValue, pValueTolerance, 'pValue')
  },
)

test.for(restrictions.filter((golden) => golden.expected.urca !== undefined))(
  'agrees with cajorls of R: $name',
  ({ series, options, expected }) => {
    const wanted = expected.urca!
    const fit = expectValue(vectorErrorCorrection(series.map(buildSeries), options))
    expectAllClose(fit.beta.map(settled), wanted.beta.map(settled), urcaTolerance, 'beta')
    expectAllClose(fit.alpha, wanted.alpha, urcaTolerance, 'alpha')
    expect(fit.restrictionTest).toBe(null)
  },
)

/** What rounding leaves of an exact zero is a zero. */
function settled(row: readonly number[]): number[] {
  return row.map((value) => (Math.abs(value) < 1e-13 ? 0 : value))
}

/** Three prices of one asset: a walk and two that follow it, at levels of their own. */
function venues(length: number): Float64Array[] {
  let level = 100
  const first = noise(720, length).map((value) => (level += value))
  return [
    first,
    first.map((value, t) => value + 2 + noise(721, length)[t]!),
    first.map((value, t) => value - 1 + 0.5 * noise(722, length)[t]!),
  ]
}

const spreads = [
  [1, -1, 0],
  [1, 0, -1],
]

test('takes known relations as they are, and tests them like the space they span', () => {
  const columns = venues(150)
  const known = expectValue(vectorErrorCorrection(columns, { rank: 2, beta: spreads }))
  const relationBasis = [
    [1, 1],
    [-1, 0],
    [0, -1],
  ]
  const basis = expectValue(vectorErrorCorrection(columns, { rank: 2, relationBasis }))
  expect(known.beta).toEqual(spreads)
  expect(known.betaErrors!.flat().every((error) => error === 0)).toBe(true)
  expectClose(known.logLikelihood, basis.logLikelihood, 1e-12, 'logLikelihood')
  expect(known.restrictionTest!.degreesOfFreedom).toBe(2)
  expect(known.restrictionTest!.pValue).toBeGreaterThan(0.001)
  expect(known.restrictionTest!.nullHypothesis).toBe('the relations are as given (beta = H phi)')
})

test('leaves a restricted constant free beside known relations', () => {
  const fit = expectValue(
    vectorErrorCorrection(venues(300), {
      rank: 2,
      beta: spreads,
      deterministic: 'restricted-constant',
    }),
  )
  expect(fit.beta.map((row) => row.slice(0, 3))).toEqual(spreads)
  // y1 - y2 + 2 and y1 - y3 - 1 lie around zero, within four errors.
  expect(Math.abs(fit.beta[0]![3]! - 2)).toBeLessThan(4 * fit.betaErrors![0]![3]!)
  expect(Math.abs(fit.beta[1]![3]! + 1)).toBeLessThan(4 * fit.betaErrors![1]![3]!)
  expect(fit.restrictionTest!.degreesOfFreedom).toBe(2)
})

test('a series that does not react has loadings of zero, without error', () => {
  const loadingBasis = [
    [0, 0],
    [1, 0],
    [0, 1],
  ]
  const options = { rank: 2, loadingBasis, lagDifferences: 0 }
  const fit = expectValue(vectorErrorCorrection(venues(200), options))
  expect(fit.alpha.map((row) => Math.abs(row[0]!))).toEqual([0, 0])
  expect(fit.alphaErrors.map((row) => row[0])).toEqual([0, 0])
  expect(fit.restrictionTest!.pValue).toBeGreaterThan(0.01)
  const others = [
    [1, 0],
    [0, 1],
    [0, 0],
  ]
  const wrong = expectValue(
    vectorErrorCorrection(venues(200), { ...options, loadingBasis: others }),
  )
  expect(wrong.restrictionTest!.pValue).toBeLessThan(1e-6)
})

test('rank 0 is a regression of changes, full rank one of levels', () => {
  const columns = venues(120)
  const none = expectValue(vectorErrorCorrection(columns, { rank: 0 }))
  expect([none.beta, none.alpha, none.restrictionTest]).toEqual([[], [], null])
  const all = expectValue(vectorErrorCorrection(columns, { rank: 3 }))
  const levels = expectValue(vectorAutoregression(columns, { lags: 2 }))
  expectClose(all.logLikelihood, levels.logLikelihood, 1e-9, 'logLikelihood')
  expectAllClose(all.lagMatrices.flat(), levels.lagMatrices.flat(), 1e-7, 'levels')
})

test('scales with the units of each series', () => {
  const columns = venues(150)
  const units = [1e80, 1e-80, 3]
  const scaled = columns.map((column, k) => column.map((value) => value * units[k]!))
  const reference = expectValue(vectorErrorCorrection(columns, { rank: 2 }))
  const fit = expectValue(vectorErrorCorrection(scaled, { rank: 2 }))
  expectClose(fit.beta[1]![2], (reference.beta[1]![2]! * units[1]!) / units[2]!, 1e-8, 'beta')
  expectClose(
    fit.betaErrors![0]![2],
    (reference.betaErrors![0]![2]! * units[0]!) / 3,
    1e-8,
    'error',
  )
  expectClose(fit.alpha[0]![2], (reference.alpha[0]![2]! * 3) / units[0]!, 1e-8, 'alpha')
  expectClose(fit.alphaErrors[1]![0], reference.alphaErrors[1]![0]! * 1e160, 1e-8, 'alpha error')
})

const reason = (columns: Float64Array[], options?: VectorErrorCorrectionOptions): string => {
  const outcome = vectorErrorCorrection(columns, options)
  return outcome.kind === 'value' ? 'a value' : outcome.reason
}

test('says why there is no model', () => {
  const [a, b, c] = venues(40)
  expect(reason([new Float64Array(0), new Float64Array(0)])).toBe('too-few-rows')
  expect(reason([a!.slice(0, 8), b!.slice(0, 8)], { lagDifferences: 2 })).toBe('too-few-rows')
  expect(reason([a!, new Float64Array(40).fill(1)])).toBe('constant-series')
  expect(reason([a!, b!.with(3, Infinity)])).toBe('not-finite')
  expect(reason([a!, a!])).toBe('collinear-series')
  const withoutFirst = [[0], [1], [-1]]
  expect(reason([a!, b!, c!], { relationBasis: withoutFirst })).toBe('not-normalisable')
})

test('prints relations, equations and the test', () => {
  const fit = expectValue(vectorErrorCorrection(venues(100), { rank: 2, beta: spreads }))
  const { facts, tables, notes } = vectorErrorCorrectionSummary(fit)
  expect(facts).toContainEqual(['restrictions, LR', fit.restrictionTest!.statistic])
  expect(tables.map(({ title }) => title)).toEqual([
    'Relation 1',
    'Relation 2',
    'Equation of Δy1',
    'Equation of Δy2',
    'Equation of Δy3',
  ])
  expect(tables[3]!.rows[1]!.slice(0, 3)).toEqual([
    'relation 2',
    fit.alpha[1]![1],
    fit.alphaErrors[1]![1],
  ])
  expect(notes[1]).toContain('beta = H phi')
})

test('rejects a true relation about as often as it says', () => {
  const runs = 200
  let rejected = 0
  for (let run = 0; run < runs; run++) {
    let level = 0
    const leader = noise(7600 + 2 * run, 250).map((value) => (level += value))
    const late = noise(7601 + 2 * run, 250).map((value, t) => value + (leader[t - 1] ?? 0))
    const known = { beta: [[1, -1]], lagDifferences: 0 }
    const fit = expectValue(vectorErrorCorrection([late, leader], known))
    if (fit.restrictionTest!.pValue < 0.05) rejected++
  }
  // Of 200 draws at 5 % 3 to 18 lie within 2.6 deviations of the 10.
  expect(rejected).toBeGreaterThanOrEqual(3)
  expect(rejected).toBeLessThanOrEqual(18)
})

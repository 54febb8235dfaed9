import { describe, expect, test } from 'vitest'
import {
  expectAllClose,
  expectClose,
  goldenCases,
  statisticTolerance,
} from '../../../fixtures/econometrics/goldens.ts'
import { buildSeries, type Recipe } from '../../../fixtures/econometrics/series.ts'
import { expectValue } from '../../math/outcome.ts'
import { engleGranger, type EngleGrangerOptions } from './engle-granger.ts'
import { johansen, type JohansenOptions } from './johansen.ts'

interface JohansenStudy {
  readonly test: 'johansen'
  readonly name: string
  readonly series: readonly Recipe[]
  readonly exogenous?: readonly Recipe[]
  readonly options: JohansenOptions
  readonly expected: {
    readonly trace: readonly number[]
    readonly maxEigen: readonly number[]
    readonly eigenvalues?: readonly number[]
    readonly firstVector?: readonly number[]
    readonly firstLoadings?: readonly number[]
  }
}

interface EngleGrangerStudy {
  readonly test: 'engle-granger'
  readonly name: string
  readonly series: readonly Recipe[]
  readonly options: EngleGrangerOptions
  readonly expected: { readonly statistic: number; readonly criticalValues?: readonly number[] }
  /** Of the digits that were printed. */
  readonly tolerances: { readonly statistic: number; readonly criticalValues?: number }
}

const studies = goldenCases('published/cointegration') as readonly (
  | JohansenStudy
  | EngleGrangerStudy
)[]

describe('published studies of cointegration', () => {
  test.for(studies.filter((study) => study.test === 'johansen'))('$name', (study) => {
    const { expected } = study
    const result = expectValue(
      johansen(study.series.map(buildSeries), {
        ...study.options,
        exogenous: (study.exogenous ?? []).map(buildSeries),
      }),
    )
    expectAllClose(result.trace, expected.trace, statisticTolerance, 'trace')
    expectAllClose(result.maxEigen, expected.maxEigen, statisticTolerance, 'maximum eigenvalue')
    if (expected.eigenvalues === undefined) return
    expectAllClose(result.eigenvalues, expected.eigenvalues, statisticTolerance, 'eigenvalues')
    // urca has the first coefficient at 1.
    const [vector, loadings] = [result.eigenvectors[0]!, result.loadings[0]!]
    const first = vector[0]!
    const unit = vector.map((value) => value / first)
    expectAllClose(unit, expected.firstVector!, statisticTolerance, 'first relation')
    const pull = loadings.map((value) => value * first)
    expectAllClose(pull, expected.firstLoadings!, statisticTolerance, 'its loadings')
  })

  test.for(studies.filter((study) => study.test === 'engle-granger'))('$name', (study) => {
    const [y, ...xs] = study.series.map(buildSeries)
    const { expected, tolerances } = study
    const result = expectValue(engleGranger(y!, xs, study.options))
    expectClose(result.statistic, expected.statistic, tolerances.statistic, 'statistic')
    const critical = ['1%', '5%', '10%'] as const
    for (const [k, value] of (expected.criticalValues ?? []).entries()) {
      const difference = Math.abs(result.criticalValues[critical[k]!] - value)
      expect(difference, `${critical[k]} critical value`).toBeLessThanOrEqual(
        tolerances.criticalValues!,
      )
    }
  })
})

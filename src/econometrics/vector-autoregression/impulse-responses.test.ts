import { expect, test } from 'vitest'
import {
  expectAllClose,
  goldenCases,
  statisticTolerance,
} from '../../../fixtures/econometrics/goldens.ts'
import { buildSeries, noise, type Recipe } from '../../../fixtures/econometrics/series.ts'
import { expectValue } from '../../math/outcome.ts'
import { impulseResponses } from './impulse-responses.ts'
import { varianceDecomposition } from './variance-decomposition.ts'
import { vectorAutoregression, type VectorAutoregressionOptions } from './vector-autoregression.ts'

type Path = readonly (readonly (readonly number[])[])[]

interface ResponseCase {
  readonly name: string
  readonly series: readonly Recipe[]
  readonly options: VectorAutoregressionOptions
  readonly horizon: number
  readonly expected: Readonly<
    Record<
      | 'responses'
      | 'orthogonal'
      | 'cumulative'
      | 'orthogonalCumulative'
      | 'responseErrors'
      | 'orthogonalErrors'
      | 'cumulativeErrors'
      | 'orthogonalCumulativeErrors'
      | 'decomposition',
      Path
    >
  >
}

test.for(goldenCases('vector-autoregression/responses') as readonly ResponseCase[])(
  'responds as in statsmodels: $name',
  ({ series, options, horizon, expected }) => {
    const fit = expectValue(vectorAutoregression(series.map(buildSeries), options))
    const unit = impulseResponses(fit, { horizon })
    const orthogonal = impulseResponses(fit, { horizon, shocks: 'orthogonal' })
    const pairs: [string, Path, Path][] = [
      ['responses', unit.responses, expected.responses],
      ['cumulative', unit.cumulative, expected.cumulative],
      ['errors', unit.standardErrors, expected.responseErrors],
      ['cumulative errors', unit.cumulativeErrors, expected.cumulativeErrors],
      ['orthogonal', orthogonal.responses, expected.orthogonal],
      ['orthogonal sums', orthogonal.cumulative, expected.orthogonalCumulative],
      ['orthogonal errors', orthogonal.standardErrors, expected.orthogonalErrors],
      ['errors of sums', orthogonal.cumulativeErrors, expected.orthogonalCumulativeErrors],
      ['decomposition', varianceDecomposition(fit, horizon), expected.decomposition],
    ]
    for (const [what, actual, wanted] of pairs) {
      expectAllClose(settled(actual), settled(wanted), statisticTolerance, what)
    }
  },
)

/** What the package leaves of an exact zero above the diagonal of P, 1e-17, is a zero. */
const settled = (path: Path): number[][][] =>
  path.map((matrix) =>
    matrix.map((row) => row.map((value) => (Math.abs(value) < 1e-13 ? 0 : value))),
  )

test('without lags a shock is over after its row', () => {
  const columns = [noise(710, 80), noise(711, 80)]
  const fit = expectValue(vectorAutoregression(columns, { lags: 0 }))
  const { responses, standardErrors } = impulseResponses(fit, { horizon: 1 })
  expect(responses).toEqual([
    [
      [1, 0],
      [0, 1],
    ],
    [
      [0, 0],
      [0, 0],
    ],
  ])
  expect(standardErrors.flat(2).every((value) => value === 0)).toBe(true)
})

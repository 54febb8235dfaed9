import { expect, test } from 'vitest'
import { noise } from '../../../fixtures/econometrics/series.ts'
import { expectValue } from '../../math/outcome.ts'
import { renderSummary } from '../summary/render-summary.ts'
import type { Summary } from '../summary/summary.ts'
import { cusum } from './cusum.ts'
import { cusumOfSquares } from './cusum-of-squares.ts'
import { cusumSummary } from './cusum-summary.ts'
import { recursiveLeastSquares } from './recursive-least-squares.ts'
import { recursiveLeastSquaresSummary } from './recursive-least-squares-summary.ts'
import { rollingLeastSquares } from './rolling-least-squares.ts'
import { rollingLeastSquaresSummary } from './rolling-least-squares-summary.ts'

const x = noise(801, 80)
const y = noise(802, 80)
const rolling = expectValue(rollingLeastSquares(y, [x], { window: 20 }))
const recursive = expectValue(recursiveLeastSquares(y, [x]))
const sums = expectValue(cusum(recursive))
const squares = expectValue(cusumOfSquares(recursive))

const six = (value: number): string => String(Number(value.toPrecision(6)))

const cases: readonly (readonly [string, Summary, readonly string[]])[] = [
  [
    'a rolling regression',
    rollingLeastSquaresSummary(rolling, { names: ['price'] }),
    [
      'price',
      six(rolling.coefficients[0]!.at(-1)!),
      six(Math.min(...rolling.coefficients[0]!.slice(19))),
    ],
  ],
  [
    'a recursive regression',
    recursiveLeastSquaresSummary(recursive),
    [six(recursive.coefficients[0]!.at(-1)!), six(sums.statistic), six(squares.statistic)],
  ],
  ['CUSUM', cusumSummary(sums), [six(sums.statistic), '0.948', 'the coefficients are constant']],
  [
    'CUSUM of squares',
    cusumSummary(squares),
    [six(squares.statistic), six(squares.criticalValues['1%'])],
  ],
]

test.for(cases)('the summary of %s holds its figures', ([, summary, figures]) => {
  const text = renderSummary(summary)
  for (const figure of figures) expect(text).toContain(figure)
})

import { deterministicTerms } from '../cointegration/deterministic-terms.ts'
import { coefficientTable } from '../summary/coefficient-table.ts'
import type { Summary, SummaryTable } from '../summary/summary.ts'
import type { VectorErrorCorrectionResult } from './vector-error-correction.ts'

/**
 * A vector error correction model as statisticians print it: fit, relations, then an equation a series.
 *
 * @param options `names` of the series, default y1, y2, ...
 * @example
 * const random = new Random(1)
 * let level = 0
 * const x = Float64Array.from({ length: 300 }, () => (level += random.normal()))
 * const y = x.map((value) => value + random.normal())
 * const fit = expectValue(vectorErrorCorrection([y, x]))
 * vectorErrorCorrectionSummary(fit).tables[0].title // => 'Relation 1'
 */
export function vectorErrorCorrectionSummary(
  result: VectorErrorCorrectionResult,
  options: { readonly names?: readonly string[] } = {},
): Summary {
  const { restrictionTest } = result
  const names = result.residuals.map((_, k) => options.names?.[k] ?? `y${k + 1}`)
  return {
    title: `Vector error correction model of rank ${result.rank}`,
    facts: [
      ['series', result.seriesCount],
      ['observations', result.observations],
      ['deterministic', result.deterministic],
      ['lagged differences', result.lagDifferences],
      ['log-likelihood', result.logLikelihood],
      ...(restrictionTest === null
        ? []
        : ([
            ['restrictions, LR', restrictionTest.statistic],
            ['degrees of freedom', restrictionTest.degreesOfFreedom],
            ['P>LR', restrictionTest.pValue],
          ] as const)),
    ],
    tables: [
      ...relationTables(result, names),
      ...result.residuals.map((_, k) => equationTable(result, k, names)),
    ],
    notes: [
      'Null hypothesis of each z: the coefficient is zero.',
      ...(restrictionTest === null
        ? []
        : [`Null hypothesis of the restrictions: ${restrictionTest.nullHypothesis}.`]),
    ],
    warnings: result.warnings,
  }
}

function relationTables(
  { beta, betaErrors }: VectorErrorCorrectionResult,
  names: readonly string[],
): SummaryTable[] {
  return beta.map((values, i) =>
    coefficientTable(
      {
        names: values.map((_, k) => names[k] ?? 'restricted term'),
        values,
        standardErrors: betaErrors?.[i] ?? values.map(() => null),
      },
      { title: `Relation ${i + 1}` },
    ),
  )
}

const termNames = ['constant', 'trend']

function equationTable(
  result: VectorErrorCorrectionResult,
  k: number,
  series: readonly string[],
): SummaryTable {
  const { alpha, alphaErrors, gamma, gammaErrors } = result
  const terms = deterministicTerms[result.deterministic].outside.map((power) => termNames[power]!)
  return coefficientTable(
    {
      names: [
        ...alpha.map((_, i) => `relation ${i + 1}`),
        ...terms,
        ...gamma.flatMap((matrix, lag) => matrix.map((_, j) => `L${lag + 1}.Δ${series[j]!}`)),
      ],
      values: [
        ...alpha.map((row) => row[k]!),
        ...result.deterministicCoefficients[k]!,
        ...gamma.flatMap((matrix) => matrix[k]!),
      ],
      standardErrors: [
        ...alphaErrors.map((row) => row[k]!),
        ...result.deterministicErrors[k]!,
        ...gammaErrors.flatMap((matrix) => matrix[k]!),
      ],
    },
    { title: `Equation of Δ${series[k]!}` },
  )
}

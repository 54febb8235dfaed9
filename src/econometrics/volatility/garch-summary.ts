import { coefficientTable } from '../summary/coefficient-table.ts'
import { diagnosticTable } from '../diagnostics/diagnostic-table.ts'
import type { Summary } from '../summary/summary.ts'
import { garchDiagnostics } from './garch-diagnostics.ts'
import type { GarchResult } from './garch-result.ts'

const laws: Readonly<Record<GarchResult['distribution'], string>> = {
  normal: 'normal',
  t: "Student's t",
  skewt: "Hansen's skewed t",
  ged: 'generalised error',
}

const starts: Readonly<Record<GarchResult['start'], string>> = {
  sample:
    'The variance before the first row is the mean square of the residuals at the estimated mean.',
  backcast:
    'The variance before the first row is an exponential back-cast over the first 75 residuals.',
  'fixed-variance': 'The variance before the first row is the mean square about the sample mean.',
}

/**
 * The fit as a table: one row a parameter, with its error, z and interval; below, whether it has left anything.
 *
 * @param errors which of the three kinds of standard errors; default `robust`
 * @example
 * const random = new Random(4)
 * const returns = simulateGarch({ omega: 0.1, alpha: [0.1], beta: [0.8] }, { rows: 500, random }).returns
 * garchSummary(expectValue(garch(returns))).title // => 'GARCH(1,1), constant mean'
 */
export function garchSummary(
  result: GarchResult,
  errors: 'hessian' | 'robust' | 'opg' = 'robust',
): Summary {
  const { model, p, o, q, observations } = result
  const orders = o > 0 ? [p, o, q] : [p, q]
  const kinds = {
    hessian: 'Standard errors from the inverse Hessian.',
    robust: 'Standard errors robust to the law of the errors (Bollerslev and Wooldridge).',
    opg: 'Standard errors from the outer products of the scores.',
  }
  return {
    title: `${model.toUpperCase()}(${orders.join(',')}), ${result.mean} mean`,
    facts: [
      ['observations', observations],
      ['errors', laws[result.distribution]],
      ['log-likelihood', result.logLikelihood],
      ['persistence', result.persistence],
      ['AIC', result.aic],
      ['unconditional variance', result.unconditionalVariance],
      ['BIC', result.bic],
      ['next variance', result.forecast[0] ?? null],
    ],
    tables: [
      coefficientTable({
        names: result.parameterNames,
        values: result.estimates,
        standardErrors: result.standardErrors[errors],
      }),
      ...whatIsLeft(result),
    ],
    notes: [kinds[errors], starts[result.start]],
    warnings: result.warnings,
  }
}

/** The tests of the standardised residuals; no table where the rows are too few for them. */
function whatIsLeft(result: GarchResult): Summary['tables'] {
  const tests = garchDiagnostics(result)
  if (tests.kind === 'unavailable') return []
  const { residuals, squares, archLm } = tests.value
  return [
    diagnosticTable(
      [
        ['Ljung-Box', residuals],
        ['Ljung-Box, squares', squares],
        ['ARCH-LM', archLm],
      ],
      'Standardised residuals (null: nothing is left in them)',
    ),
  ]
}

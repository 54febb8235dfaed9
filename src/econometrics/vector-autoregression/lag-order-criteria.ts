import { invariant } from '../../math/invariant.ts'
import { available, type Outcome, unavailable } from '../../math/outcome.ts'
import { criteriaOf, laggedFit, trendTerms, type VarFault, type VarTrend } from './lagged-fit.ts'

export type VarCriterion = 'aic' | 'bic' | 'hqic' | 'fpe'

/** What each criterion says of each lag order, and which order it takes. */
export interface LagOrderCriteria {
  /** Lag orders weighed, ascending. */
  readonly orders: readonly number[]
  readonly values: Readonly<Record<VarCriterion, readonly number[]>>
  readonly chosen: Readonly<Record<VarCriterion, number>>
  /** Rows all orders were weighed on. */
  readonly observations: number
}

export interface LagOrderOptions {
  /** Default round(12 (n / 100)^(1/4)), at most what the rows allow. */
  readonly maxLags?: number
  /** Default `c`. */
  readonly trend?: VarTrend
}

/**
 * Akaike's, Schwarz's, Hannan and Quinn's criteria and the final prediction error of vector autoregressions of 0 (1
 * without deterministic terms) to `maxLags` lags, all on the rows the longest one leaves. Smaller is better; ties go to
 * the shorter order.
 *
 * Formulae as in `vectorAutoregression`: per row, with S divided by T. No value: too few rows, a constant or
 * non-finite series, regressors or residuals that depend linearly. Cost: maxLags regressions.
 * Source: Luetkepohl (2005), section 4.3. Checked against statsmodels 0.15.0 `VAR.select_order`.
 *
 * @example
 * const random = new Random(1)
 * let last = 0
 * const x = Float64Array.from({ length: 300 }, () => (last = 0.6 * last + random.normal()))
 * const y = x.map((_, t) => (x[t - 2] ?? 0) + random.normal())
 * expectValue(lagOrderCriteria([y, x], { maxLags: 4 })).chosen.bic // => 2
 */
export function lagOrderCriteria(
  columns: readonly Float64Array[],
  options: LagOrderOptions = {},
): Outcome<LagOrderCriteria, VarFault> {
  const { trend = 'c' } = options
  invariant(columns.length > 0, 'a lag order of no series')
  const rows = columns[0]!.length
  const terms = trendTerms[trend].length
  const estimable = Math.floor((rows - columns.length - terms) / (1 + columns.length))
  const maxLags = options.maxLags ?? Math.min(Math.round(12 * (rows / 100) ** 0.25), estimable)
  if (maxLags > estimable || estimable < 1) {
    return unavailable(
      'too-few-rows',
      `${rows} rows of ${columns.length} series allow ${Math.max(0, estimable)} lags, asked for ${maxLags}`,
    )
  }
  invariant(maxLags > 0 || terms > 0, 'no lags and no deterministic terms: nothing to weigh')
  const orders = Array.from({ length: maxLags + 1 }, (_, lag) => lag).slice(terms === 0 ? 1 : 0)
  const values: Record<VarCriterion, number[]> = { aic: [], bic: [], hqic: [], fpe: [] }
  for (const lags of orders) {
    const fit = laggedFit(columns, { lags, trend, skipped: maxLags - lags })
    if (fit.kind === 'unavailable') return fit
    const criteria = criteriaOf(fit.value)
    if (criteria === undefined) return dependentResiduals
    for (const name of criterionNames) values[name].push(criteria[name])
  }
  const best = (name: VarCriterion): number =>
    orders[values[name].indexOf(Math.min(...values[name]))]!
  return available({
    orders,
    values,
    chosen: { aic: best('aic'), bic: best('bic'), hqic: best('hqic'), fpe: best('fpe') },
    observations: rows - maxLags,
  })
}

const criterionNames = ['aic', 'bic', 'hqic', 'fpe'] as const

/** Where one series follows from others in the same row, or exactly from the past. */
export const dependentResiduals: Outcome<never, 'rank-deficient'> = unavailable(
  'rank-deficient',
  'the residuals of the equations depend linearly on each other',
)

import { invariant } from '../../math/invariant.ts'
import { type Outcome, available, unavailable } from '../../math/outcome.ts'
import { doornikPValue } from '../critical-values/doornik.ts'
import type { DeterministicCase, JohansenStatistic } from '../critical-values/johansen-cases.ts'
import {
  type CriticalValueSource,
  johansenCriticalValues,
  type JohansenTables,
} from '../critical-values/johansen.ts'
import { decidedRank, type RankQuestion, traceStatistics } from './decided-rank.ts'
import {
  type BlockOptions,
  errorCorrectionBlocks,
  errorCorrectionRows,
} from './error-correction-blocks.ts'
import { momentTriangle } from './error-correction-moments.ts'
import { type ErrorCorrectionTriangle, qrTriangle } from './error-correction-triangle.ts'
import { type ReducedRank, reducedRank } from './reduced-rank.ts'
import { type SeriesFault, seriesFault } from '../series-fault.ts'

export interface JohansenOptions {
  /** How constants and trends enter; default `constant`. */
  readonly deterministic?: DeterministicCase
  /** Lagged differences in the model, one less than the lags of the levels; default 1. */
  readonly lagDifferences?: number
  /** Family of published critical values; default `mhm`. */
  readonly tables?: JohansenTables
  /** Level at which the rank is decided: at 0.1, 0.05 and 0.01 by the tables, else by the p-values; default 0.05. */
  readonly alpha?: number
  /**
   * Further columns to concentrate out with the lagged differences, as long as the series, such as centred seasonal
   * dummies; the tables hold only where they have mean zero and no trend.
   */
  readonly exogenous?: readonly Float64Array[]
  /** `statsmodels`: levels are detrended over the whole sample first, as that package does. */
  readonly compat?: 'statsmodels'
}

/** Johansen's test: row r of every list belongs to the null that the rank is r (or, for vectors, to relation r + 1). */
export interface JohansenResult {
  readonly test: 'johansen'
  readonly eigenvalues: readonly number[]
  readonly trace: readonly number[]
  /** 90, 95 and 99 % points. */
  readonly traceCritical: readonly (readonly number[])[]
  readonly tracePValues: readonly number[]
  readonly maxEigen: readonly number[]
  readonly maxEigenCritical: readonly (readonly number[])[]
  readonly maxEigenPValues: readonly number[]
  /** One list per vector: a coefficient per series, then one for the restricted term where there is one. */
  readonly eigenvectors: readonly (readonly number[])[]
  readonly eigenvectorNormalisation: string
  /** One list per vector: how strongly each series moves back when the relation is off by one. */
  readonly loadings: readonly (readonly number[])[]
  readonly rank: { readonly trace: number; readonly maxEigen: number }
  readonly alpha: number
  readonly deterministic: DeterministicCase
  readonly lagDifferences: number
  readonly observations: number
  /** Where the critical values come from. */
  readonly criticalValueSource: CriticalValueSource
  readonly nullHypothesis: string
}

export type JohansenFault = SeriesFault['reason'] | 'collinear-series' | 'no-such-case'

/**
 * Johansen's test for the number of cointegrating relations among p series.
 *
 *   dy_t = a (b' y_{t-1} + restricted terms) + sum_{i=1..k} G_i dy_{t-i} + unrestricted terms + e_t
 *
 * The eigenvalues l_1 > ... > l_p are the squared canonical correlations of dy_t and (y_{t-1}, restricted terms) after
 * lagged differences and unrestricted terms are concentrated out of both. With T rows
 *
 *   trace(r) = -T sum_{i > r} ln(1 - l_i),   maxEigen(r) = -T ln(1 - l_{r+1})
 *
 * Null hypotheses: at most r cointegrating relations (trace); r of them against r + 1 (maxEigen). Large values reject.
 * The rank is the first r that is not rejected. p-values are Doornik's (asymptotic).
 *
 * Deterministic terms are concentrated out in the regression (the textbook's way; urca's and gretl's). statsmodels
 * detrends first, which gives the same numbers without trend and others with it, and at zero lagged differences takes
 * the level of the same bar for that of the bar before (its issue 7459): `compat` does both.
 *
 * @param series 1 to 12 series of one length, in time order
 *
 * No value: too few rows (T must exceed all columns), a constant or non-finite series, series that depend linearly on
 * each other, or a restricted case with `compat`. Cost: p^2 (k + 2) sums over the rows, or one QR of T x (p (k + 2) +
 * deterministic) where the moments are badly conditioned. Source: S. Johansen (1995), Likelihood-based inference in
 * cointegrated vector autoregressive models, chapter 6. Checked against statsmodels 0.15.0, R's urca `ca.jo`, gretl
 * `coint2`, and the published figures for Danish and Finnish money demand (Johansen and Juselius 1990) and for eight
 * series by the Spatial Econometrics Toolbox.
 *
 * @example
 * const random = new Random(1)
 * let level = 0
 * const x = Float64Array.from({ length: 500 }, () => (level += random.normal()))
 * const y = x.map((value) => 2 * value + random.normal())
 * const result = expectValue(johansen([y, x], { deterministic: 'constant', lagDifferences: 1 }))
 * result.trace[1] // => 0.0622599
 * result.rank.trace // => 1
 */
export function johansen(
  series: readonly Float64Array[],
  options: JohansenOptions = {},
): Outcome<JohansenResult, JohansenFault> {
  const deterministic = options.deterministic ?? 'constant'
  const lagDifferences = options.lagDifferences ?? 1
  invariant(series.length > 0, 'johansen of no series')
  invariant(
    Number.isInteger(lagDifferences) && lagDifferences >= 0,
    `lagged differences must be a whole number, got ${lagDifferences}`,
  )
  for (const values of series) {
    invariant(values.length === series[0]!.length, 'series of different lengths')
  }
  for (const column of options.exogenous ?? []) {
    invariant(column.length === series[0]!.length, 'an exogenous column of another length')
  }
  const model = { ...options, deterministic, lagDifferences }
  const triangle = triangleOf(series, model)
  if (triangle.kind === 'unavailable') return triangle
  return available(report(reducedRank(triangle.value), model))
}

/**
 * From cross-moments where they are well conditioned, which series with a fault never are; else (and with exogenous
 * columns, and for another package's detrending) by QR.
 */
function triangleOf(
  series: readonly Float64Array[],
  options: BlockOptions,
): Outcome<ErrorCorrectionTriangle, JohansenFault> {
  const { deterministic, lagDifferences, exogenous = [], compat } = options
  if (compat !== undefined && deterministic.startsWith('restricted')) {
    return unavailable('no-such-case', `statsmodels' test has no case ${deterministic}`)
  }
  const rows = errorCorrectionRows(series, options)
  if (rows.kind === 'value' && compat === undefined && exogenous.length === 0) {
    const fast = momentTriangle(series, deterministic, lagDifferences)
    if (fast !== undefined) return available(fast)
  }
  for (const [k, values] of series.entries()) {
    const fault = seriesFault(values, 3, `series ${k + 1}`)
    if (fault !== undefined) return unavailable(fault.reason, fault.detail)
  }
  const blocks = errorCorrectionBlocks(series, options)
  return blocks.kind === 'value' ? qrTriangle(blocks.value) : blocks
}

function report(
  solution: ReducedRank,
  options: JohansenOptions & {
    readonly deterministic: DeterministicCase
    readonly lagDifferences: number
  },
): JohansenResult {
  const { eigenvalues, observations } = solution
  const { deterministic, lagDifferences } = options
  const tables = options.tables ?? 'mhm'
  const alpha = options.alpha ?? 0.05
  const maxEigen = eigenvalues.map((value) => -observations * Math.log1p(-value))
  const trace = traceStatistics(eigenvalues, observations)
  const judged = (values: readonly number[], statistic: JohansenStatistic): Judgement =>
    judge(values, { statistic, deterministic, tables, alpha })
  const byTrace = judged(trace, 'trace')
  const byMaxEigen = judged(maxEigen, 'maxEigen')
  return {
    test: 'johansen',
    eigenvalues,
    trace,
    traceCritical: byTrace.critical,
    tracePValues: byTrace.pValues,
    maxEigen,
    maxEigenCritical: byMaxEigen.critical,
    maxEigenPValues: byMaxEigen.pValues,
    eigenvectors: solution.vectors,
    eigenvectorNormalisation: "beta' S11 beta = 1, first coefficient positive",
    loadings: solution.loadings,
    rank: { trace: byTrace.rank, maxEigen: byMaxEigen.rank },
    alpha,
    deterministic,
    lagDifferences,
    observations,
    criticalValueSource: byTrace.source,
    nullHypothesis: 'there are at most r cointegrating relations, r the row',
  }
}

/** Everything that follows from one kind of statistic. */
interface Judgement {
  readonly critical: readonly (readonly number[])[]
  readonly source: CriticalValueSource
  readonly pValues: readonly number[]
  readonly rank: number
}

function judge(values: readonly number[], question: RankQuestion): Judgement {
  const { statistic, deterministic, tables } = question
  const limits = values.map((_, rank) => ({
    statistic,
    deterministic,
    stochasticTrends: values.length - rank,
  }))
  const critical = limits.map((limit) => johansenCriticalValues(limit, tables))
  const pValues = values.map((value, rank) => doornikPValue(value, limits[rank]!))
  return {
    critical: critical.map((row) => row.values),
    source: critical[0]!.source,
    pValues,
    rank: decidedRank(values, question),
  }
}

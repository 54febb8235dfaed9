import { factorCholesky, logDeterminant } from '../../math/cholesky.ts'
import { invariant } from '../../math/invariant.ts'
import { matrixFromRows } from '../../math/matrix.ts'
import { available, type Outcome, unavailable } from '../../math/outcome.ts'
import { deterministicTerms } from '../cointegration/deterministic-terms.ts'
import type { DeterministicCase } from '../critical-values/johansen-cases.ts'
import type { SeriesFault } from '../series-fault.ts'
import type { EstimateWarning } from '../warning.ts'
import {
  type RelationFault,
  type RelationModel,
  relationsOf,
  relationWeights,
} from './cointegrating-relations.ts'
import { type ErrorCorrectionColumns, errorCorrectionColumns } from './error-correction-columns.ts'
import { type ErrorCorrectionFit, errorCorrectionFit } from './error-correction-fit.ts'
import { type ErrorCorrectionEstimates, inUnitsOfData } from './error-correction-units.ts'
import { levelsForm, type LevelsForm } from './levels-form.ts'
import { isRestricted, relationModel, type RelationOptions } from './relation-model.ts'
import { type RestrictionTest, restrictionTest } from './restriction-test.ts'
import { identityRows, transposed } from './row-matrices.ts'

export interface VectorErrorCorrectionOptions extends RelationOptions {
  /** Cointegrating relations, 0 to the number of series; default 1. */
  readonly rank?: number
  /** Lagged differences, one less than the lags of the levels; default 1. */
  readonly lagDifferences?: number
  /** How constants and trends enter; default `constant`. */
  readonly deterministic?: DeterministicCase
}

/** A vector error correction model. Lists over relations come first, lists over series inside them. */
export interface VectorErrorCorrectionResult extends ErrorCorrectionEstimates, LevelsForm {
  readonly model: 'vecm'
  readonly rank: number
  readonly lagDifferences: number
  readonly deterministic: DeterministicCase
  readonly seriesCount: number
  readonly logLikelihood: number
  /** Of what was said of relations and loadings; null where nothing was. */
  readonly restrictionTest: RestrictionTest | null
  /** The last rows of the data, oldest first: what forecasts start from. */
  readonly lastRows: readonly (readonly number[])[]
  /** Rows of the series, the last value of the trend's t. */
  readonly seriesRows: number
  readonly observations: number
  readonly warnings: readonly EstimateWarning[]
}

export type VectorErrorCorrectionFault = SeriesFault['reason'] | RelationFault

/**
 * A vector error correction model by maximum likelihood, after Johansen.
 *
 *   dy_t = alpha (beta' y_{t-1} + restricted term) + sum_{i=1..k} Gamma_i dy_{t-i} + unrestricted terms + u_t
 *   S = sum u u' / T,   log-likelihood = -T/2 (p ln 2 pi + p + ln det S)
 *
 * p series, T rows. beta by reduced-rank regression, its first `rank` rows the identity; alpha and the rest by least
 * squares given beta, with errors from S (x) (X'X)^-1; errors of beta in `betaErrors`. In an unrestricted trend t
 * is the number of y_t in the series, in a restricted one that of y_{t-1}. In statsmodels' letters the cases are n,
 * ci, co, coli and colo.
 *
 * Restrictions: `beta` known relations (in a restricted case without the last coefficient the term stays free),
 * `relationBasis` beta = H phi, `loadingBasis` alpha = A psi (weak exogeneity: a row of zeros). Null hypothesis of
 * `restrictionTest`: they hold; it is chi-squared given the rank. Null hypothesis of each z: the coefficient is zero.
 *
 * @param columns 1 or more series of one length, in time order
 *
 * `unstable` warns of a root within the unit circle; the unit roots of the p - rank common trends are as they should
 * be.
 * No value: too few rows, a constant or non-finite series, columns that depend linearly, or relations without a part
 * in the first series. Cost: a QR of T x (p (k + 2) + deterministic).
 * Source: Johansen (1991, 1995); Luetkepohl (2005), section 7.2. Checked against statsmodels 0.15.0 `VECM` and R's
 * urca `cajorls`, `blrtest`, `alrtest`, `ablrtest` (which forgets the restricted term in its degrees of freedom). From
 * rank 2 on statsmodels reads the errors of beta column by column where they stand row by row: there ours differ from
 * `stderr_beta`, and agree with the formula of its source.
 *
 * @example
 * const random = new Random(1)
 * let level = 0
 * const x = Float64Array.from({ length: 500 }, () => (level += random.normal()))
 * const y = x.map((value) => 2 * value + random.normal())
 * const fit = expectValue(vectorErrorCorrection([y, x], { rank: 1, lagDifferences: 1 }))
 * fit.beta[0][1] // => -1.994439
 */
export function vectorErrorCorrection(
  columns: readonly Float64Array[],
  options: VectorErrorCorrectionOptions = {},
): Outcome<VectorErrorCorrectionResult, VectorErrorCorrectionFault> {
  const { rank = 1, lagDifferences = 1, deterministic = 'constant' } = options
  const seriesCount = columns.length
  checkModel(columns, rank, lagDifferences)
  const cut = errorCorrectionColumns(columns, { deterministic, lagDifferences })
  if (cut.kind === 'unavailable') return cut
  const restrictedTerms = deterministicTerms[deterministic].inside.length
  const model = relationModel(options, { rank, seriesCount, restrictedTerms })
  const fitted = estimated(cut.value, model)
  if (fitted.kind === 'unavailable') return fitted
  const { fit, beta, logLikelihood } = fitted.value
  const test = testOf(cut.value, model, logLikelihood)
  if (test.kind === 'unavailable') return test
  const estimates = inUnitsOfData(cut.value, { model, fit, beta, deterministic })
  const levels = levelsForm(estimates, deterministic)
  const length = columns[0]!.length
  const lags = lagDifferences + 1
  return available({
    model: 'vecm',
    rank,
    lagDifferences,
    deterministic,
    seriesCount,
    ...estimates,
    logLikelihood,
    restrictionTest: test.value,
    ...levels,
    lastRows: Array.from({ length: lags }, (_, row) =>
      columns.map((column) => column[length - lags + row]!),
    ),
    seriesRows: length,
    observations: cut.value.rows,
    warnings: explosive(levels),
  })
}

function checkModel(columns: readonly Float64Array[], rank: number, lagDifferences: number): void {
  invariant(columns.length > 0, 'an error correction model of no series')
  for (const column of columns) {
    invariant(column.length === columns[0]!.length, 'series of different lengths')
  }
  invariant(
    Number.isInteger(rank) && rank >= 0 && rank <= columns.length,
    `rank ${rank} of ${columns.length} series`,
  )
  invariant(
    Number.isInteger(lagDifferences) && lagDifferences >= 0,
    `lagged differences must be a whole number, got ${lagDifferences}`,
  )
}

interface Estimated {
  readonly fit: ErrorCorrectionFit
  /** One list a relation. */
  readonly beta: number[][]
  readonly logLikelihood: number
}

function estimated(
  columns: ErrorCorrectionColumns,
  model: RelationModel,
): Outcome<Estimated, VectorErrorCorrectionFault> {
  const phi = relationWeights(columns, model)
  if (phi.kind === 'unavailable') return phi
  const beta = model.rank === 0 ? [] : relationsOf(model.relationBasis, phi.value)
  const fit = errorCorrectionFit(columns, model, transposed(beta))
  if (fit.kind === 'unavailable') return fit
  const factor = factorCholesky(matrixFromRows(fit.value.covariance))
  if (factor.kind === 'unavailable') {
    return unavailable('collinear-series', 'the residuals of the equations depend linearly')
  }
  const size = columns.changes.length
  const logUnits = columns.changeUnits.reduce((sum, unit) => sum + Math.log(unit), 0)
  const logDet = logDeterminant(factor.value) - 2 * logUnits
  const logLikelihood = (-columns.rows / 2) * (size * (Math.log(2 * Math.PI) + 1) + logDet)
  return available({ fit: fit.value, beta, logLikelihood })
}

function testOf(
  columns: ErrorCorrectionColumns,
  model: RelationModel,
  restricted: number,
): Outcome<RestrictionTest | null, VectorErrorCorrectionFault> {
  if (!isRestricted(model)) return available(null)
  const relationBasis = identityRows(columns.levels.length)
  const free = estimated(columns, {
    rank: model.rank,
    relationBasis,
    normalisation: relationBasis.slice(0, model.rank),
    loadingBasis: undefined,
  })
  if (free.kind === 'unavailable') return free
  return available(restrictionTest(model, { free: free.value.logLikelihood, restricted }))
}

// A likelihood does not tell a root this near to the unit circle from one on it.
const nearUnity = 1e-4

function explosive({ roots }: LevelsForm): EstimateWarning[] {
  const smallest = roots[0]?.modulus ?? Infinity
  if (smallest >= 1 - nearUnity) return []
  return [
    { kind: 'unstable', detail: `root of modulus ${smallest.toPrecision(6)}: levels explode` },
  ]
}

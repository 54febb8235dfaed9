import { chiSquaredSurvival } from '../../math/distributions/chi-squared.ts'
import type { RelationModel } from './cointegrating-relations.ts'

/** A likelihood-ratio test of what was said of relations and loadings, given the rank. */
export interface RestrictionTest {
  readonly statistic: number
  readonly pValue: number
  readonly degreesOfFreedom: number
  readonly nullHypothesis: string
}

/**
 *   LR = 2 (free log-likelihood - restricted one),   degrees: rank ((terms - s) + (series - m))
 *
 * s, m: columns of H and A. Null hypothesis: beta = H phi and alpha = A psi. Large values reject; chi-squared given
 * that the rank is right. Source: Johansen (1991), Econometrica 59, 1551-1580; Johansen (1995), chapters 7 and 8.
 */
export function restrictionTest(
  model: RelationModel,
  logLikelihood: { readonly free: number; readonly restricted: number },
): RestrictionTest {
  const { rank, relationBasis, loadingBasis } = model
  const onRelations = relationBasis.length - relationBasis[0]!.length
  const onLoadings = loadingBasis === undefined ? 0 : loadingBasis.length - loadingBasis[0]!.length
  const degreesOfFreedom = rank * (onRelations + onLoadings)
  // The free one is the larger; what rounding leaves below zero is zero.
  const statistic = Math.max(0, 2 * (logLikelihood.free - logLikelihood.restricted))
  const parts = [
    ...(onRelations > 0 ? ['the relations are as given (beta = H phi)'] : []),
    ...(onLoadings > 0 ? ['the loadings are as given (alpha = A psi)'] : []),
  ]
  return {
    statistic,
    pValue: degreesOfFreedom === 0 ? 1 : chiSquaredSurvival(statistic, degreesOfFreedom),
    degreesOfFreedom,
    nullHypothesis: parts.length === 0 ? 'nothing is restricted' : parts.join(', and '),
  }
}

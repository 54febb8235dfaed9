import { invariant } from '../../math/invariant.ts'
import type { RelationModel } from './cointegrating-relations.ts'
import { identityRows, inverseOf, productOf, type Rows, transposed } from './row-matrices.ts'

/** What a user may say of relations and loadings. */
export interface RelationOptions {
  /** Known relations, one list each: a coefficient a series, then one for the restricted term if that is known too. */
  readonly beta?: Rows
  /** beta = H phi for some phi: H as a list of rows, one a series, then one for the restricted term if there is one. */
  readonly relationBasis?: Rows
  /** alpha = A psi for some psi: A as a list of rows, one a series. A row of zeros: that series does not react. */
  readonly loadingBasis?: Rows
}

/**
 * Relations and loadings as one kind of restriction.
 *
 * Relations that are known are H with C = 1, so that phi = 1; where the case has a restricted term they do not tell,
 * it gets a column of its own. Else C takes the first `rank` rows of beta: they become the identity.
 */
export function relationModel(
  options: RelationOptions,
  model: { readonly rank: number; readonly seriesCount: number; readonly restrictedTerms: number },
): RelationModel {
  const { rank, seriesCount, restrictedTerms } = model
  const termCount = seriesCount + restrictedTerms
  const loadingBasis = checkedLoadings(options.loadingBasis, seriesCount, rank)
  if (options.beta !== undefined) {
    invariant(options.relationBasis === undefined, 'known relations and a basis of relations')
    const known = transposed(checkedRelations(options.beta, { rank, seriesCount, termCount }))
    const told = known.length === termCount
    const relationBasis = told
      ? known
      : [...known.map((row) => [...row, 0]), [...Array.from({ length: rank }, () => 0), 1]]
    const normalisation = identityRows(rank).map((row) => (told ? row : [...row, 0]))
    return { rank, relationBasis, normalisation, loadingBasis }
  }
  const relationBasis = options.relationBasis ?? identityRows(termCount)
  invariant(
    relationBasis.length === termCount,
    `the basis of relations has ${relationBasis.length} rows, the model ${termCount} terms`,
  )
  invariant(relationBasis[0]!.length >= rank, `a basis too narrow for ${rank} relations`)
  invariant(independent(relationBasis), 'the columns of the basis of relations depend linearly')
  return { rank, relationBasis, normalisation: relationBasis.slice(0, rank), loadingBasis }
}

/** Whether anything is said that has to be tested. */
export function isRestricted({ rank, relationBasis, loadingBasis }: RelationModel): boolean {
  if (rank === 0) return false
  return relationBasis[0]!.length < relationBasis.length || loadingBasis !== undefined
}

function checkedRelations(
  beta: Rows,
  { rank, seriesCount, termCount }: Record<'rank' | 'seriesCount' | 'termCount', number>,
): Rows {
  invariant(beta.length === rank, `${beta.length} relations for rank ${rank}`)
  const length = beta[0]?.length ?? seriesCount
  invariant(
    (length === seriesCount || length === termCount) && beta.every((row) => row.length === length),
    `a relation needs ${seriesCount} coefficients, or ${termCount} with its restricted term`,
  )
  invariant(independent(transposed(beta)), 'the relations depend linearly')
  return beta
}

function checkedLoadings(
  basis: Rows | undefined,
  seriesCount: number,
  rank: number,
): Rows | undefined {
  if (basis === undefined) return undefined
  invariant(
    basis.length === seriesCount,
    `the basis of loadings has ${basis.length} rows, there are ${seriesCount} series`,
  )
  invariant(basis[0]!.length >= rank, `a basis of loadings too narrow for ${rank} relations`)
  invariant(independent(basis), 'the columns of the basis of loadings depend linearly')
  return basis
}

function independent(columns: Rows): boolean {
  return inverseOf(productOf(transposed(columns), columns)) !== undefined
}

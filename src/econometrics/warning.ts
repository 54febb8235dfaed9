/**
 * What a result that stands nevertheless has to say against itself. Part of the result, never thrown, never printed:
 * who reads the numbers decides.
 */
export interface EstimateWarning {
  readonly kind: WarningKind
  /** One line for a person: what was found, and the figure that shows it. */
  readonly detail: string
}

/**
 * - `not-converged`: the search ended on its limit, not on its criterion
 * - `boundary`: an estimate lies on the edge of what is admissible; the usual standard errors do not hold there
 * - `near-collinear`: columns so close to dependent that digits are lost
 * - `table-edge`: a p-value lies beyond the table and is only bounded by it
 * - `unstable`: an estimated process that does not stay finite, or is not invertible
 * - `spurious`: levels that may be related by their trends alone; the usual laws do not hold there
 */
export type WarningKind =
  | 'not-converged'
  | 'boundary'
  | 'near-collinear'
  | 'table-edge'
  | 'unstable'
  | 'spurious'

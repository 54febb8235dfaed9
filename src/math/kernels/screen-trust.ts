/**
 * When a direction's moments are too coarse for nine digits of its statistic. What is tested here squares the condition
 * of the data, and takes the residual's moments from those of the series by differences.
 */
export const screenTrust = {
  /** 1 - R^2: the residual's square has lost as many digits as this has zeros. */
  unexplainedMin: 1e-4,
  /** The residual's changes against the changes they come from, likewise. */
  unexplainedChangesMin: 1e-4,
  /**
   * What a column must keep of its square when those before it are taken out, over the share of the changes that is
   * unexplained: in the search for the order...
   */
  searchPivotMin: 1e-6,
  /** ... and, by itself, in the regression whose t value is told. */
  regressionPivotMin: 0.01,
  /**
   * Between the chosen order and its nearest rival, in units of the criterion: moments that are trusted have lost six of
   * sixteen digits at most, 1e-10 of a sum of squares, 1e-6 of the criterion at 10,000 rows. One direction in 100,000
   * is as close as this.
   */
  criterionMarginMin: 1e-5,
  /** What a column of Johansen's moments must keep of its square. */
  rankPivotMin: 1e-5,
} as const

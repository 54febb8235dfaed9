/**
 * How constants and trends enter the error correction model
 * dy_t = a (b' y_{t-1} + restricted terms) + sum G_i dy_{t-i} + unrestricted terms + e_t.
 *
 * Restricted terms stand inside the cointegrating relation only: with `restricted-constant` the data have no trend,
 * with `restricted-trend` they have no quadratic one.
 */
export type DeterministicCase =
  | 'none'
  | 'restricted-constant'
  | 'constant'
  | 'restricted-trend'
  | 'trend'

/** The two statistics of Johansen's test. */
export type JohansenStatistic = 'trace' | 'maxEigen'

/** Published points: per case and statistic rows of 90, 95 and 99 %, row index p - r - 1. */
export type JohansenTable = Readonly<
  Partial<
    Record<DeterministicCase, Readonly<Record<JohansenStatistic, readonly (readonly number[])[]>>>
  >
>

/** A speed of reversion as it was estimated, and with what error. */
export interface MeasuredSpeed {
  /** 1 - phi, a bar. */
  readonly speed: number
  readonly variance: number
}

/**
 * Speeds of reversion drawn together: each is moved towards what the others say by as much of its distance as is
 * likely to be its own error.
 *
 *   mu + (k_i - mu) t^2 / (t^2 + s_i^2),   mu = sum w_i k_i / sum w_i,   w_i = 1 / (t^2 + s_i^2)
 *   t^2 = max(0, (Q - (m - 1)) / (W - sum v_i^2 / W)),   v_i = 1 / s_i^2,   W = sum v_i,   Q = sum v_i (k_i - mu_v)^2
 *
 * The fastest of hundreds of pairs is fast by luck in good part: this takes the luck's share off before they are
 * ranked. t^2 is the variance between pairs beyond what error explains, by moments (DerSimonian and Laird 1986,
 * Controlled Clinical Trials 7, 177-188); the rest is the normal-normal empirical Bayes estimator (Efron and Morris
 * 1975, JASA 70, 311-319). Pairs that share series err together, which it does not know. One alone stays as it is; none
 * give none.
 */
export function shrinkSpeeds(measured: readonly MeasuredSpeed[]): number[] {
  if (measured.length < 2) return measured.map(({ speed }) => speed)
  const precisions = measured.map(({ variance }) => 1 / variance)
  const speeds = measured.map(({ speed }) => speed)
  const total = sum(precisions)
  const centre = weightedMean(speeds, precisions)
  const spread = sum(speeds.map((speed, k) => precisions[k]! * (speed - centre) ** 2))
  const excess = spread - (measured.length - 1)
  const scale = total - sum(precisions.map((precision) => precision * precision)) / total
  const between = Math.max(0, excess / scale)
  const weights = measured.map(({ variance }) => 1 / (between + variance))
  const mean = weightedMean(speeds, weights)
  return measured.map(
    ({ speed, variance }) => mean + (speed - mean) * (between / (between + variance)),
  )
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}

function weightedMean(values: readonly number[], weights: readonly number[]): number {
  return sum(values.map((value, k) => value * weights[k]!)) / sum(weights)
}

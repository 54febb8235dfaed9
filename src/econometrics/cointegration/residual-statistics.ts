import type { Kernel } from '../long-run/kernels.ts'
import { type KernelOptions, kernelCovariance } from '../long-run/long-run-covariance.ts'

/** Za, Zt and what took the memory out of them. */
export interface ResidualStatistics {
  readonly za: number
  readonly zt: number
  readonly kernel: Kernel
  readonly bandwidth: number
}

/**
 * The statistics of Phillips of a residual u with no deterministic terms: a by least squares of u_t on u_{t-1}, its shocks
 * k_t, then Za = n (a - 1) - n^2 lambda / s and Zt = Za / n sqrt(s) / omega, s = sum u_{t-1}^2; lambda and omega^2 the
 * long-run variance of k to one side without lag 0 and to both, with 1/n. No unit matters.
 */
export function residualStatistics(
  residuals: Float64Array,
  options: KernelOptions,
): ResidualStatistics {
  const rows = residuals.length
  const before = residuals.subarray(0, -1)
  let squares = 0
  let products = 0
  for (let t = 1; t < rows; t++) {
    squares += residuals[t - 1]! * residuals[t - 1]!
    products += residuals[t]! * residuals[t - 1]!
  }
  const persistence = products / squares
  const shocks = before.map((value, t) => residuals[t + 1]! - persistence * value)
  const { oneSidedStrict, longRun, kernel, bandwidth } = kernelCovariance([shocks], options)
  // The covariances have 1 / (n - 1), the statistics 1 / n.
  const share = (rows - 1) / rows
  const perRow = persistence - 1 - (rows * share * oneSidedStrict[0]![0]!) / squares
  const error = Math.sqrt((share * longRun[0]![0]!) / squares)
  return { za: rows * perRow, zt: perRow / error, kernel, bandwidth }
}

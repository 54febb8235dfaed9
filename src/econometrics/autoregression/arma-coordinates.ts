import type { ArmaPolynomials } from './arma-model.ts'

/**
 * A stationary and invertible ARMA process from any p + q numbers: the search cannot leave its domain.
 *
 *   r = x / sqrt(1 + x^2): partial autocorrelations;   phi by the recursion of Durbin and Levinson:
 *   phi_{k,k} = r_k,   phi_{k,i} = phi_{k-1,i} - r_k phi_{k-1,k-i}
 *
 * The MA polynomial is minus such an AR polynomial. Source: Barndorff-Nielsen and Schou (1973); Monahan (1984).
 */
export function armaAt(x: Float64Array, p: number): ArmaPolynomials {
  const partial = Array.from(x, (value) => value / Math.sqrt(1 + value * value))
  return {
    ar: fromPartial(partial.slice(0, p)),
    ma: fromPartial(partial.slice(p)).map((value) => -value),
  }
}

/** The numbers an ARMA process comes from; roots on or beyond the unit circle are drawn inside. */
export function armaCoordinates({ ar, ma }: ArmaPolynomials): Float64Array {
  const partial = [...toPartial(ar), ...toPartial(ma.map((value) => -value))]
  return Float64Array.from(partial, (value) => {
    const inside = Math.max(-0.95, Math.min(0.95, value))
    return inside / Math.sqrt(1 - inside * inside)
  })
}

function fromPartial(partial: readonly number[]): number[] {
  let coefficients: number[] = []
  for (const [k, last] of partial.entries()) {
    const before = coefficients
    coefficients = [...before.map((value, i) => value - last * before[k - 1 - i]!), last]
  }
  return coefficients
}

function toPartial(coefficients: readonly number[]): number[] {
  const partial: number[] = []
  let current = [...coefficients]
  while (current.length > 0) {
    const last = Math.max(-0.999, Math.min(0.999, current.at(-1)!))
    partial.unshift(last)
    const size = current.length - 1
    current = current
      .slice(0, size)
      .map((value, i) => (value + last * current[size - 1 - i]!) / (1 - last * last))
  }
  return partial
}

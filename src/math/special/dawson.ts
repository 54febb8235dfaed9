import { exponentialOfSquare } from './error-function.ts'

// Below it the series of positive terms, above it the rule.
const SERIES_UNTIL = 1
const SERIES_TERMS_MAX = 40
// The rule's step: its error is e^(-(pi / (2 h))^2), 7e-18, whatever x.
const STEP = 0.25
// e^(-6.25^2) = 1e-17: the first odd multiple of the step left out on either side, 13 steps of 2 h away.
const REACH = 13
// From here on the smallest term of the expansion in 1 / x^2, e^(-x^2) = 5e-19, is below a double's digits.
const EXPANSION_FROM = 6.5
const EXPANSION_TERMS_MAX = 60
// erfi leaves the doubles at 26.71.
const OVERFLOWS_FROM = 27

/**
 * Dawson's integral D(x) = e^(-x^2) integral_0^x e^(t^2) dt: what is left of erfi when its exponential is taken out.
 *
 *   1 / sqrt(pi) sum over odd n of e^(-(x - n h)^2) / n,   h = 1/4,   between a series near 0 and one in 1 / x^2
 *
 * It rises to 0.541 at 0.924 and falls like 1 / (2 x).
 *
 * @returns odd in x; 0 at the infinities, NaN for NaN. Source: G. B. Rybicki (1989), Computers in Physics 3, 85-87; DLMF
 *   7.6.1 and 7.12.1 at i x, by 7.5.1. Checked against mpmath: fixtures/math.
 *
 * @example
 * dawson(1) // => 0.53808
 */
export function dawson(x: number): number {
  const size = Math.abs(x)
  if (size < SERIES_UNTIL) return exponentialOfSquare(x, 1) * integral(x)
  const value = size < EXPANSION_FROM ? byRule(size) : byExpansion(size)
  return x < 0 ? -value : value
}

/**
 * The imaginary error function erfi(x) = -i erf(i x) = 2 / sqrt(pi) integral_0^x e^(t^2) dt.
 *
 * @returns odd in x; infinite from 26.71 on, NaN for NaN. Source and check as for `dawson`.
 *
 * @example
 * erfi(1) // => 1.65043
 */
export function erfi(x: number): number {
  const scale = 2 / Math.sqrt(Math.PI)
  if (Math.abs(x) < SERIES_UNTIL) return scale * integral(x)
  if (Math.abs(x) > OVERFLOWS_FROM) return x < 0 ? -Infinity : Infinity
  const half = exponentialOfSquare(x, -0.5) // twice, for its square is out of reach before erfi is
  return scale * dawson(x) * half * half
}

/** integral_0^x e^(t^2) dt = sum_k x^(2k+1) / (k! (2k + 1)) */
function integral(x: number): number {
  const square = x * x
  let power = x
  let sum = x
  for (let k = 1; k < SERIES_TERMS_MAX; k++) {
    power *= square / k
    sum += power / (2 * k + 1)
    if (Math.abs(power) <= Number.EPSILON * 0.1 * Math.abs(sum)) break
  }
  return sum
}

function byRule(x: number): number {
  const nearest = 2 * Math.round((x / STEP - 1) / 2) + 1
  let sum = 0
  for (let k = REACH; k >= 1; k--) {
    sum += termOfRule(x, nearest - 2 * k) + termOfRule(x, nearest + 2 * k) // smallest first
  }
  return (sum + termOfRule(x, nearest)) / Math.sqrt(Math.PI)
}

const termOfRule = (x: number, n: number): number => Math.exp(-((x - n * STEP) ** 2)) / n

/** 1 / (2 x) sum_k (2k - 1)!! / (2 x^2)^k */
function byExpansion(x: number): number {
  const step = 1 / (2 * x * x)
  let term = 1
  let sum = 1
  for (let k = 1; k < EXPANSION_TERMS_MAX; k++) {
    term *= (2 * k - 1) * step
    sum += term
    if (term < Number.EPSILON * 0.1) break
  }
  return sum / (2 * x)
}

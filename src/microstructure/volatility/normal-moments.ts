import { logGamma } from '../../math/special/log-gamma.ts'

/** E|z|^(4/3) of a standard normal: 2^(2/3) Gamma(7/6) / Gamma(1/2). */
export function gammaFunctionRatio(): number {
  return 2 ** (2 / 3) * Math.exp(logGamma(7 / 6) - logGamma(1 / 2))
}

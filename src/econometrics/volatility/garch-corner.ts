import type { GarchLikelihood } from './garch-likelihood.ts'
import type { GarchSpec } from './garch-spec.ts'
import type { LinearBound } from './search/linear-bound.ts'

/** A mu from which the likelihood falls on both sides, with a jump of its slope between. */
export interface Corner {
  /** The parameters with mu moved onto it. */
  readonly x: Float64Array
  /** Two bounds that hold mu there. */
  readonly bounds: readonly LinearBound[]
}

/** In units of the scaled series: how near a return mu must be, and how far to either side is looked. */
const REACH = 1e-5
const LOOK = 1e-6
const NAME = 'mu = a return'

/** Whether a bound is one that holds mu on a corner. */
export function isCorner(bound: LinearBound): boolean {
  return bound.name === NAME
}

/**
 * The corner at the return nearest to mu, or undefined where there is none.
 *
 * |z| of EGARCH has a corner where a residual is zero, and so has, to the last digits, the density of a generalised law
 * with an exponent near 1. The likelihood can be highest on such a corner; no gradient vanishes there.
 */
export function cornerInMu(
  spec: GarchSpec,
  likelihood: GarchLikelihood,
  from: { readonly x: Float64Array },
): Corner | undefined {
  if (spec.mean !== 'constant') return undefined
  const scratch = new Float64Array(spec.size)
  likelihood.trace(from.x)
  const { residuals, lags } = likelihood.frame
  let nearest = Infinity
  for (const residual of residuals.subarray(lags)) {
    if (Math.abs(residual) < Math.abs(nearest)) nearest = residual
  }
  if (Math.abs(nearest) > REACH) return undefined
  const mu = from.x[0]! + nearest
  const at = (value: number): number => likelihood.evaluate(from.x.with(0, value), scratch)
  const top = at(mu)
  if (!(at(mu - LOOK) < top && at(mu + LOOK) < top)) return undefined
  const hold = (sign: number): LinearBound => {
    const weights = new Float64Array(spec.size)
    weights[0] = sign
    return { weights, least: sign * mu, name: NAME }
  }
  return { x: from.x.with(0, mu), bounds: [hold(1), hold(-1)] }
}

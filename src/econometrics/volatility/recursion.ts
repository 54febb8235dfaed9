import type { LawTerms } from './errors/error-law.ts'
import type { GarchSpec } from './garch-spec.ts'
import type { StartVariance } from './start-variance.ts'

/**
 * What a likelihood needs at one point, in arrays used again at the next. Row t stands at `lags + t`: the places before
 * are the start, and those after the last row (adjoint only) stay zero.
 */
export interface RecursionFrame {
  readonly rows: number
  /** max(p, o, q) */
  readonly lags: number
  readonly residuals: Float64Array
  readonly variances: Float64Array
  /** GARCH: e^2. EGARCH: |z|. */
  readonly sizes: Float64Array
  /** GARCH: e^2 where e < 0, else 0. EGARCH: z. */
  readonly asymmetries: Float64Array
  /** EGARCH: log variance. */
  readonly logs: Float64Array
  /** EGARCH: the sign of each residual, kept by hand while second derivatives are taken. */
  readonly signs: Float64Array
  readonly adjoint: Float64Array
  /** Derivatives of each row's log density. */
  readonly terms: LawTerms
}

/** One way a variance follows from the past. `x` holds the parameters as `spec.at` places them. */
export interface VarianceRecursion {
  /** Fills the variances from the residuals; false where one is not a positive number. */
  readonly forward: (x: Float64Array, frame: RecursionFrame, start: StartVariance) => boolean
  /** Adds to `gradient` what mu and the variance parameters do to the sum of log densities. Cost: rows x lags. */
  readonly backward: (x: Float64Array, frame: RecursionFrame, into: BackwardTarget) => void
  /**
   * The derivatives of every row's variance by mu and the variance parameters, row by row. The slow twin of `backward`:
   * cost rows x lags x parameters.
   */
  readonly slopes: (x: Float64Array, frame: RecursionFrame, start: StartVariance) => Float64Array
}

export interface BackwardTarget {
  readonly start: StartVariance
  readonly gradient: Float64Array
}

export function recursionFrame(spec: GarchSpec, rows: number): RecursionFrame {
  const lags = Math.max(spec.p, spec.o, spec.q)
  const padded = (isUsed = true): Float64Array => new Float64Array(isUsed ? rows + lags : 0)
  const isLog = spec.model === 'egarch'
  return {
    rows,
    lags,
    residuals: padded(),
    variances: padded(),
    sizes: padded(),
    asymmetries: padded(),
    logs: padded(isLog),
    signs: padded(isLog),
    adjoint: new Float64Array(rows + 2 * lags),
    terms: {
      byResidual: new Float64Array(rows),
      byVariance: new Float64Array(rows),
      byShape: spec.law.shapes.map(() => new Float64Array(rows)),
    },
  }
}

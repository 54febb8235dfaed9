import { invariant } from '../../math/invariant.ts'
import type { ErrorLaw } from './errors/error-law.ts'
import { errorLaws } from './errors/error-laws.ts'

/** How the variance before the first row is set; see `garch`. */
export type StartRule = 'sample' | 'backcast' | 'fixed-variance'

export interface GarchModelOptions {
  /** Default `garch`. */
  readonly model?: 'garch' | 'gjr' | 'egarch'
  /** Lags of the squared (EGARCH: absolute) residual, alpha; default 1. */
  readonly p?: number
  /** Lags of the asymmetric term, gamma; default 1 for `gjr`, else 0; not for `garch`. */
  readonly o?: number
  /** Lags of the variance, beta; default 1. */
  readonly q?: number
  /** Default `constant`. */
  readonly mean?: 'zero' | 'constant'
  /** Law of the standardised errors; default `normal`. */
  readonly distribution?: ErrorLaw['name']
  /** Default `sample`. */
  readonly start?: StartRule
}

/** The options with every default filled in, and where each parameter stands in the vector. */
export interface GarchSpec {
  readonly model: 'garch' | 'gjr' | 'egarch'
  readonly p: number
  readonly o: number
  readonly q: number
  readonly mean: 'zero' | 'constant'
  readonly distribution: ErrorLaw['name']
  readonly start: StartRule
  readonly law: ErrorLaw
  /** First positions of the blocks: omega, alpha (p), gamma (o), beta (q), shape; mu, if any, is at 0. */
  readonly at: {
    readonly omega: number
    readonly alpha: number
    readonly gamma: number
    readonly beta: number
    readonly shape: number
  }
  /** Number of parameters. */
  readonly size: number
  /** mu, omega, alpha[1] ..., gamma[1] ..., beta[1] ..., nu or eta, lambda: the names arch prints. */
  readonly names: readonly string[]
}

export function garchSpec(options: GarchModelOptions): GarchSpec {
  const model = options.model ?? 'garch'
  const { p = 1, o = model === 'gjr' ? 1 : 0, q = 1 } = options
  for (const [name, order] of Object.entries({ p, o, q })) {
    invariant(Number.isInteger(order) && order >= 0, `${name} must be a whole number, got ${order}`)
  }
  invariant(model !== 'garch' || o === 0, 'asymmetric lags belong to gjr or egarch')
  invariant(p + o > 0, 'without lags of the residual (p or o) the variance does not vary')
  const mean = options.mean ?? 'constant'
  const distribution = options.distribution ?? 'normal'
  const law = errorLaws[distribution]
  const omega = mean === 'constant' ? 1 : 0
  const at = {
    omega,
    alpha: omega + 1,
    gamma: omega + 1 + p,
    beta: omega + 1 + p + o,
    shape: omega + 1 + p + o + q,
  }
  const names = [
    ...(mean === 'constant' ? ['mu'] : []),
    'omega',
    ...numbered('alpha', p),
    ...numbered('gamma', o),
    ...numbered('beta', q),
    ...law.shapes.map(({ name }) => name),
  ]
  const start = options.start ?? 'sample'
  return { model, p, o, q, mean, distribution, start, law, at, size: names.length, names }
}

function numbered(name: string, count: number): string[] {
  return Array.from({ length: count }, (_, lag) => `${name}[${lag + 1}]`)
}

import { Random } from '../../math/random.ts'
import { leastSquares } from '../regression/least-squares.ts'
import { armaCoordinates } from './arma-coordinates.ts'

/** The process that is tried beside the estimates: drawn, so that a likelihood of several hills is not climbed once. */
const DRAWN = 12
const SEED = 20_230_417

/**
 * Where the search of an ARMA(p, q) starts: the two-step regression of Hannan and Rissanen, white noise, and points drawn
 * with a fixed seed.
 *
 * Source: Hannan and Rissanen (1982): shocks from a long autoregression, then the series on its lags and theirs.
 */
export function armaGuesses(series: Float64Array, p: number, q: number): Float64Array[] {
  const random = new Random(SEED)
  const drawn = Array.from({ length: DRAWN }, () =>
    Float64Array.from({ length: p + q }, () => 0.7 * random.normal()),
  )
  const twoStep = hannanRissanen(series, p, q)
  const none = new Float64Array(p + q)
  return twoStep === undefined ? [none, ...drawn] : [twoStep, none, ...drawn]
}

function hannanRissanen(series: Float64Array, p: number, q: number): Float64Array | undefined {
  const filled = series.map((value) => (Number.isNaN(value) ? 0 : value))
  const order = q === 0 ? 0 : Math.min(Math.floor(filled.length / 4), p + q + 8)
  const shocks = order === 0 ? filled : longShocks(filled, order)
  if (shocks === undefined) return undefined
  const first = Math.max(p, order + q)
  const length = filled.length - first
  const lagged = (values: Float64Array, count: number): Float64Array[] =>
    Array.from({ length: count }, (_, k) => values.subarray(first - k - 1, first - k - 1 + length))
  const columns = [...lagged(filled, p), ...lagged(shocks, q)]
  const fit = leastSquares(filled.subarray(first), columns, { trend: 'c' })
  if (fit.kind === 'unavailable') return undefined
  const { coefficients } = fit.value
  return armaCoordinates({ ar: coefficients.slice(0, p), ma: coefficients.slice(p, p + q) })
}

/** Residuals of an autoregression, row by row of the series; zeros before it begins. */
function longShocks(series: Float64Array, order: number): Float64Array | undefined {
  const length = series.length - order
  const columns = Array.from({ length: order }, (_, k) =>
    series.subarray(order - k - 1, order - k - 1 + length),
  )
  const fit = leastSquares(series.subarray(order), columns, { trend: 'c' })
  if (fit.kind === 'unavailable') return undefined
  const shocks = new Float64Array(series.length)
  shocks.set(fit.value.residuals, order)
  return shocks
}

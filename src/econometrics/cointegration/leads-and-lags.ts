import { matrixFromColumns } from '../../math/matrix.ts'
import { applyQTransposed, dependentColumn, factorQr } from '../../math/qr.ts'

/** What choosing the number of leads and lags minimises. */
export type LeadLagCriterion = 'aic' | 'bic' | 'hqic'

export interface LeadsAndLags {
  readonly leads: number
  readonly lags: number
}

/** Which numbers of leads and of lags are tried; both ends in. */
export interface LeadLagRange {
  readonly leadsMin: number
  readonly leadsMax: number
  readonly lagsMin: number
  readonly lagsMax: number
  /** `equal`: only as many leads as lags. */
  readonly pairing: 'any' | 'equal'
}

/**
 * The columns of a dynamic regression on the rows that have them all: rows 1 + lags up to n - 1 - leads.
 *
 *   y_t,  x_t,  dx_{t-lags} .. dx_{t+leads} (all x of one lag beside each other)
 */
export function dynamicColumns(
  y: Float64Array,
  xs: readonly Float64Array[],
  { leads, lags }: LeadsAndLags,
): {
  readonly y: Float64Array
  readonly xs: readonly Float64Array[]
  readonly changes: readonly Float64Array[]
} {
  const from = 1 + lags
  const to = y.length - leads
  const changes: Float64Array[] = []
  for (let shift = -lags; shift <= leads; shift++) {
    for (const x of xs) {
      const row = from + shift
      changes.push(
        Float64Array.from({ length: to - from }, (_, t) => x[row + t]! - x[row + t - 1]!),
      )
    }
  }
  return {
    y: y.subarray(from, to),
    xs: xs.map((x) => x.subarray(from, to)),
    changes,
  }
}

/**
 * The leads and lags with the smallest ln(SSR / n) + k penalty / n, all on the rows that the longest has; penalty 2
 * (aic), ln n (bic), 2 ln ln n (hqic), k the columns. Undefined where the longest has dependent columns.
 *
 * Of equals the one with fewer lags, then fewer leads. One QR for each number of lags gives every number of leads: the
 * squares of Q'y from column k on are the SSR of the first k. Cost: lagsMax times 2 n k^2.
 */
export function chooseLeadsAndLags(
  columns: { readonly y: Float64Array; readonly levels: readonly Float64Array[] },
  changes: readonly Float64Array[],
  search: { readonly range: LeadLagRange; readonly criterion: LeadLagCriterion },
): LeadsAndLags | undefined {
  const { range, criterion } = search
  const { y, levels } = columns
  const perShift = changes.length / (range.leadsMax + range.lagsMax + 1)
  const penalty = { aic: 2, bic: Math.log(y.length), hqic: 2 * Math.log(Math.log(y.length)) }
  let best: LeadsAndLags | undefined
  let least = Infinity
  for (let lags = range.lagsMin; lags <= range.lagsMax; lags++) {
    const used = changes.slice((range.lagsMax - lags) * perShift)
    const factor = factorQr(matrixFromColumns([...levels, ...used]))
    if (dependentColumn(factor) !== undefined) return undefined
    const squares = tailSquares(applyQTransposed(factor, y))
    for (let leads = range.leadsMin; leads <= range.leadsMax; leads++) {
      if (range.pairing === 'equal' && leads !== lags) continue
      const count = levels.length + (lags + 1 + leads) * perShift
      const value = Math.log(squares[count]! / y.length) + (count * penalty[criterion]) / y.length
      if (value < least) {
        least = value
        best = { leads, lags }
      }
    }
  }
  return best
}

/** Entry k: the sum of the squares from k on. */
function tailSquares(values: Float64Array): Float64Array {
  const sums = new Float64Array(values.length + 1)
  for (let k = values.length - 1; k >= 0; k--) sums[k] = sums[k + 1]! + values[k]! ** 2
  return sums
}

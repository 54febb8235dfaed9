import { midranks } from './midranks.ts'

/** Forecasts and what came of them, row by row, folds one after the other, in the order of time. */
export interface Predictions {
  /** Microseconds. */
  readonly times: Float64Array
  readonly probabilityUp: Float64Array
  readonly expectedReturnBps: Float64Array
  readonly realisedReturnBps: Float64Array
  /** Share of strictly positive returns in the training rows of the row's fold. */
  readonly baseRate: Float64Array
  /** Counted from 0, ascending. */
  readonly fold: Int32Array
}

/** Figures of the scorecard, in the order in which they are told. */
export const measureNames = [
  'r2',
  'informationCoefficient',
  'auc',
  'brier',
  'brierBaseline',
  'logLoss',
  'hitRate',
  'directionalAuc',
  'brierSkill',
] as const

export type MeasureName = (typeof measureNames)[number]

/** A probability is not believed nearer to certainty than this: the log loss of a mistake is finite. */
const probabilityLeast = 1e-12

/**
 * Columns whose sums give every measure, and the measures as functions of those sums.
 *
 *   r2 = 1 - sum (r - f)^2 / sum r^2                    informationCoefficient: Spearman's, of f and r
 *   auc = 1/2 + (mean rank of p where up - where not) / n    brier = mean (p - up)^2, beside that of the training base rate
 *   hitRate: sign f = sign r, over r != 0 (half where f = 0)  directionalAuc: auc among r != 0
 *
 * up: r > 0, strictly. Ranks are those of the whole sample: of a resample they give the linear part of what ranking it
 * anew would, which is all that counts where forecasts and outcomes have little to do with each other.
 * Checked against scipy and scikit-learn.
 *
 * @example
 * const one = { times: Float64Array.of(1, 2), probabilityUp: Float64Array.of(0.4, 0.6), expectedReturnBps: Float64Array.of(-1, 1), realisedReturnBps: Float64Array.of(-3, 2), baseRate: Float64Array.of(0.5, 0.5), fold: Int32Array.of(0, 0) }
 * const { columns, statistics } = measureColumns(one)
 * statistics[2](Float64Array.from(columns, (column) => column[0] + column[1])) // => 1
 */
export function measureColumns(predictions: Predictions): {
  readonly columns: readonly Float64Array[]
  readonly statistics: readonly ((sums: Float64Array) => number | null)[]
} {
  const { probabilityUp: p, expectedReturnBps: f, realisedReturnBps: r, baseRate } = predictions
  const up = r.map((value) => (value > 0 ? 1 : 0))
  const moved = r.map((value) => (value === 0 ? 0 : 1))
  const rankP = centredRanks(p)
  const ranked = correlationColumns(f, r)
  const directional = directionalRanks(p, moved)
  const loss = p.map((value, k) => {
    const told = up[k] === 1 ? value : 1 - value
    return -Math.log(Math.max(told, probabilityLeast))
  })
  const columns = [
    r.map(() => 1),
    r.map((value, k) => (value - f[k]!) ** 2),
    r.map((value) => value ** 2),
    ...ranked.columns.slice(3),
    up,
    product(rankP, up),
    rankP,
    p.map((value, k) => (value - up[k]!) ** 2),
    baseRate.map((value, k) => (value - up[k]!) ** 2),
    loss,
    r.map((value, k) => (value === 0 ? 0 : hitOf(value, f[k]!))),
    moved,
    product(directional, up),
    product(directional, moved),
  ]
  return { columns, statistics }
}

/**
 * The columns of a rank correlation alone, and the correlation as a function of their sums.
 *
 * @example
 * const x = Float64Array.of(1, 2, 3)
 * const { columns, statistic } = correlationColumns(x, x)
 * statistic(Float64Array.from(columns, (column) => column.reduce((a, b) => a + b, 0))) // => 1
 */
export function correlationColumns(
  f: Float64Array,
  r: Float64Array,
): {
  readonly columns: readonly Float64Array[]
  readonly statistic: (sums: Float64Array) => number | null
} {
  const none = new Float64Array(r.length)
  const rankF = midranks(f).map((rank) => rank / r.length - 0.5)
  const rankR = midranks(r).map((rank) => rank / r.length - 0.5)
  const columns = [
    r.map(() => 1),
    none,
    none,
    rankF,
    rankR,
    product(rankF, rankR),
    product(rankF, rankF),
    product(rankR, rankR),
  ]
  return { columns, statistic: correlation }
}

function hitOf(realised: number, expected: number): number {
  if (expected === 0) return 0.5
  return realised > 0 === expected > 0 ? 1 : 0
}

function directionalRanks(p: Float64Array, moved: Float64Array): Float64Array {
  const rows: number[] = []
  for (let k = 0; k < p.length; k++) if (moved[k] === 1) rows.push(k)
  const ranks = centredRanks(Float64Array.from(rows, (row) => p[row]!))
  const all = new Float64Array(p.length)
  for (const [k, row] of rows.entries()) all[row] = ranks[k]!
  return all
}

/** Ranks over n from their middle; exactly 0 where all tie, so that the AUC is then exactly one half. */
function centredRanks(values: Float64Array): Float64Array {
  const n = values.length
  return midranks(values).map((rank) => (2 * rank - n - 1) / (2 * n))
}

function product(left: Float64Array, right: Float64Array): Float64Array {
  return left.map((value, k) => value * right[k]!)
}

/** By place of a column. */
const at = {
  n: 0,
  error: 1,
  square: 2,
  f: 3,
  r: 4,
  fr: 5,
  ff: 6,
  rr: 7,
  up: 8,
  rankUp: 9,
  rank: 10,
  brier: 11,
  baseline: 12,
  loss: 13,
  hits: 14,
  moved: 15,
  directionalUp: 16,
  directional: 17,
} as const

const statistics: readonly ((sums: Float64Array) => number | null)[] = [
  (s) => (s[at.square]! > 0 ? 1 - s[at.error]! / s[at.square]! : null),
  correlation,
  (s) => aucOf(s[at.rankUp]!, s[at.rank]!, s[at.up]!, s[at.n]!),
  (s) => ratio(s[at.brier]!, s[at.n]!),
  (s) => ratio(s[at.baseline]!, s[at.n]!),
  (s) => ratio(s[at.loss]!, s[at.n]!),
  (s) => ratio(s[at.hits]!, s[at.moved]!),
  (s) => aucOf(s[at.directionalUp]!, s[at.directional]!, s[at.up]!, s[at.moved]!),
  (s) => (s[at.baseline]! > 0 ? 1 - s[at.brier]! / s[at.baseline]! : null),
]

function ratio(sum: number, count: number): number | null {
  return count > 0 ? sum / count : null
}

/** From sums of ranks over n; null where one class is missing. */
function aucOf(rankUp: number, rank: number, up: number, n: number): number | null {
  if (!(up > 0 && n > up)) return null
  return 0.5 + rankUp / up - (rank - rankUp) / (n - up)
}

function correlation(s: Float64Array): number | null {
  const n = s[at.n]!
  const covariance = s[at.fr]! - (s[at.f]! * s[at.r]!) / n
  const left = s[at.ff]! - s[at.f]! ** 2 / n
  const right = s[at.rr]! - s[at.r]! ** 2 / n
  // Ranks of a constant differ by rounding alone.
  return left > 1e-12 * n && right > 1e-12 * n ? covariance / Math.sqrt(left * right) : null
}

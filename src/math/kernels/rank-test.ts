import { screenTrust } from './screen-trust.ts'

/** All that is needed of two series a and b of `rows` levels, d and e their changes; in this order where it matters. */
export interface PairMoments {
  readonly rows: number
  /** [aa, ab, bb], each sum x_t y_t over all rows. */
  readonly levels: readonly number[]
  /** sum a_{t-1} b_t, t = 1 .. rows - 1. */
  readonly levelBefore: number
  /** Of a with itself and of b with itself: sum d_t d_{t-l}, l = 0 .. maxLags at least. */
  readonly own: readonly [Float64Array, Float64Array]
  /** Even and odd part of a with b: their sum is sum d_t e_{t-l}, their difference sum e_t d_{t-l}. */
  readonly even: Float64Array
  readonly odd: Float64Array
  readonly sums: readonly [number, number]
  /** The first maxLags + 2 levels of each. */
  readonly heads: readonly [Float64Array, Float64Array]
  /** The last maxLags + 2 levels of each, the last one first. */
  readonly tails: readonly [Float64Array, Float64Array]
}

/** Johansen's squared canonical correlations, or that moments cannot tell them. */
export interface RankFindings {
  readonly larger: number
  readonly smaller: number
  readonly doubtful: boolean
}

/**
 * Squared canonical correlations of changes and levels of two series, a constant and lagged changes concentrated out.
 *
 *   (d_t, e_t)' = A (a_{t-1}, b_{t-1})' + sum_{i=1..lags} G_i (d_{t-i}, e_{t-i})' + constant + error
 *
 * The moments of lagged changes and of levels with them follow from those of all rows as in `residualTest`. Cholesky
 * takes the lags out of the last four columns (levels, changes); what is left of their moments is S11, S10 and S00,
 * whose two eigenvalues are told.
 *
 * @param lags at most maxLags of the moments; `doubtful` with too few rows for them: 2 (lags + 2) + 2 or fewer
 * Cost (2 lags + 4)^3 / 6.
 */
export function rankTest(moments: PairMoments, lags: number): RankFindings {
  const sample = moments.rows - 1 - lags
  const size = 2 * lags + 4
  const lower = new Float64Array(size * size)
  if (sample <= size + 1) return { larger: Number.NaN, smaller: Number.NaN, doubtful: true }
  fillChanges(lower, moments, lags)
  fillLevels(lower, moments, lags)
  const columnSums = sumsOf(moments, lags)
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) lower[i * size + j]! -= (columnSums[i]! * columnSums[j]!) / sample
  }
  const trusted = factored(lower, size)
  return { ...eigenvaluesOf(lower, size), doubtful: !trusted }
}

/** Lags of a, lags of b, the levels of both, the changes of both. */
function placeOf(series: number, lag: number, lags: number): number {
  return lag === 0 ? 2 * lags + 2 + series : series * lags + lag - 1
}

function put(lower: Float64Array, i: number, j: number, value: number): void {
  const size = Math.sqrt(lower.length)
  lower[Math.max(i, j) * size + Math.min(i, j)] = value
}

/** The change of a series, `lag` rows before the first row of the sample, and before its last. */
const beforeFirst = (head: Float64Array, lags: number, lag: number): number =>
  head[lags - lag]! - head[lags - lag - 1]!
const beforeLast = (tail: Float64Array, lag: number): number => tail[lag]! - tail[lag + 1]!

/** sum x_t y_{t-l} of the changes of two series, l negative where y is the later. */
function productOf({ own, even, odd }: PairMoments, x: number, y: number, lag: number): number {
  const distance = Math.abs(lag)
  if (x === y) return own[x]![distance]!
  const sign = (x === 0 ? 1 : -1) * Math.sign(lag)
  return even[distance]! + sign * odd[distance]!
}

/** D(l, m) = sum x_{t-l} y_{t-m} over the sample, for every two series and lags. */
function fillChanges(lower: Float64Array, moments: PairMoments, lags: number): void {
  for (const [x, y] of [
    [0, 0],
    [1, 0],
    [1, 1],
  ] as const) {
    for (let gap = x === y ? 0 : -lags; gap <= lags; gap++) {
      let l = Math.max(0, -gap)
      let m = l + gap
      let value = productOf(moments, x, y, gap) - lostAtHead(moments, [x, y], [l, m], lags)
      put(lower, placeOf(x, l, lags), placeOf(y, m, lags), value)
      for (; Math.max(l, m) < lags; l++, m++) {
        value +=
          beforeFirst(moments.heads[x], lags, l) * beforeFirst(moments.heads[y], lags, m) -
          beforeLast(moments.tails[x], l) * beforeLast(moments.tails[y], m)
        put(lower, placeOf(x, l + 1, lags), placeOf(y, m + 1, lags), value)
      }
    }
  }
}

/** The products of the rows that the sample has not and the whole has. */
function lostAtHead(
  { heads }: PairMoments,
  [x, y]: readonly [number, number],
  [l, m]: readonly [number, number],
  lags: number,
): number {
  const change = (series: number, t: number): number => heads[series]![t]! - heads[series]![t - 1]!
  let lost = 0
  for (let t = Math.max(l, m) + 1; t <= lags; t++) lost += change(x, t - l) * change(y, t - m)
  return lost
}

/** Levels with levels, and with the changes of every lag. */
function fillLevels(lower: Float64Array, moments: PairMoments, lags: number): void {
  const { heads, tails } = moments
  const level = (series: number): number => 2 * lags + series
  const size = Math.sqrt(lower.length)
  const whole = [moments.levels[0]!, moments.levels[1]!, moments.levels[1]!, moments.levels[2]!]
  for (let x = 0; x < 2; x++) {
    for (let y = 0; y < 2; y++) {
      let square = whole[2 * x + y]!
      let withChange = changeOnLevel(moments, x, y)
      square -= tails[x]![0]! * tails[y]![0]!
      for (let t = 0; t < lags; t++) square -= heads[x]![t]! * heads[y]![t]!
      for (let t = 1; t <= lags; t++) {
        withChange -= heads[x]![t - 1]! * (heads[y]![t]! - heads[y]![t - 1]!)
      }
      put(lower, level(x), level(y), square)
      put(lower, placeOf(y, 0, lags), level(x), withChange)
      for (let lag = 1; lag <= lags; lag++) {
        const [i, j] = [placeOf(x, 1, lags), placeOf(y, lag, lags)]
        withChange +=
          heads[x]![lags - 1]! * beforeFirst(heads[y]!, lags, lag - 1) -
          tails[x]![1]! * beforeLast(tails[y]!, lag - 1) +
          lower[Math.max(i, j) * size + Math.min(i, j)]!
        put(lower, level(x), placeOf(y, lag, lags), withChange)
      }
    }
  }
}

/** sum x_{t-1} dy_t over all rows. */
function changeOnLevel(moments: PairMoments, x: number, y: number): number {
  const { heads, tails, levels, levelBefore, own, even } = moments
  const ends = (a: number, b: number): number =>
    tails[a]![0]! * tails[b]![0]! - heads[a]![0]! * heads[b]![0]!
  if (x === y) return (ends(x, x) - own[x]![0]!) / 2
  const forward = levelBefore - (levels[1]! - tails[0][0]! * tails[1][0]!)
  return x === 0 ? forward : ends(0, 1) - even[0]! - forward
}

/** What each column adds up to: changes telescope. */
function sumsOf({ sums, heads, tails }: PairMoments, lags: number): Float64Array {
  const columnSums = new Float64Array(2 * lags + 4)
  for (let series = 0; series < 2; series++) {
    const [head, tail] = [heads[series]!, tails[series]!]
    let level = sums[series]! - tail[0]!
    for (let t = 0; t < lags; t++) level -= head[t]!
    columnSums[2 * lags + series] = level
    for (let lag = 0; lag <= lags; lag++) {
      columnSums[placeOf(series, lag, lags)] = tail[lag]! - head[lags - lag]!
    }
  }
  return columnSums
}

function factored(lower: Float64Array, size: number): boolean {
  let trusted = true
  for (let i = 0; i < size; i++) {
    const square = lower[i * size + i]!
    for (let j = 0; j < i; j++) {
      let sum = lower[i * size + j]!
      for (let k = 0; k < j; k++) sum -= lower[i * size + k]! * lower[j * size + k]!
      lower[i * size + j] = sum / lower[j * size + j]!
    }
    let pivot = square
    for (let k = 0; k < i; k++) pivot -= lower[i * size + k]! ** 2
    if (!(pivot > 0 && pivot >= screenTrust.rankPivotMin * square && square < Infinity)) {
      trusted = false
    }
    lower[i * size + i] = Math.sqrt(pivot)
  }
  return trusted
}

/**
 * From the factor's last four rows, [L11 0; C L00]: S11 = L11 L11', S01 = C L11' and S00 = C C' + L00 L00', so that the
 * eigenvalues are those of C' S00^-1 C.
 */
function eigenvaluesOf(
  lower: Float64Array,
  size: number,
): { readonly larger: number; readonly smaller: number } {
  const entry = (i: number, j: number): number => lower[(size - 4 + i) * size + size - 4 + j]!
  const [c00, c01, c10, c11] = [entry(2, 0), entry(2, 1), entry(3, 0), entry(3, 1)]
  const [l00, l10, l11] = [entry(2, 2), entry(3, 2), entry(3, 3)]
  const s00 = c00 ** 2 + c01 ** 2 + l00 ** 2
  const s01 = c00 * c10 + c01 * c11 + l00 * l10
  const s11 = c10 ** 2 + c11 ** 2 + l10 ** 2 + l11 ** 2
  const determinant = s00 * s11 - s01 ** 2
  const m00 = (s11 * c00 ** 2 - 2 * s01 * c00 * c10 + s00 * c10 ** 2) / determinant
  const m11 = (s11 * c01 ** 2 - 2 * s01 * c01 * c11 + s00 * c11 ** 2) / determinant
  const m01 = (s11 * c00 * c01 - s01 * (c00 * c11 + c01 * c10) + s00 * c10 * c11) / determinant
  const larger = (m00 + m11) / 2 + Math.hypot((m00 - m11) / 2, m01)
  // Their product is det(C)^2 / det(S00): the difference of two like numbers would lose the smaller's digits.
  const smaller = larger === 0 ? 0 : (c00 * c11 - c01 * c10) ** 2 / determinant / larger
  return { larger, smaller }
}

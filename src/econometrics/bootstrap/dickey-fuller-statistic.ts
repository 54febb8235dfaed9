import { decideLags, type LagCriterion, lagMarginMin } from '../unit-roots/lag-order.ts'

/** A Dickey-Fuller regression without deterministic terms, to be run over and over on series of one length. */
export interface DickeyFullerPlan {
  readonly rows: number
  /** A fixed order, or the longest one the criterion looks at. */
  readonly maxLags: number
  readonly criterion: LagCriterion | 'fixed'
}

/**
 * The t value of gamma in du_t = gamma u_{t-1} + sum_{i=1..lags} d_i du_{t-i} + e_t, made to be called thousands of
 * times: buffers are made once, nothing is allocated a call.
 *
 *   D(i, j) = sum d_{t-i} d_{t-j} = D(i-1, j-1) + the row before the first - the last row
 *   L(k) = sum u_{t-1} d_{t-k} = L(k-1) + D(1, k) + the row before the first - the last row
 *
 * so that only one row of D needs a pass over the series, and L none. The order is chosen as `lagOrder` does.
 *
 * The function returned gives NaN where moments cannot be trusted: a column made up by the others to 1 - 1e-6 in the
 * search or 99 % in the regression, two orders closer than 1e-4 of the criterion, a value that is not finite. Ask
 * `adf` then. Cost: rows x (maxLags + 3) + maxLags^3 / 3. Checked against `adf`.
 *
 * @example
 * const statistic = dickeyFullerStatistic({ rows: 200, maxLags: 2, criterion: 'fixed' })
 * const random = new Random(1)
 * let level = 0
 * const walk = Float64Array.from({ length: 200 }, () => (level += random.normal()))
 * const careful = expectValue(adf(walk, { trend: 'n', lags: 2 })).statistic
 * Math.abs(statistic(walk) - careful) < 1e-10 // => true
 */
export function dickeyFullerStatistic(plan: DickeyFullerPlan): (series: Float64Array) => number {
  const { rows, maxLags, criterion } = plan
  const sums: Sums = {
    changes: new Float64Array(rows - 1),
    products: new Float64Array(maxLags + 1),
    levelProducts: new Float64Array(maxLags + 1),
    levelSquare: 0,
  }
  const size = maxLags + 2
  const moments = new Float64Array(size * size)
  const projections = new Float64Array(size)
  const residuals = new Float64Array(size + 1)
  const nested = { rows: rows - 1 - maxLags, shortest: 1, maxLags, projections, residuals }
  return (series) => {
    measure(series, maxLags, sums)
    let lags = maxLags
    if (criterion !== 'fixed') {
      fillLevelFirst(moments, series, sums, maxLags)
      if (!factorInPlace(moments, size, searchLeftoverMin)) return Number.NaN
      residuals[size] = 0
      for (let k = size - 1; k >= 0; k--) {
        projections[k] = moments[(size - 1) * size + k]!
        residuals[k] = residuals[k + 1]! + projections[k]! ** 2
      }
      const decision = decideLags(nested, criterion)
      if (!(decision.margin > lagMarginMin)) return Number.NaN
      lags = decision.lags
      lengthen(series, sums, maxLags, lags)
    }
    return tValue(moments, series, sums, lags)
  }
}

/** As in `nestedByMoments`, and in `dickeyFullerByMoments`. */
const searchLeftoverMin = 1e-6
const regressionLeftoverMin = 0.01

/** Sums over the rows t = lags .. n - 2, d_t = u_{t+1} - u_t: entry k of products is sum d_t d_{t-k}. */
interface Sums {
  readonly changes: Float64Array
  readonly products: Float64Array
  /** Entry k: sum u_t d_{t-k}; only entry 0 is summed, the rest follow. */
  readonly levelProducts: Float64Array
  levelSquare: number
}

function measure(series: Float64Array, lags: number, sums: Sums): void {
  const { changes, products } = sums
  const last = changes.length
  for (let t = 0; t < last; t++) changes[t] = series[t + 1]! - series[t]!
  let square = 0
  let product = 0
  for (let t = lags; t < last; t++) {
    square += series[t]! * series[t]!
    product += series[t]! * changes[t]!
  }
  sums.levelSquare = square
  sums.levelProducts[0] = product
  // Four lags a pass: each change is loaded once for four products.
  let k = 0
  for (; k + 3 <= lags; k += 4) {
    let [a, b, c, d] = [0, 0, 0, 0]
    for (let t = lags; t < last; t++) {
      const change = changes[t]!
      a += change * changes[t - k]!
      b += change * changes[t - k - 1]!
      c += change * changes[t - k - 2]!
      d += change * changes[t - k - 3]!
    }
    products[k] = a
    products[k + 1] = b
    products[k + 2] = c
    products[k + 3] = d
  }
  for (; k <= lags; k++) {
    let sum = 0
    for (let t = lags; t < last; t++) sum += changes[t]! * changes[t - k]!
    products[k] = sum
  }
}

/** Adds the rows that fewer lags leave. */
function lengthen(series: Float64Array, sums: Sums, from: number, lags: number): void {
  const { changes, products } = sums
  for (let t = lags; t < from; t++) {
    sums.levelSquare += series[t]! * series[t]!
    sums.levelProducts[0]! += series[t]! * changes[t]!
    for (let k = 0; k <= lags; k++) products[k]! += changes[t]! * changes[t - k]!
  }
}

/** Lower triangle by rows, in the order level, lag 1 .. lag p, change. */
function fillLevelFirst(
  moments: Float64Array,
  series: Float64Array,
  sums: Sums,
  lags: number,
): void {
  const size = lags + 2
  const last = size - 1
  fillLags(moments, sums, { size, lags, offset: 1 })
  fillLevelProducts(series, sums, lags)
  moments[0] = sums.levelSquare
  for (let k = 1; k <= lags; k++) moments[k * size] = sums.levelProducts[k]!
  moments[last * size] = sums.levelProducts[0]!
}

/** The t value of the level, which stands behind the lags so that its projection is the last. */
function tValue(moments: Float64Array, series: Float64Array, sums: Sums, lags: number): number {
  const size = lags + 2
  const [level, change] = [lags, lags + 1]
  fillLags(moments, sums, { size, lags, offset: 0 })
  fillLevelProducts(series, sums, lags)
  for (let k = 1; k <= lags; k++) moments[level * size + k - 1] = sums.levelProducts[k]!
  moments[level * size + level] = sums.levelSquare
  moments[change * size + level] = sums.levelProducts[0]!
  if (!factorInPlace(moments, size, regressionLeftoverMin)) return Number.NaN
  const freedom = series.length - 1 - lags - (lags + 1)
  const deviation = moments[change * size + change]! / Math.sqrt(freedom)
  return moments[change * size + level]! / deviation
}

/** D(i, j) of the lags at rows `offset` on, and of the change with them in the last row. */
function fillLags(
  moments: Float64Array,
  { changes, products }: Sums,
  { size, lags, offset }: { readonly size: number; readonly lags: number; readonly offset: number },
): void {
  const last = changes.length
  const bottom = (size - 1) * size
  for (let gap = 0; gap <= lags; gap++) {
    let value = products[gap]!
    // Row of the change: D(0, gap); its own square in the corner.
    moments[gap === 0 ? bottom + size - 1 : bottom + offset + gap - 1] = value
    for (let j = 1; j + gap <= lags; j++) {
      const i = j + gap
      value += changes[lags - i]! * changes[lags - j]! - changes[last - i]! * changes[last - j]!
      moments[(offset + i - 1) * size + offset + j - 1] = value
    }
  }
}

/** L(1) .. L(lags) from L(0) and the products of the change one row before with those before it. */
function fillLevelProducts(series: Float64Array, sums: Sums, lags: number): void {
  const { changes, products, levelProducts } = sums
  const last = changes.length
  for (let k = 1; k <= lags; k++) {
    // D(1, k) from D(0, k - 1).
    const lagged =
      products[k - 1]! +
      changes[lags - 1]! * changes[lags - k]! -
      changes[last - 1]! * changes[last - k]!
    levelProducts[k] =
      levelProducts[k - 1]! +
      series[lags - 1]! * changes[lags - k]! -
      series[last - 1]! * changes[last - k]! +
      lagged
  }
}

/** Cholesky by rows in place of the lower triangle; false where a column leaves less than its share of its square. */
function factorInPlace(lower: Float64Array, size: number, leftoverMin: number): boolean {
  for (let i = 0; i < size; i++) {
    const row = i * size
    const square = lower[row + i]!
    let pivot = square
    for (let j = 0; j < i; j++) {
      const other = j * size
      let sum = lower[row + j]!
      for (let k = 0; k < j; k++) sum -= lower[row + k]! * lower[other + k]!
      const entry = sum / lower[other + j]!
      lower[row + j] = entry
      pivot -= entry * entry
    }
    if (!(pivot > 0 && pivot >= leftoverMin * square && square < Infinity)) return false
    lower[row + i] = Math.sqrt(pivot)
  }
  return true
}

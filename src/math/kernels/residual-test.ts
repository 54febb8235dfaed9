import type { ScreenPlan } from './screen-kernel.ts'
import { screenTrust } from './screen-trust.ts'

/** All that is needed of a residual u of `rows` values, d its changes. */
export interface ResidualMoments {
  /** sum d_t d_{t-l} over every row that has both, l = 0 .. maxLags. */
  readonly products: Float64Array
  /** The first maxLags + 2 values. */
  readonly head: Float64Array
  /** The last maxLags + 2 values, the last one first. */
  readonly tail: Float64Array
  square: number
  sum: number
  /** The residual's square of changes over that of the changes it comes from. */
  unexplainedChanges: number
}

/** What a Dickey-Fuller regression of it gives. */
export interface ResidualFindings {
  statistic: number
  lags: number
  doubtful: boolean
}

/**
 * Dickey-Fuller's t value, lags chosen by the plan, from moments of the residual alone.
 *
 *   du_t = gamma u_{t-1} + sum_{i=1..lags} a_i du_{t-i} + e_t,   t value of gamma
 *
 * The moments of the regression are the residual's less the rows that the lags cost at the beginning:
 *
 *   D(l, m) = sum_{t > lags} d_{t-l} d_{t-m} = D(l-1, m-1) + the row before the first - the last row
 *   L(m) = sum_{t > lags} u_{t-1} d_{t-m} = L(m-1) + D(1, m) + likewise
 *   2 L(0) = (last value)^2 - (value before the first row)^2 - D(0, 0)
 *
 * One Cholesky factor with the level first holds the residual sum of squares of every shorter order, of which the least
 * S_k exp(penalty k / n) is the least n ln S_k + penalty k; a second one at the chosen order, level last, the t value.
 *
 * The function returned writes into one record, which it returns. Cost lags^3 / 3 and lags^2.
 */
export function residualTest(
  plan: Pick<ScreenPlan, 'rows' | 'criterion' | 'maxLags'>,
): (residual: ResidualMoments) => ResidualFindings {
  const { rows, criterion, maxLags } = plan
  const size = maxLags + 2
  const scratch: Scratch = {
    changes: new Float64Array((maxLags + 1) ** 2),
    levels: new Float64Array(maxLags + 1),
    levelSquare: 0,
    lower: new Float64Array(size * size),
  }
  const sample = rows - 1 - maxLags
  const penalty = criterion === 'bic' ? Math.log(sample) : 2
  const penalties = Float64Array.from({ length: size }, (_, k) => Math.exp((penalty * k) / sample))
  const marginFactor = Math.exp(screenTrust.criterionMarginMin / sample)
  const findings: ResidualFindings = { statistic: Number.NaN, lags: maxLags, doubtful: false }
  return (residual) => {
    findings.lags = maxLags
    findings.doubtful = false
    if (criterion !== 'fixed') {
      fillMoments(scratch, residual, maxLags)
      arrange(scratch, maxLags, 'level-first')
      const pivotMin = screenTrust.searchPivotMin / residual.unexplainedChanges
      if (!factored(scratch.lower, size, pivotMin)) findings.doubtful = true
      const { lags, rival, least } = leastOrder(scratch, maxLags, penalties)
      findings.lags = lags
      if (!(rival > least * marginFactor)) findings.doubtful = true
    }
    const { lags } = findings
    fillMoments(scratch, residual, lags)
    arrange(scratch, lags, 'level-last')
    const { lower } = scratch
    if (!factored(lower, lags + 2, screenTrust.regressionPivotMin)) findings.doubtful = true
    const last = (lags + 1) * (lags + 2)
    const freedom = rows - 1 - lags - (lags + 1)
    findings.statistic = (lower[last + lags]! / lower[last + lags + 1]!) * Math.sqrt(freedom)
    return findings
  }
}

interface Scratch {
  /** D(l, m), l >= m, row by row. */
  readonly changes: Float64Array
  /** L(m) */
  readonly levels: Float64Array
  levelSquare: number
  /** The moments in the order of a regression, then their factor: lower triangle row by row. */
  readonly lower: Float64Array
}

/** D, L and the square of the level on the rows that `lags` lags leave. */
function fillMoments(scratch: Scratch, residual: ResidualMoments, lags: number): void {
  const { changes, levels } = scratch
  const { products, head, tail } = residual
  const width = lags + 1
  const first = (t: number): number => head[t]! - head[t - 1]!
  const last = (back: number): number => tail[back]! - tail[back + 1]!
  for (let l = 0; l <= lags; l++) {
    let lost = 0
    for (let t = l + 1; t <= lags; t++) lost += first(t) * first(t - l)
    changes[l * width] = products[l]! - lost
  }
  for (let l = 1; l <= lags; l++) {
    for (let m = 1; m <= l; m++) {
      changes[l * width + m] =
        changes[(l - 1) * width + m - 1]! +
        first(lags - l + 1) * first(lags - m + 1) -
        last(l - 1) * last(m - 1)
    }
  }
  levels[0] = (tail[0]! ** 2 - head[lags]! ** 2 - changes[0]!) / 2
  for (let m = 1; m <= lags; m++) {
    levels[m] =
      levels[m - 1]! +
      head[lags - 1]! * first(lags - m + 1) -
      tail[1]! * last(m - 1) +
      changes[m * width + 1]!
  }
  scratch.levelSquare = residual.square - tail[0]! ** 2
  for (let t = 0; t < lags; t++) scratch.levelSquare -= head[t]! ** 2
}

/** Puts the moments where a regression wants them: the level before or behind the lags, the change last. */
function arrange(scratch: Scratch, lags: number, order: 'level-first' | 'level-last'): void {
  const { changes, levels, lower, levelSquare } = scratch
  const width = lags + 1
  const size = lags + 2
  const level = order === 'level-first' ? 0 : lags
  const firstLag = order === 'level-first' ? 1 : 0
  const change = size - 1
  lower[level * size + level] = levelSquare
  lower[change * size + level] = levels[0]!
  lower[change * size + change] = changes[0]!
  for (let l = 1; l <= lags; l++) {
    const row = firstLag + l - 1
    for (let m = 1; m <= l; m++) lower[row * size + firstLag + m - 1] = changes[l * width + m]!
    lower[Math.max(row, level) * size + Math.min(row, level)] = levels[l]!
    lower[change * size + row] = changes[l * width]!
  }
}

/** Cholesky in place; whether each column kept its share of its square. Numbers that are none have no share. */
function factored(lower: Float64Array, size: number, pivotMin: number): boolean {
  let trusted = true
  for (let i = 0; i < size; i++) {
    const row = i * size
    const square = lower[row + i]!
    let pivot = square
    for (let j = 0; j < i; j++) {
      const other = j * size
      let sum = lower[row + j]!
      for (let k = 0; k < j; k++) sum -= lower[row + k]! * lower[other + k]!
      sum /= lower[other + j]!
      lower[row + j] = sum
      pivot -= sum * sum
    }
    if (!(pivot > 0 && pivot >= pivotMin * square && square < Infinity)) trusted = false
    lower[row + i] = Math.sqrt(pivot)
  }
  return trusted
}

/** The order whose penalised residual sum of squares is least, and the next to it; ties go to the shorter. */
function leastOrder(
  { lower }: Scratch,
  maxLags: number,
  penalties: Float64Array,
): { readonly lags: number; readonly least: number; readonly rival: number } {
  const size = maxLags + 2
  const change = (size - 1) * size
  let residual = lower[change + size - 1]! ** 2
  let [lags, least, rival] = [maxLags, residual * penalties[maxLags]!, Infinity]
  // From the longest order down: what a lag explains is added, which loses nothing.
  for (let k = maxLags - 1; k >= 0; k--) {
    residual += lower[change + k + 1]! ** 2
    const value = residual * penalties[k]!
    if (value <= least) {
      rival = least
      least = value
      lags = k
    } else {
      rival = Math.min(rival, value)
    }
  }
  return { lags, least, rival }
}

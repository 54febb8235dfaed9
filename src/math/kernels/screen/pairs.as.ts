import { add, at, BYTES, both, first, mul, pair, put, second, sub } from './lanes.as'
import { Layout } from './layout.as'
import { chooseOrder, chosenClearly, chosenLags } from './orders.as'
import { factorTriangle, fillTriangle, noteChanges, ResidualScratch } from './residual.as'
import { TILE } from './tiles.as'

/**
 * Both directions of one pair: series i on j in the first lane, j on i in the second.
 *
 * @param product sum of products of the levels
 * @param even    even lagged products of the changes, a tile a lag, at this pair's place
 */
export function testPair(
  layout: Layout,
  scratch: ResidualScratch,
  i: i32,
  j: i32,
  product: f64,
  even: usize,
): void {
  const lags = layout.maxLags
  const ySquare = load<f64>(layout.squares + (<usize>i << 3))
  const xSquare = load<f64>(layout.squares + (<usize>j << 3))
  const hedge = f64x2.div(both(product), pair(xSquare, ySquare))
  const own = pair(ySquare, xSquare)
  const square = sub(own, mul(hedge, both(product)))
  takeProducts(layout, scratch, i, j, hedge, even)
  takeEnds(layout, scratch, i, j, hedge)
  noteChanges(scratch, lags)

  const unexplained = f64x2.div(square, own)
  const unexplainedChanges = changeShare(layout, scratch, i, j, hedge)
  let sound = v128.and(
    f64x2.ge(unexplained, both(layout.unexplainedMin)),
    f64x2.ge(unexplainedChanges, both(layout.unexplainedChangesMin)),
  )

  const entry = <usize>(i * (i - 1) + 2 * j)
  let iLags = lags
  let jLags = lags
  let iClear = true
  let jClear = true
  if (layout.searches) {
    fillTriangle(scratch, square, lags, 0, 1)
    const pivotMin = f64x2.div(both(layout.searchPivotMin), unexplainedChanges)
    const untrusted = factorTriangle(scratch.lower, lags + 2, pivotMin)
    sound = v128.andnot(sound, untrusted)
    chooseOrder(scratch.lower, 0, lags, layout.penalties, layout.marginFactor)
    iLags = chosenLags
    iClear = chosenClearly
    chooseOrder(scratch.lower, 8, lags, layout.penalties, layout.marginFactor)
    jLags = chosenLags
    jClear = chosenClearly
  }
  const iStatistic = statistics(layout, scratch, square, iLags)
  const iUntrusted = regressionUntrusted
  let jStatistic = iStatistic
  let jUntrusted = iUntrusted
  if (jLags != iLags) {
    jStatistic = statistics(layout, scratch, square, jLags)
    jUntrusted = regressionUntrusted
  }

  store<f64>(layout.statistic + (entry << 3), first(iStatistic))
  store<f64>(layout.statistic + (entry << 3), second(jStatistic), 8)
  store<i32>(layout.lags + (entry << 2), iLags)
  store<i32>(layout.lags + (entry << 2), jLags, 4)
  put(layout.hedgeRatio + (entry << 3), hedge)
  put(layout.unexplained + (entry << 3), unexplained)
  put(layout.phi + (entry << 3), selfRegression(layout, scratch, i, j, hedge, square))
  // A statistic that is no number comes from pivots that were none.
  const iSound = i64x2.extract_lane(v128.andnot(sound, iUntrusted), 0) != 0
  const jSound = i64x2.extract_lane(v128.andnot(sound, jUntrusted), 1) != 0
  store<u8>(layout.doubtful + entry, iClear && iSound ? 0 : 1)
  store<u8>(layout.doubtful + entry, jClear && jSound ? 0 : 1, 1)
}

/** sum du_t du_{t-l} of both residuals. */
function takeProducts(
  layout: Layout,
  scratch: ResidualScratch,
  i: i32,
  j: i32,
  hedge: v128,
  even: usize,
): void {
  const width = <usize>(layout.maxLags + 1) << 3
  const iProducts = layout.products + <usize>i * width
  const jProducts = layout.products + <usize>j * width
  const twice = add(hedge, hedge)
  const squared = mul(hedge, hedge)
  for (let l: usize = 0; l << 3 < width; l++) {
    const a = load<f64>(iProducts + (l << 3))
    const b = load<f64>(jProducts + (l << 3))
    const crossed = v128.load64_splat(even + l * TILE)
    const value = add(sub(pair(a, b), mul(twice, crossed)), mul(squared, pair(b, a)))
    put(scratch.products + l * BYTES, value)
  }
}

/** First and last values of both residuals. */
function takeEnds(layout: Layout, scratch: ResidualScratch, i: i32, j: i32, hedge: v128): void {
  const width = <usize>(layout.maxLags + 2) << 3
  const iHead = layout.heads + <usize>i * width
  const jHead = layout.heads + <usize>j * width
  const iTail = layout.tails + <usize>i * width
  const jTail = layout.tails + <usize>j * width
  for (let t: usize = 0; t << 3 < width; t++) {
    const place = t << 3
    const a = load<f64>(iHead + place)
    const b = load<f64>(jHead + place)
    put(scratch.head + t * BYTES, sub(pair(a, b), mul(hedge, pair(b, a))))
    const c = load<f64>(iTail + place)
    const d = load<f64>(jTail + place)
    put(scratch.tail + t * BYTES, sub(pair(c, d), mul(hedge, pair(d, c))))
  }
}

/** The residuals' squares of changes over those of the changes they come from. */
function changeShare(
  layout: Layout,
  scratch: ResidualScratch,
  i: i32,
  j: i32,
  hedge: v128,
): v128 {
  const width = <usize>(layout.maxLags + 1) << 3
  const a = load<f64>(layout.products + <usize>i * width)
  const b = load<f64>(layout.products + <usize>j * width)
  const whole = add(pair(a, b), mul(mul(hedge, hedge), pair(b, a)))
  return f64x2.div(at(scratch.products), whole)
}

/** Lanes whose last regression had too thin a pivot. */
let regressionUntrusted: v128 = i64x2.splat(0)

/** The t values of both lanes at one order. */
function statistics(layout: Layout, scratch: ResidualScratch, square: v128, lags: i32): v128 {
  fillTriangle(scratch, square, lags, lags, 0)
  const size = lags + 2
  regressionUntrusted = factorTriangle(scratch.lower, size, both(layout.regressionPivotMin))
  const change = scratch.lower + <usize>((size - 1) * size) * BYTES
  const projection = at(change + <usize>lags * BYTES)
  const residual = at(change + <usize>(lags + 1) * BYTES)
  const freedom = <f64>(layout.rows - 1 - lags - (lags + 1))
  return mul(projection, f64x2.sqrt(f64x2.div(both(freedom), residual)))
}

/** AR(1) coefficients of both residuals, with constant. */
function selfRegression(
  layout: Layout,
  scratch: ResidualScratch,
  i: i32,
  j: i32,
  hedge: v128,
  square: v128,
): v128 {
  const a = load<f64>(layout.sums + (<usize>i << 3))
  const b = load<f64>(layout.sums + (<usize>j << 3))
  const sum = sub(pair(a, b), mul(hedge, pair(b, a)))
  const start = at(scratch.head)
  const last = at(scratch.tail)
  const n = both(<f64>(layout.rows - 1))
  const laggedSum = sub(sum, last)
  const lastSquare = mul(last, last)
  const laggedSquare = sub(sub(square, lastSquare), f64x2.div(mul(laggedSum, laggedSum), n))
  const telescoped = sub(sub(lastSquare, mul(start, start)), at(scratch.products))
  const withChange = sub(
    mul(both(0.5), telescoped),
    f64x2.div(mul(laggedSum, sub(last, start)), n),
  )
  return add(both(1), f64x2.div(withChange, laggedSquare))
}

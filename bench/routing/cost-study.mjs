// Ways to split one order, each re-priced against the books it arrives at.
import { selection } from './routing-market.mjs'

const built = new URL('../../build/src/', import.meta.url)
const { exactDecimalOf, doubleOf } = await import(
  new URL('execution/router/exact-decimal.js', built)
)
const { marketOf, twiceBestMid } = await import(new URL('execution/router/market-book.js', built))
const { planRoute, planOf } = await import(new URL('execution/router/plan-route.js', built))
const { routeBooksOf } = await import(new URL('execution/router/route-order.js', built))
const { lotsThere } = await import(new URL('execution/router/leg-money.js', built))

export const quantities = [1, 10, 50, 100]
/** Depth that a split in proportion looks at. */
export const depthBps = 10

/**
 * Cost of every method at every quantity, before and after the order arrives.
 *
 * @param {number} [feeBps] what every venue charges; absent: what it does charge
 */
export function costStudy(tapes, feeBps) {
  const charged = (books) =>
    feeBps === undefined ? books : books.map((book) => ({ ...book, takerFeeBps: feeBps }))
  const rows = []
  for (const quantity of quantities) {
    const cases = []
    for (const [seed, { instants }] of tapes.entries()) {
      for (const { sent, arrived } of instants) {
        for (const side of ['buy', 'sell'])
          cases.push({ seed, ...caseOf(quantity, side, charged(sent), charged(arrived)) })
      }
    }
    rows.push({ quantity, cases })
  }
  return rows
}

function caseOf(quantity, side, sent, arrived) {
  const market = marketOf(sent, selection)
  const books = routeBooksOf(market, side)
  const later = routeBooksOf(marketOf(arrived, selection), side)
  const mid = doubleOf(twiceBestMid(market)) / 2
  const request = { side, quantity: exactDecimalOf(String(quantity)) }
  const plan = planRoute(books, request)
  const routed = new Float64Array(books.length)
  for (const { book, lots } of plan.legs) routed[book] = lots
  const depth = books.map((book) => depthOf(book, side, mid))
  const singles = books.map((_, venue) => only(books, quantity, venue))
  const bps = (lots, at) => costBps(at, lots, { side, mid, quantity })
  const single = singles
    .map((lots) => ({ lots, cost: bps(lots, books) }))
    .filter(({ cost }) => !Number.isNaN(cost))
    .toSorted((a, b) => a.cost - b.cost)[0]
  const byDepth = inProportion(books, depth, quantity)
  const gapBps = ((doubleOf(plan.cost) - plan.lowerBound) / Math.abs(plan.lowerBound)) * 1e4
  return {
    router: { planned: bps(routed, books), arrived: bps(routed, later) },
    single:
      single === undefined ? undefined : { planned: single.cost, arrived: bps(single.lots, later) },
    depth: { planned: bps(byDepth, books), arrived: bps(byDepth, later) },
    gapBps,
    venues: plan.legs.length,
  }
}

/** Cost against the mid at the decision, fees included; NaN where the books do not hold it. */
function costBps(books, lots, { side, mid, quantity }) {
  if (books.some((book, k) => lotsThere(book, book.levels.count, lots[k]) < lots[k])) return NaN
  const { cost, filled } = planOf(books, { side, quantity: { units: 0n, decimals: 0 } }, lots)
  if (Math.abs(doubleOf(filled) - quantity) > 1e-3) return NaN
  const price = doubleOf(cost) / doubleOf(filled)
  return side === 'buy' ? (price / mid - 1) * 1e4 : (1 + price / mid) * 1e4
}

function only(books, quantity, venue) {
  const lots = new Float64Array(books.length)
  const { units, decimals } = books[venue].lotSize
  lots[venue] = Math.round((quantity * 10 ** decimals) / units)
  return lots
}

function depthOf({ levels }, side, mid) {
  const limit = side === 'buy' ? mid * (1 + depthBps / 1e4) : mid * (1 - depthBps / 1e4)
  let sum = 0
  for (let k = 0; k < levels.count; k++) {
    const price = (levels.prices[k] * levels.priceStep.units) / 10 ** levels.priceStep.decimals
    if (side === 'buy' ? price > limit : price < limit) break
    sum += (levels.quantities[k] * levels.quantityStep.units) / 10 ** levels.quantityStep.decimals
  }
  return sum
}

/** Whole lots in proportion to depth; what rounding leaves goes to the deepest. */
function inProportion(books, depth, quantity) {
  const all = depth.reduce((a, b) => a + b, 0)
  const lots = Float64Array.from(books, ({ lotSize }, k) =>
    Math.floor(((quantity * depth[k]) / all) * (10 ** lotSize.decimals / lotSize.units)),
  )
  const given = books.reduce(
    (sum, { lotSize }, k) => sum + (lots[k] * lotSize.units) / 10 ** lotSize.decimals,
    0,
  )
  const deepest = depth.indexOf(Math.max(...depth))
  const { units, decimals } = books[deepest].lotSize
  lots[deepest] += Math.round(((quantity - given) * 10 ** decimals) / units)
  return lots
}

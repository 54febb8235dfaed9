import { invariant } from '../../math/invariant.ts'

/** One venue's levels, best first, with what a unit of notional costs there. */
export interface DivisibleBook {
  readonly count: number
  readonly prices: Float64Array
  readonly quantities: Float64Array
  /** 1 + fee of a buy, and minus (1 - fee) of a sell: a sell's costs are below zero. */
  readonly costFactor: number
}

/** The cheapest split where quantities can be cut at will. */
export interface DivisibleSplit {
  readonly filled: number
  readonly cost: number
  /** Cost of the last unit; NaN when nothing was filled. */
  readonly unitCost: number
  readonly levels: number
}

/**
 * Splits a quantity over venues at the least cost, lots and minimums left out of account: always the cheapest level next,
 * which is optimal, for each venue's cost is convex in what is taken there (levels are sorted).
 *
 * Only the levels that are taken are looked at, and nothing is allocated but the answer. With lots that are fine against
 * the quantity this is the price of the order to within a lot; `planRoute` finds the orders themselves.
 *
 * @param taken where each venue's quantity is written, one row a book
 *
 * @example
 * const book = (prices, costFactor) => ({
 *   count: 2, prices: Float64Array.from(prices), quantities: Float64Array.of(1, 1), costFactor,
 * })
 * const taken = new Float64Array(2)
 * divisibleSplit([book([100, 102], 1), book([100.5, 103], 1.001)], 2.5, taken).cost // => 251.6005
 * [...taken] // => [1.5, 1]
 */
export function divisibleSplit(
  books: readonly DivisibleBook[],
  quantity: number,
  taken: Float64Array,
): DivisibleSplit {
  invariant(quantity >= 0, `a quantity of ${quantity} to split`)
  let leaves = 1
  while (leaves < books.length) leaves *= 2
  if (unitCosts.length < leaves + 1) {
    heads = new Int32Array(leaves + 1)
    unitCosts = new Float64Array(leaves + 1)
    winners = new Int32Array(2 * leaves)
  }
  unitCosts.fill(Infinity, 0, leaves)
  for (let k = 0; k < books.length; k++) {
    const { count, prices, costFactor } = books[k]!
    heads[k] = 0
    taken[k] = 0
    unitCosts[k] = count === 0 ? Infinity : prices[0]! * costFactor
  }
  for (let k = 0; k < leaves; k++) winners[leaves + k] = k
  for (let node = leaves - 1; node > 0; node--) play(node)
  return take(books, quantity, { taken, leaves })
}

// Kept, so that no call allocates them: next level of each book and its cost; and a tournament of the books, in which
// node k has the cheaper of nodes 2k and 2k + 1. With 10 books it takes 4 comparisons a level where looking at every book
// takes 10: 1.9 times as fast at 1,900 levels.
let heads = new Int32Array(17)
let unitCosts = new Float64Array(17)
let winners = new Int32Array(32)

function play(node: number): void {
  const first = winners[2 * node]!
  const second = winners[2 * node + 1]!
  winners[node] = unitCosts[second]! < unitCosts[first]! ? second : first
}

/** Levels taken one by one before whole stretches are. */
const ONE_BY_ONE = 128

function take(
  books: readonly DivisibleBook[],
  quantity: number,
  { taken, leaves }: { readonly taken: Float64Array; readonly leaves: number },
): DivisibleSplit {
  const sum = { left: quantity, cost: 0, levels: 0, unitCost: NaN }
  takeSingly(books, sum, { taken, leaves, most: ONE_BY_ONE })
  if (sum.left > 0 && books.length > 0) {
    takeStretches(books, sum, taken)
    for (let k = 0; k < books.length; k++) look(books[k]!, k)
    for (let node = leaves - 1; node > 0; node--) play(node)
    takeSingly(books, sum, { taken, leaves, most: Infinity })
  }
  const { left, cost, unitCost, levels } = sum
  return { filled: quantity - left, cost, unitCost, levels }
}

/** What is still to be taken, and what has been. */
interface Taking {
  left: number
  cost: number
  levels: number
  unitCost: number
}

function takeSingly(
  books: readonly DivisibleBook[],
  sum: Taking,
  {
    taken,
    leaves,
    most,
  }: { readonly taken: Float64Array; readonly leaves: number; readonly most: number },
): void {
  let { left, cost, levels, unitCost } = sum
  const last = levels + most
  while (left > 0 && levels < last) {
    const best = leaves === 1 ? 0 : winners[1]!
    const cheapest = unitCosts[best]!
    if (cheapest === Infinity) break
    const book = books[best]!
    const here = Math.min(left, book.quantities[heads[best]!]!)
    taken[best]! += here
    cost += here * cheapest
    left -= here
    levels++
    unitCost = cheapest
    heads[best]!++
    look(book, best)
    for (let node = (leaves + best) >> 1; node > 0; node >>= 1) play(node)
  }
  sum.left = left
  sum.cost = cost
  sum.levels = levels
  sum.unitCost = unitCost
}

function look({ count, prices, costFactor }: DivisibleBook, k: number): void {
  const head = heads[k]!
  unitCosts[k] = head < count ? prices[head]! * costFactor : Infinity
}

/**
 * Takes all levels up to some cost at once, as long as they are not too many: the middle of the longest stretch in question
 * tells the cost, and either all up to it are taken or none beyond it are. Each level is added up about twice, where one by
 * one it takes a tournament.
 */
function takeStretches(books: readonly DivisibleBook[], sum: Taking, taken: Float64Array): void {
  const ends = Int32Array.from(books, ({ count }) => count)
  const cuts = new Int32Array(books.length)
  for (;;) {
    const longest = longestStretch(ends, books.length)
    // What is left is few enough for one by one.
    if (ends[longest]! - heads[longest]! < 4) return
    const { prices, costFactor } = books[longest]!
    const pivot = prices[(heads[longest]! + ends[longest]!) >> 1]! * costFactor
    let supply = 0
    let cost = 0
    for (let k = 0; k < books.length; k++) {
      const book = books[k]!
      cuts[k] = firstAbove(book, pivot, heads[k]!, ends[k]!)
      for (let level = heads[k]!; level < cuts[k]!; level++) {
        const quantity = book.quantities[level]!
        supply += quantity
        cost += quantity * book.prices[level]! * book.costFactor
      }
    }
    if (supply > sum.left) {
      // As many levels of one cost as there are in question: one by one.
      if (cuts.every((cut, k) => cut === ends[k])) return
      ends.set(cuts)
      continue
    }
    sum.left -= supply
    sum.cost += cost
    for (let k = 0; k < books.length; k++) {
      for (let level = heads[k]!; level < cuts[k]!; level++)
        taken[k]! += books[k]!.quantities[level]!
      if (cuts[k]! > heads[k]!) {
        const last = books[k]!.prices[cuts[k]! - 1]! * books[k]!.costFactor
        sum.unitCost = Math.max(sum.unitCost, last)
      }
      sum.levels += cuts[k]! - heads[k]!
      heads[k] = cuts[k]!
    }
  }
}

function longestStretch(ends: Int32Array, books: number): number {
  let longest = 0
  for (let k = 1; k < books; k++) {
    if (ends[k]! - heads[k]! > ends[longest]! - heads[longest]!) longest = k
  }
  return longest
}

/** The first level of `[from, to)` that costs more; `to` when none does. */
function firstAbove(
  { prices, costFactor }: DivisibleBook,
  cost: number,
  from: number,
  to: number,
): number {
  let [low, high] = [from, to]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (prices[middle]! * costFactor > cost) high = middle
    else low = middle + 1
  }
  return low
}

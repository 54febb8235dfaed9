import {
  compared,
  sumOf,
  exactZero,
  type ExactDecimal,
} from '../../src/execution/router/exact-decimal.ts'
import { spentOn } from '../../src/execution/router/leg-money.ts'
import { levelsWithin } from '../../src/execution/router/leg-curve.ts'
import { planOf } from '../../src/execution/router/plan-route.ts'
import type { RandomRoute } from './random-route.ts'

/** The best of all plans, by trying every one. */
export interface PlanByHand {
  readonly filled: ExactDecimal
  readonly cost: ExactDecimal
}

/** Every number of lots at every book: no bound, no order, nothing left out but what breaks a rule. */
export function routeByHand({ books, request }: RandomRoute): PlanByHand {
  const lots = new Float64Array(books.length)
  let best: PlanByHand = { filled: exactZero, cost: exactZero }
  const visit = (book: number): void => {
    if (book === books.length) {
      if (!keepsRules({ books, request }, lots)) return
      const { filled, cost } = planOf(books, request, lots)
      const order = compared(filled, best.filled)
      if (order > 0 || (order === 0 && compared(cost, best.cost) < 0)) best = { filled, cost }
      return
    }
    for (let taken = 0; taken <= lotsOf({ books, request }, book); taken++) {
      lots[book] = taken
      if (compared(planOf(books, request, lots).filled, request.quantity) > 0) break
      visit(book + 1)
    }
    lots[book] = 0
  }
  visit(0)
  return best
}

function lotsOf({ books, request }: RandomRoute, book: number): number {
  const { levels, lotSize } = books[book]!
  let steps = 0
  const within = levelsWithin(books[book]!, request)
  for (let level = 0; level < within; level++) steps += levels.quantities[level]!
  return Math.floor(
    steps / (lotSize.units * 10 ** (levels.quantityStep.decimals - lotSize.decimals)),
  )
}

function keepsRules({ books, request }: RandomRoute, lots: Float64Array): boolean {
  const { legs } = planOf(books, request, lots)
  const venues = new Set(legs.map(({ book }) => books[book]!.venue))
  if (venues.size > (request.maxVenues ?? Infinity)) return false
  const isTooLittle = legs.some(({ book, notional, quantity }) => {
    const { minNotional, minQuantity = exactZero } = books[book]!
    return compared(notional, minNotional) < 0 || compared(quantity, minQuantity) < 0
  })
  if (isTooLittle) return false
  return legs.every(({ book }) => {
    const { balance, venue } = books[book]!
    if (balance === undefined) return true
    // What a venue's books are sold from is one holding; what two quote currencies pay are two.
    const sharing = request.side === 'buy' ? [book] : poolOf({ books, request }, venue)
    const spent = sharing.reduce(
      (sum, other) => sumOf(sum, spentOn(books[other]!, request, lots[other]!)),
      exactZero,
    )
    return compared(spent, balance) <= 0
  })
}

function poolOf({ books }: RandomRoute, venue: string): number[] {
  return books.flatMap((book, position) =>
    book.venue === venue && book.balance !== undefined ? [position] : [],
  )
}

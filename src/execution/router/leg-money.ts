import {
  compared,
  doubleOf,
  exactDecimalOfSteps,
  exactZero,
  powerOfTen,
  productOf,
  unitsAt,
  type ExactDecimal,
} from './exact-decimal.ts'
import { costFactor, type LegCurve } from './leg-curve.ts'
import type { RouteBook, RouteRequest } from './route-book.ts'

/** What some lots of a book come to, exactly. */
export interface LegMoney {
  readonly quantity: ExactDecimal
  /** In the book's quote currency, before fees. */
  readonly notional: ExactDecimal
  /** Of the worst level that is touched. */
  readonly worstPrice: ExactDecimal
}

/** Walks the levels, best first, for whole lots, which must be there. */
export function legMoney(book: RouteBook, lots: number): LegMoney {
  const { levels, lotSize } = book
  const { quantityStep, priceStep } = levels
  const quantity = exactDecimalOfSteps(lots, lotSize)
  const decimals = Math.max(lotSize.decimals, quantityStep.decimals)
  const scale = BigInt(quantityStep.units) * powerOfTen(decimals - quantityStep.decimals)
  const { sum, worst } =
    walkSafe(book, unitsAt(quantity, decimals), scale) ??
    walk(book, unitsAt(quantity, decimals), scale)
  return {
    quantity,
    notional: { units: sum * BigInt(priceStep.units), decimals: priceStep.decimals + decimals },
    worstPrice: { units: worst * BigInt(priceStep.units), decimals: priceStep.decimals },
  }
}

interface Walked {
  /** Price steps times units taken. */
  readonly sum: bigint
  /** Price steps of the worst level. */
  readonly worst: bigint
}

function walk(book: RouteBook, wanted: bigint, scale: bigint): Walked {
  const { levels } = book
  let left = wanted
  let sum = 0n
  let worst = 0n
  for (let level = 0; level < levels.count && left > 0n; level++) {
    worst = levels.exact?.prices[level] ?? BigInt(levels.prices[level]!)
    const there = stepsAt(book, level) * scale
    const taken = there < left ? there : left
    sum += worst * taken
    left -= taken
  }
  return { sum, worst }
}

/** The same in doubles as long as they hold every number exactly, which bigints need 6 times as long for; else undefined. */
function walkSafe({ levels }: RouteBook, wanted: bigint, scale: bigint): Walked | undefined {
  const { prices, quantities, count, exact } = levels
  const most = Number.MAX_SAFE_INTEGER
  if (exact !== undefined || wanted > most || scale > most) return undefined
  const step = Number(scale)
  let left = Number(wanted)
  let before = 0n
  let sum = 0
  let worst = 0
  for (let level = 0; level < count && left > 0; level++) {
    worst = prices[level]!
    const there = quantities[level]! * step
    const taken = Math.min(there, left)
    const product = worst * taken
    // A level beyond all doubles is compared wrongly only where it is larger than all that is left.
    if (product > most) return undefined
    if (sum + product > most) {
      before += BigInt(sum)
      sum = 0
    }
    sum += product
    left -= taken
  }
  return { sum: before + BigInt(sum), worst: BigInt(worst) }
}

/** How many whole lots a book has in its first levels, at most so many. */
export function lotsThere(book: RouteBook, levels: number, most: number): number {
  const { quantities, exact, quantityStep } = book.levels
  const { lotSize } = book
  let steps = 0n
  if (exact === undefined) {
    let sum = 0
    for (let level = 0; level < levels; level++) sum += quantities[level]!
    steps = BigInt(sum)
  } else for (let level = 0; level < levels; level++) steps += exact.quantities[level]!
  const decimals = Math.max(lotSize.decimals, quantityStep.decimals)
  const lots =
    unitsAt(exactDecimalOfSteps(steps, quantityStep), decimals) /
    unitsAt(exactDecimalOfSteps(1, lotSize), decimals)
  return lots > BigInt(most) ? most : Number(lots)
}

/** The fewest lots an order may have: what is at the venue's least quantity and least notional; `most + 1` if none are. */
export function leastLots(
  book: RouteBook,
  curve: LegCurve,
  request: RouteRequest,
  most: number,
): number {
  const fewest = lotsUp(book, most + 1)
  if (book.minNotional.units <= 0n || most === 0 || fewest > most) return fewest
  const perCost = 1 / doubleOf(costFactor(book, request))
  const minimum = doubleOf(book.minNotional)
  const enough = firstWhere(most, (lots) => {
    const notional = curve.cost(lots) * perCost
    // Doubles decide where they can: they are wrong by less than one part in 10^12.
    if (Math.abs(notional - minimum) > 1e-12 * minimum) return notional > minimum
    return compared(legMoney(book, lots).notional, book.minNotional) >= 0
  })
  return Math.max(fewest, enough)
}

/** The fewest whole lots of a book's least quantity, one or more and at most so many. */
function lotsUp({ minQuantity = exactZero, lotSize }: RouteBook, most: number): number {
  const decimals = Math.max(lotSize.decimals, minQuantity.decimals)
  const lot = unitsAt(exactDecimalOfSteps(1, lotSize), decimals)
  const lots = (unitsAt(minQuantity, decimals) + lot - 1n) / lot
  return lots > BigInt(most) ? most : Math.max(1, Number(lots))
}

/** The most lots a holding of the currency that is spent can pay for. */
export function affordableLots(book: RouteBook, request: RouteRequest, most: number): number {
  const { balance } = book
  if (balance === undefined || most === 0) return most
  return firstWhere(most, (lots) => compared(spentOn(book, request, lots), balance) > 0) - 1
}

/** What an order takes from the account there: quote and its fee of a buy, base of a sell. */
export function spentOn(book: RouteBook, request: RouteRequest, lots: number): ExactDecimal {
  if (lots === 0) return exactZero
  const money = legMoney(book, lots)
  if (request.side === 'sell') return money.quantity
  const { quoteRate: _, ...own } = book
  return productOf(money.notional, costFactor(own, { ...request, objective: 'cost' }))
}

/** The first whole number of 1 .. most for which something holds that holds from there on; `most + 1` if there is none. */
function firstWhere(most: number, holds: (lots: number) => boolean): number {
  let low = 1
  let high = most + 1
  // Mostly it is among the first: doubling reads no more of the book than is needed.
  for (let reach = 1; reach < high; reach *= 2) {
    if (holds(reach)) high = reach
    else low = reach + 1
  }
  while (low < high) {
    const middle = low + Math.floor((high - low) / 2)
    if (holds(middle)) high = middle
    else low = middle + 1
  }
  return low
}

function stepsAt(book: RouteBook, level: number): bigint {
  return book.levels.exact?.quantities[level] ?? BigInt(book.levels.quantities[level]!)
}

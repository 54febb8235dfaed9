import { LegCurve, levelsWithin } from './leg-curve.ts'
import { affordableLots, leastLots, lotsThere } from './leg-money.ts'
import { powerOfTen, unitsAt, exactDecimalOfSteps, type ExactDecimal } from './exact-decimal.ts'
import type { RouteBook, RouteRequest } from './route-book.ts'
import { invariant } from '../../math/invariant.ts'

/** What may be taken from one book, in whole lots. */
interface Leg {
  readonly curve: LegCurve
  /** One lot, in whole units of the problem. */
  readonly step: number
  /** Fewest lots of an order, at least one. */
  readonly least: number
  /** Most lots: what is there within the limit, and what the account can pay. */
  readonly most: number
  /** Number of the venue, from 0. */
  readonly venue: number
}

/** Books that spend one holding. */
interface Pool {
  /** Positions of the legs. */
  readonly legs: readonly number[]
  /** What they spend together, in whole units of the problem. */
  readonly most: number
}

/**
 * Whole numbers of lots, one a leg, that fill a total at the least cost:
 *
 *   min sum C_i(n_i)   with   sum step_i n_i = total,   n_i = 0 or least_i <= n_i <= most_i,   venues used <= maxVenues
 */
export interface LotProblem {
  readonly legs: readonly Leg[]
  readonly pools: readonly Pool[]
  readonly venues: number
  readonly maxVenues: number
  /** The request in whole units, cut to what whole lots can make at all. */
  readonly total: number
  /** One unit, in base. */
  readonly unit: ExactDecimal
}

/** The problem that some books and a request pose. */
export function lotProblemOf(books: readonly RouteBook[], request: RouteRequest): LotProblem {
  const decimals = Math.max(0, ...books.map(({ lotSize }) => lotSize.decimals))
  const lots = books.map(({ lotSize }) => unitsAt(exactDecimalOfSteps(1, lotSize), decimals))
  const unit = lots.reduce(greatestDivisor, 0n)
  const wanted = unit === 0n ? 0n : floorUnits(request.quantity, decimals) / unit
  const venues = new Map<string, number>()
  const legs = books.map((book, position): Leg => {
    const step = lots[position]! / unit
    const levels = levelsWithin(book, request)
    const curve = new LegCurve(book, request, levels)
    const lotsWanted = wanted / step
    const there = lotsThere(
      book,
      levels,
      lotsWanted > safeMost ? Number(safeMost) : Number(lotsWanted),
    )
    const most = affordableLots(book, request, there)
    const least = leastLots(book, curve, request, most)
    const venue = venues.get(book.venue) ?? venues.size
    venues.set(book.venue, venue)
    return { curve, step: Number(step), least, most, venue }
  })
  // What nobody has is not counted, so that any quantity may be asked for.
  const there = legs.reduce((sum, { step, most }) => sum + BigInt(step) * BigInt(most), 0n)
  const total = Number(wanted < there ? wanted : there)
  invariant(Number.isSafeInteger(total), `${total} is more lots than can be counted`)
  return {
    legs,
    pools: poolsOf(books, request, (quantity) => Number(floorUnits(quantity, decimals) / unit)),
    venues: venues.size,
    maxVenues: request.maxVenues ?? venues.size,
    total,
    unit: { units: unit, decimals },
  }
}

const safeMost = BigInt(Number.MAX_SAFE_INTEGER)

/** Only a sell has them: what two books at a venue are sold from is one holding of base. */
function poolsOf(
  books: readonly RouteBook[],
  { side }: RouteRequest,
  unitsOf: (quantity: ExactDecimal) => number,
): readonly Pool[] {
  if (side === 'buy') return []
  const pools = new Map<string, { legs: number[]; most: number }>()
  for (const [position, { venue, balance }] of books.entries()) {
    if (balance === undefined) continue
    const pool = pools.get(venue)
    if (pool === undefined) pools.set(venue, { legs: [position], most: unitsOf(balance) })
    else pool.legs.push(position)
  }
  return [...pools.values()].filter(({ legs }) => legs.length > 1)
}

/** Whole units of `10 ** -decimals` in a quantity. */
function floorUnits(quantity: ExactDecimal, decimals: number): bigint {
  return quantity.decimals <= decimals
    ? unitsAt(quantity, decimals)
    : quantity.units / powerOfTen(quantity.decimals - decimals)
}

function greatestDivisor(a: bigint, b: bigint): bigint {
  let [x, y] = [a, b]
  while (y !== 0n) [x, y] = [y, x % y]
  return x
}

import { Random } from '../../src/math/random.ts'
import { exactDecimalOf, type ExactDecimal } from '../../src/execution/router/exact-decimal.ts'
import type { RouteBook, RouteRequest } from '../../src/execution/router/route-book.ts'

/** A random question to the router. */
export interface RandomRoute {
  readonly books: readonly RouteBook[]
  readonly request: RouteRequest
}

/** How large the question is. */
export interface RandomRouteSize {
  readonly books: number
  readonly levels: number
  /** Most lots of the finest kind a level has. */
  readonly lots: number
}

const lotFamilies: readonly (readonly number[])[] = [
  [1],
  [1],
  [1, 10],
  [1, 5, 10],
  [2, 3],
  [2, 5, 4],
  [3, 6, 4],
]

/**
 * Books around one price with every rule a venue can have, each in some of the cases: lots of several sizes that divide
 * one another or not, levels that are no multiples, least notionals and quantities, holdings, limits, rebates, fees in base, several
 * instruments and quote currencies at a venue.
 */
export function randomRoute(seed: number, size: RandomRouteSize): RandomRoute {
  const random = new Random(seed)
  const chance = (share: number): boolean => random.uniform() < share
  const side = chance(0.5) ? 'buy' : 'sell'
  const family = lotFamilies[random.integerBelow(lotFamilies.length)]!
  const hasMinimums = chance(0.6)
  const hasBalances = chance(0.4)
  const isCoarse = chance(0.3)
  // Drawn apart, so that the questions are otherwise those they were without it.
  const leastOf = new Random(seed + 1_000_000_000)
  const hasLeast = leastOf.uniform() < 0.4
  // Of base there is one holding a venue, whatever it is sold for.
  const holdings = new Map<string, ExactDecimal>()
  const books = Array.from({ length: 1 + random.integerBelow(size.books) }, (_, k): RouteBook => {
    const lot = family[random.integerBelow(family.length)]!
    const count = random.integerBelow(size.levels + 1)
    const prices = new Float64Array(count)
    const quantities = new Float64Array(count)
    let price = 10_000 + random.integerBelow(isCoarse ? 4 : 60)
    for (let level = 0; level < count; level++) {
      prices[level] = price
      const step = 1 + random.integerBelow(isCoarse ? 2 : 20)
      price += side === 'buy' ? step : -step
      // In thousandths of the finest lot where levels are no multiples.
      const lots = 1 + random.integerBelow(size.lots)
      quantities[level] = chance(0.5) ? lots * 1000 : lots * 1000 - random.integerBelow(999)
    }
    const notional = lot * 100 * random.integerBelow(size.lots)
    const isTwin = k > 0 && chance(0.15)
    const venue = isTwin ? `venue-${k - 1}` : `venue-${k}`
    const drawn = hasBalances && chance(0.7) ? balance(random, side, size) : undefined
    if (drawn !== undefined && !holdings.has(venue) && !isTwin) holdings.set(venue, drawn)
    const held = side === 'buy' ? drawn : holdings.get(venue)
    return {
      venue,
      instrument: isTwin ? 'BTC-USDC' : 'BTC-USD',
      levels: {
        count,
        prices,
        quantities,
        priceStep: { units: 1, decimals: 2 },
        quantityStep: { units: 1, decimals: 5 },
      },
      lotSize: { units: lot, decimals: 2 },
      minNotional: hasMinimums
        ? { units: BigInt(notional), decimals: 2 }
        : { units: 0n, decimals: 0 },
      ...(hasLeast && leastOf.uniform() < 0.7
        ? { minQuantity: decimal(String(leastOf.integerBelow(size.lots * 200) / 10_000)) }
        : {}),
      takerFeeBps: [0, 5, 10, 2.5, -1][random.integerBelow(5)]!,
      ...(chance(0.1) ? { feeCurrency: 'base' as const } : {}),
      ...(isTwin && chance(0.5) ? { quoteRate: decimal('0.9991') } : {}),
      ...(held === undefined ? {} : { balance: held }),
    }
  })
  const most = size.lots * size.levels * 1.2
  const quantity = String((1 + random.integerBelow(most)) / 100)
  return {
    books,
    request: {
      side,
      quantity: decimal(quantity),
      ...(chance(0.2) ? { limitPrice: decimal(side === 'buy' ? '100.60' : '99.60') } : {}),
      ...(chance(0.3) ? { maxVenues: 1 + random.integerBelow(3) } : {}),
      ...(chance(0.2) ? { objective: 'value' as const } : {}),
    },
  }
}

function balance(random: Random, side: 'buy' | 'sell', size: RandomRouteSize): ExactDecimal {
  const units = random.integerBelow(size.lots * size.levels)
  return decimal(side === 'buy' ? String(units) : String(units / 100))
}

function decimal(text: string): ExactDecimal {
  return exactDecimalOf(text)!
}

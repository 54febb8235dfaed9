import fc from 'fast-check'
import { expect, test } from 'vitest'
import { DenseBook } from '../../book/dense-book.ts'
import { eventSide } from '../../core/events/event-codes.ts'
import { matchBooks } from './match-books.ts'
import { exactUnits, type TakerTerms } from './terms.ts'
import type { PricedBook } from './priced-book.ts'

const step = { units: 1, decimals: 0 }

/** Levels of one side, in whole units of price and quantity, priced at two for one. */
function bookOf(side: 'bid' | 'ask', levels: readonly Level[], terms: TakerTerms): PricedBook {
  const book = new DenseBook()
  for (const [price, quantity] of levels) book.setLevel(eventSide[side], price, quantity)
  const instrument = {
    name: 'A-B',
    venue: side,
    base: 'A',
    quote: 'B',
    class: 'spot' as const,
    tickSize: step,
    lotSize: step,
  }
  const units = exactUnits({ instrument, symbol: 'AB', terms }, { numerator: 2n, denominator: 1n })
  return { levels: book, units }
}

type Level = readonly [price: number, quantity: number]
const levels = (middle: number): fc.Arbitrary<readonly Level[]> =>
  fc.uniqueArray(
    fc.tuple(fc.integer({ min: middle - 6, max: middle + 6 }), fc.integer({ min: 1, max: 6 })),
    { minLength: 1, maxLength: 6, selector: ([price]) => price },
  )
const venueTerms: fc.Arbitrary<TakerTerms> = fc.record({
  takerFeeBps: fc.constantFrom(0, 10, 50, -20),
  lotSize: fc.constantFrom(1, 1, 2, 3, 4),
  minQuantity: fc.constantFrom(0, 0, 3, 5),
  minNotional: fc.constantFrom(0, 0, 250, 550),
})
const fractionOfWhole = (value: number | undefined) =>
  value === undefined ? undefined : { numerator: BigInt(value), denominator: 1n }
const limits = fc.record({
  step: fc.constantFrom(undefined, undefined, 2, 3),
  quantityMost: fc.constantFrom(undefined, undefined, 4, 7),
  notionalMost: fc.constantFrom(undefined, undefined, 900, 1_500),
  spendMost: fc.constantFrom(undefined, undefined, 910, 1_530),
  costBps: fc.constantFrom(0, 0, 30, 150),
})

/** Single units, the best first. */
function prices(all: readonly Level[], isBid: boolean): number[] {
  return all
    .toSorted(([a], [b]) => (isBid ? b - a : a - b))
    .flatMap(([price, quantity]) => Array.from({ length: quantity }, () => price))
}

/** What so many units come to, two for one. */
function total(units: readonly number[], quantity: number): number {
  return units.slice(0, quantity).reduce((sum, price) => sum + 2 * price, 0)
}

test('the quantity is that of all single units that gain, within limits, cut down to the lots, and none below a least one', () => {
  const seen = { found: 0, cut: 0, limited: 0, tooSmall: 0 }
  fc.assert(
    fc.property(
      fc.tuple(levels(98), levels(103)),
      fc.tuple(venueTerms, venueTerms),
      limits,
      ([cheap, dear], [buyer, seller], held) => {
        const [asks, bids] = [prices(cheap, false), prices(dear, true)]
        // Hundredths of a basis point of two, so that all is whole.
        const marginal = (at: number, cost: number): number =>
          2 * bids[at]! * (10_000 - seller.takerFeeBps) -
          2 * asks[at]! * (10_000 + buyer.takerFeeBps + cost)
        const isGain = (quantity: number): boolean =>
          quantity <= Math.min(asks.length, bids.length) &&
          marginal(quantity - 1, held.costBps) >= 0
        const isWithin = (quantity: number): boolean => {
          const spent = 2 * quantity * asks[quantity - 1]! * (10_000 + buyer.takerFeeBps)
          return (
            quantity <= (held.quantityMost ?? Infinity) &&
            total(asks, quantity) <= (held.notionalMost ?? Infinity) &&
            spent <= (held.spendMost ?? Infinity) * 10_000
          )
        }
        let gaining = 0
        while (isGain(gaining + 1)) gaining++
        let within = gaining
        while (within > 0 && !isWithin(within)) within--
        const lots = [buyer.lotSize!, seller.lotSize!, held.step ?? 1]
        let whole = within
        while (lots.some((lot) => whole % lot !== 0)) whole--
        const isEnough =
          whole >= Math.max(buyer.minQuantity!, seller.minQuantity!) &&
          total(asks, whole) >= 2 * buyer.minNotional! &&
          total(bids, whole) >= 2 * seller.minNotional!
        const quantity = isEnough ? whole : 0
        let profit = 0
        for (let at = 0; at < quantity; at++) profit += marginal(at, 0)
        const match = matchBooks(bookOf('ask', cheap, buyer), bookOf('bid', dear, seller), {
          step: fractionOfWhole(held.step),
          quantityMost: fractionOfWhole(held.quantityMost),
          notionalMost: fractionOfWhole(held.notionalMost),
          spendMost: fractionOfWhole(held.spendMost),
          costShare: { numerator: BigInt(held.costBps), denominator: 10_000n },
        })
        if (quantity > 0) seen.found++
        if (quantity > 0 && whole < within) seen.cut++
        if (quantity > 0 && within < gaining) seen.limited++
        if (whole > 0 && !isEnough) seen.tooSmall++
        expect({ quantity: match?.quantity ?? 0, profit: match?.profit ?? 0 }).toEqual({
          quantity,
          profit: profit / 10_000,
        })
        if (match === undefined) return
        expect(match.buyLimitTicks).toBe(asks[quantity - 1])
        expect(match.sellLimitTicks).toBe(bids[quantity - 1])
      },
    ),
    { numRuns: Number(process.env['ISOBAR_ARBITRAGE_TAPES'] ?? 600), seed: 8 },
  )
  // Each of them often enough to be worth a test.
  expect(seen.found).toBeGreaterThan(150)
  expect(seen.cut).toBeGreaterThan(50)
  expect(seen.limited).toBeGreaterThan(50)
  expect(seen.tooSmall).toBeGreaterThan(20)
})

test('a unit that loses is in no quantity, though the lot it belongs to would gain', () => {
  const asks = [
    [100, 3],
    [103, 5],
  ] as const
  const match = (lotSize: number) => {
    const terms = { takerFeeBps: 0, lotSize }
    return matchBooks(bookOf('ask', asks, terms), bookOf('bid', [[102, 9]], terms))
  }
  expect(match(4)).toBeUndefined()
  expect(match(3)).toMatchObject({ quantity: 3, profit: 12, buyLimitTicks: 100 })
  expect(match(2)).toMatchObject({ quantity: 2, profit: 8 })
})

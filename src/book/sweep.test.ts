import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { eventSide } from '../core/events/event-codes.ts'
import type { Step } from '../core/price.ts'
import { DenseBook } from './dense-book.ts'
import { sweepBook, sweepCost, type SweepRequest } from './sweep.ts'

interface GoldenSweep {
  readonly side: 'buy' | 'sell'
  readonly levels: readonly (readonly [number, number])[]
  readonly lots: number
  readonly lotMultiple: number
  readonly limit: number | null
  readonly tickSize: Step
  readonly lotSize: Step
  readonly takerFeeBps: string
  readonly feeCurrency: 'quote' | 'base'
  readonly expected: {
    readonly filledLots: number
    readonly levels: number
    readonly worstPrice: number | null
    readonly tickLots: string
    readonly quantity: number
    readonly notional: number
    readonly averagePrice: number | null
    readonly fee: number
    readonly net: number
  }
}

const golden = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../fixtures/book/sweeps.json'), 'utf8'),
) as { readonly cases: readonly GoldenSweep[] }

function bookOf(side: 'buy' | 'sell', levels: GoldenSweep['levels']): DenseBook {
  const book = new DenseBook()
  const taken = side === 'buy' ? eventSide.ask : eventSide.bid
  for (const [price, lots] of levels) book.setLevel(taken, price, lots)
  return book
}

test('every sweep is what exact fractions make of it, to the last bit', () => {
  expect(golden.cases.some(({ expected }) => BigInt(expected.tickLots) > 2n ** 53n)).toBe(true)
  for (const each of golden.cases) {
    const request: SweepRequest = {
      side: eventSide[each.side],
      lots: each.lots,
      lotMultiple: each.lotMultiple,
      ...(each.limit === null ? {} : { limit: each.limit }),
    }
    const sweep = sweepBook(bookOf(each.side, each.levels), request)
    const { tickSize, lotSize, feeCurrency } = each
    const takerFeeBps = Number(each.takerFeeBps)
    const cost = sweepCost(sweep, { tickSize, lotSize, takerFeeBps, feeCurrency })
    const { tickLots, worstPrice, averagePrice, ...expected } = each.expected
    expect({ ...sweep, ...cost }).toEqual({
      ...expected,
      side: eventSide[each.side],
      tickLots: BigInt(tickLots),
      worstPrice: worstPrice ?? undefined,
      averagePrice: averagePrice ?? undefined,
    })
  }
})

const levels = fc.uniqueArray(
  fc.tuple(fc.integer({ min: 1, max: 1e6 }), fc.integer({ min: 1, max: 1e6 })),
  {
    maxLength: 30,
    selector: ([price]) => price,
  },
)
const sides = fc.constantFrom('buy' as const, 'sell' as const)

test('sweeping in two parts takes what sweeping at once takes', () => {
  fc.assert(
    fc.property(levels, sides, fc.nat(1e7), fc.nat(1e7), (each, side, first, second) => {
      const code = eventSide[side]
      const taken = side === 'buy' ? eventSide.ask : eventSide.bid
      const whole = sweepBook(bookOf(side, each), { side: code, lots: first + second })
      const book = bookOf(side, each)
      const part = sweepBook(book, { side: code, lots: first })
      let left = part.filledLots
      for (let price = book.best(taken); left > 0; price = book.best(taken)) {
        const here = Math.min(left, book.quantityAt(taken, price))
        book.setLevel(taken, price, book.quantityAt(taken, price) - here)
        left -= here
      }
      const rest = sweepBook(book, { side: code, lots: second })
      expect(part.filledLots + rest.filledLots).toBe(whole.filledLots)
      expect(part.tickLots + rest.tickLots).toBe(whole.tickLots)
      expect(rest.worstPrice ?? part.worstPrice).toBe(whole.worstPrice)
    }),
  )
})

test('an empty book, no lots and a limit before the best give nothing', () => {
  const nothing = { filledLots: 0, levels: 0, worstPrice: undefined, tickLots: 0n }
  const buy = eventSide.buy
  expect(sweepBook(new DenseBook(), { side: buy, lots: 5 })).toEqual({ ...nothing, side: buy })
  const book = bookOf('buy', [[100, 5]])
  expect(sweepBook(book, { side: buy, lots: 0 })).toEqual({ ...nothing, side: buy })
  expect(sweepBook(book, { side: buy, lots: 9, limit: 99 })).toEqual({ ...nothing, side: buy })
  expect(sweepBook(book, { side: buy, lots: 4, lotMultiple: 5 }).filledLots).toBe(0)
  const steps = { tickSize: { units: 1, decimals: 1 }, lotSize: { units: 1, decimals: 1 } }
  const cost = sweepCost(sweepBook(book, { side: buy, lots: 0 }), { ...steps, takerFeeBps: 5 })
  expect(cost).toEqual({ quantity: 0, notional: 0, averagePrice: undefined, fee: 0, net: 0 })
})

test('what no order can be is a mistake', () => {
  const book = new DenseBook()
  expect(() => sweepBook(book, { side: 0, lots: 1.5 })).toThrow('1.5 lots to sweep')
  expect(() => sweepBook(book, { side: 0, lots: -1 })).toThrow('-1 lots to sweep')
  expect(() => sweepBook(book, { side: 0, lots: 1, lotMultiple: 0 })).toThrow('multiples of 0')
  const steps = { tickSize: { units: 1, decimals: 1 }, lotSize: { units: 1, decimals: 1 } }
  const sweep = sweepBook(book, { side: 0, lots: 1 })
  expect(() => sweepCost(sweep, { ...steps, takerFeeBps: NaN })).toThrow('a fee of NaN')
})

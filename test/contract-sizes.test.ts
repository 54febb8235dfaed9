import { expect, test } from 'vitest'
import { strategy as taker } from '../examples/imbalance-taker.ts'
import { strategy as maker } from '../examples/market-maker.ts'
import { strategy as hedger } from '../examples/two-venue-hedger.ts'
import { ConsolidatedBook, consolidatedLevels } from '../src/book/consolidated/consolidated-book.ts'
import { DenseBook } from '../src/book/dense-book.ts'
import { eventSide } from '../src/core/events/event-codes.ts'
import type { Instrument } from '../src/core/instrument.ts'
import type { Lots, Step } from '../src/core/price.ts'
import type { Intent } from '../src/core/strategy/intent.ts'
import type { StrategyDesk, StrategyEvent, StrategyFactory } from '../src/core/strategy/strategy.ts'
import type { Instant } from '../src/core/time.ts'
import { expectValue } from '../src/math/outcome.ts'
import { crossMarketMaker } from '../src/strategies/cross-market-maker.ts'

// What is worth a notional is sized by what a contract is, whoever sizes it.

// The examples speak of the built package's types, which are the same by other names.
const [imbalanceTaker, marketMaker, twoVenueHedger] = [
  taker,
  maker,
  hedger,
] as unknown as readonly [StrategyFactory, StrategyFactory, StrategyFactory]

const one: Step = { units: 1, decimals: 0 }

const listed = (venue: string, lotSize: Step, contractSize: Step): Instrument => ({
  name: 'BTC-USDT',
  venue,
  base: 'BTC',
  quote: 'USDT',
  class: 'linear',
  tickSize: { units: 1, decimals: 1 },
  lotSize,
  contractSize,
})

/** OKX's contract is a hundredth of a coin, in hundredths; the other venue's a coin, in thousandths. */
const instruments = [
  listed('okx', { units: 1, decimals: 2 }, { units: 1, decimals: 2 }),
  listed('binance', { units: 1, decimals: 3 }, one),
]

/** Both books around 10,000: the bids deeper by far. `moved` is how many ticks the second is above the first. */
function deskOf(held: readonly number[] = [0, 0], moved = 0): StrategyDesk {
  const books = [0, moved].map((above) => {
    const book = new DenseBook()
    book.setLevel(eventSide.bid, 99_999 + above, 1_000)
    book.setLevel(eventSide.ask, 100_001 + above, 1)
    return book
  })
  return {
    time: 1 as Instant,
    instruments,
    book: (instrument) => books[instrument]!,
    midTicks: (instrument) => 100_000 + (instrument === 0 ? 0 : moved),
    mark: () => NaN,
    fundingRate: () => NaN,
    position: (instrument) => held[instrument]! as Lots,
    orders: () => [],
    legsUnderWay: () => [],
    reportingRate: () => 1,
    uniform: () => 0,
  }
}

const market = { kind: 'market', time: 1 as Instant, instrument: 0 } as unknown as StrategyEvent
const answered = { kind: 'order', time: 1 as Instant } as unknown as StrategyEvent

function wanted(
  made: StrategyFactory,
  settings: Readonly<Record<string, unknown>>,
  told: readonly (readonly [StrategyEvent, StrategyDesk])[],
): readonly Intent[] {
  const strategy = made({ settings, instruments })
  const state = strategy.begin(told[0]![1])
  return told.flatMap(([event, desk]) => strategy.decide(state, event, desk))
}

const lotsOf = (intents: readonly Intent[]): unknown[] =>
  intents.flatMap((intent) => {
    if (intent.kind === 'place') return [[intent.order.instrument, intent.order.lots]]
    if (intent.kind !== 'enter-legs') return []
    return intent.wish.legs.map((leg) => [leg.instrument, leg.lotsPerUnit])
  })

test('the examples order contracts for a notional, not coins', () => {
  const settings = { instrument: 'okx:BTC-USDT', notional: 500 }
  const quoted = (held: number) =>
    lotsOf(wanted(marketMaker, settings, [[market, deskOf([held, 0])]]))
  // Five contracts of 100: as many coins would be 50,000.
  expect(quoted(0)).toEqual([
    [0, 500],
    [0, 500],
  ])
  // Of 25 held, five times as much, one side is left out.
  expect(quoted(2_499)).toHaveLength(2)
  expect(quoted(2_500)).toHaveLength(1)
  expect(lotsOf(wanted(imbalanceTaker, settings, [[market, deskOf()]]))).toEqual([[0, 500]])
  const pair = { first: 'okx:BTC-USDT', second: 'binance:BTC-USDT', notional: 2_000, enterBps: 5 }
  const apart = wanted(twoVenueHedger, pair, [
    [market, deskOf()],
    [market, deskOf([0, 0], -100)],
  ])
  // A thousand a unit: ten contracts there, a tenth of a coin here.
  expect(lotsOf(apart)).toEqual([
    [0, 1_000],
    [1, 100],
  ])
})

test('the cross-market maker quotes and hedges in contracts', () => {
  const settings = {
    quoted: 'okx:BTC-USDT',
    hedge: 'binance:BTC-USDT',
    notional: 500,
    makerFeeBps: 1,
    takerFeeBps: 2,
  }
  const quotes = lotsOf(wanted(crossMarketMaker, settings, [[market, deskOf()]]))
  expect(quotes).toEqual([
    [0, 500],
    [0, 500],
  ])
  // Five contracts bought are a twentieth of a coin to be sold.
  const hedged = wanted(crossMarketMaker, settings, [[answered, deskOf([500, 0])]])
  expect(lotsOf(hedged)).toEqual([[1, 50]])
  // Ten quotes of contracts are held, and hedged: no more are bought.
  const full = lotsOf(wanted(crossMarketMaker, settings, [[market, deskOf([5_000, -500])]]))
  expect(full).toEqual([[0, 500]])
})

test('one book of several venues counts coins', () => {
  const common = { base: 'BTC', quote: 'USDT', class: 'linear', quoteRates: new Map() } as const
  const book = new ConsolidatedBook(common)
  const desk = deskOf()
  for (const [at, instrument] of instruments.entries())
    expectValue(book.add({ instrument, levels: desk.book(at), takerFeeBps: 0 }))
  const into = consolidatedLevels(2)
  expect(book.readTop(eventSide.bid, 'gross', into)).toBe(2)
  // A thousand hundredths of a hundredth, and a thousand thousandths.
  expect([...into.quantities]).toEqual([0.1, 1])
})

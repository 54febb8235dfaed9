import { expect, test } from 'vitest'
import { DenseBook } from '../../book/dense-book.ts'
import { eventSide } from '../../core/events/event-codes.ts'
import type { Instrument } from '../../core/instrument.ts'
import type { Lots } from '../../core/price.ts'
import type { StrategyDesk } from '../../core/strategy/strategy.ts'
import type { Instant } from '../../core/time.ts'
import { arbitrageStrategy } from './arbitrage-strategy.ts'

const at = 1_000_000 as Instant

function spot(venue: string): Instrument {
  const step = { units: 1, decimals: 0 } as const
  return {
    name: 'BTC-USD',
    venue,
    base: 'BTC',
    quote: 'USD',
    class: 'spot',
    tickSize: step,
    lotSize: step,
  }
}

function bookOf(bid: number, ask: number): DenseBook {
  const book = new DenseBook()
  book.setLevel(eventSide.bid, bid, 5)
  book.setLevel(eventSide.ask, ask, 5)
  return book
}

/** A desk that comes to two books which were told before. */
function deskOf(books: readonly DenseBook[]): StrategyDesk {
  const instruments = [spot('a'), spot('b')]
  return {
    time: at,
    instruments,
    book: (instrument) => books[instrument]!,
    midTicks: () => NaN,
    mark: () => NaN,
    fundingRate: () => NaN,
    position: () => 0 as Lots,
    orders: () => [],
    legsUnderWay: () => [],
    reportingRate: () => 1,
    uniform: () => 0.5,
  }
}

test.each([
  ['what stands open when it begins is traded at once', [bookOf(99, 100), bookOf(103, 104)], 1],
  ['nothing is, where nothing is open', [bookOf(99, 100), bookOf(99, 100)], 0],
  ['nor where nothing was told', [new DenseBook(), new DenseBook()], 0],
] as const)('%s', (_, books, wanted) => {
  const desk = deskOf(books)
  const { instruments } = desk
  const strategy = arbitrageStrategy({ settings: { takerFeeBps: 1 }, instruments })
  const run = strategy.begin(desk)
  const intents = strategy.decide(run, { kind: 'begun', time: at }, desk)
  expect(intents.filter(({ kind }) => kind === 'enter-legs')).toHaveLength(wanted)
})

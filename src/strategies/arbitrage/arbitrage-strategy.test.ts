import { expect, test } from 'vitest'
import { DenseBook } from '../../book/dense-book.ts'
import { eventSide } from '../../core/events/event-codes.ts'
import { EventColumns } from '../../core/events/event-columns.ts'
import type { Instrument } from '../../core/instrument.ts'
import type { Lots } from '../../core/price.ts'
import type { OrderRequest } from '../../core/orders/order.ts'
import type { OrderEvent } from '../../core/orders/order-event.ts'
import type { Intent } from '../../core/strategy/intent.ts'
import type { OrderView, StrategyDesk, StrategyEvent } from '../../core/strategy/strategy.ts'
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

const wishOf = (intents: readonly Intent[]) =>
  intents.flatMap((each) => (each.kind === 'enter-legs' ? [each.wish] : []))
const wakeOf = (intents: readonly Intent[]) =>
  intents.find((each) => each.kind === 'wake' && each.key === 1)

test.each([
  ['it was short of what it was asked for', { profitLeast: 1e6 }],
  ['it was not expected to pay at all', { inventoryBps: 5_000 }],
])('of what is not worth it is told what came nearest, and by how much %s', (_, rules) => {
  const desk = deskOf([bookOf(99, 100), bookOf(103, 104)])
  const { instruments } = desk
  const strategy = arbitrageStrategy({ settings: { takerFeeBps: 1, ...rules }, instruments })
  const run = strategy.begin(desk)
  strategy.decide(run, { kind: 'begun', time: at }, desk)
  const { leftAlone, nearest } = strategy.tally!(run)!
  expect(leftAlone).toEqual({ 'not-worth-it': 1 })
  // 103 less its fee for 100 and its fee.
  expect(nearest!.edgeBps).toBeCloseTo(((103 * 0.9999 - 100 * 1.0001) / 100) * 1e4, 9)
  const { captureProbability: p, failureBps, neededBps } = nearest!
  const inventoryBps = 'inventoryBps' in rules ? rules.inventoryBps : 0
  expect(neededBps).toBeCloseTo(((1 - p) * failureBps + inventoryBps) / p, 9)
  expect(nearest!.profitLeast).toBe('profitLeast' in rules ? 1e6 : undefined)
  expect((nearest!.expectedProfit ?? 0) > 0).toBe('profitLeast' in rules)
})

test('what is open and came to nothing is looked at again, and not where an order was just rejected', () => {
  const desk = deskOf([bookOf(99, 100), bookOf(103, 104)])
  const { instruments } = desk
  const settings = { takerFeeBps: 1, lookAgainMs: 100, repairSeconds: 1 }
  const strategy = arbitrageStrategy({ settings, instruments })
  const run = strategy.begin(desk)
  const hear = (event: StrategyEvent): readonly Intent[] =>
    strategy.decide(run, event, { ...desk, time: event.time })
  const [wish] = wishOf(hear({ kind: 'begun', time: at }))
  const rejected = (leg: number): StrategyEvent => {
    const { instrument, side } = wish!.legs[leg]!
    const request = { clientOrderId: leg + 1, instrument, side } as OrderRequest
    const order = { request, label: wish!.label, stage: 'ended', lots: 5, filledLots: 0 }
    return {
      kind: 'order',
      time: at,
      order: { ...order, priceTicks: undefined, claimedLots: 0 } as OrderView,
      answer: { kind: 'rejected', reason: 'rate-limit' } as OrderEvent,
    }
  }
  expect([...hear(rejected(0)), ...hear(rejected(1))]).toEqual([])
  const told = { units: 0, outcome: 'stopped' } as const
  hear({ kind: 'legs', time: at, label: wish!.label, ...told })
  // Nothing was filled: it is not sent for again at once.
  const wake = wakeOf(hear({ kind: 'woken', time: at, key: 0 }))
  expect(wake).toEqual({ kind: 'wake', at: at + 100_000, key: 1 })
  const look = (ms: number): readonly Intent[] =>
    hear({ kind: 'woken', time: (at + ms * 1_000) as Instant, key: 1 })
  expect(wishOf(look(100))).toEqual([])
  expect(strategy.tally?.(run)).toEqual({ taken: 1, leftAlone: { resting: 1 } })
  // What was sent for counts as taken until the books tell of it anew.
  const rows = new EventColumns()
  const time = (at + 1_000_500) as Instant
  for (const [instrument, bid, ask] of [
    [0, 99, 100],
    [1, 103, 104],
  ] as const) {
    rows.begin(instrument, time, NaN, NaN)
    rows.addLevel(eventSide.bid, bid, 7)
    rows.addLevel(eventSide.ask, ask, 7)
    rows.end()
  }
  expect(wishOf(hear({ kind: 'market', time, instrument: 0, rows, start: 0, end: 4 }))).toEqual([])
  expect(wishOf(look(1_100))).toMatchObject([{ units: 7 }])
})

test.each([
  ['is undone', { a: 0 }, [{ kind: 'place', order: { side: 'sell', lots: 1, instrument: 0 } }]],
  ['waits where it is below the least order of its venue', { a: 150, '*': 0 }, []],
])('what is left of one leg %s', (_, minNotional, wanted) => {
  const books = [bookOf(99, 100), bookOf(103, 104)]
  const desk = { ...deskOf(books), midTicks: () => 100 }
  const { instruments } = desk
  const settings = { takerFeeBps: 1, repairSeconds: 1, minNotional }
  const strategy = arbitrageStrategy({ settings, instruments })
  const run = strategy.begin(desk)
  const hear = (event: StrategyEvent): readonly Intent[] => strategy.decide(run, event, desk)
  const [wish] = wishOf(hear({ kind: 'begun', time: at }))
  const tell = (instrument: number, filledLots: number, answer: object): void => {
    const { side } = wish!.legs.find((each) => each.instrument === instrument)!
    const request = { clientOrderId: instrument + 1, instrument, side } as OrderRequest
    const order = { request, label: wish!.label, stage: 'ended', lots: 5, filledLots }
    hear({
      kind: 'order',
      time: at,
      order: { ...order, priceTicks: undefined, claimedLots: filledLots } as OrderView,
      answer: answer as OrderEvent,
    })
  }
  const paid = { feeAtoms: 0n, feeCurrency: 'USD', liquidity: 'taker', tradeId: 1 }
  tell(0, 1, { kind: 'filled', lots: 1, priceTicks: 100, ...paid })
  tell(1, 0, { kind: 'rejected', reason: 'rate-limit' })
  hear({ kind: 'legs', time: at, label: wish!.label, units: 0, outcome: 'stopped' })
  const asked = [
    ...hear({ kind: 'woken', time: at, key: 1 }),
    ...hear({ kind: 'woken', time: at, key: 0 }),
  ]
  expect(asked.filter(({ kind }) => kind === 'place')).toMatchObject(wanted)
  // It is asked again all the same.
  expect(asked.some((each) => each.kind === 'wake' && each.key === 0)).toBe(true)
})

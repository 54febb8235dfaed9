import { expect, test } from 'vitest'
import { eventKind, eventSide } from '../../core/events/event-codes.ts'
import { EventColumns } from '../../core/events/event-columns.ts'
import type { Instant } from '../../core/time.ts'
import { bookFeedOf } from './book-feed-of.ts'
import { corePlan, featureInstrument, type FeaturePlan, fullPlan } from './feature-plan.ts'
import { FeatureSet } from './feature-set.ts'

const target = { index: 0, tickSize: 1, lotSize: 1 }
const second = 1e6
const start = 1_700_000_000 * second
const plan: FeaturePlan = {
  ...corePlan(10),
  levels: 1,
  halfLivesSeconds: [1],
  spansSeconds: [3],
  buckets: 3,
}

type Level = readonly [side: 0 | 1, price: number, lots: number]

/** Feeds one feature set message by message. */
function feeding(of: FeaturePlan): {
  readonly features: FeatureSet
  readonly send: (seconds: number, write: (rows: EventColumns) => void) => void
  readonly book: (seconds: number, levels: readonly Level[], isNew?: 'new') => void
  readonly value: (seconds: number, name: string) => number
} {
  const features = new FeatureSet(of, { target })
  const send = (seconds: number, write: (rows: EventColumns) => void): void => {
    const rows = new EventColumns()
    rows.begin(0, (start + seconds * second) as Instant, NaN, NaN)
    write(rows)
    rows.end()
    features.apply(rows, 0, rows.length)
  }
  return {
    features,
    send,
    book: (seconds, levels, isNew) =>
      send(seconds, (rows) => {
        if (isNew !== undefined) rows.addClear()
        for (const [side, price, lots] of levels) rows.addLevel(side, price, lots)
      }),
    value: (seconds, name) => features.read(start + seconds * second)[features.columnOf(name)]!,
  }
}

const open: readonly Level[] = [
  [0, 99, 5],
  [1, 101, 5],
]

test('nothing is known before the first row', () => {
  const { features } = feeding({ ...fullPlan(10), levels: 1 })
  const values = features.read(start)
  const known = features.names.filter((_, k) => !Number.isNaN(values[k]!))
  expect(known).toEqual(['run-length', 'run-volume'])
  expect([features.mid(), features.bookAge(start)]).toEqual([NaN, NaN])
})

test('a gap makes flow unknown until a half-life after the book is there again', () => {
  const { book, send, value, features } = feeding(plan)
  book(0, open, 'new')
  book(1, [[0, 99, 9]])
  expect(value(2, 'ofi.1s')).toBe(2)
  send(3, (rows) => rows.addGap())
  expect([value(3, 'ofi.1s'), value(3, 'queue-imbalance'), features.mid()]).toEqual([NaN, NaN, NaN])
  book(4, [[0, 99, 20]]) // left out: the book is void
  book(5, open, 'new')
  book(5.5, [[1, 101, 2]])
  expect(value(5.9, 'ofi.1s')).toBeNaN()
  // What came before the gap is gone, and so is what came in it.
  expect(value(6.5, 'ofi.1s')).toBeCloseTo(1.5, 14)
  expect(value(7, 'realised-volatility.3s')).toBeNaN()
  expect(value(9.5, 'realised-volatility.3s')).toBe(0)
})

test('a missing side is not known, and comes back without a jump', () => {
  const { book, value } = feeding(plan)
  book(0, open, 'new')
  book(1, [[1, 101, 0]])
  expect([value(2, 'ofi.1s'), value(2, 'spread')]).toEqual([NaN, NaN])
  book(3, [[1, 101, 50]])
  expect(value(3, 'ofi.1s')).toBe(0)
  expect(value(3, 'queue-imbalance')).toBeCloseTo(-45 / 55, 14)
})

test('a crossed book is left out: what stood before stands on, for a second', () => {
  const { book, value, features } = feeding(plan)
  book(0, open, 'new')
  book(2, [[0, 102, 3]])
  expect(value(2, 'queue-imbalance')).toBeNaN()
  expect(value(2, 'ofi.1s')).toBe(0)
  // It mends: the deletion was late.
  book(2.5, [[0, 102, 0]])
  expect([value(2.5, 'ofi.1s'), features.mid()]).toEqual([0, 100])
  book(3, [[0, 102, 3]])
  book(4.5, [[0, 98, 3]]) // still crossed, for longer than is believed
  expect(value(4.5, 'ofi.1s')).toBeNaN()
  expect(features.faults().crossedStates).toBe(3)
})

test('states of a book are counted: locked ones keep their mid, one-sided ones have none', () => {
  const { book, features } = feeding(plan)
  book(0, [[0, 99, 5]], 'new')
  expect(features.mid()).toBeNaN()
  book(1, [[1, 101, 5]])
  book(2, [[0, 101, 3]])
  expect(features.mid()).toBe(101)
  book(3, [[0, 102, 3]])
  const counted = { bookStates: 4, oneSidedStates: 1, lockedStates: 1, crossedStates: 1 }
  expect(features.faults()).toMatchObject(counted)
})

test('order flow from snapshots is called so, and counted between them only then', () => {
  const fromChanges = feeding(plan)
  const fromSnapshots = feeding({ ...plan, bookFeed: 'snapshots' })
  for (const { book } of [fromChanges, fromSnapshots]) {
    book(0, open, 'new')
    book(
      2,
      [
        [0, 99, 8],
        [1, 101, 5],
      ],
      'new',
    )
  }
  expect(fromSnapshots.value(2, 'snapshot-ofi.1s')).toBe(3)
  expect(fromSnapshots.features.names.some((name) => name.startsWith('ofi'))).toBe(false)
  expect(fromChanges.value(2, 'ofi.1s')).toBe(0)
})

const rowsOf = (snapshotEvery: number): EventColumns => {
  const rows = new EventColumns()
  for (let message = 0; message < 40; message++) {
    rows.begin(message % 2, (start + message) as Instant, NaN, NaN)
    if (message % snapshotEvery < 2) rows.addClear()
    rows.addLevel(0, 99, 5)
    rows.end()
  }
  return rows
}

test('a feed is told by how many of its messages begin the book anew', () => {
  expect(bookFeedOf(rowsOf(2), 0)).toBe('snapshots')
  expect(bookFeedOf(rowsOf(40), 0)).toBe('changes')
  expect(bookFeedOf(rowsOf(2), 7)).toBeUndefined()
})

test('a feed of quotes alone is a book of one level', () => {
  const { send, value, features } = feeding(plan)
  const quote = (seconds: number, bid: number, lots: number): void =>
    send(seconds, (rows) => {
      rows.addQuoteBid(bid, lots)
      rows.addQuoteAsk(101, 4)
    })
  quote(0, 99, 5)
  quote(1, 100, 7)
  expect(value(2, 'ofi.1s')).toBe(3.5)
  expect([value(2, 'queue-imbalance'), features.mid()]).toEqual([3 / 11, 100.5])
})

test('a trade without an aggressor is classified, and counted', () => {
  const { book, send, value, features } = feeding(plan)
  book(0, open, 'new')
  send(1, (rows) => rows.addTrade(eventSide.unknown, 101, 4, NaN))
  send(1, (rows) => rows.addTrade(eventSide.unknown, 101, 4, NaN))
  expect(value(1, 'trade-imbalance.1s')).toBe(1)
  // One sweep, known once its patience is over.
  expect([value(1, 'run-length'), value(1.02, 'run-length')]).toEqual([0, 1])
  send(2, (rows) => rows.addTrade(eventSide.buy, 101, 4, NaN))
  send(2, (rows) => rows.addTrade(eventSide.unknown, 100, 4, NaN))
  const counted = { trades: 4, classifiedTrades: 3, tickRuleTrades: 1 }
  expect(features.faults()).toMatchObject(counted)
  expect(features.bookAge(start + 5 * second)).toBe(5 * second)
})

test('rows of other instruments are passed over, and messages are not read half', () => {
  const features = new FeatureSet(plan, { target: { ...target, index: 3 } })
  const rows = new EventColumns()
  rows.begin(0, start as Instant, NaN, NaN)
  rows.addClear()
  rows.addLevel(0, 99, 5)
  rows.addValue(eventKind.mark, 5)
  rows.end()
  features.apply(rows, 0, 2)
  expect(() => features.read(start)).toThrow('between the rows of one message')
  features.apply(rows, 2, rows.length)
  expect(features.bookAge(start)).toBeNaN()
  expect(features.read(start).length).toBe(features.names.length)
})

const make = (change: Partial<FeaturePlan>) => () =>
  new FeatureSet({ ...plan, ...change }, { target })

test('what no plan may say stops', () => {
  expect(make({ buckets: 2 })).toThrow('2 buckets')
  expect(make({ levels: 33 })).toThrow('33 levels')
  expect(make({ spansSeconds: [3.5] })).toThrow('a span of 3.5 s')
  expect(make({ integratedWeights: [1, 2] })).toThrow('2 weights for 1 levels')
  expect(make({ parts: ['hawkes'] })).toThrow('a model of two types')
  expect(make({ parts: ['book', 'book'] })).toThrow('named twice')
  expect(make({ depthBps: [5, 2] })).toThrow('ascending')
  const steps = { tickSize: { units: 5, decimals: 1 }, lotSize: { units: 1, decimals: 3 } }
  const contract = { ...steps, contractSize: { units: 1, decimals: 2 } }
  expect(featureInstrument(contract, 4)).toEqual({ index: 4, tickSize: 0.5, lotSize: 0.00001 })
})

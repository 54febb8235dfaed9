import { expect, test } from 'vitest'
import { smallPlan } from '../../../test/market/small-plan.ts'
import { estimatedQueue, logShare, riskAverseShare } from '../../book/queue/estimated-queue.ts'
import { EventColumns } from '../../core/events/event-columns.ts'
import { eventSide } from '../../core/events/event-codes.ts'
import { microsecondsPerSecond, type Instant } from '../../core/time.ts'
import { SyntheticMarket } from '../../simulation/market/synthetic-market.ts'
import { calibrateQueues } from './calibrate-queues.ts'
import { OrderLogReader, type OrderLog } from './order-log.ts'
import type { QueueCalibrationResult } from './queue-calibration-result.ts'
import type { QueueTrial } from './queue-trials.ts'
import { replayTrials } from './replay-trials.ts'

const { bid, ask, unknown } = eventSide
const terms = { warmUpUs: 0, behindShareMost: 1, followUs: 600 * microsecondsPerSecond }
const models = [estimatedQueue(riskAverseShare), estimatedQueue(logShare(1))]

/** A row a second: `[side, price, lots left, id]` of an order, or `[price, lots]` of a trade. */
type Told =
  | readonly [side: typeof bid | typeof ask, price: number, lots: number, id: number]
  | readonly [price: number, lots: number]
  /** The feed breaks; or a snapshot begins, of orders told with the next row. */
  | 'gap'
  | 'clear'

function logOf(told: readonly Told[]): OrderLog {
  const rows = new EventColumns()
  for (const [second, row] of told.entries()) {
    rows.begin(0, (second * microsecondsPerSecond) as Instant, NaN, NaN)
    if (row === 'gap') rows.addGap()
    else if (row === 'clear') rows.addClear()
    else if (row.length === 2) rows.addTrade(unknown, row[0], row[1], second)
    else rows.addOrder(row[0], row[1], row[2], row[3])
    rows.end()
  }
  const reader = new OrderLogReader()
  reader.apply(rows, 0)
  return finished(reader)
}

function finished(reader: OrderLogReader): OrderLog {
  const log = reader.finish()
  if ('kind' in log) throw new Error(log.kind)
  return log
}

function trialOf(told: readonly Told[], id: number): QueueTrial {
  const trial = replayTrials(logOf(told), models, terms).trials.find((each) => each.id === id)
  if (trial === undefined) throw new Error(`no trial of ${id}`)
  return trial
}

const second = microsecondsPerSecond
/** An ask, and bids of 10, of 4 (the order looked at, third here) and of 6 at 99. */
const queue: readonly Told[] = [
  [ask, 101, 50, 1],
  [bid, 99, 10, 2],
  [bid, 99, 4, 3],
  [bid, 99, 6, 4],
]

test('one ahead cancels: the exact queue knows it, levels leave it open', () => {
  const told: readonly Told[] = [...queue, [bid, 99, 0, 2], [bid, 99, 0, 3], [99, 4]]
  const { fate, endedAt, filledAt, place, aheadLots } = trialOf(told, 3)
  expect({ fate, place, aheadLots }).toEqual({ fate: 'filled', place: 'touch', aheadLots: 10 })
  expect(endedAt).toBe(5 * second)
  // Of 16 beside it 10 go. Risk-averse: what cannot have been behind, 4; six are thought ahead still. Logarithm: most of them.
  expect(Array.from(filledAt)).toEqual([NaN, NaN, 5 * second])
})

test('a model goes on after the order was cancelled, as if it had stayed', () => {
  const told: readonly Told[] = [
    ...queue,
    [bid, 99, 0, 3],
    [bid, 99, 0, 2],
    [99, 10],
    [bid, 99, 0, 4],
    [99, 6],
  ]
  const { fate, endedAt, filledAt } = trialOf(told, 3)
  expect({ fate, endedAt }).toEqual({ fate: 'cancelled', endedAt: 4 * second })
  // The ten ahead trade, then the six behind: four of those had been ours.
  expect(Array.from(filledAt)).toEqual([7 * second, 7 * second, 7 * second])
})

test('what a trade of no known order went through, or the other side came up to, is filled', () => {
  const cancelled: readonly Told[] = [...queue, [bid, 99, 0, 3]]
  const through = trialOf([...cancelled, [98, 1], [bid, 90, 1, 9]], 3)
  expect(Array.from(through.filledAt)).toEqual([5 * second, 5 * second, 5 * second])
  const met = trialOf([...cancelled, [bid, 99, 0, 2], [bid, 99, 0, 4], [ask, 99, 1, 9]], 3)
  expect(met.filledAt[2]).toBe(7 * second)
})

test('a place behind somebody who was there before the log is not known', () => {
  const told: readonly Told[] = [[ask, 101, 5, 1], [bid, 98, 1, 8], ...queue.slice(1)]
  const known = replayTrials(logOf([...told, [bid, 50, 1, 77]]), models, terms)
  const strange = replayTrials(logOf([...told, [bid, 99, 0, 77]]), models, terms)
  expect(strange.unknownPlaces).toBe(3)
  expect(known.trials.length - strange.trials.length).toBe(3)
})

test('an order of an older id than those seen before was there already: it is followed no more than its place is known', () => {
  const later: readonly Told[] = Array.from({ length: 10 }, (_, k) => [bid, 50, 1, 200 + k])
  const told: readonly Told[] = [
    [ask, 101, 50, 100],
    ...later,
    [bid, 99, 3, 201 + 10],
    [bid, 99, 2, 7],
  ]
  const log = logOf(told)
  expect(log).toMatchObject({ unseenOrders: 1, idsAscend: true })
  const { trials, unknownPlaces } = replayTrials(log, models, terms)
  expect(trials.some(({ id }) => id === 7)).toBe(false)
  // Nor is that of the one before it at its level: somebody stood ahead whom nobody saw.
  expect(trials.some(({ id }) => id === 211)).toBe(false)
  expect(unknownPlaces).toBe(1)
  const unordered = told.map((row): Told =>
    typeof row !== 'string' && row.length === 4
      ? [row[0], row[1], row[2], (row[3] * 7919) % 1_009]
      : row,
  )
  expect(logOf(unordered)).toMatchObject({ unseenOrders: 0, idsAscend: false })
})

test('where the feed breaks nobody is followed on, and the book is begun anew', () => {
  for (const broken of ['gap', 'clear'] as const) {
    const told: readonly Told[] = [...queue, broken, [bid, 99, 0, 2], [bid, 99, 0, 3], [98, 1]]
    const log = logOf(told)
    expect(log.breaks).toEqual([{ at: 4 * second, row: 4 }])
    const { trials } = replayTrials(log, models, terms)
    const trial = trials.find(({ id }) => id === 3)!
    expect(trial).toMatchObject({ fate: 'open', knownUntil: 4 * second })
    expect(Array.from(trial.filledAt)).toEqual([NaN, NaN, NaN])
  }
  const again: readonly Told[] = [
    ...queue,
    'gap',
    [ask, 101, 5, 21],
    [bid, 99, 3, 22],
    [bid, 99, 4, 23],
    [bid, 50, 1, 24],
  ]
  const { trials } = replayTrials(logOf(again), models, terms)
  // What stood before the break is not ahead of what joins after it.
  expect(trials.find(({ id }) => id === 23)).toMatchObject({ aheadLots: 3, joinedAt: 7 * second })
  const waiting = replayTrials(logOf(again), models, { ...terms, warmUpUs: 2.5 * second })
  expect(waiting.trials.map(({ id }) => id)).toEqual([4, 23])
})

test('what a snapshot holds did not arrive with it', () => {
  const rows = new EventColumns()
  rows.begin(0, 0 as Instant, NaN, NaN)
  rows.addClear()
  rows.addOrder(ask, 101, 5, 1)
  rows.addOrder(bid, 99, 5, 2)
  rows.end()
  rows.begin(0, second as Instant, NaN, NaN)
  rows.addOrder(bid, 99, 4, 3)
  rows.end()
  rows.begin(0, (2 * second) as Instant, NaN, NaN)
  rows.addOrder(bid, 50, 1, 4)
  rows.end()
  const reader = new OrderLogReader()
  reader.apply(rows, 0)
  const log = finished(reader)
  expect(log).toMatchObject({ breaks: [], unseenOrders: 0 })
  const { trials } = replayTrials(log, models, terms)
  expect(trials.map(({ id, aheadLots }) => [id, aheadLots])).toEqual([[3, 5]])
})

test('a book that crosses for good ends what is believed; one that does for a moment does not', () => {
  const wait: readonly Told[] = Array.from({ length: 70 }, (_, k) => [bid, 50, 1, 1_000 + k])
  const broken = replayTrials(logOf([...queue, [bid, 102, 1, 9], ...wait]), models, terms)
  expect(broken).toMatchObject({ isCrossed: true, endsAt: 4 * second })
  expect(broken.trials.every(({ fate }) => fate === 'open')).toBe(true)
  const passing: readonly Told[] = [...queue, [bid, 102, 1, 9], [bid, 102, 0, 9], ...wait]
  expect(replayTrials(logOf(passing), models, terms).isCrossed).toBe(false)
})

test('nothing of orders, and too few of them, is an answer', () => {
  expect(new OrderLogReader().finish()).toEqual({ kind: 'no-orders' })
  const { judged, models: none, classes } = calibrated(logOf(queue), 10)
  expect({ judged, none, trials: classes[0]!.trials }).toEqual({
    judged: { trials: 0, filled: 0, filledByExact: 0 },
    none: [],
    trials: 0,
  })
})

test('in a market of which every order is told the exact queue is right about every fate', () => {
  const plan = smallPlan(3, { venues: ['kraken'], bases: ['BTC'] })
  const market = new SyntheticMarket(plan)
  const rows = new EventColumns()
  market.advance((plan.start + 90 * second) as Instant, rows)
  market.finish(rows)
  const instrument = market.instruments.indexOf({
    venue: 'kraken',
    class: 'spot',
    name: 'BTC-USD',
  })!
  const reader = new OrderLogReader()
  reader.apply(rows, instrument)
  const log = finished(reader)
  expect(log.looseTrades.length).toBe(0)
  const result = calibrated(log, 20)
  const [riskAverse, logarithm, exact] = result.models
  expect(result.judged.filled).toBeGreaterThan(50)
  expect(exact).toMatchObject({ early: 0, late: 0, againstFates: 'agrees' })
  // Never early is what it promises; late it is, or the sample would not tell models apart.
  expect(riskAverse!.early).toBe(0)
  expect(riskAverse!.soonerThanExact).toBe(0)
  expect(riskAverse!.late).toBeGreaterThan(10)
  expect(logarithm!.late).toBeLessThanOrEqual(riskAverse!.late)
  for (const { horizons } of result.models) {
    for (const { saidFirst, said, saidFirstLessFilledFirst } of horizons) {
      expect(said).toBeGreaterThanOrEqual(saidFirst)
      expect(saidFirstLessFilledFirst.lower).toBeLessThanOrEqual(saidFirstLessFilledFirst.value!)
    }
  }
  // The same seed, the same bytes.
  expect(calibrated(log, 20)).toEqual(result)
})

function calibrated(log: OrderLog, draws: number): QueueCalibrationResult {
  const job = calibrateQueues(log, {
    venue: 'here',
    instrument: 'BTC-USD',
    models,
    parameters: {
      models: ['risk-averse', 'log:1'],
      horizonsSeconds: [1, 10, 20],
      warmUpSeconds: 0,
      behindBps: 10,
      blockSeconds: 5,
      draws,
      seed: 1,
    },
  })
  for (;;) {
    const { done, value } = job.next()
    if (done === true) return value
  }
}

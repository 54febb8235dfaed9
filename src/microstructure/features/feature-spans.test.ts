import fc from 'fast-check'
import { expect, test } from 'vitest'
import { madeUpTape } from '../../../test/microstructure/made-up-tape.ts'
import { eventKind, eventSide } from '../../core/events/event-codes.ts'
import { EventColumns } from '../../core/events/event-columns.ts'
import type { Instant } from '../../core/time.ts'
import { corePlan, type FeaturePlan, fullPlan } from './feature-plan.ts'
import { FeatureSet } from './feature-set.ts'

// A span of so many seconds at an instant t is (t - span, t], wherever t lies: worked by hand on a tape of whole seconds.

const second = 1e6
const start = 1_700_000_000 * second
const target = { index: 0, tickSize: 1, lotSize: 1 }
const leader = { index: 1, tickSize: 1, lotSize: 1 }
const roles = { target, leaders: [leader], spot: leader, perpetual: target }
const plan: FeaturePlan = {
  ...corePlan(10),
  parts: ['trades', 'volatility', 'leaders', 'perpetual'],
  levels: 1,
  halfLivesSeconds: [1],
  spansSeconds: [10],
}

/** Mid of the target at second k, ticks: never the same, so that no two spans have one return. */
const midAt = (k: number): number => 1000 + k * k
const leaderMidAt = (k: number): number => 3000 - k * k

type Write = (rows: EventColumns) => void
const message = (seconds: number, instrument: number, write: Write): EventColumns => {
  const rows = new EventColumns()
  rows.begin(instrument, (start + seconds * second) as Instant, NaN, NaN)
  write(rows)
  rows.end()
  return rows
}
const bookAt =
  (mid: number): Write =>
  (rows) => {
    rows.addClear()
    rows.addLevel(0, mid - 1, 5)
    rows.addLevel(1, mid + 1, 5)
  }

/** One buy of k + 1 lots at second k: the volume says which trades were counted. A sell of one lot in between. */
function toldUntil(last: number): EventColumns[] {
  return Array.from({ length: last + 1 }, (_, k) => [
    message(k, 0, bookAt(midAt(k))),
    message(k, 1, bookAt(leaderMidAt(k))),
    message(k, 0, (rows) => rows.addTrade(eventSide.buy, midAt(k) + 1, k + 1, NaN)),
    message(k, 0, (rows) => rows.addValue(eventKind.openInterest, 100 + k)),
    message(k + 0.25, 0, (rows) => rows.addTrade(eventSide.sell, midAt(k) - 1, 1, NaN)),
  ]).flat()
}

/** The columns after all rows up to an instant, seconds from the start. */
function columnsAt(seconds: number): (name: string) => number {
  const features = new FeatureSet(plan, roles)
  for (const rows of toldUntil(20)) {
    if (rows.localTime[0]! <= start + seconds * second) features.apply(rows, 0, rows.length)
  }
  const values = features.read(start + seconds * second)
  return (name) => values[features.columnOf(name)]!
}

const bps = (now: number, before: number): number => (now / before - 1) * 10_000
const imbalance = (buys: readonly number[], sells: number): number => {
  const bought = buys.reduce((sum, k) => sum + k + 1, 0)
  return (bought - sells) / (bought + sells)
}
const seconds = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, k) => from + k)

test.each([
  // At 12 the trade at 2 is ten seconds old, and no longer within; that of 12 is. Sells at 2.25 .. 11.25.
  { at: 12, before: 2, now: 12, buys: seconds(3, 12), sells: 10 },
  // A microsecond earlier that of 2 is within and that of 12 has not come.
  { at: 12 - 1e-6, before: 1, now: 11, buys: seconds(2, 11), sells: 10 },
  { at: 12 + 1e-6, before: 2, now: 12, buys: seconds(3, 12), sells: 10 },
  // Sells at 2.25 (ten seconds old) .. 12.25: the first is out, the last in.
  { at: 12.25, before: 2, now: 12, buys: seconds(3, 12), sells: 10 },
  { at: 12.2, before: 2, now: 12, buys: seconds(3, 12), sells: 10 },
  { at: 12.5, before: 2, now: 12, buys: seconds(3, 12), sells: 10 },
])('ten seconds at $at are those after $before', ({ at, before, now, buys, sells }) => {
  const column = columnsAt(at)
  const [own, led] = [bps(midAt(now), midAt(before)), bps(leaderMidAt(now), leaderMidAt(before))]
  expect(column('return.10s')).toBeCloseTo(own, 9)
  expect(column('lead-1-return.10s')).toBeCloseTo(led, 9)
  expect(column('lead-1-gap.10s')).toBeCloseTo(led - own, 9)
  expect(column('trade-imbalance-within.10s')).toBe(imbalance(buys, sells))
  expect(column('open-interest.10s')).toBeCloseTo((100 + now) / (100 + before) - 1, 12)
  // Ten steps that are over: at 12 that of 11 to 12 is, in which the mid has moved at its end.
  const returns = seconds(before + 1, now).map((k) => Math.log(midAt(k) / midAt(k - 1)))
  expect(returns.length).toBe(10)
  const realised = Math.sqrt(returns.reduce((sum, value) => sum + value ** 2, 0)) * 10_000
  expect(column('realised-volatility.10s')).toBeCloseTo(realised, 9)
  const range = returns.reduce((sum, value) => sum + value ** 2 / (4 * Math.LN2), 0)
  expect(column('range-volatility.10s')).toBeCloseTo(Math.sqrt(range) * 10_000, 9)
})

test('a span is known as soon as it is over', () => {
  const [early, due] = [columnsAt(10 - 1e-6), columnsAt(10)]
  for (const name of ['return', 'trade-imbalance-within', 'realised-volatility', 'open-interest']) {
    expect(early(`${name}.10s`)).toBeNaN()
    expect(due(`${name}.10s`)).not.toBeNaN()
  }
})

test('who looked at an instant hears what else comes at it', () => {
  const looked = new FeatureSet(plan, roles)
  const at = start + 12 * second
  for (const rows of toldUntil(20)) {
    const time = rows.localTime[0]!
    if (time > at) break
    looked.apply(rows, 0, rows.length)
    looked.read(time)
    looked.read(time)
  }
  const column = columnsAt(12)
  const values = looked.read(at)
  expect([...values]).toEqual(looked.names.map(column))
})

test('what is looked at in steps is the same at the end of a step as right after it', () => {
  const { rows, end } = madeUpTape(5, 6000)
  const full: FeaturePlan = { ...fullPlan(50), levels: 3, impactWindow: 40, spansSeconds: [10, 30] }
  const features = new FeatureSet(full, roles)
  features.apply(rows, 0, rows.length)
  const at = Math.ceil(end / second) * second
  const atEnd = features.read(at).slice()
  const after = features.read(at + 1)
  const stepped = features.names.filter((name) =>
    /volatility|jump|kyle|amihud|resiliency/.test(name),
  )
  expect(stepped.length).toBe(15)
  for (const name of stepped) {
    const column = features.columnOf(name)
    expect(atEnd[column], name).toBe(after[column])
    expect(atEnd[column], name).not.toBeNaN()
  }
  // The step made a difference.
  const before = new FeatureSet(full, roles)
  before.apply(rows, 0, rows.length)
  const column = features.columnOf('realised-volatility.10s')
  expect(before.read(Math.max(end, at - 1))[column]).not.toBe(atEnd[column])
})

test('a silence of any length leaves what visiting each of its seconds does, to the bit', () => {
  const full: FeaturePlan = { ...fullPlan(50), levels: 3, impactWindow: 12, spansSeconds: [5, 20] }
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 1000 }),
      fc.array(fc.integer({ min: 1, max: 120 }), { minLength: 1, maxLength: 3 }),
      (seed, silences) => {
        const [jumping, visiting] = [new FeatureSet(full, roles), new FeatureSet(full, roles)]
        let [time, later] = [start, 0]
        for (const [k, silence] of [0, ...silences].entries()) {
          // The tape begins its books anew, as after a silence, and goes on from there.
          const tape = madeUpTape(seed + k, 300)
          const { rows } = tape
          later = time - rows.localTime[0]! + silence * second
          // Before the first tape there is nothing to visit.
          const end = time + (k > 0 ? silence : 0) * second
          for (let at = Math.ceil(time / second) * second; at < end; at += second) visiting.read(at)
          for (let row = 0; row < rows.length; row++) rows.localTime[row]! += later
          for (const features of [jumping, visiting]) features.apply(rows, 0, rows.length)
          time = tape.end + later
        }
        for (const after of [1, 0.4e6, 1e6, 3e6, 45e6]) {
          const [one, other] = [jumping.read(time + after), visiting.read(time + after)]
          expect(new Uint8Array(one.slice().buffer)).toEqual(new Uint8Array(other.slice().buffer))
        }
      },
    ),
    { numRuns: 15 },
  )
})

import { expect, test } from 'vitest'
import { fakeInstrument } from '../../../test/live/socket-venue.ts'
import { eventSide } from '../../core/events/event-codes.ts'
import { EventColumns } from '../../core/events/event-columns.ts'
import type { ClockReading, MarketFeed } from '../../core/events/market-feed.ts'
import type { Instrument } from '../../core/instrument.ts'
import type { Venue, VenueStatus } from '../../core/orders/venue.ts'
import type { Duration, Instant } from '../../core/time.ts'
import type { RiskLimits } from '../../risk/limits.ts'
import { newRisk, type RiskState } from '../../risk/risk-state.ts'
import type { LiveDesk } from './live-desk.ts'
import { noMarks, type QuoteMarks } from './quote-marks.ts'
import { RiskWatch } from './risk-watch.ts'

/** Best prices of its book. */
const ticksOf = (side: number): number => (side === eventSide.bid ? 100 : 101)

/** A watch whose venue says what a test wants; time is the test's. */
function watchOf(
  status: () => VenueStatus,
  change: {
    readonly marks?: QuoteMarks
    readonly limits?: RiskLimits
    readonly feed?: Partial<MarketFeed>
    readonly instrument?: Instrument
    readonly mid?: number
  } = {},
  clock: () => ClockReading = () => ({ offset: 0, roundTrip: 0 as Duration }),
): {
  readonly watch: RiskWatch
  readonly halts: () => string[]
  readonly told: string[]
  readonly ask: () => Promise<void>
  readonly now: () => number
  readonly pass: (microseconds: number) => void
  readonly hear: (what: 'gap' | 'trade' | 'book') => void
} {
  let now = 1_000_000_000
  const told: string[] = []
  const risk: RiskState = newRisk({})
  const venue = {
    name: 'binance',
    readClock: () => Promise.resolve(clock()),
    status: () => Promise.resolve(status()),
  } as unknown as Venue
  const over = new AbortController()
  const desk = {
    now: () => now as Instant,
    write: () => undefined,
    setup: {
      instruments: [change.instrument ?? fakeInstrument('binance')],
      venues: [venue],
      feeds: change.feed === undefined ? [] : [{ venue: 'binance', ...change.feed }],
      marks: change.marks ?? noMarks,
      limits: change.limits ?? {},
      journal: { state: { equity: null } },
      // One look and no more: whoever wants another asks anew.
      clock: { now: () => now as Instant, callAt: () => () => undefined },
      tell: (line: string, kind = 'note') => void told.push(`${kind} ${line}`),
    },
    engine: {
      risk,
      market: {
        midPrice: () => change.mid ?? 50_000,
        bestTicks: (_: number, side: number) => ticksOf(side),
      },
    },
  } as unknown as LiveDesk
  const watch = new RiskWatch(desk)
  return {
    watch,
    told,
    halts: () => [...(risk.halts.get(0) ?? [])],
    ask: async () => {
      void watch.run(1 as Duration, over.signal)
      await new Promise((resolve) => setImmediate(resolve))
    },
    now: () => now,
    hear: (what) => {
      const rows = new EventColumns(4)
      rows.begin(0, now as Instant, Number.NaN, Number.NaN)
      if (what === 'gap') rows.addGap()
      else if (what === 'trade') rows.addTrade(eventSide.buy, 100, 1, 1)
      else rows.addLevel(eventSide.bid, 100, 1)
      rows.end()
      watch.heard(rows, 0)
    },
    pass: (microseconds) => void (now += microseconds),
  }
}

const good: VenueStatus = { trading: 'open', frozenWithdrawals: [], delisted: [] }

test('a halted, frozen or delisting venue halts its instruments, and silence about it changes nothing', async () => {
  let status: VenueStatus = { trading: 'halted', frozenWithdrawals: ['USDT'], delisted: [0] }
  const { ask, halts, told } = watchOf(() => status)
  await ask()
  expect(halts()).toEqual(['venue-halted', 'delisted', 'withdrawals-frozen'])
  status = { trading: 'unknown', frozenWithdrawals: undefined, delisted: undefined }
  await ask()
  expect(halts()).toHaveLength(3)
  // A coin that is not of the instrument is nobody's concern.
  status = { ...good, frozenWithdrawals: ['SOL'] }
  await ask()
  expect(halts()).toEqual([])
  expect(told.filter((line) => line.startsWith('halt'))).toHaveLength(3)
  expect(told.filter((line) => line.startsWith('recovered'))).toHaveLength(3)
})

test('a quote currency that leaves its peg by a market nobody trades halts what is quoted in it', () => {
  let rate = 1
  const usdt = { ...fakeInstrument('kraken'), base: 'USDT', quote: 'USD', name: 'USDT-USD' }
  const marks = { instruments: [usdt], midPrice: () => rate } as unknown as QuoteMarks
  const { watch, halts, pass, told } = watchOf(() => good, {
    marks,
    limits: { depegBps: 50, staleAfterMs: 0 },
  })
  const look = (): string[] => {
    watch.look()
    pass(11_000_000)
    watch.look()
    return halts()
  }
  expect(look()).toEqual([])
  rate = 0.994
  expect(look()).toEqual(['depeg'])
  expect(watch.pegs().get('USDT')).toMatchObject({ rate: 0.994, isOff: true })
  // Nothing known is no all-clear.
  rate = Number.NaN
  expect(look()).toEqual(['depeg'])
  rate = 0.9999
  expect(look()).toEqual([])
  expect(told.map((line) => line.split(' ')[0])).toEqual(['halt', 'halt', 'recovered', 'recovered'])
})

test('a market whose feed is silent tells nothing of a peg', () => {
  const usdt = { ...fakeInstrument('kraken'), base: 'USDT', quote: 'USD', name: 'USDT-USD' }
  const marks = { instruments: [usdt], midPrice: () => 0.999 } as unknown as QuoteMarks
  const instrument = { ...usdt, venue: 'binance' }
  const limits = { depegBps: 50, staleAfterMs: 5_000 }
  const { watch, pass } = watchOf(() => good, { marks, limits, instrument, mid: 0.98 })
  watch.look()
  expect(watch.pegs().get('USDT')).toMatchObject({ rate: 0.98 })
  pass(5_000_001)
  watch.look()
  expect(watch.pegs().get('USDT')).toMatchObject({ rate: 0.999 })
})

test('a limit on pegs that no market tells of is said to watch nothing', () => {
  const { watch, told } = watchOf(() => good, { limits: { depegBps: 50 } })
  watch.look()
  watch.look()
  expect(told).toEqual([
    'note limits.depegBps: no market tells what a USDT is in USD; name one under marks',
  ])
})

const second = 1_000_000

test('where limits say nothing a book without trust halts its instrument, and one whose feed is silent', () => {
  const { watch, halts, pass, hear } = watchOf(() => good)
  const look = (): string[] => {
    watch.look()
    return halts()
  }
  hear('gap')
  hear('gap')
  expect(look()).toEqual([])
  hear('gap')
  expect(look()).toEqual(['distrusted'])
  pass(10 * second)
  hear('book')
  pass(10 * second)
  expect(look()).toEqual(['distrusted'])
  pass(1)
  expect(look()).toEqual(['distrusted', 'stale'])
  pass(100 * second)
  hear('book')
  expect(look()).toEqual([])
})

test('trust and silence are watched by other limits, and by none where they are 0', () => {
  const strict = watchOf(() => good, { limits: { trustLeast: 0.9, staleAfterMs: 500 } })
  strict.hear('gap')
  strict.pass(600_000)
  strict.watch.look()
  expect(strict.halts()).toEqual(['stale', 'distrusted'])
  const none = watchOf(() => good, { limits: { trustLeast: 0, staleAfterMs: 0 } })
  for (let gap = 0; gap < 9; gap++) none.hear('gap')
  none.pass(3_600 * second)
  none.watch.look()
  expect([none.watch.trustOf(0), none.halts()]).toEqual([expect.closeTo(1), []])
  for (let gap = 0; gap < 9; gap++) none.hear('gap')
  none.watch.look()
  expect([none.watch.trustOf(0), none.halts()]).toEqual([0, []])
})

test('a clock that is half a minute off halts a venue; a slow way there and back says nothing of its clock', async () => {
  let clock = { offset: 30 * second, roundTrip: 0 as Duration }
  const asked = watchOf(
    () => good,
    {},
    () => clock,
  )
  await asked.ask()
  asked.watch.look()
  expect(asked.halts()).toEqual(['distrusted'])
  clock = { offset: 4 * second, roundTrip: (8 * second) as Duration }
  await asked.ask()
  expect(asked.watch.trustOf(0)).toBe(1)
  // One that cannot be asked, or tells its time too roughly.
  clock = { offset: Number.NaN, roundTrip: 0 as Duration }
  await asked.ask()
  expect(asked.watch.trustOf(0)).toBe(1)
})

test('a book that nobody changes is traded on while its feed lives, unless its venue has another by then', async () => {
  let there = { bid: 100, ask: 101 }
  const again: number[][] = []
  let asked = 0
  const feed: Partial<MarketFeed> = {
    heardAt: () => slow.now() - second,
    touch: () => {
      asked++
      return Promise.resolve(there)
    },
    resync: (instruments) => void again.push([...instruments]),
  }
  const slow = watchOf(() => good, { feed })
  const look = async (): Promise<string[]> => {
    slow.watch.look()
    await new Promise((resolve) => setImmediate(resolve))
    slow.watch.look()
    return slow.halts()
  }
  for (let minute = 0; minute < 10; minute++) {
    slow.pass(60 * second)
    expect(await look()).toEqual([])
  }
  expect(asked).toBe(10)
  there = { bid: 100, ask: 102 }
  slow.pass(60 * second)
  // Once it may be that the change is on its way.
  expect(await look()).toEqual([])
  // That it is traded says nothing of its book.
  slow.hear('trade')
  slow.pass(2 * second)
  slow.hear('trade')
  expect(await look()).toEqual(['stale'])
  slow.hear('trade')
  expect(await look()).toEqual(['stale'])
  expect(again).toEqual([[0]])
  slow.hear('book')
  expect(await look()).toEqual([])
})

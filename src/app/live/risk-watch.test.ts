import { expect, test } from 'vitest'
import { fakeInstrument } from '../../../test/live/socket-venue.ts'
import type { Venue, VenueStatus } from '../../core/orders/venue.ts'
import type { Duration, Instant } from '../../core/time.ts'
import { newRisk, type RiskState } from '../../risk/risk-state.ts'
import type { LiveDesk } from './live-desk.ts'
import { noMarks, type QuoteMarks } from './quote-marks.ts'
import { RiskWatch } from './risk-watch.ts'

/** A watch whose venue says what a test wants; time is the test's. */
function watchOf(
  status: () => VenueStatus,
  change: { readonly marks?: QuoteMarks; readonly depegBps?: number } = {},
): {
  readonly watch: RiskWatch
  readonly halts: () => string[]
  readonly told: string[]
  readonly ask: () => Promise<void>
  readonly pass: (microseconds: number) => void
} {
  let now = 1_000_000_000
  const told: string[] = []
  const risk: RiskState = newRisk({})
  const venue = {
    name: 'binance',
    serverTime: () => Promise.resolve(now as Instant),
    status: () => Promise.resolve(status()),
  } as unknown as Venue
  const over = new AbortController()
  const desk = {
    now: () => now as Instant,
    write: () => undefined,
    setup: {
      instruments: [fakeInstrument('binance')],
      venues: [venue],
      feeds: [],
      marks: change.marks ?? noMarks,
      limits: change.depegBps === undefined ? {} : { depegBps: change.depegBps },
      journal: { state: { equity: null } },
      // One look and no more: whoever wants another asks anew.
      clock: { now: () => now as Instant, callAt: () => () => undefined },
      tell: (line: string, kind = 'note') => void told.push(`${kind} ${line}`),
    },
    engine: { risk, market: { midPrice: () => 50_000, bestTicks: () => Number.NaN } },
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
  const { watch, halts, pass, told } = watchOf(() => good, { marks, depegBps: 50 })
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

test('a limit on pegs that no market tells of is said to watch nothing', () => {
  const { watch, told } = watchOf(() => good, { depegBps: 50 })
  watch.look()
  watch.look()
  expect(told).toEqual([
    'note limits.depegBps: no market tells what a USDT is in USD; name one under marks',
  ])
})

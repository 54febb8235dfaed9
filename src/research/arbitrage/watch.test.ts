import fc from 'fast-check'
import { expect, test } from 'vitest'
import { randomTape } from '../../../test/arbitrage/random-tape.ts'
import { tapePieces } from '../../../test/arbitrage/tape-pieces.ts'
import { EventColumns } from '../../core/events/event-columns.ts'
import type { Instant } from '../../core/time.ts'
import { CaptureHazard } from '../../strategies/arbitrage/capture-hazard.ts'
import { one } from '../../strategies/arbitrage/fraction.ts'
import type { Listed } from '../../strategies/arbitrage/terms.ts'
import { fitHazard } from './fit-hazard.ts'
import type { ArbitrageScanResult } from './scan-result.ts'
import { scanTape, type ScanOptions } from './scan.ts'
import type { WatchEvent } from './watch-result.ts'
import { ArbitrageWatch, outcomesLeast, type WatchSettings } from './watch.ts'

const parameters = {
  minEdgeBps: 0,
  staleMs: 0,
  latencyMs: null,
  quoteMap: {},
  basis: false,
  cycleLegsMost: 0,
}

function listed(venue: string, name = 'BTC-USD'): Listed {
  const [base, quote] = name.split('-') as [string, string]
  const step = { units: 1, decimals: 2 }
  return {
    instrument: { name, venue, base, quote, class: 'spot', tickSize: step, lotSize: step },
    symbol: name,
    terms: { takerFeeBps: 0 },
  }
}

/** A watch that is told whole books of one level a side; prices and quantities in hundredths. */
function watching(more: Partial<WatchSettings> & Pick<WatchSettings, 'listed'>) {
  const told: WatchEvent[] = []
  const { detector, ...rest } = more
  const watch = new ArbitrageWatch(
    {
      detector: {
        minEdgeBps: 0,
        staleAfter: 0,
        quoteMap: new Map(),
        withBasis: false,
        cycleLegsMost: 0,
        ...detector,
      },
      latencyOf: undefined,
      hazard: new CaptureHazard(),
      trustLeast: 0.5,
      parameters,
      ...rest,
    },
    (event) => told.push(event),
  )
  const message = (time: number, member: number, fill: (rows: EventColumns) => void): void => {
    const rows = new EventColumns()
    rows.begin(member, time as Instant, NaN, NaN)
    fill(rows)
    rows.end()
    watch.take(rows)
  }
  const book = (time: number, member: number, bid: number, ask: number): void =>
    message(time, member, (rows) => {
      rows.addClear()
      rows.addLevel(0, Math.round(bid * 100), 500)
      rows.addLevel(1, Math.round(ask * 100), 500)
    })
  return { watch, told, message, book }
}

const names = (told: readonly WatchEvent[]) =>
  told.map((each) => ('reason' in each ? `${each.event} ${each.reason}` : each.event))

test('a message at a time a watch tells what a scan of the whole tape finds', () => {
  fc.assert(
    fc.property(randomTape, ({ rows, ...drawn }) => {
      const tape = {
        ...drawn,
        rows: rows.map((row, at) => ({ ...row, time: 1_000 * row.time + at })),
      }
      const latencyOf = (venue: string) => 1_000 * tape.venues[Number(venue.slice(5))]!.latency + 3
      const detector: ScanOptions['detector'] = {
        minEdgeBps: tape.minEdgeBps,
        staleAfter: tape.staleAfter * 1_000,
        quoteMap: new Map(),
        withBasis: false,
        cycleLegsMost: 0,
      }
      const program = scanTape({ detector, latencyOf, parameters, isHourly: false, notes: [] })
      program.next()
      const all: Listed[] = []
      for (const piece of tapePieces(tape, 1_000)) {
        all.push(...piece.added)
        program.next(piece)
      }
      const scan = program.next(undefined).value as ArbitrageScanResult
      const told: WatchEvent[] = []
      // Crossings alone distrust no book of a scan.
      const settings = { listed: all, latencyOf, hazard: new CaptureHazard(), trustLeast: 0 }
      const watch = new ArbitrageWatch({ detector, parameters, ...settings }, (event) =>
        told.push(event),
      )
      for (const piece of tapePieces(tape, 1)) watch.take(piece.rows)
      const result = watch.end([])
      // A watch says nothing of the probability of capture before it knows enough.
      const silent = { captureProbability: null }
      expect(result.opportunities.map((each) => ({ ...each, ...silent }))).toEqual(
        scan.opportunities.map((each) => ({ ...each, ...silent })),
      )
      expect(result.summary).toEqual(scan.summary)
      expect(result.best).toEqual(scan.best)
      const opened = told.filter(({ event }) => event === 'opened')
      const closed = told.filter(({ event }) => event === 'closed')
      expect([opened.length, closed.length]).toEqual([scan.summary.count, scan.summary.count])
    }),
    { numRuns: 150 },
  )
})

test('what opens is told with size and profit, what closes with its life', () => {
  const { told, book } = watching({ listed: [listed('a'), listed('b')] })
  book(1_000, 0, 99, 100)
  book(2_000, 1, 101, 102)
  book(5_500, 1, 100, 102)
  expect(told).toMatchObject([
    {
      event: 'opened',
      time: 2,
      id: 1,
      buyVenue: 'a',
      sellVenue: 'b',
      quantity: 5,
      profitQuote: 5,
      netBps: 100,
      captureProbability: null,
      quoteRates: {},
    },
    { event: 'closed', time: 5.5, id: 1, durationMs: 3.5, peakBps: 100, endReason: 'edge' },
  ])
})

test('of opportunities and of ways round the latest are kept, and how many were not is said', () => {
  const all = [listed('a'), listed('b'), listed('a', 'ETH-BTC'), listed('a', 'ETH-USD')]
  const detector = { cycleLegsMost: 3 } as WatchSettings['detector']
  const { watch, book } = watching({ listed: all, detector, rowsMost: 2 })
  book(1_000, 2, 0.1, 0.1)
  book(1_000, 3, 10, 10)
  for (let k = 0; k < 4; k++) {
    const time = 10_000 * (k + 1)
    book(time, 1, 101, 102)
    book(time + 1_000, 0, 99, 100)
    book(time + 2_000, 1, 99, 100)
    book(time + 3_000, 3, 12, 12)
    book(time + 4_000, 3, 10, 10)
  }
  const { opportunities, cycles, summary } = watch.end([])
  expect([opportunities.length, cycles.length]).toEqual([2, 2])
  expect(opportunities.at(-1)!.startTime).toBeGreaterThanOrEqual(40)
  expect(cycles.at(-1)!.startTime).toBeGreaterThanOrEqual(40)
  expect(summary.notes).toEqual([
    expect.stringMatching(/^the first \d+ opportunities were not kept$/),
    expect.stringMatching(/^the first \d+ ways round were not kept$/),
  ])
})

test('a gap takes a book out until its snapshot, and three within seconds for longer', () => {
  const { watch, told, book, message } = watching({ listed: [listed('a'), listed('b')] })
  const gap = (time: number): void => message(time, 1, (rows) => rows.addGap())
  book(1_000, 0, 99, 100)
  book(2_000, 1, 101, 102)
  gap(3_000)
  book(4_000, 1, 101, 102)
  expect(names(told)).toEqual([
    'opened',
    'not-used distrusted',
    'closed',
    'used-again distrusted',
    'opened',
  ])
  expect(told[2]).toMatchObject({ endReason: 'distrusted' })
  told.length = 0
  for (const time of [5_000, 7_000]) {
    gap(time)
    book(time + 1_000, 1, 101, 102)
  }
  expect(names(told).at(-1)).toBe('closed')
  // What is held against it is halved in a minute.
  watch.pass(60_000_000 as Instant)
  expect(names(told).slice(-2)).toEqual(['used-again distrusted', 'opened'])
})

test('crossed and silent books are not used, and both is said', () => {
  const { watch, told, book } = watching({
    listed: [listed('a'), listed('b')],
    detector: { staleAfter: 10_000 } as WatchSettings['detector'],
  })
  book(1_000, 0, 99, 100)
  book(2_000, 1, 103, 102)
  book(3_000, 1, 99, 102)
  watch.pass(20_000 as Instant)
  expect(names(told)).toEqual([
    'not-used crossed',
    'used-again crossed',
    'not-used stale',
    'not-used stale',
  ])
})

test('a quote currency is worth what its own book says, and that is told', () => {
  const quoteMap = new Map([['USDT', { quote: 'USD', rate: 'live' as const }]])
  const { told, book } = watching({
    listed: [listed('a', 'BTC-USDT'), listed('b'), listed('b', 'USDT-USD')],
    detector: { quoteMap, bases: new Set(['BTC']) } as unknown as WatchSettings['detector'],
  })
  book(1_000, 0, 99, 100)
  book(2_000, 1, 97, 98)
  expect(told).toEqual([])
  // At 0.9 a hundred USDT are ninety dollars.
  book(3_000, 2, 0.89, 0.91)
  expect(told).toMatchObject([
    { event: 'opened', buyVenue: 'a', sellVenue: 'b', quoteRates: { USDT: 0.9 }, profitQuote: 35 },
  ])
})

test('orders that arrive late get what is left, and from enough of them comes a probability', () => {
  const { told, book } = watching({
    listed: [listed('a'), listed('b')],
    latencyOf: () => 500,
  })
  for (let k = 0; k <= outcomesLeast; k++) {
    const time = 10_000 * k
    book(time + 1_000, 0, 99, 100)
    book(time + 2_000, 1, 101, 102)
    // Half of the time it is gone before an order is there.
    book(time + (k % 2 === 0 ? 2_200 : 2_800), 1, 99, 102)
  }
  const outcomes = told.filter((each) => each.event === 'captured')
  expect(outcomes.map(({ sellQuantity }) => sellQuantity)).toEqual(
    Array.from({ length: outcomesLeast }, (_, k) => (k % 2 === 0 ? 0 : 5)),
  )
  // What was bought and not sold is undone, here at a loss of one a unit.
  expect(outcomes[0]).toMatchObject({ buyQuantity: 5, profitQuote: -5 })
  const chances = told.flatMap((each) => (each.event === 'opened' ? [each.captureProbability] : []))
  expect(chances.slice(0, -1).every((each) => each === null)).toBe(true)
  expect(chances.at(-1)!).toBeGreaterThan(0.3)
  expect(chances.at(-1)!).toBeLessThan(0.7)
})

const found = (sellVenue: string, sellQuantity: number) => ({
  kind: 'cross-venue',
  base: 'BTC',
  quote: 'USD',
  class: 'spot',
  buyVenue: 'a',
  sellVenue,
  touchBps: 10,
  buyPrice: 100,
  quantity: 5,
  durationMs: 50,
  open: false,
  captured: { buyQuantity: 5, sellQuantity, profitQuote: 1 },
})

test('a scan that is saved knows which pair of venues is fast', () => {
  const all = [listed('a'), listed('b'), listed('c')]
  const detector = {
    minEdgeBps: 0,
    staleAfter: 0,
    quoteMap: new Map([['USDT', { quote: 'USD', rate: one }]]),
    withBasis: false,
    cycleLegsMost: 0,
  }
  const opportunities = Array.from({ length: 60 }, (_, k) =>
    k % 2 === 0 ? found('b', 5) : found('c', 0),
  )
  const scan = { opportunities, parameters: { latencyMs: { usual: 5, venues: {} } } }
  const hazard = fitHazard(scan as unknown as ArbitrageScanResult, { detector, listed: all })
  expect(hazard.known).toBe(60)
  const chances: Record<string, number | null> = {}
  const watch = new ArbitrageWatch(
    { detector, listed: all, latencyOf: () => 5_000, hazard, trustLeast: 0.5, parameters },
    (event) => {
      if (event.event === 'opened') chances[event.sellVenue] = event.captureProbability
    },
  )
  for (const [member, bid] of [99, 100.1, 100.1].entries()) {
    const rows = new EventColumns()
    rows.begin(member, (1_000 + member) as Instant, NaN, NaN)
    rows.addClear()
    rows.addLevel(0, Math.round(bid * 100), 500)
    rows.addLevel(1, member === 0 ? 10_000 : 10_020, 500)
    rows.end()
    watch.take(rows)
  }
  expect(chances['b']!).toBeGreaterThan(0.8)
  expect(chances['c']!).toBeLessThan(0.2)
})

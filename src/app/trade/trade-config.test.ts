import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { stringify } from 'yaml'
import { projectFolder } from '../../../test/source-files.ts'
import { eventKind, eventSide } from '../../core/events/event-codes.ts'
import { EventColumns } from '../../core/events/event-columns.ts'
import type { Instrument } from '../../core/instrument.ts'
import type { Instant } from '../../core/time.ts'
import { simulatedVenues } from './simulated-venues.ts'
import { measuredFiles, readLimits, readTradeConfig, type TradeConfig } from './trade-config.ts'

let root: string
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'isobar-trade-config-'))
  const measured = 'time,ms\n2025-11-01T00:00Z,4\n2025-11-02T00:00Z,6\n'
  for (const name of ['round-trips.csv', 'clock.csv']) writeFileSync(join(root, name), measured)
})
afterAll(() => rmSync(root, { recursive: true, force: true }))

const page = readFileSync(join(projectFolder, 'docs/trade-config.md'), 'utf8')

/** The page's own example, its files where they are here. */
function everyField(): string {
  const [, yaml = ''] = /```yaml\n([\s\S]*?)```/.exec(page) ?? []
  return yaml.replaceAll(/[a-z-]+\.csv/g, (name) => join(root, name))
}

function written(content: string): string {
  const file = join(root, 'config.yaml')
  writeFileSync(file, content)
  return file
}

test('the page of fields tells of every field that is looked for, and of none that is not', async () => {
  const usual = new Map<string, string>()
  const note = ({ path, usual: value }: { path: string; usual: unknown }): void => {
    const told = typeof value === 'number' || typeof value === 'string' ? `${value}` : ''
    if (!path.startsWith('venues.NAME.instruments.NAME.')) usual.set(path, told)
  }
  await readTradeConfig(written(everyField()), { note })
  expect(documented()).toEqual(Object.fromEntries(usual))
})

/** Usual values by path, as the tables of the page have them. */
function documented(): Record<string, string> {
  const [run = '', venue = ''] = page.split('## A venue\n')
  const told = [...rowsOf(run, ''), ...rowsOf(venue, 'venues.NAME.')]
  return Object.fromEntries(told)
}

function rowsOf(text: string, before: string): [string, string][] {
  const rows = text.matchAll(/^\| `([^`]+)`(?: \(i\))? *\| *(?:`([^`]*)`)? *\|/gm)
  return [...rows].map(([, name = '', usual = '']) => [before + name, usual])
}

const perpetual: Instrument = {
  venue: 'binance',
  name: 'BTC-USDT',
  base: 'BTC',
  quote: 'USDT',
  class: 'linear',
  tickSize: { units: 1, decimals: 2 },
  lotSize: { units: 1, decimals: 3 },
}

async function configOf(venue: object): Promise<TradeConfig> {
  return readTradeConfig(written(stringify({ recordings: 'x', venues: { binance: venue } })))
}

test('what becomes of self-trades is what each venue does, unless something else is said', async () => {
  const text = stringify({
    recordings: 'x',
    venues: { '*': {}, kraken: { selfTrade: 'cancel-both' }, mine: { exchange: 'okx' } },
  })
  const config = await readTradeConfig(written(text))
  const listed = ['binance', 'okx', 'bybit', 'bitstamp', 'kraken', 'mine'].map((venue) => ({
    ...perpetual,
    venue,
  }))
  const { assumptions } = simulatedVenues(listed, config)
  const told = assumptions.filter((each) => each.includes('self-trades'))
  expect(told.map((each) => each.replace(/: .* self-trades/, ''))).toEqual([
    'binance, okx, mine cancel-oldest',
    'bybit, bitstamp cancel-newest',
    'kraken cancel-both',
  ])
})

test('every field of the page makes a venue, and is among its assumptions', async () => {
  const config = await readTradeConfig(written(everyField()))
  const okx = { ...perpetual, venue: 'okx' }
  const { assumptions, venues } = simulatedVenues([perpetual, okx], config)
  expect(venues).toHaveLength(2)
  const told = assumptions.join('\n')
  for (const part of [
    `binance: feed by its exchange times (rows without one: 20 ms), its clock behind as measured in ${join(root, 'clock.csv')}, orders 2 ms and lognormal 3 ms (sigma 0.6) and answers 0.5 of what was measured in ${join(root, 'round-trips.csv')}, faults: commands lost 0.001`,
    'late 0.01 (up to 500 ms), slow cancels 0.01 (up to 500 ms), outages of 20 s every 3600 s',
    'rate limits: 300 in 10000 ms and 50 and 20 more a second, self-trades cancel-oldest, ids taken again once ended',
    'binance, fills: queue power:3, impact of 0.5 lots a lot, half back in 5000 ms, what is taken stays gone',
    'trades print 1 ms after the book, rules: tickSize 0.1',
    'binance, costs: fees 2 / 5 and 1.8 / 5 since 2025-11-01T12:00:00Z bps maker / taker (2 tiers by volume: from 15000000 1.6 / 4)',
    'paid in BNB while there is some, 10 % less, one taken for 1000',
    'isolated margin at 20 x in 2 tiers, forced closings step by step of the tiers, kept by 0.4 % and 0.5 %, changed 1 times, liquidation costs 100 bps beside the fee, funding on the mark',
    'binance, account: deposits of 20000 USDT and 3 BNB, 1e9 of each other, a fund of 1000000 USDT, 1 deleveragings by decree, 1000000 traded before',
    'binance:BTC-USDT: queue risk-averse',
    'margin at 10 x',
    'okx: feed 5 ms, orders 5 ms and answers 5 ms (lognormal, sigma 0.5)',
  ]) {
    expect(told).toContain(part)
  }
  expect(measuredFiles(config).map((file) => file.slice(root.length + 1))).toEqual([
    'round-trips.csv',
    'clock.csv',
  ])
  const { margin, fees } = config.venues.get('binance')!.usual
  const [before, after] = margin.schedule
  expect([before!.tiers[1]!.maintenanceRate, after!.tiers[1]!.maintenanceRate]).toEqual([
    0.005, 0.01,
  ])
  expect(after!.tiers[0]).toEqual(before!.tiers[0])
  expect(fees.tiers.map(({ fees: dated }) => dated.map(({ makerFeeBps }) => makerFeeBps))).toEqual([
    [2, 1.8],
    [1.6],
  ])
})

test('an instrument of its own takes over what it does not say', async () => {
  const config = await configOf({
    queue: 'power:2',
    fees: { tiers: [{ makerFeeBps: 1, takerFeeBps: 3 }] },
    instruments: { 'BTC-USDT': { makerFeeBps: -1, leverage: 5 } },
  })
  const own = config.venues.get('binance')!.instruments.get('BTC-USDT')!
  expect(own.queue).toBe('power:2')
  expect(own.margin.leverage).toBe(5)
  expect(own.fees.tiers[0]!.fees[0]).toMatchObject({ makerFeeBps: -1, takerFeeBps: 5 })
})

test.each([
  [{ leverage: 0 }, 'venues, binance: leverage: expected above 0, got 0'],
  [{ margin: { mode: 'both' } }, 'margin: mode: expected cross or isolated, got "both"'],
  [
    { margin: { tiers: [{ notionalFrom: 5, maintenanceRate: 0.1, leverageMax: 3 }] } },
    'tiers: expected one with notionalFrom 0',
  ],
  [
    { margin: { tiers: [{ leverageMax: 3 }] } },
    'tiers[0]: maintenanceRate: expected a number, got nothing',
  ],
  [{ takerFeeBps: 20_000 }, 'takerFeeBps: expected basis points above -10,000 and below 10,000'],
  [
    { fees: { tiers: [{ makerFeeBps: -10_000, takerFeeBps: 3 }] } },
    'tiers[0]: makerFeeBps: expected basis points above',
  ],
  [{ faults: 2 }, 'faults: expected at most 1, got 2'],
  [{ faults: { lost: 1 } }, 'faults: no field lost; nearest are lostCommand'],
  [{ faults: { outage: { betweenMs: 5 } } }, 'outage: lastingMs: expected a number'],
  [{ orderMs: { floorMs: 1 } }, 'orderMs: medianMs: expected a number'],
  [{ orderMs: { file: 'nowhere.csv' } }, 'nowhere.csv'],
  [{ orderMs: 'fast' }, 'orderMs: expected a number, got "fast"'],
  [{ clockSkewMs: 2 }, "clockSkewMs: expected nothing unless feedMs is 'exchange'"],
  [
    { makerFeeBps: 1, fees: { tiers: [{ makerFeeBps: 1, takerFeeBps: 3 }] } },
    'makerFeeBps: expected nothing beside the tiers',
  ],
  [{ fees: { token: { currency: 'BNB' } } }, 'token: unitPrice: expected a number'],
  [{ rateLimits: [{ most: 5, kind: 'leaky' }] }, 'rateLimits[0]: kind: expected window or bucket'],
  [
    { deleveragings: [{ at: 'noon', instrument: 'BTC-USDT' }] },
    'deleveragings[0]: at: expected an instant',
  ],
  [{ deposits: { USDT: 'all' } }, 'deposits: USDT: expected a number, got "all"'],
  [{ rules: { bandBps: -1 } }, 'rules: bandBps: expected above 0'],
  [{ instruments: { 'BTC-USDT': { feedMs: 3 } } }, 'instruments, BTC-USDT: no field feedMs'],
  [{ feedFallbackMs: 3 }, "feedFallbackMs: expected nothing unless feedMs is 'exchange', got 3"],
  [{ taken: 'never' }, 'taken: expected change or deletion'],
])('%j is wrong usage that names its field', async (venue, message) => {
  await expect(configOf(venue)).rejects.toThrow(message)
})

test.each([
  [{ rules: { tickSize: 0.015 } }, 'rules of BTC-USDT: tickSize: expected a multiple of 0.01'],
  [
    { instruments: { 'ETH-USDT': {} } },
    'instruments: no instrument ETH-USDT; there are BTC-USDT:linear',
  ],
  [
    { deleveragings: [{ at: '2025-01-01', instrument: 'X-Y' }] },
    'deleveragings: no instrument X-Y',
  ],
])('%j is wrong of the instruments that were recorded', async (venue, message) => {
  const config = await configOf(venue)
  expect(() => simulatedVenues([perpetual], config)).toThrow(message)
})

test('measured latencies that do not ascend, or are none, are bad data: file, row and column are named', async () => {
  const file = join(root, 'odd.csv')
  for (const [content, message] of [
    ['time,ms\n', 'odd.csv: expected rows of an instant and milliseconds, got none'],
    [
      'time,ms\n\n2025-01-02,3\n2025-01-01,3\n',
      'odd.csv:4, column instant: expected an instant after that of the row before, got 2025-01-01',
    ],
    ['2025-01-02,soon\n', 'odd.csv:1, column ms: expected milliseconds, not below zero, got soon'],
    ['2025-01-02,-1\n', 'not below zero, got -1'],
    ['2025-01-02\n', 'column ms: expected milliseconds, not below zero, got nothing'],
    ['1.1.2025,1\n', 'odd.csv:1, column instant: expected an instant'],
  ] as const) {
    writeFileSync(file, content)
    const read = configOf({ answerMs: { file } })
    await expect(read).rejects.toMatchObject({
      code: 'data',
      message: expect.stringContaining(message) as string,
    })
  }
  writeFileSync(file, '2025-01-02,-1\n')
  const behind = await configOf({ feedMs: 'exchange', clockSkewMs: { file } })
  expect(behind.venues.get('binance')!.usual.clockSkewFile).toBe(file)
})

test.each([
  [{ trustLeast: 5 }, 'config.yaml, limits: trustLeast: expected at most 1, got 5'],
  [{ collarBps: 0 }, 'collarBps: expected above 0, got 0'],
  [{ staleAfterMs: -1 }, 'staleAfterMs: expected at least 0, got -1'],
  [{ depegBps: 0 }, 'depegBps: expected above 0, got 0'],
  [{ leverageMost: -1 }, 'leverageMost: expected at least 0, got -1'],
])('limits of %j are wrong usage', async (limits, message) => {
  const file = written(stringify({ recordings: 'x', limits }))
  await expect(readTradeConfig(file)).rejects.toThrow(message)
})

test.each([
  [
    { USD: -1 },
    'reporting.rates.USD: expected a number above zero, an instrument or A / B, got -1',
  ],
  [{ USD: 0 }, 'got 0'],
  [{ USD: [1] }, 'got [1]'],
  [{ USD: true }, 'got true'],
  ['USD', 'reporting, rates: expected fields, got "USD"'],
])('rates of %j are wrong usage', async (rates, message) => {
  const file = written(stringify({ recordings: 'x', reporting: { rates } }))
  await expect(readTradeConfig(file)).rejects.toThrow(message)
})

test('when a row happened is what the configuration says of the feed, instrument by instrument', async () => {
  const rows = new EventColumns()
  const local = 1_762_000_000_000_000 // within what was measured
  for (const instrument of [0, 1]) {
    rows.begin(instrument, local as Instant, local - 9_000, 1)
    rows.addLevel(eventSide.bid, 100, 1)
    rows.end()
  }
  const spot: Instrument = { ...perpetual, class: 'spot' }
  const instantsOf = async (venue: object): Promise<number[]> => {
    const { venues } = simulatedVenues([perpetual, spot], await configOf(venue))
    return [0, 1].map((row) => venues[0]!.venueInstant(rows, row) - local)
  }
  expect(await instantsOf({ feedMs: 3 })).toEqual([-3_000, -3_000])
  const skewed = { clockSkewMs: 2, instruments: { 'BTC-USDT:spot': { clockSkewMs: -1 } } }
  expect(await instantsOf({ feedMs: 'exchange', ...skewed })).toEqual([-7_000, -10_000])
  rows.exchangeTime[1] = Number.NaN
  expect(await instantsOf({ feedMs: 'exchange', feedFallbackMs: 30 })).toEqual([-9_000, -30_000])
  expect(await instantsOf({ feedMs: 'exchange' })).toEqual([-9_000, -5_000])
  // Where each row says when it was, books and all else come in lanes of their own.
  const trade = new EventColumns()
  trade.begin(0, local as Instant, local - 1, 1)
  trade.addTrade(eventSide.buy, 100, 1, Number.NaN)
  trade.end()
  const laneOf = async (venue: object, of: EventColumns): Promise<number | undefined> =>
    simulatedVenues([perpetual], await configOf(venue)).venues[0]!.laneOf?.(of, 0)
  expect(await laneOf({ feedMs: 'exchange' }, trade)).toBe(1)
  expect(await laneOf({ feedMs: 'exchange' }, rows)).toBe(0)
  expect(await laneOf({ feedMs: 3 }, trade)).toBeUndefined()
  rows.exchangeTime[1] = local - 9_000
  // 4 ms at the first midnight, 6 at the next: in between at half past noon.
  const file = join(root, 'clock.csv')
  const [measured, again] = await instantsOf({ feedMs: { file } })
  expect(measured).toBeLessThan(-5_000)
  expect(measured).toBeGreaterThan(-6_000)
  expect(again).toBe(measured)
  const [behind] = await instantsOf({ feedMs: 'exchange', clockSkewMs: { file } })
  expect(behind).toBe(-9_000 - measured!)
  const [half] = await instantsOf({ feedMs: { file, share: 0.5 } })
  expect(Math.abs(half! * 2 - measured!)).toBeLessThanOrEqual(1)
  expect(await instantsOf({ feedMs: { floorMs: 1, medianMs: 2, sigma: 0 } })).toEqual([
    -3_000, -3_000,
  ])
})

test('a venue is the same beside others, and shares no seed with another of the next run', async () => {
  const feedMs = { floorMs: 1, medianMs: 5, sigma: 1 }
  const venues = { '*': { feedMs } }
  const config = await readTradeConfig(written(stringify({ recordings: 'x', venues })))
  const okx = { ...perpetual, venue: 'okx' }
  const rows = new EventColumns(1)
  rows.begin(0, 1e15 as Instant, 1e15, 1)
  rows.addValue(eventKind.mark, 1)
  rows.end()
  const instantOf = (listed: Instrument[], seed: number, at: number): number =>
    simulatedVenues(listed, { ...config, seed }).venues[at]!.venueInstant(rows, 0)
  const alone = instantOf([okx], 1, 0)
  expect(instantOf([perpetual, okx], 1, 1)).toBe(alone)
  expect(instantOf([okx], 2, 0)).not.toBe(alone)
  expect(instantOf([perpetual], 1, 0)).not.toBe(alone)
})

test('a file of limits has them by themselves, or under limits as a configuration has', async () => {
  const limits = { orderNotionalMost: 100, venueNotionalMost: { okx: 5 } }
  expect(await readLimits(written(stringify(limits)))).toEqual(limits)
  expect(await readLimits(written(stringify({ limits })))).toEqual(limits)
  await expect(readLimits(written(stringify({ limits, venues: {} })))).rejects.toThrow(
    'venues: expected nothing beside limits',
  )
  await expect(readLimits(written(stringify({ limits: { stopBp: 1 } })))).rejects.toThrow(
    'limits: no field stopBp; nearest are stopBps',
  )
})

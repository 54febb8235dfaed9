import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { stringify } from 'yaml'
import { randomTape } from '../../../test/engine/random-tape.ts'
import { recordRows } from '../../../test/recording-fixture.ts'
import { projectFolder } from '../../../test/source-files.ts'
import type { EngineResult, PnlByCause } from '../../engine/engine-result.ts'
import { loadStrategy } from './load-strategy.ts'
import { runBacktest } from './run-backtest.ts'
import { readTradeConfig } from './trade-config.ts'

let root: string
let untimedRows: number
let tapeRows: number
beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'isobar-run-backtest-'))
  const tape = randomTape(11, 2_000, 3, 1_700_000_000_000_000)
  for (let row = 0; row < tape.length; row += 9) tape.exchangeTime[row] = Number.NaN
  tapeRows = tape.length
  untimedRows = tape.exchangeTime.subarray(0, tape.length).filter(Number.isNaN).length
  await recordRows(join(root, 'recording'), tape)
})
afterAll(() => rmSync(root, { recursive: true, force: true }))

const maker = { instrument: 'okx:ETH-USDT:linear', notional: 5, halfSpreadBps: 1 }
const taker = { instrument: 'okx:ETH-USDT:linear', notional: 50, threshold: 0.3, holdSeconds: 1 }
const hedger = {
  first: 'binance:BTC-USDT',
  second: 'okx:ETH-USDT:linear',
  notional: 50,
  enterBps: 5,
}

/** A run of examples under a configuration. */
async function run(
  strategies: readonly (readonly [example: string, settings: object])[],
  venue: object,
  more: object = {},
): Promise<EngineResult> {
  const file = join(root, 'config.yaml')
  const listed = strategies.map(([example, settings], at) => ({
    file: join(projectFolder, 'examples', `${example}.ts`),
    name: `${example} ${at}`,
    settings,
  }))
  const venues = { '*': { feedMs: 2, orderMs: 3, answerMs: 3, queue: 'power:2', ...venue } }
  writeFileSync(
    file,
    stringify({ recordings: join(root, 'recording'), venues, strategies: listed, ...more }),
  )
  const config = await readTradeConfig(file)
  const placed = await Promise.all(
    config.strategies.map(async ({ file: source, name, settings }) => ({
      factory: (await loadStrategy(source)).strategy,
      name,
      settings,
    })),
  )
  return (await runBacktest(config, placed, { withEquity: true })).result
}

const causes = ['total', 'price', 'spread', 'slippage', 'fees', 'funding'] as const

function expectFinite(result: EngineResult): void {
  const numbers = [result.equity, result.maxDrawdown, ...causes.map((cause) => result.pnl[cause])]
  expect(numbers.every(Number.isFinite)).toBe(true)
  const { path } = result
  const { price, spread, slippage, fees, funding, insurance } = path!.causes
  for (const at of path!.times.keys()) {
    const insured = insurance?.[at] ?? 0
    const sum = price[at]! + spread[at]! + slippage[at]! + fees[at]! + funding[at]! + insured
    expect(100_000 + sum).toBeCloseTo(path!.equity[at]!, 6)
  }
}

function fillsOf(parts: readonly { readonly fills: number }[]): number {
  return parts.reduce((all, { fills }) => all + fills, 0)
}

const faults = {
  lostCommand: 0.01,
  rejected: 0.05,
  lostAnswer: 0.01,
  duplicatedAnswer: 0.05,
  lateAnswer: 0.05,
  slowCancel: 0.05,
  outage: { betweenMs: 5_000, lastingMs: 500 },
}

test.each([
  ['market-maker', maker],
  ['imbalance-taker', taker],
  ['two-venue-hedger', hedger],
])(
  'the example %s ends with every fault on, and its results are numbers',
  async (name, settings) => {
    const result = await run([[name, settings]], { faults })
    expect(result.messages).toBe(2_000)
    expect(fillsOf(result.instruments)).toBeGreaterThan(0)
    expectFinite(result)
  },
)

test('what came of several strategies adds up to the run, whatever befell them', async () => {
  const result = await run(
    [
      ['market-maker', maker],
      ['imbalance-taker', taker],
      ['two-venue-hedger', hedger],
    ],
    { faults: 0.02, leverage: 50, deposits: { USDT: 2 }, margin: { closing: 'by-tier' } },
  )
  expect(result.strategies.map(({ name }) => name)).toEqual([
    'market-maker 0',
    'imbalance-taker 1',
    'two-venue-hedger 2',
  ])
  for (const cause of causes) {
    const sum = result.strategies.reduce((all, { pnl }) => all + pnl[cause], 0)
    expect(sum).toBeCloseTo(result.pnl[cause], 8)
  }
  expect(fillsOf(result.strategies)).toBe(fillsOf(result.instruments))
  for (const { refusals, refusalsBy } of result.strategies) {
    expect(Object.values(refusalsBy).reduce((all, each) => all + each, 0)).toBe(refusals)
  }
  expectFinite(result)
  // Two USDT at each venue do not keep these positions: the result says who was closed by force.
  const closed = result.instruments.filter(({ liquidations }) => liquidations > 0)
  expect(closed.map(({ class: kind }) => kind)).toEqual(['linear'])
  expect(result.conclusion).toMatch(/ Closed by force: okx:ETH-USDT:linear liquidated /)
  expect(result.path!.fills.some(({ forced }) => forced === 'liquidated')).toBe(true)
})

/** What a change of the venue does to a run of the market maker. */
async function ran(venue: object): Promise<
  PnlByCause & {
    readonly fills: number
    readonly rejectedBy: EngineResult['orders']['rejectedBy']
    readonly refusalsBy: EngineResult['strategies'][number]['refusalsBy']
  }
> {
  const { pnl, strategies, orders } = await run([['market-maker', maker]], venue)
  const { fills, refusalsBy } = strategies[0]!
  return { ...pnl, fills, refusalsBy, rejectedBy: orders.rejectedBy }
}

test('what the configuration says of fees and rules is what the venue does', async () => {
  const plain = await ran({ makerFeeBps: 0 })
  const dear = await ran({ fees: { tiers: [{ makerFeeBps: 10, takerFeeBps: 10 }] } })
  expect(plain.fees).toBe(0)
  expect(dear.fees).toBeLessThan(0)
  const tooSmall = await ran({ rules: { minNotional: 1_000 } })
  expect(tooSmall.fills).toBe(0)
  // None is sent to be rejected.
  expect(tooSmall.rejectedBy).toEqual({})
  expect(tooSmall.refusalsBy['least-order']).toBeGreaterThan(1)
  const own = await ran({ instruments: { 'ETH-USDT:linear': { rules: { minNotional: 1_000 } } } })
  expect(own.fills).toBe(0)
  const skipped = await ran({ instruments: { 'ETH-USDT:spot': { rules: { minNotional: 1_000 } } } })
  expect(skipped.fills).toBe(plain.fills)
})

test('of a market that a venue lists twice only the class that is asked for is replayed and shown', async () => {
  const wanted = { instruments: ['okx:ETH-USDT:linear'] }
  const result = await run([['market-maker', maker]], {}, wanted)
  expect(result.instruments.map(({ class: kind }) => kind)).toEqual(['linear'])
  expect(fillsOf(result.instruments)).toBeGreaterThan(0)
  const spot = { ...maker, instrument: 'okx:ETH-USDT:spot' }
  await expect(run([['market-maker', spot]], {}, wanted)).rejects.toThrow(
    'strategy.instrument: no instrument okx:ETH-USDT:spot; nearest is okx:ETH-USDT:linear',
  )
  const own = { 'ETH-USDT:spot': { queue: 'power:2' } }
  const said = { '*': { queue: 'power:2' }, okx: { instruments: own }, binance: {} }
  await expect(
    run([['market-maker', maker]], {}, { ...wanted, venues: said }),
  ).resolves.toBeDefined()
})

test('all that a run supposes is printed', async () => {
  const { assumptions } = await run([['market-maker', maker]], {}, { limits: { drawdownMost: 9 } })
  const told = assumptions.join('\n')
  for (const part of [
    'deposited',
    // As Binance does.
    'self-trades cancel-oldest',
    'no rate limits',
    'kept by 5 %',
    'funding on the mark',
    'orders of any size and tick',
    'unanswered for 5000 ms',
    'limits: drawdownMost 9',
  ]) {
    expect(told).toContain(part)
  }
})

test('rows without a time of their venue take the stated while, and are counted', async () => {
  const venue = { feedMs: 'exchange', feedFallbackMs: 20 }
  const result = await run([['market-maker', maker]], venue)
  expect(untimedRows).toBeGreaterThan(200)
  expect(result.untimedRows).toBe(untimedRows)
  expect(result.aheadRows).toBe(0)
  // The tape's venue says 1 ms before it was heard: a clock 2 ms behind makes all of it happen after.
  const skewed = await run([['market-maker', maker]], { feedMs: 'exchange', clockSkewMs: 2 })
  expect(skewed.aheadRows).toBe(tapeRows - untimedRows)
  const plain = await run([['market-maker', maker]], {})
  expect({ untimed: plain.untimedRows, ahead: plain.aheadRows }).toEqual({ untimed: 0, ahead: 0 })
  expect(result.assumptions[0]).toContain('feed by its exchange times (rows without one: 20 ms)')
})

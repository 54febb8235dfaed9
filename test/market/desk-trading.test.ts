import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, expect, test } from 'vitest'
import { until } from '../until.ts'
import { fakeInstrument } from '../live/socket-venue.ts'
import { requestControl } from '../../src/app/live/control-file.ts'
import { beginRun } from '../../src/app/live/begin-run.ts'
import { lookAtJournal, openJournal } from '../../src/app/live/open-journal.ts'
import { wallClock } from '../../src/app/live/wall-clock.ts'
import { deskStrategies, usualConfigFile } from '../../src/app/market/desk-strategies.ts'
import { followMarket, type Followed } from '../../src/app/market/followed-market.ts'
import { accountState } from '../../src/app/market/market-rows.ts'
import type { OpenedMarket } from '../../src/app/market/open-market.ts'
import { SourceFeeds } from '../../src/app/market/source-feeds.ts'
import { readTradeConfig } from '../../src/app/trade/trade-config.ts'
import { atomsOf } from '../../src/core/currency.ts'
import type { Instrument } from '../../src/core/instrument.ts'
import type { Instant } from '../../src/core/time.ts'
import { unsettledOrders } from '../../src/execution/journal-state.ts'
import { syntheticSource } from '../../src/exchanges/world/synthetic-source.ts'

// What a desk trades on paper, on a market that is made up in this process.

const root = mkdtempSync(join(tmpdir(), 'isobar-desk-trading-'))
const followed: Followed[] = []
afterAll(async () => {
  for (const each of followed) await each.end('as-it-is').catch(() => undefined)
  rmSync(root, { recursive: true, force: true })
})

const isBitcoin = ({ base, class: kind }: Instrument): boolean => base === 'BTC' && kind === 'spot'

function market(): OpenedMarket {
  const start = (wallClock.now() - 2_000_000) as Instant
  const source = syntheticSource({ seed: 5, venues: ['binance', 'okx'], start })
  const { instruments, feeds } = new SourceFeeds(source, isBitcoin, wallClock)
  return {
    mode: { kind: 'simulated', seed: 5, address: '', reason: 'asked for' },
    instruments,
    feeds: () => Promise.resolve(feeds),
    close: () => Promise.resolve(),
  }
}

const tell = (): void => undefined

async function trading(name: string, journal: string): Promise<Followed> {
  const config = await readTradeConfig(usualConfigFile, { mode: 'paper' })
  const opened = market()
  const chosen = deskStrategies.find((each) => each.name === name)!
  const placed = await chosen.placed(opened.instruments)
  const { signal } = new AbortController()
  const run = await followMarket(opened, {
    config,
    placed,
    journal,
    clock: wallClock,
    tell,
    signal,
  })
  followed.push(run)
  return run
}

const account = (run: Followed) =>
  accountState(run, { chosen: 'x', choices: [], isChanging: false })

test.concurrent('an example trades, its gains add up over a restart, and it is closed when another comes', async () => {
  const folder = join(root, 'maker')
  const first = await trading('market-maker', folder)
  const isHeld = (): boolean => first.journal.state.fills > 3 && account(first).equity !== null
  await until(() => isHeld() && account(first).positions.some(({ quantity }) => quantity !== 0))
  const [row] = account(first).trading.strategies
  const { total, ...causes } = row!.pnl!
  expect(Object.values(causes).reduce((sum, each) => sum + each, 0)).toBeCloseTo(total, 9)
  // Of capital and all gains since the beginning, when there was nothing before.
  expect(account(first).equity).toBeCloseTo(100_000 + total, 6)
  expect(account(first).lastFills[0]).toMatchObject({
    strategy: 'market maker',
    venue: 'binance',
    number: row!.fills,
  })
  await first.end('as-it-is')
  const left = (await lookAtJournal(folder)).state
  const held = left.positions.map(({ lots }) => lots)
  // Quotes that would only close are not put out anew while it ends.
  expect(unsettledOrders(left)).toEqual([])

  const second = await trading('market-maker', folder)
  expect(second.driver.engine.account.holdings.map(({ lots }) => lots)).toEqual(held)
  await until(() => account(second).trading.strategies[0]!.pnl !== null)
  const again = account(second).trading.strategies[0]!
  // What the first made and paid is not counted again.
  expect(Math.abs(again.pnl!.total)).toBeLessThan(Math.abs(again.pnl!.fees) + 5)
  // Of positions it is: two books of one journal, one by fills and one by money, come to the same.
  const { equity, pnl } = account(second)
  expect(pnl.reporting!.total).toBeCloseTo(equity! - 100_000, 6)
  const parts = ['realised', 'unrealised', 'fees', 'funding'] as const
  const sum = parts.reduce((all, part) => all + pnl.reporting![part]!, 0)
  expect(sum).toBeCloseTo(pnl.reporting!.total!, 6)
  expect([first.isLeftOver, second.isLeftOver]).toEqual([false, false])
  await second.end('flat')
  const { state } = await lookAtJournal(folder)
  expect(state.positions.map(({ lots }) => lots)).toEqual(state.positions.map(() => 0))
  expect(state.killed).toBeNull()
})

test.concurrent('what was gained on what the desk does not show any more stays in its equity', async () => {
  const folder = join(root, 'gone')
  const before = await openJournal(folder)
  const time = (wallClock.now() - 60_000_000) as Instant
  beginRun(before, 'paper', [fakeInstrument('kraken')], time)
  const lost = { instrument: 0, exchangeTime: time, localTime: time, currency: 'USD' }
  before.append({ time, kind: 'account', event: { ...lost, kind: 'borrow', atoms: atomsOf(-300) } })
  await before.close()
  const run = await trading('market-maker', folder)
  expect(run.driver.engine.setup.capital).toBe(99_700)
  await run.end('as-it-is')
})

test.concurrent('the switch closes what a drill holds, asked by another process too, and stays thrown', async () => {
  const folder = join(root, 'drill')
  const run = await trading('drill', folder)
  await until(() => account(run).positions.some(({ quantity }) => quantity !== 0))
  await requestControl(folder, { kind: 'kill', reason: 'a test', flatten: true })
  await until(() => account(run).killed?.reason === 'a test')
  await until(() => account(run).openOrders.length === 0)
  await until(() => account(run).positions.every(({ quantity }) => quantity === 0))
  const { intents } = account(run)
  await pause(1_500)
  expect(account(run).intents).toBe(intents)
  await run.end('as-it-is')
  const again = await trading('drill', folder)
  expect(account(again).killed).toMatchObject({ reason: 'a test', flatten: true })
  await again.end('as-it-is')
})

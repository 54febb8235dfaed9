import { spawn, type ChildProcess } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { DeskFrame, Health } from '../../src/protocol/desk.ts'
import type { MarketState } from '../../src/protocol/market.ts'
import { wireClient } from '../exchange/wire-socket.ts'
import { endedBy } from '../ended-by.ts'
import { runCommand } from '../run-command.ts'
import { slowness } from '../slowness.ts'
import { randomPair } from '../random-pair.ts'
import { projectFolder } from '../source-files.ts'
import { until } from '../until.ts'
import { writeBars } from '../write-bars.ts'

// The desk as a person starts it, on exchanges served beside it: nothing leaves this machine.

const home = mkdtempSync(join(tmpdir(), 'isobar-start-'))
const started: ChildProcess[] = []
/** Bars to begin with: without any a universe of 100 series is made up, which takes a second and more. */
const data = join(home, 'bars')
beforeAll(() => {
  mkdirSync(join(data, 'made-perp'), { recursive: true })
  const { y, x } = randomPair(11, 420)
  for (const bars of [y, x]) writeBars(join(data, 'made-perp'), bars)
})
afterAll(() => {
  for (const each of started) each.kill('SIGKILL')
  rmSync(home, { recursive: true, force: true })
})

async function startedDesk(...args: readonly string[]) {
  const child = spawn(
    process.execPath,
    [
      join(projectFolder, 'bin', 'isobar'),
      'start',
      '--port',
      '0',
      '--json',
      '--data',
      data,
      ...args,
    ],
    // A group of its own, as a shell gives it: an interrupt goes to all of it.
    {
      env: { ...process.env, ISOBAR_HOME: home },
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )
  started.push(child)
  let told = ''
  child.stderr.on('data', (chunk: Buffer) => (told += chunk.toString()))
  let said = ''
  for await (const chunk of child.stdout) {
    said += String(chunk)
    const address = /"address":\s*"([^"]+)"/.exec(said)?.[1]
    if (address !== undefined) return { child, address, told: () => told }
  }
  throw new Error(`the desk did not start: ${said}`)
}

/** Of all venues at once test/desk-opening.test.ts makes a desk. */
const few = ['--venues', 'binance,okx']

function get(url: string): Promise<unknown> {
  return fetch(url).then((answer) => answer.json())
}

/** A frame of a kind, from now or before. */
async function frame<Kind extends DeskFrame['type']>(address: string, kind: Kind) {
  const socket = await wireClient(`${address.replace('http', 'ws')}/ws`)
  const found = await socket.until(({ type }) => type === kind)
  socket.close()
  return found as unknown as Extract<DeskFrame, { type: Kind }>
}

/** Asks until the market of a desk is so. */
function untilMarket(address: string, is: (state: MarketState) => boolean): Promise<void> {
  const state = (): Promise<MarketState> => get(`${address}/api/market`) as Promise<MarketState>
  return until(
    async () => is(await state()),
    async () => JSON.stringify((await state()).account),
    100,
  )
}

test('served exchanges: a book comes, said to be simulated, killed for good, ended with all it began', async () => {
  const first = await startedDesk('--embedded', ...few, '--instruments', 'BTC,ETH-USDT')
  const asked = performance.now()
  const book = await frame(first.address, 'book')
  expect(performance.now() - asked).toBeLessThan(10_000 * slowness())
  expect(book.bids.length).toBeGreaterThan(4)
  expect(book.bids[0]![0]).toBeLessThan(book.asks[0]![0])
  const health = (await get(`${first.address}/api/health`)) as Health
  if (health.market.kind !== 'simulated') throw new Error(JSON.stringify(health))
  const served = health.market.address
  expect(await get(served)).toMatchObject({ venues: expect.arrayContaining(['binance']) })
  const page = await (await fetch(first.address)).text()
  expect(page).toContain('SIMULATED MARKET')
  const state = (await get(`${first.address}/api/market`)) as MarketState
  const names = state.instruments.map(({ venue, instrument }) => `${venue}:${instrument}`)
  expect(names).toEqual(expect.arrayContaining(['binance:BTC-USDT', 'binance:ETH-USDT']))
  expect(state.venues[0]).toMatchObject({ status: 'live', gaps: 0 })
  expect(state.venues[0]!.trust).toBeGreaterThan(0.9)

  expect(state.account?.trading).toMatchObject({
    chosen: 'market-maker',
    since: expect.any(Number),
  })
  await untilMarket(first.address, ({ account }) => (account?.fills ?? 0) > 0)

  const token = /<meta name="isobar-token" content="([\w-]+)">/.exec(page)![1]!
  const post = (path: string, headers: Record<string, string> = { 'isobar-token': token }) =>
    fetch(`${first.address}/api/${path}`, { method: 'POST', headers })
  expect((await post('kill', {})).status).toBe(403)
  // What the first holds is closed before the other begins.
  expect(await (await post('strategy?name=drill')).json()).toMatchObject({
    account: { trading: { chosen: 'drill', isChanging: false }, killed: null },
  })
  await untilMarket(first.address, ({ account }) => account!.trading.strategies[0]!.fills > 0)
  expect(await (await post('kill?reason=rehearsal&flatten=yes')).json()).toMatchObject({
    account: { killed: { reason: 'rehearsal', flatten: true } },
  })
  await untilMarket(
    first.address,
    ({ account }) =>
      account!.openOrders.length === 0 &&
      account!.positions.every(({ quantity }) => quantity === 0),
  )
  const again = await post('strategy?name=none')
  expect([again.status, await again.text()]).toEqual([409, expect.stringContaining('kill switch')])
  expect(await endedBy(first.child, { withinMs: 3_000 })).toBe(0)
  await expect(fetch(served)).rejects.toThrow('fetch failed')

  // What was switched off stays so until somebody says otherwise.
  const second = await startedDesk('--embedded', ...few, '--instruments', 'BTC')
  const told = await frame(second.address, 'book').then(() => frame(second.address, 'market'))
  expect(told.account?.killed).toMatchObject({ reason: 'rehearsal' })
  await until(() => second.told().includes('On paper: '))
  await until(() =>
    /the kill switch is thrown since [\d-]{10} [\d:]{8} UTC \(rehearsal\)/.test(second.told()),
  )
  expect(
    await endedBy(second.child, {
      ask: () => process.kill(-second.child.pid!, 'SIGINT'),
      withinMs: 3_000,
    }),
  ).toBe(0)
})

test('a recording is played as if it were now, also where a strategy does not fit it, and a desk that is ended before its market is open ends', async () => {
  const recording = join(home, 'recording')
  const made = ['--venues', 'okx,kraken', '--bases', 'BTC', '--duration', '5s', '--quiet']
  const ran = runCommand(['market', 'synthesize', '--out', recording, ...made], home)
  expect(ran.exitCode, ran.stderr).toBe(0)
  const played = ['--recording', recording, '--venues', 'kraken', '--strategy', 'arbitrage']
  const { child, address } = await startedDesk(...played)
  expect(await frame(address, 'book')).toMatchObject({ venue: 'kraken', instrument: 'BTC-USD' })
  expect(await get(`${address}/api/health`)).toMatchObject({
    market: { kind: 'recording', name: 'recording' },
  })
  // It is not told what venues charge.
  const { account } = (await get(`${address}/api/market`)) as MarketState
  expect(account?.trading.chosen).toBe('none')
  expect(account?.trading.choices.find(({ name }) => name === 'own')?.obstacle).toMatch(
    /^strategy\.takerFeeBps: expected a number/,
  )
  expect(await endedBy(child)).toBe(0)

  const hasty = await startedDesk('--embedded')
  expect(await endedBy(hasty.child)).toBe(0)
})

test.each([
  [['--embedded', '--live'], 'cannot be used with'],
  [['--instruments', 'btc/usdt'], 'expected BTC or BTC-USDT'],
  [['--embedded', '--strategy', 'nowhere.ts'], 'no strategy file nowhere.ts'],
  [['--embedded', '--venues', 'nowhere'], 'no feed of nowhere is known'],
])('%j is wrong usage', (args, words) => {
  const ran = runCommand(['start', '--port', '0', ...args], home)
  expect([ran.exitCode, ran.stderr]).toEqual([2, expect.stringContaining(words)])
})

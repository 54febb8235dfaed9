import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openRecording } from '../src/stores/recording/open-recording.ts'
import { served } from './exchange/served.ts'
import { isobarChild } from './isobar-child.ts'
import { runCommand } from './run-command.ts'

let root: string
beforeAll(() => (root = mkdtempSync(join(tmpdir(), 'isobar-data-record-'))))
afterAll(() => rmSync(root, { recursive: true, force: true }))

test.each([
  ['commas', ['binance=http://127.0.0.1:9/a,okx=http://127.0.0.1:9/b']],
  ['spaces', ['binance=http://127.0.0.1:9/a', 'okx=http://127.0.0.1:9/b']],
])('addresses of venues are separated by %s', (_, urls) => {
  const args = ['--venues', 'binance,okx', '--out', join(root, 'out'), '--url', ...urls]
  const ran = runCommand(['data', 'record', ...args], join(root, 'home'))
  // Nobody answers there: that it was asked is what is told.
  expect(ran.stderr).toContain('127.0.0.1:9/a/api/v3/exchangeInfo')
  expect(ran.exitCode).toBe(1)
})

test('the least orders that venues list are recorded', async () => {
  const exchange = await served(['binance'])
  try {
    const out = join(root, 'listed')
    const args = ['--venues', 'binance', '--url', `binance=${exchange.address}`, '--out', out]
    const child = isobarChild(['data', 'record', ...args, '--duration', '1s'], join(root, 'home'))
    expect(await child.ended, child.stderr()).toBe(0)
    const [listing] = (await openRecording(out)).listings
    expect(listing!.rules).toMatchObject({ minNotional: 5, takerFeeBps: null })
    expect(listing!.rules.minQuantity).toBeGreaterThan(0)
  } finally {
    await exchange.close()
  }
})

test('what came is kept as it came: read anew it is the same recording', async () => {
  const exchange = await served(['bybit'])
  try {
    const out = join(root, 'raw')
    const args = ['--venues', 'bybit', '--instruments', 'BTC-USDT,BTC-USDT:linear', '--out', out]
    const home = join(root, 'home')
    const url = ['--url', `bybit=${exchange.address}`]
    const child = isobarChild(['data', 'record', ...args, ...url, '--duration', '2s'], home)
    expect(await child.ended, child.stderr()).toBe(0)
    const again = join(root, 'again')
    const raw = join(out, 'raw', 'bybit')
    const ran = runCommand(['data', 'import', 'raw:bybit', raw, '--out', again], home)
    expect(ran.exitCode, ran.stderr).toBe(0)
    const [first, second] = await Promise.all([out, again].map(countsOf))
    expect(first!.size).toBe(4)
    expect(second).toEqual(first)
  } finally {
    await exchange.close()
  }
})

/** Events and messages of each stream; imports call Bybit's spot by a name of its own. */
async function countsOf(folder: string): Promise<ReadonlyMap<string, readonly number[]>> {
  const { manifest } = await openRecording(folder)
  const counts = new Map<string, readonly number[]>()
  for (const { venue, class: traded, channel, events, messages } of manifest.streams) {
    const isSpot = venue === 'bybit-spot' || traded === 'spot'
    counts.set(`${isSpot ? 'spot' : 'linear'} ${channel}`, [events, messages])
  }
  return counts
}

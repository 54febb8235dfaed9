import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openRecording } from '../src/stores/recording/open-recording.ts'
import { served } from './exchange/served.ts'
import { isobarChild } from './isobar-child.ts'
import { commandBeside, runCommand } from './run-command.ts'

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

test.each([
  ['names of no venue and no venues', ['BTC-USDT'], 'expected VENUE:INSTRUMENT'],
  ['nothing', [], 'name what is to be recorded'],
  ['coins of no venue', ['--instruments', 'BTC-USDT'], 'name what is to be recorded'],
])('what is to be recorded has to be said: %s', (_, args, complaint) => {
  const ran = runCommand(
    ['data', 'record', ...args, '--out', join(root, 'none')],
    join(root, 'home'),
  )
  expect([ran.exitCode, ran.stderr]).toEqual([2, expect.stringContaining(complaint)])
})

test('each venue is recorded in what is named of it, at one address of all', async () => {
  const exchange = await served(['binance', 'kraken'])
  try {
    const record = async (name: string, ...args: string[]): Promise<string> => {
      const out = join(root, name)
      const url = ['--url', exchange.address, '--out', out, '--duration', '1s']
      const child = commandBeside(['data', 'record', ...args, ...url], join(root, 'home'))
      expect(await child.ended, child.stderr()).toBe(0)
      return child.stderr()
    }
    expect(await record('named', 'binance:ETH-USDT', 'kraken:BTC-USD')).toContain(
      'recording binance:ETH-USDT, kraken:BTC-USD\n',
    )
    const list = ['--venues', 'binance,kraken', '--instruments', 'BTC-USDT,BTC-USD,kraken:SOL-USD']
    expect(await record('listed-by-each', ...list)).toContain(
      'recording binance:BTC-USDT, kraken:BTC-USD, kraken:SOL-USD\n',
    )
    const none = ['--instruments', 'kraken:BTC-EUR', '--url', exchange.address]
    const refused = commandBeside(
      ['data', 'record', ...none, '--out', join(root, 'refused')],
      join(root, 'home'),
    )
    expect(await refused.ended).toBe(2)
    expect(refused.stderr()).toContain('kraken lists no BTC-EUR')
  } finally {
    await exchange.close()
  }
})

test('the least orders that venues list are recorded', async () => {
  const exchange = await served(['binance'])
  try {
    const out = join(root, 'listed')
    const args = ['--venues', 'binance', '--url', `binance=${exchange.address}`, '--out', out]
    const recording = ['data', 'record', ...args, '--duration', '1s']
    const child = commandBeside(recording, join(root, 'home'))
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
    // Called again it goes on where it was.
    const more = commandBeside(['data', 'record', ...args, ...url, '--duration', '1s'], home)
    expect(await more.ended, more.stderr()).toBe(0)
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

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

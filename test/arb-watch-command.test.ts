import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import type { ArbitrageScanResult } from '../src/research/arbitrage/scan-result.ts'
import type { WatchEvent } from '../src/research/arbitrage/watch-result.ts'
import { served } from './exchange/served.ts'
import { isobarChild } from './isobar-child.ts'
import { commandBeside, runCommand } from './run-command.ts'

// `isobar arb watch`, over served exchanges by their address.

const folder = mkdtempSync(join(tmpdir(), 'isobar-arb-watch-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const watching = (args: readonly string[]) =>
  commandBeside(['arb', 'watch', ...args], join(folder, 'home'))

test('three venues by address: lines as it happens, a summary at the end, a run that reports', async () => {
  const exchange = await served(['binance', 'okx', 'kraken'])
  try {
    const saved = join(folder, 'watched')
    const asked = ['--url', exchange.address, '--venues', 'binance,okx,kraken']
    // With rebates there always is something to be had.
    const edges = ['--taker-fee-bps', '-5', '--latency-ms', '20,okx=1']
    const wanted = ['--instruments', 'BTC', '--quote-map', 'USDT=USD:live']
    const args = [...asked, ...edges, ...wanted, '--json', '--save', saved]
    const command = isobarChild(['arb', 'watch', ...args], join(folder, 'home'))
    // Both kinds of pairs: within a quote currency, and between two.
    await command.said(
      (text) =>
        text.includes('"sellVenue":"kraken"') &&
        text.includes('"buyVenue":"kraken"') &&
        text.includes('"event":"captured"'),
    )
    command.interrupt()
    expect(await command.ended, command.stderr()).toBe(0)
    expect(command.stderr()).toContain('waiting for')
    const lines = command
      .stdout()
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as WatchEvent | { event: 'summary' })
    const opened = lines.filter((each) => each.event === 'opened')
    const across = opened.find(({ buyVenue }) => buyVenue === 'kraken')!
    expect(across).toMatchObject({ base: 'BTC', quote: 'USD', captureProbability: null })
    expect(across.quoteRates['USDT']).toBeGreaterThan(0.9)
    const summary = lines.at(-1) as unknown as ArbitrageScanResult & { event: string }
    expect(summary).toMatchObject({ event: 'summary', kind: 'arb-watch' })
    expect(summary.summary.count).toBe(opened.length)
    const ended = lines.filter((each) => each.event === 'closed')
    expect(ended.map(({ id }) => id).toSorted((a, b) => a - b)).toEqual(opened.map(({ id }) => id))
    const run = JSON.parse(readFileSync(join(saved, 'run.json'), 'utf8')) as {
      result: ArbitrageScanResult
    }
    expect(run.result).toMatchObject({ kind: 'arb-scan', summary: { count: opened.length } })
    const report = join(folder, 'watched.html')
    const reported = runCommand(['report', saved, '--out', report], folder)
    expect(reported.exitCode, reported.stderr).toBe(0)
  } finally {
    await exchange.close()
  }
})

test('what cannot be watched is said at once', async () => {
  const exchange = await served(['binance', 'okx'])
  const at = ['--url', exchange.address, '--venues', 'binance,okx']
  try {
    const live = watching([...at, '--quote-map', 'USDT=USD:live', '--taker-fee-bps', '5'])
    expect(await live.ended).toBe(2)
    expect(live.stderr()).toContain('none of these venues lists USDT-USD')
    const free = watching(at)
    expect(await free.ended).toBe(2)
    expect(free.stderr()).toMatch(/the taker fee of \w+:\S+ is not told; give --taker-fee-bps/)
    const one = ['--url', exchange.address, '--venues', 'okx', '--duration', '1s']
    const alone = watching([...one, '--taker-fee-bps', '5'])
    await alone.ended
    expect(alone.stderr()).toContain('nothing is compared: no two venues have the same')
    const unlisted = watching([...at, '--taker-fee-bps', '5', '--instruments', 'BTC,ETHH'])
    expect(await unlisted.ended).toBe(2)
    expect(unlisted.stderr()).toContain('none of the venues that answer lists ETHH')
  } finally {
    await exchange.close()
  }
  const wrong = [
    [['--venues', 'nowhere'], 'no feed of nowhere is known'],
    [['BTC-USDT'], 'expected VENUE:INSTRUMENT'],
    [['--url', 'somewhere'], 'expected URL or VENUE=URL'],
    [['--instruments', 'btc'], 'expected BTC or BTC-USDT'],
    [['--latency-ms', 'binnance=5'], '--latency-ms: no binnance there; nearest are binance'],
    [['--duration', 'soon'], 'expected a length of time'],
  ] as const
  for (const [args, words] of wrong) {
    const ran = runCommand(['arb', 'watch', ...args], folder)
    expect([ran.exitCode, ran.stderr]).toEqual([2, expect.stringContaining(words)])
  }
  // Nobody listens there.
  const nobody = watching(['--url', exchange.address, '--venues', 'binance'])
  expect(await nobody.ended).toBe(1)
  expect(nobody.stderr()).toContain('no exchange could be reached')
})

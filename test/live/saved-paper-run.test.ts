import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { servedKeys } from '../../src/app/exchange/serve.ts'
import type { TradeRun } from '../../src/protocol/trade-run.ts'
import { served } from '../exchange/served.ts'
import { commandBeside, runCommand } from '../run-command.ts'

const folder = mkdtempSync(join(tmpdir(), 'isobar-saved-paper-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('a run on paper keeps what it printed at its end, and its report shows that', async () => {
  const exchange = await served(['bybit'])
  const { key: apiKey, secret } = servedKeys
  const config = join(folder, 'config.json')
  const venues = { bybit: { url: exchange.address, apiKey, secret } }
  const strategy = { everyMs: 200, notional: 200 }
  writeFileSync(config, JSON.stringify({ venues, instruments: ['bybit:BTC-USDT'], strategy }))
  const [journal, saved] = [join(folder, 'journal'), join(folder, 'run')]
  const what = ['--mode', 'paper', '--strategy', 'drill', '--config', config, '--duration', '1s']
  const trading = commandBeside(['trade', ...what, '--journal', journal, '--save', saved], folder)
  try {
    expect(await trading.ended, trading.stderr()).toBe(0)
  } finally {
    await exchange.close()
  }
  const text = readFileSync(join(saved, 'run.json'), 'utf8')
  const { result } = JSON.parse(text) as { readonly result: TradeRun }
  expect(result.summary).toContain('this run: ')
  expect(`${result.summary}\n`).toBe(trading.stdout())
  const page = join(folder, 'run.html')
  expect(runCommand(['report', saved, '--out', page], folder).exitCode).toBe(0)
  expect(readFileSync(page, 'utf8')).toContain(JSON.stringify(result.summary))
})

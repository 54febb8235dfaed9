import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { servedKeys } from '../../src/app/exchange/serve.ts'
import { served } from '../exchange/served.ts'
import { lookAtJournal } from '../../src/app/live/open-journal.ts'
import { quantityOf } from '../../src/core/price.ts'
import { until } from '../until.ts'
import { isobarChild } from '../isobar-child.ts'
import { commandBeside, runCommand } from '../run-command.ts'
import { projectFolder } from '../source-files.ts'

// `isobar route --execute`: a routed order through what trades, over the wire to served exchanges.

const folder = mkdtempSync(join(tmpdir(), 'isobar-route-execute-'))
let exchange: Awaited<ReturnType<typeof served>>
beforeAll(async () => {
  exchange = await served(['binance', 'okx'])
})
afterAll(async () => {
  await exchange.close()
  rmSync(folder, { recursive: true, force: true })
})

function keysAt(url: string): object {
  const { key: apiKey, secret, passphrase: password } = servedKeys
  return { url, apiKey, secret, password }
}

function configAt(url: string, more: object = {}): string {
  const file = join(folder, 'trade.json')
  const at = keysAt(url)
  const config = {
    venues: { binance: at, okx: at },
    reporting: { currency: 'USD', rates: { USDT: 1 } },
    ...more,
  }
  writeFileSync(file, JSON.stringify(config), { mode: 0o600 })
  return file
}

// Before anything is bought: it tells what accounts hold.
test('an order above what accounts hold is refused before anything is sent, and what is missing is said', async () => {
  const config = configAt(exchange.address, { venues: { binance: keysAt(exchange.address) } })
  const ran = async (side: string, quantity: string) => {
    const asked = ['route', side, quantity, '--live', 'ETH-USDT', '--venues', 'binance']
    const at = ['--config', config, '--journal', join(folder, side), '--taker-fee-bps', '10']
    const child = commandBeside([...asked, '--execute', ...at, '--json'], folder)
    const code = await child.ended
    return { code, ...(JSON.parse(child.stdout()) as { error?: { message: string } }) }
  }
  expect(await ran('sell', '500')).toMatchObject({
    code: 2,
    error: {
      code: 'usage',
      message:
        '500 ETH are to be sold, and held are 100 ETH at binance: 400 ETH are missing; nothing was sent',
      context: { missing: 400 },
    },
  })
  const bought = await ran('buy', '100000')
  expect(bought.code).toBe(2)
  expect(bought.error!.message).toMatch(
    /^buying 100000 takes .* USDT, and held are 1000000 USDT at binance: .* USDT are missing; nothing was sent$/,
  )
})

test('an order over two venues is filled slice by slice, and a run with its journal finds it done', async () => {
  const journal = join(folder, 'journal')
  const asked = ['route', 'buy', '0.6', '--live', 'BTC-USDT', '--execute', '--json']
  const at = ['--config', configAt(exchange.address), '--journal', journal]
  const terms = ['--slices', '2', '--over', '1s', '--taker-fee-bps', '10']
  const first = commandBeside([...asked, ...at, ...terms], folder)
  expect(await first.ended, first.stderr()).toBe(0)
  const done = JSON.parse(first.stdout()) as Record<string, unknown>
  expect(done).toMatchObject({
    kind: 'route-executed',
    mode: 'paper',
    quantity: 0.6,
    filled: 0.6,
    filledNow: 0.6,
    end: 'filled',
  })
  expect(done['ordersSent']).toBeGreaterThanOrEqual(2)
  expect(Math.abs(done['shortfallBps'] as number)).toBeLessThan(100)
  const status = runCommand(['trade', 'status', '--journal', journal, '--json'], folder)
  const { positions } = JSON.parse(status.stdout) as { positions: { quantity: number }[] }
  expect(positions.reduce((sum, { quantity }) => sum + quantity, 0)).toBeCloseTo(0.6, 9)
  const again = commandBeside([...asked, ...at, ...terms], folder)
  expect(await again.ended, again.stderr()).toBe(0)
  expect(JSON.parse(again.stdout())).toMatchObject({ filled: 0.6, filledNow: 0, end: 'filled' })
  const sell = ['route', 'sell', '0.6', ...asked.slice(3), ...at, ...terms]
  const other = runCommand(sell, folder)
  expect([other.exitCode, other.stderr]).toEqual([
    2,
    expect.stringContaining('another order, buy 0.6 of BTC-USDT'),
  ])
})

test('the configuration of the docs, which is written for another strategy, is one of an order too', async () => {
  const docs = readFileSync(join(projectFolder, 'docs', 'live-trading.md'), 'utf8')
  const [, example] = /^```yaml\n(# trade\.yaml[^`]*)```$/m.exec(docs)!
  const [, args] = /^isobar (route buy .* --config) trade\.yaml .*$/m.exec(docs)!
  const at = JSON.stringify(keysAt(exchange.address))
  const config = join(folder, 'trade.yaml')
  const write = (of: (text: string) => string): void =>
    writeFileSync(config, of(example!.replace(/^ {2}(binance|okx):.*$/gm, `  $1: ${at}`)), {
      mode: 0o600,
    })
  const journal = join(folder, 'docs')
  const asked = [...args!.split(' '), config, '--journal', journal, '--taker-fee-bps', '5']
  write((text) => text.replace('everyMs:', 'attempts: 0, everyMs:'))
  const wrong = commandBeside(asked, folder)
  expect([await wrong.ended, wrong.stderr()]).toEqual([
    2,
    expect.stringContaining('strategy.attempts: expected a whole number from 1'),
  ])
  expect(existsSync(journal)).toBe(false)
  write((text) => text)
  const child = commandBeside([...asked, '--slices', '2', '--over', '4s'], folder)
  expect(await child.ended, child.stderr()).toBe(0)
  expect(child.stderr()).toContain(
    'not settings of an order, left alone: strategy.everyMs, strategy.notional',
  )
  expect(child.stdout()).toMatch(/^Bought (\S+) of \1 on paper at .*: all of it\.$/m)
})

test('interrupted it says so by its exit code, and gone on with it tells what is of this run', async () => {
  const config = configAt(exchange.address, { venues: { binance: keysAt(exchange.address) } })
  const journal = join(folder, 'interrupted')
  const asked = ['route', 'buy', '0.6', '--live', 'BTC-USDT', '--execute', '--config', config]
  const args = [...asked, '--journal', journal, '--taker-fee-bps', '10']
  const first = isobarChild([...args, '--slices', '2', '--over', '1h'], folder)
  const bought = async (): Promise<number> => {
    const looked = await lookAtJournal(journal).catch(() => undefined)
    const [position] = looked?.state.positions ?? []
    return position === undefined ? 0 : quantityOf(position.lots, position.instrument.lotSize)
  }
  await until(
    async () => (await bought()) >= 0.3,
    () => first.stderr(),
    100,
  )
  first.interrupt()
  expect(await first.ended, first.stderr()).toBe(130)
  expect(first.stdout()).toMatch(/Bought 0\.3 of 0\.6 on paper at .*: ended before it was done\./)
  const second = commandBeside(args, folder)
  expect(await second.ended, second.stderr()).toBe(0)
  expect(second.stdout()).toMatch(/Bought 0\.6 of 0\.6 on paper, 0\.3 of it in this run at .*: all/)
})

test('what executing needs is asked for, and live as `isobar trade` asks', () => {
  const config = configAt('http://127.0.0.1:9')
  const base = ['route', 'buy', '1', '--execute']
  const cases: readonly (readonly [readonly string[], string])[] = [
    [base, '--live <instrument>'],
    [[...base, '--live', 'BTC'], '--config <file>'],
    [[...base, '--live', 'BTC', '--config', config], '--journal <dir>'],
    [
      [...base, 'live', '--live', 'BTC', '--config', config, '--journal', 'j'],
      'say --live-orders if that is what is wanted',
    ],
    [
      [...base, 'live', '--live', 'BTC', '--config', config, '--journal', 'j', '--live-orders'],
      'live trading needs a limits file',
    ],
    [[...base, '--live', 'BTC', '--config', config, '--journal', 'j', '--slices', '3'], '--over'],
    [[...base, '--live', 'BTC', '--config', config, '--journal', 'j'], 'the taker fee of binance'],
  ]
  for (const [args, words] of cases) {
    const ran = runCommand(args, folder)
    expect([ran.exitCode, ran.stderr]).toEqual([2, expect.stringContaining(words)])
  }
})

test('what was asked for is what is traded, and no option is dropped', () => {
  const config = configAt('http://127.0.0.1:9', {
    instruments: ['binance:BTC-USDT', 'okx:BTC-USDT'],
  })
  const journal = join(folder, 'none')
  const base = ['route', 'buy', '25', '--execute', '--config', config, '--journal', journal]
  const btc = [...base, '--live', 'BTC', '--taker-fee-bps', '5']
  const cases: readonly (readonly [readonly string[], string])[] = [
    [[...base, '--live', 'ETH', '--taker-fee-bps', '5'], 'nothing of the configuration is ETH'],
    [[...btc, '--exclude', 'binance,okx'], 'nothing of the configuration is BTC'],
    [[...btc, '--exclude', 'kraken'], '--exclude: no kraken there'],
    [[...btc, '--venues', 'kraken'], '--venues: no kraken there'],
    [[...btc, '--quote-map', 'USDT=USD:live'], 'no --quote-map'],
    [[...btc, '--url', 'http://127.0.0.1:9'], 'no --url'],
    [[...btc, '--balances', 'b.json'], 'no --balances'],
    [[...btc, '--objective', 'value'], 'no --objective'],
    [[...btc, '--books', 'b.json'], 'no --books'],
    [[...btc, '--exact'], 'no --exact'],
    [[...btc, '--save', 's'], 'no --save'],
  ]
  for (const [args, words] of cases) {
    const ran = runCommand(args, folder)
    expect([ran.exitCode, ran.stderr]).toEqual([2, expect.stringContaining(words)])
  }
  expect(existsSync(journal)).toBe(false)
})

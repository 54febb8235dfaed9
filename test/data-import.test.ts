import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runCommand } from './run-command.ts'
import type { Ran } from './run-isobar.ts'

let root: string
beforeAll(() => (root = mkdtempSync(join(tmpdir(), 'isobar-data-import-'))))
afterAll(() => rmSync(root, { recursive: true, force: true }))

const header = 'exchange,symbol,timestamp,local_timestamp,id,side,price,amount'

/** Trades over some hours, so that an import of them has many files to write. */
function trades(rows: number): string {
  const lines = Array.from({ length: rows }, (_, k) => {
    const time = 1_700_000_000_000_000 + k * 1_000_000
    return `binance,BTCUSDT,${time - 5},${time},${k},${k % 2 === 0 ? 'buy' : 'sell'},${(100 + (k % 7) / 4).toFixed(2)},${k + 1}`
  })
  return `${[header, ...lines].join('\n')}\n`
}

function file(name: string, content: string | Buffer): string {
  const path = join(root, name)
  writeFileSync(path, content)
  return path
}

const run = (...args: string[]): Ran => runCommand(args, join(root, 'home'))

test('an import answers with what it has read and what the recording holds', () => {
  const source = file('a.csv.gz', gzipSync(trades(5_000)))
  const out = join(root, 'a')
  const ran = run('data', 'import', 'tardis', source, '--out', out, '--json')
  expect(ran).toMatchObject({ exitCode: 0, stderr: '' })
  expect(JSON.parse(ran.stdout)).toMatchObject({
    recording: out,
    events: 5_000,
    messages: 5_000,
    from: 1_700_000_000_000,
    to: 1_700_004_999_000,
    instruments: [{ venue: 'binance', name: 'BTC-USDT', class: 'spot', tickSize: '0.01' }],
    streams: [{ channel: 'trades', clock: 'receive', events: 5_000, gapEvents: 0 }],
    files: [{ file: source, layout: 'Tardis trades', rows: 5_000, isUnended: false }],
    leftOut: [],
  })
  const told = run('data', 'import', 'tardis', source, '--out', `${out}2`)
  expect(told.stdout).toContain('5,000 events of 5,000 rows in 1 file.')
})

/** A message of Bybit's book. */
const bookMessage = (u: number, type: string): string => {
  const data = { s: 'BTCUSDT', b: [['100.5', '1']], a: [], u, seq: u }
  return JSON.stringify({ topic: 'orderbook.50.BTCUSDT', type, ts: 1_700_000_000_000, data })
}

test('raw messages become a recording, and what was lost of a book is told', () => {
  const lines = [
    bookMessage(1, 'snapshot'),
    bookMessage(2, 'delta'),
    bookMessage(4, 'delta'),
    '{"op":"ping"',
  ]
  const content = lines.map((text, k) => `${1_700_000_000_000 + k} ${text}\n`).join('')
  const source = file('bybit.txt', content)
  const out = join(root, 'raw')
  const ran = run('data', 'import', 'raw:bybit', source, '--out', out, '--json')
  expect(ran).toMatchObject({ exitCode: 0, stderr: '' })
  expect(JSON.parse(ran.stdout)).toMatchObject({
    instruments: [{ venue: 'bybit', class: 'linear', tickSize: '0.1', stepsInferred: true }],
    streams: [{ channel: 'book', clock: 'receive', gapEvents: 1 }],
    files: [
      {
        layout: 'raw:bybit',
        rows: 4,
        malformed: 1,
        capture: { firstFault: { row: 4, byte: 12 }, lost: { gap: 1 } },
      },
    ],
  })
  const told = run('data', 'import', 'raw:bybit', source, '--out', `${out}2`)
  expect(told.stdout).toContain('bybit.txt:4, byte 12 of the message: syntax')
  expect(told.stdout).toContain('books lost: 1 by a break of the sequence')
})

test('what is wrong has its exit code and leaves nothing behind', () => {
  const good = file('good.csv', trades(3))
  const bybit = file('of-another-venue.txt', `1700000000000 ${bookMessage(1, 'snapshot')}\n`)
  const bad = file('bad.csv', `${trades(3)}binance,BTCUSDT,1,x,1,buy,1,1\n`)
  const cases: [args: string[], exitCode: number, message: string][] = [
    [
      ['tardis', bad, '--out', join(root, 'x')],
      3,
      'bad.csv:5, column local_timestamp: expected a time',
    ],
    [['tardis', join(root, 'absent.csv'), '--out', join(root, 'x')], 1, 'absent.csv: no such file'],
    [['nothing', good, '--out', join(root, 'x')], 2, 'no kind nothing; there are tardis'],
    [['raw:bitfinex', bybit, '--out', join(root, 'x')], 2, 'Bitfinex, bitFlyer, Crypto.com and'],
    [['tardis', good, '--venue', '', '--out', join(root, 'x')], 2, '--venue: expected the name'],
    [['tardis', good, good, '--out', join(root, 'x')], 2, 'good.csv is named twice'],
    [['tardis', good, '--out', root], 2, 'is there already'],
    [['tardis', good], 2, "required option '--out <dir>'"],
    [['standx', good, '--out', join(root, 'x')], 3, 'expected the columns of StandX'],
    [['raw:kraken', bybit, '--out', join(root, 'x')], 3, 'expected messages of this kind'],
  ]
  for (const [args, exitCode, message] of cases) {
    const ran = run('data', 'import', ...args, '--json')
    expect(ran.exitCode, message).toBe(exitCode)
    expect(ran.stderr).toContain(message)
    expect(JSON.parse(ran.stdout)).toMatchObject({
      error: { message: expect.stringContaining(message) },
    })
  }
  expect(readdirSync(root).filter((name) => name.startsWith('x'))).toEqual([])
})

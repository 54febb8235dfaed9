import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { collectRows } from '../../../test/recording-fixture.ts'
import { marketEventAt, type MarketEvent } from '../../core/events/market-event.ts'
import type { FeedName } from '../../wire/protocols.ts'
import { importSources, type ImportResult } from '../recording/import-sources.ts'
import { openRecording } from '../recording/open-recording.ts'
import { captureSources } from './capture-sources.ts'

// Messages that look like another market's, or another feed's.

let root: string
let made = 0
beforeAll(() => (root = mkdtempSync(join(tmpdir(), 'isobar-capture-markets-'))))
afterAll(() => rmSync(root, { recursive: true, force: true }))

function written(content: string): string {
  const file = join(root, `c${made++}.txt`)
  writeFileSync(file, content)
  return file
}

async function imported(
  feed: FeedName,
  file: string,
  venue?: string,
): Promise<ImportResult & { readonly events: readonly MarketEvent[] }> {
  const out = join(root, `out${made++}`)
  const named = venue === undefined ? {} : { venue }
  const { sources } = await captureSources({ files: [file], feed, told: [], ...named })
  const result = await importSources(sources, { out, version: '0' })
  const rows = await collectRows((await openRecording(out)).events())
  const events = Array.from({ length: rows.length }, (_, row) => marketEventAt(rows, row))
  return { ...result, events }
}

const start = 1_723_161_255_000_000

/** Bybit's book in messages of cryptofeed's: the first of each connection is a snapshot. */
function book(conn: string, seconds: number, u: number, bid: readonly string[]): string {
  const ts = start / 1e6 + seconds
  const type = seconds < 3 ? 'snapshot' : 'delta'
  const content = { s: 'BTCUSDT', b: [bid], a: [], u, seq: u }
  const data = JSON.stringify({ topic: 'orderbook.50.BTCUSDT', type, ts: ts * 1e3, data: content })
  return `${JSON.stringify({ t: 'recv', conn, ts, data })}\n`
}

/** The record of a connection to one of Bybit's markets. */
function connect(conn: string, market: string): string {
  const addr = `wss://stream.bybit.com/v5/public/${market}`
  return `${JSON.stringify({ t: 'connect', conn, ts: start / 1e6, addr })}\n`
}

test('two markets of one venue that call their symbols alike are two instruments, told by their addresses', async () => {
  const [linear, spot] = ['BYBIT.ws.1', 'BYBIT.ws.2']
  const content = [
    connect(linear, 'linear'),
    connect(spot, 'spot'),
    book(linear, 1, 7, ['65000', '1']),
    book(spot, 2, 90, ['65100.25', '2.5']),
    book(linear, 3, 8, ['64999', '1']),
    book(spot, 4, 91, ['65099', '1']),
  ].join('')
  const file = written(content)
  const { events, manifest, files } = await imported('bybit', file)
  expect(
    manifest.instruments.map((each) => [each.venue, each.class, each.name, each.tickSize]),
  ).toEqual([
    ['bybit', 'linear', 'BTC-USDT', '1'],
    ['bybit-spot', 'spot', 'BTC-USDT', '0.01'],
  ])
  expect(files).toMatchObject([{ malformed: 0, capture: { lost: { gap: 0 } } }])
  expect(events.map((event) => [event.instrument, event.kind])).toEqual([
    [0, 'clear'],
    [0, 'level'],
    [1, 'clear'],
    [1, 'level'],
    [0, 'level'],
    [1, 'level'],
  ])
  await expect(imported('bybit', file, 'bybit-eu')).rejects.toThrow(
    /expected one market where --venue names it, got bybit, bybit-spot/,
  )
})

function spotTrade(t: number): string {
  const rest = { p: '100', q: '1', T: 1, X: 'MARKET', m: true }
  return JSON.stringify({ e: 'trade', E: 2, s: 'BTCUSDT', t, ...rest })
}

const spotDepth =
  '{"e":"depthUpdate","E":1,"s":"BTCUSDT","U":9,"u":11,"b":[["99.00","1.5"]],"a":[]}'

test('books of another feed are refused, though as many trades of it look alike', async () => {
  const content =
    [1, 2, 3, 4].map((k) => `${start + k} ${spotTrade(k)}\n`).join('') +
    `${start + 5} ${spotDepth}\n`
  await expect(imported('binance-usd-margined', written(content))).rejects.toThrow(
    /:5: expected messages of raw:binance-usd-margined, got another kind's: 1 of 1 book messages/,
  )
})

// A recording of three Binance venues at once out of raw captures: one line a message, receive time in nanoseconds first.
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { EventColumns } from 'isobar/book'
import { mergeRows } from 'isobar/engine'

const from = (path) => import(new URL(`../../build/src/${path}.js`, import.meta.url))
const { CapturedFeed } = await from('stores/captures/captured-feed')
const { SymbolTable } = await from('core/events/symbol-table')
const { protocols } = await from('wire/protocols')
const { RecordingWriter } = await from('stores/recording/recording-writer')
const { unknownRules } = await from('stores/recording/listing')

const step = (units, decimals) => ({ units, decimals })
const feeds = [
  {
    files: 'spot_btcusdt',
    feed: 'binance-spot',
    venue: 'binance',
    symbol: 'BTCUSDT',
    name: 'BTC-USDT',
    class: 'spot',
    tickSize: step(1, 2),
    lotSize: step(1, 8),
  },
  {
    files: 'usdm_btcusdt',
    feed: 'binance-usd-margined',
    venue: 'binance-usdm',
    symbol: 'BTCUSDT',
    name: 'BTC-USDT',
    class: 'linear',
    tickSize: step(1, 1),
    lotSize: step(1, 3),
  },
  {
    files: 'cm_btcusd',
    feed: 'binance-coin-margined',
    venue: 'binance-coinm',
    symbol: 'BTCUSD_PERP',
    name: 'BTC-USD',
    class: 'inverse',
    tickSize: step(1, 1),
    lotSize: step(1, 0),
  },
]

/** What the captures tell of bitcoin, at all three venues, on the recorder's clock. */
export async function recordBinance(folder, out) {
  const listings = feeds.map(listingOf)
  const sources = feeds.map((feed, index) => ({
    rows: rowsOf(folder, feed, listings[index]),
    instruments: [index],
  }))
  const rows = mergeRows(sources)
  const writer = await RecordingWriter.create(out)
  await writer.append(rows, { listingAt: (index) => listings[index], clock: 'receive' })
  await writer.finish('0', [])
}

function listingOf({ venue, symbol, name, class: kind, tickSize, lotSize }) {
  const [base, quote] = name.split('-')
  const instrument = { venue, name, base, quote, class: kind, tickSize, lotSize }
  return { instrument, symbol, stepsInferred: false, rules: unknownRules }
}

function rowsOf(folder, { files, feed }, { instrument, symbol }) {
  const symbols = new SymbolTable()
  symbols.add({ symbol, index: 0, instrument })
  const followed = new CapturedFeed(protocols[feed], symbols)
  const rows = new EventColumns(1 << 20)
  for (const file of readdirSync(folder)
    .filter((name) => name.startsWith(files))
    .toSorted()) {
    const lines = gunzipSync(readFileSync(join(folder, file)))
      .toString()
      .split('\n')
    for (const line of lines) {
      if (line === '') continue
      const space = line.indexOf(' ')
      const text = line.slice(space + 1)
      const bytes = Buffer.from(text)
      const localTime = Math.round(Number(line.slice(0, space)) / 1e3)
      const whose = text.startsWith('{"lastUpdateId"') ? { instrument: 0 } : {}
      followed.read({ bytes, start: 0, end: bytes.length, localTime, ...whose }, rows)
    }
  }
  return rows
}

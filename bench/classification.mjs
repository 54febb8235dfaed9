// How often rules that guess the aggressor of trades are wrong, on recordings that tell it, and VPIN by each:
//
//   node bench/classification.mjs DATA
//
// DATA is the folder of the sets that docs/results/recordings.md names. Nothing is timed.
import { InstrumentBook } from 'isobar/book'
import {
  bulkVolumeBars,
  bulkVolumeError,
  classificationError,
  coinFlipVpin,
  leeReadySigns,
  mergeSweeps,
  tickRuleSigns,
  tradeColumns,
  vpinOf,
} from 'isobar/microstructure'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { compiledRowKernel } from '../build/src/app/kernels/compiled-rows.js'
import { captureSources } from '../build/src/stores/captures/capture-sources.js'
import { importSources } from '../build/src/stores/recording/import-sources.js'
import { openRecording } from '../build/src/stores/recording/open-recording.js'
import { listTickFiles } from '../build/src/stores/ticks/list-tick-files.js'
import { tickKinds } from '../build/src/stores/ticks/tick-kinds.js'
import { tickSources } from '../build/src/stores/ticks/tick-sources.js'

const sets = [
  ['hyperliquid', 'hyperliquid-l2'],
  ['gateio', 'gateio-spot-l2'],
  ['raw:binance-spot', 'binance-raw-ws/spot_btcusdt'],
  ['raw:binance-spot', 'binance-raw-ws/spot_ethusdt'],
  ['raw:binance-usd-margined', 'binance-raw-ws/usdm_btcusdt'],
  ['raw:binance-usd-margined', 'binance-raw-ws/usdm_ethusdt'],
  ['raw:binance-coin-margined', 'binance-raw-ws/cm_btcusd_perp'],
  ['raw:binance-coin-margined', 'binance-raw-ws/cm_ethusd_perp'],
]
/** Fewer trades tell nothing worth a row. */
const tradesMin = 500
const barSeconds = 10
const buckets = 50

const rows = []
for (const [kind, path] of sets) rows.push(...(await rowsOf(kind, join(process.argv[2], path))))
const heads = [
  'instrument',
  'trades',
  'prints a sweep',
  'tick rule, wrong',
  'Lee-Ready, wrong',
  'tick rule, net volume',
  'Lee-Ready, net volume',
  'bulk, volume wrong',
  'VPIN true',
  'VPIN bulk',
  'of coin flips',
]
const table = [heads, ['---', ...heads.slice(1).map(() => '---:')], ...rows]
process.stdout.write(`${table.map((cells) => `| ${cells.join(' | ')} |`).join('\n')}\n`)

async function rowsOf(kind, path) {
  const folder = mkdtempSync(join(tmpdir(), 'isobar-classification-'))
  try {
    const out = join(folder, 'recording')
    await importInto(out, kind, path)
    const recording = await openRecording(out)
    const seen = new Map()
    for await (const batch of recording.events()) look(batch, seen)
    return [...seen]
      .filter(([, { list }]) => list.length >= tradesMin)
      .map(([index, { list }]) => {
        const { name, venue } = recording.instruments.at(index)
        return [`${venue} ${name}`, ...figures(list)]
      })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function importInto(out, kind, path) {
  const below = await listTickFiles([existsSync(path) ? path : dirname(path)])
  const files = below.filter((file) => file.startsWith(path))
  const feed = /^raw:(.*)/.exec(kind)?.[1]
  const { sources } =
    feed === undefined
      ? await tickSources({
          files,
          layouts: tickKinds[kind],
          told: [],
          rowKernel: compiledRowKernel(),
        })
      : await captureSources({ files, feed, told: [] })
  await importSources(sources, { out, version: '0' })
}

/** Keeps every trade with the touch that stood before it, by local time. */
function look(batch, seen) {
  for (let row = 0; row < batch.length; row++) {
    const index = batch.instrument[row]
    let known = seen.get(index)
    if (known === undefined) {
      known = { book: new InstrumentBook(), list: [] }
      seen.set(index, known)
    }
    if (batch.kind[row] !== 3) {
      known.book.apply(batch, row)
      continue
    }
    if (batch.side[row] === 2) continue
    const exchangeTime = batch.exchangeTime[row]
    const time = Number.isNaN(exchangeTime) ? batch.localTime[row] : exchangeTime
    const { levels } = known.book
    const sign = batch.side[row] === 0 ? 1 : -1
    known.list.push([
      time,
      batch.price[row],
      batch.quantity[row],
      sign,
      levels.best(0),
      levels.best(1),
    ])
  }
}

function figures(list) {
  const trades = tradeColumns(list)
  const { prices, quantities, signs } = trades
  const bids = Float64Array.from(list, (trade) => trade[4])
  const asks = Float64Array.from(list, (trade) => trade[5])
  const ticked = classificationError(signs, tickRuleSigns(prices), quantities)
  const quoted = classificationError(signs, leeReadySigns({ prices, bids, asks }), quantities)
  const bars = bulkVolumeBars(trades, { barLength: barSeconds * 1e6, window: 50 })
  const volume = quantities.reduce((sum, quantity) => sum + quantity, 0)
  const options = { bucketVolume: volume / (2 * buckets), buckets }
  const bought = quantities.map((quantity, row) => (signs[row] > 0 ? quantity : 0))
  const sold = quantities.map((quantity, row) => quantity - bought[row])
  const bulkVolume = bars.reduce((sum, bar) => sum + bar.bought + bar.sold, 0)
  const bulk = vpinOf(
    Float64Array.from(bars, (bar) => bar.bought),
    Float64Array.from(bars, (bar) => bar.sold),
    { ...options, bucketVolume: bulkVolume / (2 * buckets) },
  )
  const sweeps = mergeSweeps(trades).length
  return [
    trades.length.toLocaleString('en'),
    (trades.length / sweeps).toFixed(2),
    share(ticked.wrong),
    share(quoted.wrong),
    percent(ticked.netVolumeError),
    percent(quoted.netVolumeError),
    percent(bulkVolumeError(bars)),
    vpinOf(bought, sold, options).toFixed(2),
    bulk.toFixed(2),
    coinFlipVpin(Math.max(1, Math.round(sweeps / (2 * buckets)))).toFixed(2),
  ]
}

function share({ value, low, high }) {
  return `${percent(value)} (${percent(low)} to ${percent(high)})`
}

function percent(value) {
  return `${(100 * value).toFixed(1)} %`
}

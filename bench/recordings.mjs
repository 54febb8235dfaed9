// Tardis files into a recording, against unpacking them and doing nothing with what comes out:
//
//   node bench/recordings.mjs [ROWS] [ROUNDS]
//
// Unpacking is the wall: nobody who reads a .csv.gz can be faster than that. The rival is Node's own zlib, of the same
// process and on the same file: a stream, which unpacks in a thread of its own and whose bytes nobody looks at. Beside it
// `gunzipSync`, as a reader of whole files has it. All four take turns: both walls, the import into columns (every row
// parsed, checked and turned into ticks), and the import into a recording (Parquet, hashed and synced). The share is the
// wall's time divided by the import's. Medians over the rounds, and the least of each, which other programs on the
// machine disturb least. Processor time is that of all threads: on two processors no import takes less than half of it.
import {
  createReadStream,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { createGunzip, gunzipSync, gzipSync } from 'node:zlib'
import { Random } from 'isobar/math'
import { compiledRowKernel } from '../build/src/app/kernels/compiled-rows.js'
import { ImportedInstruments } from '../build/src/stores/ticks/imported-instruments.js'
import { importSources } from '../build/src/stores/recording/import-sources.js'
import { openTickFile } from '../build/src/stores/ticks/open-tick-file.js'
import { readTickFile } from '../build/src/stores/ticks/read-tick-file.js'
import { tardisLayouts } from '../build/src/stores/ticks/tardis-layouts.js'
import { tickSources } from '../build/src/stores/ticks/tick-sources.js'

const rows = Number(process.argv[2] ?? 4_000_000)
const rounds = Number(process.argv[3] ?? 7)
const folder = mkdtempSync(join(tmpdir(), 'isobar-bench-'))

/** A file of so many rows, as Tardis writes them. */
function write(name, header, lineOf) {
  const random = new Random(1)
  let time = 1_577_836_800_000_000
  let ticks = 720_000
  const path = join(folder, name)
  const pieces = []
  let lines = [header]
  for (let row = 0; row < rows; row++) {
    if (random.uniform() < 0.5) time += Math.floor(random.uniform() * 20_000)
    ticks += Math.floor(random.uniform() * 21) - 10
    const clocks = `${time - 3_000 - Math.floor(random.uniform() * 900)},${time}`
    const side = random.uniform() < 0.5
    const price = (ticks / 100).toFixed(2)
    const quantity = (Math.floor(random.uniform() * 5_000) / 1_000).toFixed(3)
    lines.push(lineOf({ clocks, row, side, price, quantity }))
    if (lines.length < 100_000 && row < rows - 1) continue
    pieces.push(Buffer.from(`${lines.join('\n')}\n`))
    lines = []
  }
  writeFileSync(path, gzipSync(Buffer.concat(pieces)))
  return path
}

const head = 'binance-futures,BTCUSDT'
const files = {
  trades: write(
    'trades.csv.gz',
    'exchange,symbol,timestamp,local_timestamp,id,side,price,amount',
    ({ clocks, row, side, price, quantity }) =>
      `${head},${clocks},${100_000_000 + row},${side ? 'buy' : 'sell'},${price},${quantity}`,
  ),
  incremental_book_L2: write(
    'book.csv.gz',
    'exchange,symbol,timestamp,local_timestamp,is_snapshot,side,price,amount',
    ({ clocks, row, side, price, quantity }) =>
      `${head},${clocks},${row < 1_000},${side ? 'bid' : 'ask'},${price},${quantity}`,
  ),
}

async function unpack(path) {
  let bytes = 0
  const unpacking = { chunkSize: 2 ** 20, readableHighWaterMark: 2 ** 22 }
  const source = createReadStream(path, { highWaterMark: 2 ** 22 })
  for await (const chunk of source.pipe(createGunzip(unpacking))) bytes += chunk.length
  return bytes
}

const rowKernel = compiledRowKernel()

async function intoColumns(path) {
  const source = await openTickFile(path, tardisLayouts, { rowKernel })
  let events = 0
  for await (const batch of readTickFile(source, new ImportedInstruments())) events += batch.length
  return events
}

async function intoRecording(path) {
  const out = join(folder, 'recording')
  const request = { files: [path], layouts: tardisLayouts, told: [], rowKernel }
  const { sources } = await tickSources(request)
  await importSources(sources, { out, version: '0' })
  return out
}

/** Seconds by the clock and of all processors. */
async function timed(work) {
  const before = process.cpuUsage()
  const started = performance.now()
  await work()
  const seconds = (performance.now() - started) / 1000
  const { user, system } = process.cpuUsage(before)
  return { seconds, processor: (user + system) / 1e6 }
}

const works = {
  gunzipSync: (path) => gunzipSync(readFileSync(path)),
  unpacking: unpack,
  'into columns': intoColumns,
  'into a recording': intoRecording,
}

const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1]
const percent = (share) => `${(share * 100).toFixed(0)} %`
const machine = `${cpus()[0]?.model.trim()}, ${cpus().length} cores, Node ${process.versions.node}`
const lines = [
  `Import against unpacking alone (${machine}, ${new Date().toISOString().slice(0, 10)}, node bench/recordings.mjs ${rows} ${rounds})`,
  '',
  '| file | work | median | least | processor time, least | M rows/s | share of unpacking, median | least |',
  '|---|---|---:|---:|---:|---:|---:|---:|',
]
for (const [name, path] of Object.entries(files)) {
  const bytes = await unpack(path)
  const about = `${name}, ${rows / 1e6} M rows, ${(statSync(path).size / 1e6).toFixed(0)} MB, unpacked ${(bytes / 1e6).toFixed(0)}`
  const taken = Object.fromEntries(Object.keys(works).map((work) => [work, []]))
  for (let round = 0; round <= rounds; round++) {
    for (const [work, run] of Object.entries(works)) {
      rmSync(join(folder, 'recording'), { recursive: true, force: true })
      const took = await timed(() => run(path))
      if (round > 0) taken[work].push(took) // the first warms up
    }
  }
  const leastOf = (work) => Math.min(...taken[work].map(({ seconds }) => seconds))
  for (const [work, times] of Object.entries(taken)) {
    const cells = [
      about,
      work,
      `${median(times.map(({ seconds }) => seconds)).toFixed(2)} s`,
      `${leastOf(work).toFixed(2)} s`,
      `${Math.min(...times.map(({ processor }) => processor)).toFixed(2)} s`,
      (rows / leastOf(work) / 1e6).toFixed(2),
      percent(median(times.map(({ seconds }, k) => taken.unpacking[k].seconds / seconds))),
      percent(leastOf('unpacking') / leastOf(work)),
    ]
    lines.push(`| ${cells.join(' | ')} |`)
  }
}
process.stdout.write(`${lines.join('\n')}\n`)
rmSync(folder, { recursive: true, force: true })

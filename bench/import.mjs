// Tardis files into columns of events, against unpacking them and doing nothing with what comes out:
//
//   node bench/import.mjs
//
// Unpacking is the wall: nobody who reads a .csv.gz can be faster than that. Two walls: `gunzipSync`, as a reader of
// whole files has it, and a stream in another thread whose bytes nobody looks at, which is as fast as it goes. All read
// the same file in turns; the ratio is the share of the wall's speed that is left when every row is parsed, checked and
// turned into ticks.
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
import { openTickFile } from '../build/src/stores/ticks/open-tick-file.js'
import { readTickFile } from '../build/src/stores/ticks/read-tick-file.js'
import { tardisLayouts } from '../build/src/stores/ticks/tardis-layouts.js'

const rows = 1_000_000
const rounds = 9
const folder = mkdtempSync(join(tmpdir(), 'isobar-bench-'))

/** A file of so many rows, as Tardis writes them. */
function write(name, header, lineOf) {
  const random = new Random(1)
  let time = 1_577_836_800_000_000
  let ticks = 720_000
  const lines = [header]
  for (let row = 0; row < rows; row++) {
    if (random.uniform() < 0.5) time += Math.floor(random.uniform() * 20_000)
    ticks += Math.floor(random.uniform() * 21) - 10
    const clocks = `${time - 3_000 - Math.floor(random.uniform() * 900)},${time}`
    const side = random.uniform() < 0.5
    const price = (ticks / 100).toFixed(2)
    const quantity = (Math.floor(random.uniform() * 5_000) / 1_000).toFixed(3)
    lines.push(lineOf({ clocks, row, side, price, quantity }))
  }
  const path = join(folder, name)
  writeFileSync(path, gzipSync(`${lines.join('\n')}\n`))
  return path
}

const head = 'binance-futures,BTCUSDT'
const files = {
  'trades, 1 M rows': write(
    'trades.csv.gz',
    'exchange,symbol,timestamp,local_timestamp,id,side,price,amount',
    ({ clocks, row, side, price, quantity }) =>
      `${head},${clocks},${100_000_000 + row},${side ? 'buy' : 'sell'},${price},${quantity}`,
  ),
  'incremental_book_L2, 1 M rows': write(
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

async function read(path) {
  const source = await openTickFile(path, tardisLayouts, { rowKernel })
  let events = 0
  for await (const batch of readTickFile(source, new ImportedInstruments())) events += batch.length
  return events
}

async function milliseconds(work) {
  const started = performance.now()
  await work()
  return performance.now() - started
}

const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1]

const machine = `${cpus()[0]?.model.trim()}, ${cpus().length} cores, Node ${process.versions.node}`
const lines = [
  `Import against unpacking alone (${machine}, ${new Date().toISOString().slice(0, 10)}, node bench/import.mjs)`,
  '',
  '| file | MB packed | MB | gunzipSync | streamed | import | M rows/s | share of gunzipSync | of the stream |',
  '|---|---:|---:|---:|---:|---:|---:|---:|---:|',
]
const percent = (share) => `${(share * 100).toFixed(0)} %`
for (const [name, path] of Object.entries(files)) {
  const bytes = await unpack(path)
  const times = []
  for (let round = 0; round <= rounds; round++) {
    const whole = await milliseconds(() => gunzipSync(readFileSync(path)))
    const streamed = await milliseconds(() => unpack(path))
    const ours = await milliseconds(() => read(path))
    if (round > 0) times.push({ whole, streamed, ours }) // the first warms up
  }
  const middle = (of) => median(times.map(of))
  const ours = middle((time) => time.ours)
  const cells = [
    name,
    (statSync(path).size / 1e6).toFixed(1),
    (bytes / 1e6).toFixed(1),
    `${middle((time) => time.whole).toFixed(0)} ms`,
    `${middle((time) => time.streamed).toFixed(0)} ms`,
    `${ours.toFixed(0)} ms`,
    (rows / ours / 1e3).toFixed(2),
    percent(middle((time) => time.whole / time.ours)),
    percent(middle((time) => time.streamed / time.ours)),
  ]
  lines.push(`| ${cells.join(' | ')} |`)
}
process.stdout.write(`${lines.join('\n')}\n`)
rmSync(folder, { recursive: true, force: true })

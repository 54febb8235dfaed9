// Writes a recording by repetition and replays it: events a second, and what happens to memory meanwhile.
//
//   node bench/replay.mjs [RECORDING] [EVENTS] [FOLDER]
//
// RECORDING is repeated, shifted in time, until there are EVENTS (100 M); without it, or named `made-up`, twelve made-up
// streams are. The
// replay runs in a process of its own, and every million events its resident memory is read: the slope is that of the
// least-squares line through the last three quarters of them, in which nothing warms up any more.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { EventColumns } from '../build/src/core/events/event-columns.js'
import { openRecording } from '../build/src/stores/recording/open-recording.js'
import { RecordingWriter } from '../build/src/stores/recording/recording-writer.js'

const self = fileURLToPath(import.meta.url)
if (process.argv[2] === '--replay') await replay(process.argv[3])
else await main()

async function main() {
  const [source, events = '100e6', folder = tmpdir()] = process.argv.slice(2)
  const place = join(mkdtempSync(join(folder, 'isobar-replay-')), 'recording')
  try {
    const wrote = await repeat(source, Number(events), place)
    const ran = spawnSync(process.execPath, [self, '--replay', place], { encoding: 'utf8' })
    if (ran.status !== 0) throw new Error(ran.stderr)
    const { streams, parts, bytes } = wrote
    const read = JSON.parse(ran.stdout)
    const machine = `${cpus()[0]?.model.trim()}, ${cpus().length} cores, Node ${process.versions.node}`
    process.stdout.write(
      [
        `Replay (${machine}, ${new Date().toISOString().slice(0, 10)}, node bench/replay.mjs)`,
        '',
        '| events | streams | files | MB | written, M/s | peak MB | replayed, M/s | peak MB | slope, MB a 10 M events |',
        '|---:|---:|---:|---:|---:|---:|---:|---:|---:|',
        `| ${[
          wrote.events,
          streams,
          parts,
          (bytes / 1e6).toFixed(0),
          (wrote.events / wrote.seconds / 1e6).toFixed(2),
          wrote.peak.toFixed(0),
          (read.events / read.seconds / 1e6).toFixed(2),
          read.peak.toFixed(0),
          read.slope.toFixed(2),
        ].join(' | ')} |`,
        '',
      ].join('\n'),
    )
  } finally {
    rmSync(join(place, '..'), { recursive: true, force: true })
  }
}

/** Writes events of a recording again and again, each time after the last. */
async function repeat(source, wanted, place) {
  const writer = await RecordingWriter.create(place)
  const started = performance.now()
  const shifted = new EventColumns(20_000)
  let events = 0
  let shift = 0
  let peak = 0
  while (events < wanted) {
    const { span, origin, batches } =
      source === undefined || source === 'made-up' ? madeUp() : await recorded(source)
    for await (const batch of batches) {
      if (events >= wanted) break
      shifted.empty()
      for (let row = 0; row < batch.length; row++) {
        shifted.addRow(batch, row)
        shifted.localTime[row] += shift
        shifted.exchangeTime[row] += shift
      }
      await writer.append(shifted, origin)
      events += batch.length
      peak = Math.max(peak, process.memoryUsage().rss)
    }
    shift += span
  }
  const { streams } = await writer.finish('0', [])
  return {
    events,
    seconds: (performance.now() - started) / 1000,
    streams: streams.length,
    parts: streams.reduce((sum, stream) => sum + stream.parts.length, 0),
    bytes: streams.flatMap((stream) => stream.parts).reduce((sum, part) => sum + part.bytes, 0),
    peak: peak / 1e6,
  }
}

async function recorded(folder) {
  const recording = await openRecording(folder)
  const { manifest, listings } = recording
  return {
    span: Math.ceil((manifest.to - manifest.from) * 1_000) + 1_000,
    origin: { listingAt: (index) => listings[index], clock: 'receive' },
    batches: recording.events(),
  }
}

/** Books of twelve instruments, four levels a message, for some minutes. */
function madeUp() {
  const step = { units: 1, decimals: 2 }
  const unknown = { minQuantity: null, minNotional: null, makerFeeBps: null, takerFeeBps: null }
  const listings = Array.from({ length: 12 }, (_, k) => ({
    instrument: {
      name: `C${k}-USDT`,
      venue: 'made-up',
      base: `C${k}`,
      quote: 'USDT',
      class: 'spot',
      tickSize: step,
      lotSize: step,
    },
    symbol: `C${k}USDT`,
    stepsInferred: false,
    rules: unknown,
  }))
  const messages = 200_000
  function* batches() {
    const columns = new EventColumns(20_000)
    for (let message = 0; message < messages;) {
      columns.empty()
      for (; columns.length < 16_384 && message < messages; message++) {
        const time = 1_700_000_000_000_000 + message * 1_000
        columns.begin(message % 12, time, time - 2_000 - (message % 977), message)
        for (let k = 0; k < 4; k++) {
          columns.addLevel(k & 1, 100_000 + ((message * 7_919) % 1_009), (message * 31) % 5_003)
        }
        columns.end()
      }
      yield columns
    }
  }
  return {
    span: messages * 1_000,
    origin: { listingAt: (index) => listings[index], clock: 'receive' },
    batches: batches(),
  }
}

async function replay(folder) {
  const recording = await openRecording(folder)
  const started = performance.now()
  const memory = []
  let events = 0
  let peak = 0
  for await (const batch of recording.events()) {
    const before = Math.floor(events / 1e6)
    events += batch.length
    const rss = process.memoryUsage().rss / 1e6
    peak = Math.max(peak, rss)
    if (Math.floor(events / 1e6) > before) memory.push(rss)
  }
  const seconds = (performance.now() - started) / 1000
  const settled = memory.slice(memory.length >> 2)
  process.stdout.write(JSON.stringify({ events, seconds, peak, slope: slopeOf(settled) * 10 }))
}

function slopeOf(values) {
  const middle = (values.length - 1) / 2
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  let product = 0
  let spread = 0
  for (const [k, value] of values.entries()) {
    product += (k - middle) * (value - mean)
    spread += (k - middle) ** 2
  }
  return product / spread
}

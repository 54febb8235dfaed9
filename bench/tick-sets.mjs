// Imports, replays and checks sets of ticks, each in processes of their own, and prints what was found and how fast:
//
//   node bench/tick-sets.mjs DATA [SET...]
//
// DATA is the folder of the sets that docs/results/recordings.md names.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const self = fileURLToPath(import.meta.url)

/** What is imported: the kind, as `isobar data import` has it, and where it lies below DATA. A set more is a line more. */
const sets = [
  ['standx', 'standx-btc-l2'],
  ['hyperliquid', 'hyperliquid-l2'],
  ['gateio', 'gateio-spot-l2'],
  ['aster', 'aster-perp'],
  ['bitstamp-orders', 'bitstamp-l3-2015/events_2015-05-01.csv.gz'],
  ['bitstamp-orders', 'bitstamp-l3-2015/book10_2015-05-01.csv.gz'],
  ['bitstamp-cex', 'arb-bitstamp-cex-bcheur'],
  ['last-prices', 'leadlag-btcjpy-2018'],
  ['mark-index', 'binance-btc-mark-index-1m'],
  ['uniswap-minutes', 'uniswap-v3-polygon-usdc-weth-1m'],
  // Raw messages: what lies in several files begins with the same name.
  ['raw:binance-spot', 'binance-raw-ws/spot_btcusdt'],
  ['raw:binance-spot', 'binance-raw-ws/spot_ethusdt'],
  ['raw:binance-usd-margined', 'binance-raw-ws/usdm_btcusdt'],
  ['raw:binance-usd-margined', 'binance-raw-ws/usdm_ethusdt'],
  ['raw:binance-coin-margined', 'binance-raw-ws/cm_btcusd_perp'],
  ['raw:binance-coin-margined', 'binance-raw-ws/cm_ethusd_perp'],
  ['raw:okx', 'ws-capture-cryptofeed/OKX.jsonl.gz'],
  ['raw:kraken-v1', 'ws-capture-cryptofeed/KRAKEN.jsonl.gz'],
  ['raw:bitget-v1-spot', 'ws-capture-cryptofeed/BITGET.jsonl.gz'],
  ['raw:binance-spot', 'ws-capture-cryptofeed/BINANCE.jsonl.gz'],
  ['raw:binance-usd-margined', 'ws-capture-cryptofeed/BINANCE_FUTURES.jsonl.gz'],
  ['raw:binance-coin-margined', 'ws-capture-cryptofeed/BINANCE_DELIVERY.jsonl.gz'],
  ['raw:bybit', 'ws-capture-cryptofeed/BYBIT.jsonl.gz'],
  ['raw:coinbase', 'ws-capture-cryptofeed/COINBASE.jsonl.gz'],
  ['raw:bitstamp', 'ws-capture-cryptofeed/BITSTAMP.jsonl.gz'],
  ['raw:gateio-spot', 'ws-capture-cryptofeed/GATEIO.jsonl.gz'],
]

const [command, ...args] = process.argv.slice(2)
if (command === '--import') await importSet(...args)
else if (command === '--replay') await replaySet(...args)
else if (command === '--check') await checkSet(...args)
else main(command, args)

function main(data, wanted) {
  const rows = []
  const streams = []
  for (const [kind, path] of sets) {
    if (wanted.length > 0 && !wanted.some((name) => path.startsWith(name))) continue
    const folder = mkdtempSync(join(tmpdir(), 'isobar-recordings-'))
    const out = join(folder, 'recording')
    const imported = run('--import', kind, join(data, path), out)
    const replayed = run('--replay', out)
    const checked = run('--check', out)
    rows.push(summary(path, imported, replayed, checked))
    streams.push(...checked.streams.map((stream) => streamRow(path, stream)))
    rmSync(folder, { recursive: true, force: true })
  }
  const machine = `${cpus()[0]?.model.trim()}, ${cpus().length} cores, Node ${process.versions.node}`
  const lines = [
    `${machine}, ${new Date().toISOString().slice(0, 10)}, node bench/tick-sets.mjs`,
    '',
    table(
      [
        'set',
        'rows',
        'events',
        'MB packed',
        'MB Parquet',
        'import, rows/s',
        'peak MB',
        'replay, events/s',
        'peak MB',
      ],
      rows,
    ),
    '',
    table(
      [
        'set',
        'stream',
        'messages',
        'gaps',
        'silences',
        'longest',
        'crossed',
        'locked',
        'latency p1',
        'median',
        'p99',
        'twice',
        'back',
        'trust',
      ],
      streams,
    ),
  ]
  process.stdout.write(`${lines.join('\n')}\n`)
}

function run(...words) {
  const done = spawnSync(process.execPath, [self, ...words], {
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  })
  if (done.status !== 0) throw new Error(done.stderr)
  return JSON.parse(done.stdout)
}

function summary(path, imported, replayed) {
  return [
    path,
    count(imported.rows),
    count(imported.events),
    (imported.packed / 1e6).toFixed(1),
    (imported.parquet / 1e6).toFixed(1),
    count(imported.rows / imported.seconds),
    imported.peak.toFixed(0),
    count(replayed.events / replayed.seconds),
    replayed.peak.toFixed(0),
  ]
}

function streamRow(path, stream) {
  const { gapEvents, silences, crossed, locked, latency, duplicates, disorder, trust, messages } =
    stream
  const share = (touch) =>
    touch.messages === 0 ? '' : `${((touch.messages / messages) * 100).toFixed(1)} %`
  const longest = silences.longest
  return [
    path,
    `${stream.venue} ${stream.instrument} ${stream.channel}`,
    count(messages),
    gapEvents === 0 ? '' : count(gapEvents),
    silences.count === 0 ? '' : count(silences.count),
    longest === null ? '' : `${((longest.to - longest.from) / 1_000).toFixed(1)} s`,
    share(crossed),
    share(locked),
    ...(latency === null
      ? ['–', '–', '–']
      : [latency.p1, latency.median, latency.p99].map((ms) => `${ms.toFixed(0)} ms`)),
    duplicates === 0 ? '' : count(duplicates),
    disorder.exchangeTime + disorder.sequence === 0
      ? ''
      : count(disorder.exchangeTime + disorder.sequence),
    trust.score.toFixed(1),
  ]
}

function line(cells) {
  return `| ${cells.join(' | ')} |`
}

function table(header, rows) {
  return [
    line(header),
    line(header.map((_, k) => (k === 0 ? '---' : '---:'))),
    ...rows.map(line),
  ].join('\n')
}

function count(value) {
  return Math.round(value).toLocaleString('en-US')
}

/** What a process says of itself at its end. */
function answer(started, facts) {
  const seconds = (performance.now() - started) / 1000
  const peak = process.resourceUsage().maxRSS / 1_000
  process.stdout.write(JSON.stringify({ ...facts, seconds, peak }))
}

function sum(values) {
  return values.reduce((total, value) => total + value, 0)
}

async function importSet(kind, path, out) {
  const { compiledRowKernel } = await import('../build/src/app/kernels/compiled-rows.js')
  const { importSources } = await import('../build/src/stores/recording/import-sources.js')
  const { captureSources } = await import('../build/src/stores/captures/capture-sources.js')
  const { listTickFiles } = await import('../build/src/stores/ticks/list-tick-files.js')
  const { tickKinds } = await import('../build/src/stores/ticks/tick-kinds.js')
  const { tickSources } = await import('../build/src/stores/ticks/tick-sources.js')
  const started = performance.now()
  const below = await listTickFiles([existsSync(path) ? path : dirname(path)])
  const files = below.filter((file) => file.startsWith(path))
  const rowKernel = compiledRowKernel()
  const feed = /^raw:(.*)/.exec(kind)?.[1]
  const { sources } =
    feed === undefined
      ? await tickSources({ files, layouts: tickKinds[kind], told: [], rowKernel })
      : await captureSources({ files, feed, told: [] })
  const result = await importSources(sources, { out, version: '0' })
  answer(started, {
    rows: sum(result.files.map((file) => file.rows)),
    events: result.manifest.events,
    packed: sum(result.files.map((file) => file.bytes)),
    parquet: sum(result.manifest.streams.flatMap(({ parts }) => parts.map((part) => part.bytes))),
  })
}

async function replaySet(folder) {
  const { openRecording } = await import('../build/src/stores/recording/open-recording.js')
  const started = performance.now()
  let events = 0
  for await (const batch of (await openRecording(folder)).events()) events += batch.length
  answer(started, { events })
}

async function checkSet(folder) {
  const { checkRecording } = await import('../build/src/stores/check/check-recording.js')
  const { openRecording } = await import('../build/src/stores/recording/open-recording.js')
  const started = performance.now()
  answer(started, { streams: await checkRecording(await openRecording(folder)) })
}

// What the three examples come to on real recordings, under four queue models and three latencies: writes
// docs/results/engine.md.
//
//   node bench/engine-results.mjs DATA [SCRATCH]
//
// DATA: the folders standx-btc-l2, hyperliquid-l2, aster-perp, gateio-spot-l2, bitstamp-l3-2015 and binance-raw-ws.
// Recordings are made in SCRATCH (a temporary folder) where they are not there yet.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, writeFileSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { recordBinance } from './engine/binance-captures.mjs'
import { resultsPage } from './engine/results-page.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const from = (path) => import(new URL(`../build/src/${path}.js`, import.meta.url))
const { loadStrategy } = await from('app/trade/load-strategy')
const { runBacktest } = await from('app/trade/run-backtest')
const { readTradeConfig } = await from('app/trade/trade-config')

const [data, scratch = mkdtempSync(join(tmpdir(), 'isobar-results-'))] = process.argv.slice(2)
const queues = ['risk-averse', 'power:1', 'power:3', 'log:1']
const latenciesMs = [1, 20, 100]

/** Fees of an ordinary account at each venue when the data were made, maker and taker, bps. */
const sets = [
  {
    set: 'standx-btc-l2',
    kind: 'standx',
    venue: 'standx',
    name: 'BTC-USD',
    currency: 'USD',
    feesBps: [1, 4],
    from: '2026-01-06T12:00Z',
    to: '2026-01-06T13:00Z',
  },
  {
    set: 'hyperliquid-l2',
    kind: 'hyperliquid',
    venue: 'hyperliquid',
    name: 'SOL-USD',
    currency: 'USD',
    feesBps: [1.5, 4.5],
  },
  {
    set: 'aster-perp',
    kind: 'aster',
    venue: 'aster',
    name: 'ETH-USDT',
    currency: 'USDT',
    feesBps: [0.5, 4],
    from: '2025-11-01',
  },
  {
    set: 'gateio-spot-l2',
    kind: 'gateio',
    venue: 'gate-io',
    name: 'BTC-USDT',
    currency: 'USDT',
    feesBps: [10, 10],
  },
  {
    set: 'bitstamp-l3-2015',
    kind: 'bitstamp-orders',
    venue: 'bitstamp',
    name: 'BTC-USD',
    currency: 'USD',
    feesBps: [25, 25],
    isOrderByOrder: true,
  },
  {
    set: 'binance-raw-ws',
    venue: 'binance-usdm',
    name: 'BTC-USDT',
    currency: 'USDT',
    feesBps: [2, 5],
    hedge: 'binance:BTC-USDT',
  },
]

const strategies = [
  {
    file: 'market-maker',
    settings: ({ venue, name }) => ({
      instrument: `${venue}:${name}`,
      notional: 1_000,
      halfSpreadBps: 2,
      leanBps: 2,
    }),
  },
  {
    file: 'imbalance-taker',
    settings: ({ venue, name }) => ({
      instrument: `${venue}:${name}`,
      notional: 1_000,
      threshold: 0.8,
      holdSeconds: 10,
    }),
  },
  {
    file: 'two-venue-hedger',
    settings: ({ venue, name, hedge }) =>
      hedge && {
        first: hedge,
        second: `${venue}:${name}`,
        notional: 1_000,
        enterBps: 1.5,
        leaveBps: 0,
      },
  },
]

async function recordingOf({ set, kind }) {
  const folder = join(scratch, set)
  if (existsSync(join(folder, 'recording.json'))) return folder
  if (kind === undefined) await recordBinance(join(data, set), folder)
  else {
    const args = ['data', 'import', kind, join(data, set), '--out', folder, '--quiet', '--json']
    const { status, stderr } = spawnSync(join(root, 'bin', 'isobar'), args, { encoding: 'utf8' })
    if (status !== 0) throw new Error(stderr)
  }
  return folder
}

/** Read as a user's own would be: what it does not say is usual. */
async function configOf(set, recording, settings, { queue, latencyMs }) {
  const [makerFeeBps, takerFeeBps] = set.feesBps
  const [feedMs, orderMs, answerMs] = [latencyMs, latencyMs, latencyMs]
  const file = join(scratch, 'config.json')
  const config = {
    recordings: [recording],
    from: set.from,
    to: set.to,
    instruments: set.hedge === undefined ? [`${set.venue}:${set.name}`] : [],
    reporting: { currency: set.currency, rates: set.hedge === undefined ? {} : { USD: 1 } },
    venues: { '*': { feedMs, orderMs, answerMs, queue, makerFeeBps, takerFeeBps } },
    strategy: settings,
    limits: {
      orderNotionalMost: 5_000,
      positionNotionalMost: 20_000,
      ordersPerSecondMost: 50,
      leverageMost: 3,
    },
  }
  writeFileSync(file, JSON.stringify(config))
  return readTradeConfig(file)
}

const runs = []
for (const set of sets) {
  const recording = await recordingOf(set)
  for (const { file, settings } of strategies) {
    const own = settings(set)
    if (own === undefined) continue
    const { strategy } = await loadStrategy(join(root, 'examples', `${file}.ts`))
    for (const queue of set.isOrderByOrder ? [...queues, 'order-by-order'] : queues) {
      for (const latencyMs of latenciesMs) {
        const started = process.cpuUsage()
        const config = await configOf(set, recording, own, { queue, latencyMs })
        const { result } = await runBacktest(config, strategy, { withEquity: false })
        const seconds = process.cpuUsage(started).user / 1e6
        runs.push({ set, file, queue, latencyMs, result, seconds })
        process.stderr.write(`${set.set} ${file} ${queue} ${latencyMs} ms: ${result.conclusion}\n`)
      }
    }
  }
}
const machine = `${cpus()[0].model}, Node ${process.version}, ${new Date().toISOString().slice(0, 10)}`
writeFileSync(join(root, 'docs', 'results', 'engine.md'), resultsPage(runs, machine))

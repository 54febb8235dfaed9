// One recording, in a backtest and, over the wire in real time, on paper; and where the two differ.
//
//   node bench/parity.mjs [SECONDS [FOLDER]]
//
// The backtest supposes what a hopeful person would: no latency to speak of, and a queue in which those ahead go first. The
// wire is a served Bybit that plays the recording.
import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const seconds = Number(process.argv[2] ?? 300)
const folder = process.argv[3] ?? mkdtempSync(join(tmpdir(), 'isobar-parity-'))
const at = (...parts) => join(folder, ...parts)
const own = (path) => fileURLToPath(new URL(path, import.meta.url))
const isobar = own('../bin/isobar')

const recording = at('recording')
// Begun before anybody listens, and not over before the run is.
run(own('parity/record.mjs'), recording, String(seconds + 90))

const strategy = { instrument: 'bybit:BTC-USDT', everyMs: 100, restMs: 2_000, lots: 2_000 }
const fee = { volumeFrom: 0, makerFeeBps: 10, takerFeeBps: 10 }
const fees = { tiers: [fee], paidIn: 'received' }
const common = { instruments: ['bybit:BTC-USDT'], strategy, reporting: { currency: 'USDT' } }
const hopeful = { feedMs: 0, orderMs: 0, answerMs: 0, queue: 'front:0.01', fees }
writeFileSync(
  at('first.json'),
  JSON.stringify({ ...common, recordings: [recording], venues: { bybit: hopeful } }),
)
const probe = own('parity/probe.ts')
const first = ['--strategy', probe, '--config', at('first.json'), '--save', at('first')]
run(isobar, 'trade', '--mode', 'backtest', ...first, '--no-trials')

const exchange = spawn(
  process.execPath,
  [
    isobar,
    'exchange',
    'serve',
    '--venues',
    'bybit',
    '--recording',
    recording,
    '--port',
    '0',
  ].concat(['--history', '5', '--json']),
  { stdio: ['ignore', 'pipe', 'inherit'] },
)
try {
  const [line] = await lines(exchange.stdout)
  const url = `${JSON.parse(line).address}/bybit`
  const keys = { apiKey: 'isobar', secret: 'aXNvYmFyLWlzb2Jhci1pc29iYXI=' }
  // As the served venue has it.
  const wire = { url, ...keys, queue: 'risk-averse', fees }
  writeFileSync(at('second.json'), JSON.stringify({ ...common, venues: { bybit: wire } }))
  const second = ['--strategy', probe, '--config', at('second.json'), '--save', at('second')]
  const ends = ['--journal', at('journal'), '--duration', `${seconds}s`]
  run(isobar, 'trade', '--mode', 'paper', ...second, ...ends)
} finally {
  exchange.kill('SIGTERM')
}
run(isobar, 'report', at('first'), '--compare', at('second'), '--out', at('parity.html'))

function run(script, ...args) {
  const { status } = spawnSync(process.execPath, [script, ...args], { stdio: 'inherit' })
  if (status !== 0) throw new Error(`${script} ${args[0]} ended with ${status}`)
}

/** The first line that is said. */
function lines(stream) {
  return new Promise((resolve) => {
    createInterface({ input: stream }).once('line', (line) => resolve([line]))
  })
}

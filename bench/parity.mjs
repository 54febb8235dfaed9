// One recording, in a backtest and, over the wire in real time, on paper; and where the two differ.
//
//   node bench/parity.mjs [SECONDS [FOLDER [bybit|binance|okx]]]
//
// The backtest supposes what a hopeful person would: no latency to speak of, and a queue in which those ahead go first. The
// wire is a served exchange (Bybit) that plays the recording.
import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const seconds = Number(process.argv[2] ?? 300)
const folder = process.argv[3] ?? mkdtempSync(join(tmpdir(), 'isobar-parity-'))
const venue = process.argv[4] ?? 'bybit'
const at = (...parts) => join(folder, ...parts)
const own = (path) => fileURLToPath(new URL(path, import.meta.url))
const isobar = own('../bin/isobar')

const recording = at('recording')
// Begun before anybody listens, and not over before the run is.
run(own('parity/record.mjs'), recording, String(seconds + 90), venue)

const instrument = `${venue}:BTC-USDT`
const strategy = { instrument, everyMs: 100, restMs: 2_000, lots: 2_000 }
const fee = { volumeFrom: 0, makerFeeBps: venue === 'okx' ? 8 : 10, takerFeeBps: 10 }
const fees = { tiers: [fee], paidIn: 'received' }
const common = { instruments: [instrument], strategy, reporting: { currency: 'USDT' } }
const hopeful = { feedMs: 0, orderMs: 0, answerMs: 0, queue: 'front:0.01', fees }
writeFileSync(
  at('first.json'),
  JSON.stringify({ ...common, recordings: [recording], venues: { [venue]: hopeful } }),
)
const probe = own('parity/probe.ts')
const first = ['--strategy', probe, '--config', at('first.json'), '--save', at('first')]
run(isobar, 'trade', '--mode', 'backtest', ...first, '--no-trials')

const exchange = spawn(
  process.execPath,
  [isobar, 'exchange', 'serve', '--venues', venue, '--recording', recording, '--port', '0'].concat([
    '--history',
    '5',
    '--json',
  ]),
  { stdio: ['ignore', 'pipe', 'inherit'] },
)
try {
  const [line] = await lines(exchange.stdout)
  const url = `${JSON.parse(line).address}/${venue}`
  const secret = 'aXNvYmFyLWlzb2Jhci1pc29iYXI='
  const keys = { apiKey: 'isobar', secret, ...(venue === 'okx' && { password: 'isobar' }) }
  // As the served venue has it.
  const wire = { url, ...keys, queue: 'risk-averse', fees }
  writeFileSync(at('second.json'), JSON.stringify({ ...common, venues: { [venue]: wire } }))
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

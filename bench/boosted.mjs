// Boosted trees against scikit-learn's histogram booster and LightGBM on the same matrix, one thread each: processor time to
// train, and log loss on rows none has seen; then how long one forecast takes.
//
//   node bench/boosted.mjs PYTHON [BARS INSTRUMENT]
//
// PYTHON has scikit-learn and lightgbm. With a folder of bars with taker volume the matrix is theirs, else one that is drawn.
import {
  boostedScore,
  boostedScores,
  boostedUsual,
  fitBoosted,
  forwardReturns,
  lossOfScores,
} from 'isobar/forecast'
import { Random } from 'isobar/math'
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const [python = 'python3', bars, instrument] = process.argv.slice(2)
const { columns, y } = bars === undefined ? drawn(60_000, 20) : await realRows()
const trained = Math.floor(y.length * 0.7)
const settings = { rounds: 100, learningRate: 0.1, leavesMost: 31, rowsLeast: 20, binsMost: 255 }
const options = { ...boostedUsual, ...settings }
const first = columns.map((column) => column.slice(0, trained))
const rest = columns.map((column) => column.slice(trained))
const before = process.cpuUsage()
const { value: model } = fitBoosted(first, y.slice(0, trained), options)
const { user, system } = process.cpuUsage(before)
const own = {
  seconds: (user + system) / 1e6,
  loss: lossOfScores('logistic', boostedScores(model, rest), y.slice(trained)),
}
const asked = {
  x: columns.map((column) => Array.from(column)),
  y: Array.from(y),
  trained,
  rounds: settings.rounds,
  leaves: settings.leavesMost,
  rowsLeast: settings.rowsLeast,
  rate: settings.learningRate,
  bins: settings.binsMost,
}
const done = spawnSync(python, [fileURLToPath(new URL('thirdparty/boosted.py', import.meta.url))], {
  input: `${JSON.stringify(asked)}\n`,
  encoding: 'utf8',
  env: { ...process.env, OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1' },
  maxBuffer: 1 << 26,
})
if (done.status !== 0) throw new Error(done.stderr)
process.stdout.write(
  `${trained} rows, ${columns.length} features, ${settings.rounds} rounds of ${settings.leavesMost} leaves\n`,
)
tell('isobar', own)
for (const [name, told] of Object.entries(JSON.parse(done.stdout))) {
  tell(name, told)
  process.stdout.write(`  isobar takes ${(own.seconds / told.seconds).toFixed(2)} times as long\n`)
}
timeInference()

function tell(name, { seconds, loss }) {
  process.stdout.write(`${name}: ${seconds.toFixed(2)} s, log loss ${loss.toFixed(6)}\n`)
}

function timeInference() {
  const rows = Array.from({ length: 1_000 }, (_, k) =>
    Float64Array.from(rest, (column) => column[k]),
  )
  const took = new Float64Array(100_000)
  let sum = 0
  for (let round = 0; round < took.length; round++) {
    const start = performance.now()
    sum += boostedScore(model, rows[round % rows.length])
    took[round] = (performance.now() - start) * 1e3
  }
  const sorted = took.slice(took.length / 2).toSorted()
  const at = (share) => sorted[Math.floor(share * (sorted.length - 1))].toFixed(1)
  process.stdout.write(
    `one forecast: p50 ${at(0.5)} us, p99 ${at(0.99)} us (${Number.isFinite(sum)})\n`,
  )
}

function drawn(rows, features) {
  const random = new Random(1)
  const x = Array.from({ length: features }, () =>
    Float64Array.from({ length: rows }, () => random.normal()),
  )
  const up = x[0].map((value, k) => {
    const logit = Math.sign(value) * x[1][k] + 0.5 * x[2][k] - 0.3 * x[3][k] ** 2
    return random.uniform() < 1 / (1 + Math.exp(-logit)) ? 1 : 0
  })
  return { columns: x, y: up }
}

async function realRows() {
  const { openFlow } = await import('../build/src/app/flow/open-flow.js')
  const request = {
    instrument,
    clock: { kind: 'time', every: 5e6 },
    firstShare: 0.3,
    tell: () => undefined,
  }
  const { samples } = await openFlow(bars, request)
  const labels = forwardReturns(samples.path, samples.matrix.times, { after: 60e6 }, 30e6)
  const all = samples.matrix.columns
  const rows = Array.from(labels.keys()).filter(
    (row) => Number.isFinite(labels[row]) && all.every((column) => Number.isFinite(column[row])),
  )
  const pick = (column) => Float64Array.from(rows, (row) => column[row])
  return { columns: all.map(pick), y: pick(labels).map((value) => (value > 0 ? 1 : 0)) }
}

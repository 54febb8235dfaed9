// Feature sets over made-up market events from memory: level updates a second on one core, by processor time.
//
//   node bench/microstructure.mjs [LEVEL UPDATES] [ROUNDS]
//
// Beside each plan stands the book alone, what is needed without any measure.
import { cpus } from 'node:os'
import { EventColumns, InstrumentBook } from 'isobar/book'
import { boostedScore, boostedUsual, fitBoosted } from 'isobar/forecast'
import { Random } from 'isobar/math'
import { corePlan, FeatureSet, fullPlan } from 'isobar/microstructure'
import { processorClock } from './race.mjs'

const wanted = Number(process.argv[2] ?? 4e6)
const rounds = Number(process.argv[3] ?? 9)
/** Level updates a message. */
const messageLevels = 5
/** Microseconds between messages: 50 a second. */
const pace = 20_000
// The core plan looks at one instrument: of two, half of the updates would be passed over and yet be counted.
const tapes = { core: madeUp(wanted, 1), all: madeUp(wanted, 2) }

const target = { index: 0, tickSize: 0.1, lotSize: 0.001 }
const leader = { index: 1, tickSize: 0.1, lotSize: 0.001 }
const roles = { target, leaders: [leader], spot: leader, perpetual: target }
const hawkes = {
  baselines: [0.5, 0.5],
  branching: [
    [0.4, 0.1],
    [0.1, 0.4],
  ],
  decays: [2, 2],
}
const core = corePlan(40)
const full = { ...fullPlan(40, hawkes), integratedWeights: [0.3, 0.25, 0.2, 0.15, 0.1] }
const microprice = {
  imbalanceBuckets: 10,
  spreadBuckets: 2,
  adjustments: Array.from({ length: 20 }, (_, k) => ((k % 10) - 4.5) / 10),
  observations: 0,
}

const lines = [
  `Feature sets (${cpus()[0]?.model.trim()}, Node ${process.versions.node}, ` +
    `${new Date().toISOString().slice(0, 10)}, node bench/microstructure.mjs)`,
  '',
  `${(tapes.core.updates / 1e6).toFixed(1)} M level updates, ${messageLevels} a message, with ` +
    `${(tapes.core.trades / 1e6).toFixed(2)} M trades among them: of one instrument (core) and of two (all); processor ` +
    `time, medians of ${rounds} rounds.`,
  '',
  '| measures | columns | read | M level updates/s | ns a level update | of which the book |',
  '|---|---:|---|---:|---:|---:|',
]
// Order flow, microprice and imbalances, volatility, trade imbalance, VPIN: the usual plan but the sweeps.
const measures = { ...core, microprice, parts: core.parts.filter((part) => part !== 'sweeps') }
const once = { ...measures, halfLivesSeconds: [10], spansSeconds: [60] }
const all = { ...full, microprice }
const plans = [
  { name: 'core, one half-life and span', plan: once, tape: tapes.core },
  { name: 'core', plan: measures, tape: tapes.core },
  { name: 'the usual: core and sweeps', plan: { ...core, microprice }, tape: tapes.core },
  { name: 'all', plan: all, tape: tapes.all },
]
for (const { name, plan, tape } of plans) {
  const { updates } = tape
  const bookOnly = median(repeat(() => timed(() => throughBooks(tape))))
  for (const [read, every] of [
    ['after each message', 1],
    ['every second', 50],
  ]) {
    const columns = throughFeatures(plan, tape, every)
    const seconds = median(repeat(() => timed(() => throughFeatures(plan, tape, every))))
    const cells = [
      (updates / seconds / 1e6).toFixed(2),
      ((seconds / updates) * 1e9).toFixed(0),
      ((bookOnly / updates) * 1e9).toFixed(0),
    ]
    lines.push(`| ${name} | ${columns} | ${read} | ${cells.join(' | ')} |`)
  }
}
lines.push('', inference(all, tapes.all))
process.stdout.write(`${lines.join('\n')}\n`)

function throughBooks({ rows }) {
  const books = [new InstrumentBook(), new InstrumentBook()]
  for (let row = 0; row < rows.length; row++) books[rows.instrument[row]].apply(rows, row)
}

function throughFeatures(plan, { rows }, every) {
  const features = new FeatureSet(plan, roles)
  let messages = 0
  let sum = 0
  for (let start = 0; start < rows.length;) {
    let end = start + 1
    while ((rows.flags[end - 1] & 1) === 0) end++
    features.apply(rows, start, end)
    if (messages++ % every === 0) sum += features.read(rows.localTime[start])[0]
    start = end
  }
  if (messages === 0 || sum === 0) throw new Error('nothing was measured')
  return features.names.length
}

/** How long all columns and a boosted model over them take, asked after each message; by the wall. */
function inference(plan, tape) {
  const rows = []
  eachRead(plan, tape, (read) => {
    if (rows.length < 4000)
      rows.push(Float64Array.from(read(), (value) => (value === value ? value : 0)))
  })
  const random = new Random(2)
  const columns = Array.from(rows[0], (_, k) => Float64Array.from(rows, (row) => row[k]))
  const up = Float64Array.from(rows, () => random.integerBelow(2))
  const model = fitBoosted(columns, up, { ...boostedUsual, rounds: 100, leavesMost: 31 }).value
  const times = []
  let sum = 0
  eachRead(plan, tape, (read) => {
    const started = performance.now()
    sum += boostedScore(model, read())
    times.push((performance.now() - started) * 1000)
  })
  // The first half warms up.
  const sorted = times.slice(times.length >> 1).toSorted((a, b) => a - b)
  const at = (share) => sorted[Math.floor(share * sorted.length)].toFixed(1)
  const trees = `${model.trees.length} trees of at most 31 leaves`
  return `All ${rows[0].length} columns and a boosted model of ${trees} (${Number.isFinite(sum)}): p50 ${at(0.5)} us, p99 ${at(0.99)} us.`
}

function eachRead(plan, { rows }, look) {
  const features = new FeatureSet(plan, roles)
  for (let start = 0; start < rows.length;) {
    let end = start + 1
    while ((rows.flags[end - 1] & 1) === 0) end++
    features.apply(rows, start, end)
    look(() => features.read(rows.localTime[start]))
    start = end
  }
}

/** Books that walk, changes mostly near the touch, and a sweep of one to three prints in every second message. */
function madeUp(count, instruments) {
  const random = new Random(1)
  const columns = new EventColumns(count * 1.5)
  const mids = [600_000, 600_000]
  let time = 1_700_000_000_000_000
  let levels = 0
  let printed = 0
  for (let instrument = 0; instrument < instruments; instrument++) {
    columns.begin(instrument, time, time, NaN)
    columns.addClear()
    for (let k = 1; k <= 200; k++) {
      columns.addLevel(0, mids[instrument] - k, 1 + random.integerBelow(5000))
      columns.addLevel(1, mids[instrument] + k, 1 + random.integerBelow(5000))
    }
    columns.end()
  }
  while (levels < count) {
    time += pace
    const instrument = random.integerBelow(instruments)
    if (random.integerBelow(2) === 0) {
      const side = random.integerBelow(2)
      columns.begin(instrument, time, time, NaN)
      for (let print = 0; print <= random.integerBelow(3); print++, printed++) {
        const price = mids[instrument] + (side === 0 ? 1 : -1) * (1 + print)
        columns.addTrade(side, price, 1 + random.integerBelow(2000), printed)
      }
      columns.end()
    }
    columns.begin(instrument, time, time, NaN)
    const step = random.integerBelow(10) === 0 ? random.integerBelow(3) - 1 : 0
    mids[instrument] += step
    for (let k = 0; k < messageLevels; k++, levels++) {
      const side = random.integerBelow(2)
      // The level that the mid came from goes, on the side that it left.
      const distance = k === 0 && step !== 0 ? 0 : 1 + Math.floor(random.exponential() * 12)
      const isGone = distance === 0 || (distance > 8 && random.integerBelow(4) === 0)
      const at = k === 0 && step !== 0 ? Number(step > 0) : side
      const price = mids[instrument] + (at === 1 ? distance : -distance)
      columns.addLevel(at, price, isGone ? 0 : 1 + random.integerBelow(5000))
    }
    columns.end()
  }
  return { rows: columns, updates: levels, trades: printed }
}

function repeat(measure) {
  measure() // warms up
  return Array.from({ length: rounds }, measure)
}

function timed(work) {
  const started = processorClock()
  work()
  return (processorClock() - started) / 1000
}

function median(values) {
  return values.toSorted((a, b) => a - b)[values.length >> 1]
}

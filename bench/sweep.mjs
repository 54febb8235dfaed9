// A sweep of 1,000 parameter sets over 50,000 bars against vectorised numpy, and vectorbt where there is one:
//
//   node bench/sweep.mjs
//   ISOBAR_VECTORBT=/path/to/python node bench/sweep.mjs      a Python that has vectorbt
//
// Same rules, same fills, one relation, so that the rivals need no folds: entries, exits, stops and holdings. Ours is
// the whole job as `isobar pairs sweep` runs it: threads from their birth, the relation estimated, every figure of every
// cell, neighbours, and the probability of overfitting over 12,870 splits. The rivals make equity, drawdown, daily marks
// and Sharpe ratios; vectorbt, whose orders are a matrix of bars and columns, is timed on every twentieth set and carried
// over. In turns, in one run, the mean total of the cells compared.
import { Random } from 'isobar/math'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { runSweep } from '../build/src/app/workers/run-sweep.js'
import { defaultBacktestOptions } from '../build/src/research/pairs/backtest-options.js'
import { joinPair } from '../build/src/research/pairs/form-pair.js'
import { formSweep } from '../build/src/research/pairs/sweep/sweep-formation.js'
import { cellsOf, parseGrid } from '../build/src/research/pairs/sweep/sweep-grid.js'
import { printRaces, startRival } from './race.mjs'

const rows = 50_000
const rounds = 3
const first = 720
const grid = parseGrid(
  'entry=1:2.8:0.2,exit=0.05:0.95:0.1,stop=3.5/4/5/6/8,max-holding=48/100000',
).value
const wide = parseGrid('train=240:2400:240,entry=1:2.8:0.2,exit=0:0.9:0.1').value

/** Two coins whose residual keeps 0.97 of itself an hour. */
function pair(random) {
  const [y, x] = [[], []]
  let [factor, residual] = [4, 0]
  for (let row = 0; row < rows; row++) {
    factor += 0.005 * random.normal()
    residual = 0.97 * residual + 0.004 * random.normal()
    x.push(Math.exp(factor))
    y.push(Math.exp(0.5 + 1.1 * factor + residual))
  }
  return { y: bars('AAA-USDT', y), x: bars('BBB-USDT', x) }
}

function bars(name, prices) {
  const close = Float64Array.from(prices)
  const open = close.map((price, row) => close[row - 1] ?? price)
  const [base, quote] = name.split('-')
  return {
    instrument: {
      name,
      venue: 'made',
      base,
      quote,
      class: 'linear',
      tickSize: { units: 1, decimals: 8 },
      lotSize: { units: 1, decimals: 8 },
    },
    timeframe: { label: '1h', duration: 3.6e9 },
    source: 'made',
    // The first day begins at a midnight, as the rival cuts them.
    times: Float64Array.from({ length: rows }, (_, t) => 1_704_067_200_000_000 + 3.6e9 * t),
    open,
    high: close,
    low: close,
    close,
    volume: new Float64Array(rows).fill(1),
  }
}

const input = pair(new Random(1))
const options = {
  ...defaultBacktestOptions,
  log: true,
  trainBars: first,
  testBars: rows,
  delayBars: 0,
}
const { joined } = joinPair(input, options).value
const { zScores, hedgeRatios } = formSweep(joined, options)
const { cells } = cellsOf(grid, options)

const folder = mkdtempSync(join(tmpdir(), 'isobar-bench-'))
const path = join(folder, 'columns.f64')
const columns = [
  zScores.map((z) => (Number.isNaN(z) ? 0 : z)),
  input.y.open,
  input.y.close,
  input.x.open,
  input.x.close,
]
writeFileSync(path, Buffer.concat(columns.map((column) => Buffer.from(column.buffer))))
const script = fileURLToPath(new URL('thirdparty/sweep.py', import.meta.url))
const question = {
  path,
  rows,
  first,
  hedge: hedgeRatios[first],
  notional: options.notional,
  feeBps: options.feeBps,
  slippageBps: options.slippageBps,
  cells: cells.map(({ options: cell }) => [cell.entry, cell.exit, cell.stop, cell.maxHoldingBars]),
  warm: true,
}

const rivals = [
  { name: 'numpy', python: process.env.ISOBAR_PYTHON ?? 'python3', every: 1 },
  ...(process.env.ISOBAR_VECTORBT === undefined
    ? []
    : [{ name: 'vectorbt', python: process.env.ISOBAR_VECTORBT, every: 20 }]),
].map((rival) => ({
  ...rival,
  process: startRival(rival.python, [script]),
  seconds: [],
  processor: [],
  apart: 0,
}))

const ours = []
const oursProcessor = []
let trades = 0
for (let round = 0; round <= rounds; round++) {
  const used = process.cpuUsage()
  const started = performance.now()
  const { value: result } = await runSweep({ input, options, grid })
  const seconds = (performance.now() - started) / 1000
  trades = result.cells.reduce((sum, cell) => sum + cell.metrics.trades, 0)
  const { user, system } = process.cpuUsage(used)
  if (round > 0) ours.push(seconds)
  if (round > 0) oursProcessor.push((user + system) / 1e6)
  for (const rival of rivals) {
    const asked = question.cells.filter((_, k) => k % rival.every === 0)
    const own = result.cells.filter((_, k) => k % rival.every === 0)
    const mean = own.reduce((sum, cell) => sum + cell.metrics.pnl.total, 0) / own.length
    const answer = await rival.process.ask({
      ...question,
      cells: asked,
      rival: rival.name,
      warm: round === 0,
    })
    rival.apart = Math.max(rival.apart, Math.abs(mean / answer.value - 1))
    if (round === 0) continue
    const all = cells.length / asked.length
    rival.seconds.push(answer.seconds * all)
    rival.processor.push(answer.processor * all)
  }
}
for (const rival of rivals) rival.process.end()
const begun = performance.now()
await runSweep({ input, options: { ...options, testBars: 168 }, grid: wide })
const folded = (performance.now() - begun) / 1000
rmSync(folder, { recursive: true })

const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1]
const races = rivals.map(({ name, every, seconds, apart }) => {
  // Ours fills whole lots at prices of twelve digits.
  if (!(apart <= 1e-6)) throw new Error(`${name}: another answer, by ${apart}`)
  const [our, their] = [median(ours), median(seconds)]
  const timed = every === 1 ? '' : ` (${Math.ceil(cells.length / every)} sets timed)`
  return { name: `against ${name}${timed}`, our, their, ratio: their / our, difference: apart }
})
printRaces(
  `Sweep of ${cells.length} parameter sets over ${rows} bars, ${trades} trades`,
  'node bench/sweep.mjs',
  races,
)
// On a machine that others work on, seconds of the clock say what they left over.
const spent = rivals.map(({ name, processor }) => `${name} ${median(processor).toFixed(2)} s`)
process.stdout.write(
  `Processor time: ours ${median(oursProcessor).toFixed(2)} s in all its threads, ${spent.join(', ')}\n`,
)
process.stdout.write(
  `1,000 sets in ten lookbacks of 293 to 296 folds each, nobody beside it: ${folded.toFixed(2)} s\n`,
)

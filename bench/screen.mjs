// The screen of a universe against statsmodels, arch and plain numpy, and the null that judges it:
//
//   node bench/screen.mjs
//
// 100 series of 8,760 rows, 4,950 pairs both ways, lags by AIC out of 0 to 37. Rivals are timed on a sample of tests,
// stratified by the lag order that is chosen (a long one costs more), on one thread of linear algebra, and carried over
// to all 9,900; ours does all of them, false-discovery control and Johansen included. In turns, in one run.
import { Random } from 'isobar/math'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { runScreen } from '../build/src/app/workers/run-screen.js'
import { printRaces, startRival } from './race.mjs'

const seriesCount = 100
const rows = 8760
const maxLags = 37
const rounds = 3
const tests = seriesCount * (seriesCount - 1)

/** Coins: three common factors with memory in their changes, walks and reverting series of their own on top. */
function universe(random) {
  const walk = (memory) => {
    let [change, level] = [0, 0]
    return Float64Array.from(
      { length: rows },
      () => (level += change = memory * change + 0.005 * random.normal()),
    )
  }
  const factors = [0.3, 0, -0.2].map(walk)
  return Array.from({ length: seriesCount }, (_, k) => {
    const weights = factors.map(() => random.normal())
    const phi = [0.97, 0.995, 1][k % 3]
    let own = 0
    return Float64Array.from({ length: rows }, (_row, t) => {
      own = phi * own + 0.004 * random.normal()
      const common = weights.reduce((sum, weight, f) => sum + weight * factors[f][t], 0)
      return 3 + common + own + 0.001 * random.normal()
    })
  })
}

const columns = universe(new Random(1))
const times = Float64Array.from({ length: rows }, (_, t) => 1.7e15 + 3.6e9 * t)
const bars = columns.map((close, k) => ({
  instrument: {
    name: `S${String(k).padStart(3, '0')}-USDT`,
    venue: 'made',
  },
  timeframe: { label: '1h' },
  source: 'made',
  times,
  open: close,
  high: close,
  low: close,
  close,
  volume: close,
}))
const options = { log: false, trend: 'c', criterion: 'aic', maxLags, alpha: 0.05, fdr: 'bh' }

const folder = mkdtempSync(join(tmpdir(), 'isobar-bench-'))
const path = join(folder, 'columns.f64')
writeFileSync(path, Buffer.concat(columns.map((column) => Buffer.from(column.buffer))))
const rival = startRival(process.env.ISOBAR_PYTHON ?? 'python3', [
  fileURLToPath(new URL('thirdparty/screen.py', import.meta.url)),
])

const place = new Map(bars.map(({ instrument }, k) => [instrument.name, k]))
const { results } = await runScreen(bars, options)
const byLags = results.toSorted((a, b) => a.lags - b.lags || a.statistic - b.statistic)
/** So many rows, evenly spread over the lag orders. */
const sample = (count) =>
  Array.from({ length: count }, (_, k) => byLags[Math.floor(((k + 0.5) * byLags.length) / count)])

const rivals = [
  { rival: 'statsmodels', listed: sample(30), tolerance: 1e-9 },
  { rival: 'arch', listed: sample(30), tolerance: 1e-9 },
  { rival: 'numpy', listed: sample(120), tolerance: 1e-9 },
]
const ours = []
const theirs = rivals.map(() => [])
const differences = rivals.map(() => 0)
for (let round = 0; round < rounds; round++) {
  ours.push((await runScreen(bars, options)).elapsedMs / 1000)
  for (const [k, { rival: name, listed }] of rivals.entries()) {
    const asked = listed.map(({ y, x }) => [place.get(y), place.get(x)])
    const question = { rival: name, path, series: seriesCount, maxLags, tests: asked }
    const { seconds, values } = await rival.ask(question)
    theirs[k].push((seconds / listed.length) * tests)
    values.forEach((value, t) => {
      const difference = Math.abs(value / listed[t].statistic - 1)
      differences[k] = Math.max(differences[k], difference)
    })
  }
}
rival.end()
rmSync(folder, { recursive: true })

const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1]
const races = rivals.map(({ rival: name, listed, tolerance }, k) => {
  if (!(differences[k] <= tolerance))
    throw new Error(`${name}: another answer, by ${differences[k]}`)
  const [our, their] = [median(ours), median(theirs[k])]
  return {
    name: `${tests} tests against ${name} (${listed.length} timed)`,
    our,
    their,
    ratio: their / our,
    difference: differences[k],
  }
})
const lags = results.reduce((sum, row) => sum + row.lags, 0) / results.length
printRaces(
  `Screen of ${seriesCount} series of ${rows} rows, both ways, mean lag ${lags.toFixed(1)}`,
  'node bench/screen.mjs',
  races,
)

const quarter = bars.map((each) => ({
  ...each,
  times: times.subarray(0, 2160),
  close: each.close.subarray(0, 2160),
}))
const judged = await runScreen(quarter, {
  ...options,
  maxLags: 26,
  bootstrap: { universes: 500, seed: 1 },
})
process.stdout.write(
  `500 universes of ${seriesCount} series and 2160 rows drawn, tested both ways and judged: ${(judged.null.elapsedMs / 1000).toFixed(1)} s\n`,
)

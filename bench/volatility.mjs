// GARCH(1,1) with a constant mean and normal errors against arch and R's fGarch:
//
//   npm run build && node bench/volatility.mjs
//
// Our fits come with three kinds of errors and ten forecasts. Each rival is met under its own start rule, so that both
// raise the same likelihood; ours must not end lower.
import { garch, simulateGarch } from 'isobar/econometrics'
import { expectValue, Random } from 'isobar/math'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { printRaces, race, startRival } from './race.mjs'

const place = (path) => fileURLToPath(new URL(path, import.meta.url))
const arch = startRival(process.env.ISOBAR_PYTHON ?? 'python3', [
  place('thirdparty/volatility/garch-by-arch.py'),
])
const fgarch = startRival('Rscript', [place('thirdparty/volatility/garch-by-fgarch.R')])

const markPound = JSON.parse(
  readFileSync(place('../fixtures/econometrics/volatility/dem2gbp.json'), 'utf8'),
)
const truth = { mu: 0.05, omega: 0.05, alpha: [0.1], beta: [0.85] }
const workloads = [
  { name: 'DM/BP, 1974 rows', returns: Float64Array.from(markPound.cases[0].values) },
  {
    name: 'simulated, 10000 rows',
    returns: simulateGarch(truth, { rows: 10_000, random: new Random(1) }).returns,
  },
]

// arch and fGarch stop within about 1e-7 of the top; the same likelihood at another start rule would be 1e-3 away.
const tolerance = 1e-6

const races = []
for (const { name, returns } of workloads) {
  const listed = { name, returns: Array.from(returns) }
  const askArch = (errors) => (count) => arch.ask({ ...listed, errors, count })
  const rivals = [
    { rival: 'arch, fit alone', start: 'backcast', theirs: askArch(false) },
    { rival: 'arch, with errors', start: 'backcast', theirs: askArch(true) },
    { rival: 'fGarch', start: 'sample', theirs: (count) => fgarch.ask({ ...listed, count }) },
  ]
  for (const { rival, start, theirs } of rivals) {
    const ours = () => expectValue(garch(returns, { start })).logLikelihood
    const { value } = await theirs(1)
    // Rounding of the two sums.
    if (ours() < value - 1e-9 * Math.abs(value)) throw new Error(`${name}: ${rival} ends higher`)
    races.push(await race({ name: `${name}, ${rival}`, ours, theirs, tolerance }))
  }
}
arch.end()
fgarch.end()
printRaces('GARCH(1,1) against arch and fGarch', 'node bench/volatility.mjs', races)

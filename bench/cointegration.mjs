// Johansen and Engle-Granger against statsmodels:
//
//   node bench/cointegration.mjs
import { engleGranger, johansen } from 'isobar/econometrics'
import { expectValue, Random } from 'isobar/math'
import { fileURLToPath } from 'node:url'
import { printRaces, race, startRival } from './race.mjs'

const python = process.env.ISOBAR_PYTHON ?? 'python3'
const rival = startRival(python, [
  fileURLToPath(new URL('thirdparty/cointegration.py', import.meta.url)),
])

/** A walk and one that keeps near it. */
function pair(rows) {
  const random = new Random(rows)
  let level = 0
  let apart = 0
  const x = Float64Array.from({ length: rows }, () => (level += random.normal()))
  const y = x.map((value) => value + (apart = 0.97 * apart + random.normal()))
  return [y, x]
}

const races = []
for (const rows of [500, 1440, 8760]) {
  const columns = pair(rows)
  for (const lags of [1, 8]) {
    const question = { test: 'johansen', columns: columns.map((column) => [...column]), lags }
    races.push(
      await race({
        name: `Johansen, two series of ${rows}, ${lags} lagged differences`,
        ours: () => expectValue(johansen(columns, { lagDifferences: lags })).trace[0],
        theirs: (count) => rival.ask({ ...question, count }),
        tolerance: 1e-8,
      }),
    )
  }
}
for (const rows of [500, 1440]) {
  const [y, x] = pair(rows)
  const question = { test: 'coint', columns: [[...y], [...x]] }
  races.push(
    await race({
      name: `Engle-Granger, two series of ${rows}, lags by AIC`,
      ours: () => expectValue(engleGranger(y, [x])).statistic,
      theirs: (count) => rival.ask({ ...question, count }),
      tolerance: 1e-8,
    }),
  )
}
rival.end()
printRaces('Cointegration against statsmodels', 'node bench/cointegration.mjs', races)

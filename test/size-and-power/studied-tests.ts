import { bootstrapEngleGranger } from '../../src/econometrics/bootstrap/bootstrap-engle-granger.ts'
import { engleGranger } from '../../src/econometrics/cointegration/engle-granger.ts'
import { johansen, type JohansenResult } from '../../src/econometrics/cointegration/johansen.ts'
import { adf } from '../../src/econometrics/unit-roots/adf.ts'
import { dfgls } from '../../src/econometrics/unit-roots/dfgls.ts'
import { kpss } from '../../src/econometrics/unit-roots/kpss.ts'
import { phillipsPerron } from '../../src/econometrics/unit-roots/phillips-perron.ts'
import { varianceRatio } from '../../src/econometrics/unit-roots/variance-ratio.ts'
import { zivotAndrews } from '../../src/econometrics/unit-roots/zivot-andrews.ts'
import type { Outcome } from '../../src/math/outcome.ts'
import { pairApart, revertingBy, walkOf, walks, type StudiedTest } from './studied-test.ts'

/** Universes of a bootstrap: enough for the 0.1 % of the long form, few where only a fault is to show. */
const replications = process.env['ISOBAR_RUNS'] === undefined ? 99 : 999

/** 90 days of hours. */
const quarterRows = 2160

const reverting: Pick<StudiedTest, 'alternative' | 'against'> = {
  alternative: (random, noise, rows) => [revertingBy(noise(random, rows, 1)[0]!, 24)],
  against: 'half-life of 24 bars',
}

const together: Pick<StudiedTest, 'alternative' | 'against'> = {
  alternative: pairApart(24),
  against: 'residual of half-life 24 bars',
}

/** Every test with a p-value. */
export const studiedTests: readonly StudiedTest[] = [
  {
    name: 'ADF, constant, AIC',
    rows: quarterRows,
    null: walks(1),
    ...reverting,
    pValue: ([series]) => pValueOf(adf(series!)),
  },
  {
    name: 'Phillips-Perron tau, constant',
    rows: quarterRows,
    null: walks(1),
    ...reverting,
    pValue: ([series]) => pValueOf(phillipsPerron(series!)),
  },
  {
    name: 'Dickey-Fuller GLS, constant, AIC',
    rows: quarterRows,
    null: walks(1),
    ...reverting,
    pValue: ([series]) => pValueOf(dfgls(series!)),
  },
  {
    name: 'variance ratio of 24, robust',
    rows: quarterRows,
    null: walks(1),
    alternative: (random, noise, rows) => [revertingBy(noise(random, rows, 1)[0]!, 6)],
    against: 'half-life of 6 bars',
    pValue: ([series]) => pValueOf(varianceRatio(series!, { lags: 24 })),
  },
  {
    name: 'Zivot-Andrews, level, AIC',
    rows: quarterRows,
    null: walks(1),
    ...reverting,
    cost: 2,
    // A burst of volatility looks like a break.
    sizeAt5Most: 0.15,
    pValue: ([series]) => pValueOf(zivotAndrews(series!)),
  },
  {
    name: 'KPSS, constant, automatic lags',
    rows: quarterRows,
    null: (random, noise, rows) => noise(random, rows, 1),
    alternative: (random, noise, rows) => [walkOf(noise(random, rows, 1)[0]!)],
    against: 'a random walk',
    pValue: ([series]) => pValueOf(kpss(series!)),
  },
  {
    name: 'Engle-Granger, constant, AIC',
    rows: quarterRows,
    null: walks(2),
    ...together,
    pValue: ([y, x]) => pValueOf(engleGranger(y!, [x!])),
  },
  {
    name: 'Johansen trace, restricted constant, 1 lag',
    rows: quarterRows,
    null: walks(2),
    ...together,
    pValue: (columns) => traceOf(johansen(columns, { deterministic: 'restricted-constant' })),
  },
  {
    // An unrestricted constant takes for granted that the walks drift; these do not.
    name: 'Johansen trace, constant, 1 lag',
    rows: quarterRows,
    null: walks(2),
    ...together,
    sizeAt5Most: 0.12,
    pValue: (columns) => traceOf(johansen(columns, { deterministic: 'constant' })),
  },
  {
    name: 'Engle-Granger, wild bootstrap',
    rows: quarterRows,
    null: walks(2),
    ...together,
    cost: 5,
    pValue: ([y, x], seed) => {
      const result = bootstrapEngleGranger(y!, [x!], {
        scheme: 'wild',
        replications,
        seed,
        exceedancesMax: 20, // enough to place a p-value of 2 %; those above it are only told apart roughly
      })
      return result.kind === 'value' ? result.value.bootstrapPValue : Number.NaN
    },
  },
]

function traceOf(outcome: Outcome<JohansenResult, string>): number {
  return outcome.kind === 'value' ? outcome.value.tracePValues[0]! : Number.NaN
}

function pValueOf(outcome: Outcome<{ readonly pValue: number }, string>): number {
  return outcome.kind === 'value' ? outcome.value.pValue : Number.NaN
}

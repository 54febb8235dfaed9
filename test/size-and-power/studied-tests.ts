import { bootstrapEngleGranger } from '../../src/econometrics/bootstrap/bootstrap-engle-granger.ts'
import { engleGranger } from '../../src/econometrics/cointegration/engle-granger.ts'
import { johansen, type JohansenResult } from '../../src/econometrics/cointegration/johansen.ts'
import { adf } from '../../src/econometrics/unit-roots/adf.ts'
import { kpss } from '../../src/econometrics/unit-roots/kpss.ts'
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
      const result = bootstrapEngleGranger(y!, [x!], { scheme: 'wild', replications, seed })
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

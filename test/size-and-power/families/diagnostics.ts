import { archLm } from '../../../src/econometrics/diagnostics/arch-lm.ts'
import { breuschGodfrey } from '../../../src/econometrics/diagnostics/breusch-godfrey.ts'
import {
  breuschPagan,
  whiteTest,
} from '../../../src/econometrics/diagnostics/heteroskedasticity.ts'
import { jarqueBera } from '../../../src/econometrics/diagnostics/jarque-bera.ts'
import { ljungBox } from '../../../src/econometrics/diagnostics/ljung-box.ts'
import {
  leastSquares,
  type LeastSquares,
} from '../../../src/econometrics/regression/least-squares.ts'
import type { Outcome } from '../../../src/math/outcome.ts'
import { garchNoise, gaussianNoise } from '../noises.ts'
import { byPValue } from '../scores.ts'
import type { StudiedFamily, StudiedTest } from '../studied-test.ts'
import { increments, remembered, unrelated, type World } from '../worlds.ts'

const rows = 1000

/** Both suppose alike rows: bursts of volatility make autocorrelations larger than they know. */
const memory: Pick<StudiedTest, 'rows' | 'oversized'> = {
  rows,
  oversized: { at5Most: 0.5, why: 'autocorrelations scatter more when volatility clusters' },
}

export const residualMemory: StudiedFamily = {
  name: 'memory of residuals',
  tests: [
    {
      ...memory,
      name: 'Ljung-Box, 10 lags',
      null: increments(1),
      alternative: remembered(increments(1), 0.5),
      against: 'half-life of 0.5',
      rejects: byPValue(([series]) => pOf(ljungBox(series!, { lags: 10 }))),
    },
    {
      ...memory,
      name: 'Breusch-Godfrey, 5 lags',
      null: increments(2),
      alternative: remembered(increments(2), 0.5),
      against: 'half-life of 0.5',
      rejects: byPValue(([y, x]) => ofFit(y!, x!, (fit) => breuschGodfrey(fit, [x!], { lags: 5 }))),
    },
  ],
}

/** Volatility that clusters, with fat tails: what the tests below are made to find, whatever the increments. */
const clustering =
  (count: number): World =>
  (random, _noise, length) =>
    garchNoise(random, length, count)

/** Deviations that grow with the regressor. */
const fanned: World = (random, noise, length) => {
  const [y, x] = noise(random, length, 2)
  return [y!.map((value, row) => value * Math.exp(0.2 * x![row]!)), x!]
}

/** Their null hypothesis is the normal law, or volatility that answers to nothing: it holds of Gaussian rows alone. */
export const residualLaw: StudiedFamily = {
  name: 'law of residuals',
  noises: [{ name: 'Gaussian', of: () => gaussianNoise }],
  tests: [
    {
      name: 'ARCH-LM, 5 lags',
      rows,
      null: increments(1),
      alternative: clustering(1),
      against: 'GARCH-t',
      rejects: byPValue(([series]) => pOf(archLm(series!, { lags: 5 }))),
    },
    {
      name: 'Jarque-Bera',
      rows,
      null: increments(1),
      alternative: clustering(1),
      against: 'GARCH-t',
      rejects: byPValue(([series]) => pOf(jarqueBera(series!))),
    },
    {
      name: 'Breusch-Pagan',
      rows,
      null: unrelated(2),
      alternative: fanned,
      against: 'deviation times exp(0.2 x)',
      rejects: byPValue(([y, x]) => ofFit(y!, x!, (fit) => breuschPagan(fit, [x!]))),
    },
    {
      name: 'White',
      rows,
      null: unrelated(2),
      alternative: fanned,
      against: 'deviation times exp(0.2 x)',
      rejects: byPValue(([y, x]) => ofFit(y!, x!, (fit) => whiteTest(fit, [x!]))),
    },
  ],
}

function pOf(outcome: Outcome<{ readonly pValue: number }, string>): number {
  return outcome.kind === 'value' ? outcome.value.pValue : Number.NaN
}

/** Of the regression of y on x. */
function ofFit(
  y: Float64Array,
  x: Float64Array,
  judge: (fit: LeastSquares) => Outcome<{ readonly pValue: number }, string>,
): number {
  const fit = leastSquares(y, [x])
  return fit.kind === 'value' ? pOf(judge(fit.value)) : Number.NaN
}

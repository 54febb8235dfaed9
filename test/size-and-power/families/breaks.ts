import { monitorCointegration } from '../../../src/econometrics/breaks/monitor-cointegration.ts'
import { monitorStability } from '../../../src/econometrics/breaks/monitor-stability.ts'
import type { StabilityDetector } from '../../../src/econometrics/breaks/stability-monitor.ts'
import type { WagnerWiedLevel } from '../../../src/econometrics/critical-values/wagner-wied.ts'
import { cusumOfSquares } from '../../../src/econometrics/regression/cusum-of-squares.ts'
import { cusum } from '../../../src/econometrics/regression/cusum.ts'
import { recursiveLeastSquares } from '../../../src/econometrics/regression/recursive-least-squares.ts'
import { expectValue } from '../../../src/math/outcome.ts'
import { byCriticalValues, byLevel, byPValue, pValueOf, type Score, verdictOf } from '../scores.ts'
import type { StudiedFamily, StudiedTest } from '../studied-test.ts'
import { deviationOf, increments, pairApart, walkOf, type World } from '../worlds.ts'

/** From a row on so many deviations higher. */
const lifted =
  (fromRow: number, deviations: number): World =>
  (random, noise, rows) =>
    increments(1)(random, noise, rows).map((series) => {
      const shift = deviations * deviationOf(series)
      return series.map((value, row) => (row < fromRow ? value : value + shift))
    })

/** From a row on so many times as wide. */
const widened =
  (fromRow: number, factor: number): World =>
  (random, noise, rows) =>
    increments(1)(random, noise, rows).map((series) =>
      series.map((value, row) => (row < fromRow ? value : value * factor)),
    )

const trainingRows = 200

const watched: Omit<StudiedTest, 'name' | 'rejects'> = {
  rows: 1000,
  null: increments(1),
  alternative: lifted(250, 1),
  against: 'a deviation up, 50 rows after training',
  powerRunsMax: 300,
  oversized: {
    at5Most: 0.15,
    why: 'training in a calm, watch in a storm: the yardstick is too short',
  },
}

/** The residual begins to gather its shocks. */
const comesApart: World = (random, noise, rows) => {
  const [y, x] = pairApart(0.1)(random, noise, rows)
  const gap = y!.map((value, row) => value - x![row]!)
  const wander = walkOf(gap.map((value, row) => (row < 450 ? 0 : value)))
  return [y!.map((value, row) => value + wander[row]!), x!]
}

export const breaks: StudiedFamily = {
  name: 'breaks',
  tests: [
    {
      name: 'CUSUM',
      rows: 1000,
      null: increments(1),
      alternative: lifted(500, 0.3),
      against: '0.3 of a deviation up, halfway',
      oversized: { at5Most: 0.08, why: 'volatility that is higher early than late' },
      rejects: byPValue(([y]) => pValueOf(cusum(expectValue(recursiveLeastSquares(y!, []))))),
    },
    {
      name: 'CUSUM of squares',
      rows: 1000,
      null: increments(1),
      alternative: widened(500, 1.5),
      against: 'deviation half as much again, halfway',
      oversized: { at5Most: 1, why: 'its law is that of normal errors of one variance' },
      rejects: byCriticalValues('large', ([y]) =>
        verdictOf(cusumOfSquares(expectValue(recursiveLeastSquares(y!, [])))),
      ),
    },
    ...(['ols-cusum', 'recursive-cusum', 'recursive-estimates'] as const).map((detector) => ({
      ...watched,
      name: `stability monitor, ${detector}`,
      rejects: unstable(detector, [0.1, 0.05, 0.01, 0.001]),
    })),
    {
      ...watched,
      name: 'stability monitor, moving-estimates',
      cost: 4,
      powerRunsMax: 50,
      oversized: { at5Most: 0.26, why: 'as above, for a window of 100 rows' },
      rejects: unstable('moving-estimates', [0.05, 0.01, 0.001]),
    },
    {
      name: 'cointegration monitor',
      rows: 800,
      // A half-life of a tenth of a bar: a residual without memory.
      null: pairApart(0.1),
      alternative: comesApart,
      against: 'residual gathers its shocks, 50 rows after training',
      oversized: { at5Most: 0.08, why: 'training in a calm, watch in a storm' },
      rejects: apart,
    },
  ],
}

function unstable(detector: StabilityDetector, known: readonly number[]): Score {
  return byLevel(known, ([y], alpha) => {
    const result = monitorStability(y!, [], { trainingRows, detector, alpha })
    return result.kind === 'value' && result.value.alarmRow !== null
  })
}

function apart(columns: readonly Float64Array[], seed: number): readonly number[] {
  const names = new Map<number, WagnerWiedLevel>([
    [0.1, '10%'],
    [0.05, '5%'],
    [0.01, '1%'],
  ])
  const score = byLevel([...names.keys()], ([y, x], level) => {
    const result = monitorCointegration(y!, [x!], { trainingRows: 400, alpha: names.get(level)! })
    return result.kind === 'value' && result.value.alarmRow !== null
  })
  return score(columns, seed)
}

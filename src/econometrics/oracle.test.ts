import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import {
  expectAllClose,
  pValueTolerance,
  statisticTolerance,
} from '../../fixtures/econometrics/goldens.ts'
import { noise } from '../../fixtures/econometrics/series.ts'
import { needs, pythonPath } from '../../test/need.ts'
import { expectValue } from '../math/outcome.ts'
import { adf } from './unit-roots/adf.ts'
import { engleGranger } from './cointegration/engle-granger.ts'
import { johansen } from './cointegration/johansen.ts'
import { kpss } from './unit-roots/kpss.ts'
import type { LagCriterion } from './unit-roots/lag-order.ts'
import { benjaminiHochberg, benjaminiYekutieli } from './multiple-testing/false-discovery.ts'
import type { Trend } from './trend.ts'

// Goldens are the same cases every time; here statsmodels is asked about cases nobody has seen. To repeat a run, set
// ISOBAR_SEED to the seed in the test's name.
const seed = Number(process.env['ISOBAR_SEED'] ?? Date.now() % 1_000_000_007)

type Answer = Readonly<Record<string, number | readonly number[]>>

interface Question {
  readonly test: 'adf' | 'coint' | 'kpss' | 'johansen' | 'fdr'
  readonly series: readonly Float64Array[]
  readonly options: Readonly<Record<string, unknown>>
  /** Our numbers, under the names of the oracle. */
  readonly ours: () => Answer
}

const trends: readonly Trend[] = ['n', 'c', 'ct', 'ctt']
const criteria: readonly LagCriterion[] = ['aic', 'bic', 'tstat']

/** A whole number from 0 to below `count`, a different one for every place. */
function draw(place: number, count: number): number {
  const [value] = noise(seed + 7919 * place, 1)
  return Math.floor(Math.abs(value! * 1e6)) % count
}

/** Near a unit root, with a memory in its changes and a level; its length is the k-th case's own. */
function wander(place: number, length: number): Float64Array {
  const shocks = noise(seed + 104729 * place, length)
  const memory = (draw(place, 9) - 4) / 10
  const reversion = [1, 1, 0.98, 0.9][draw(place + 1, 4)]!
  const level = draw(place + 2, 50)
  let value = 0
  let change = 0
  return shocks.map((shock) => {
    change = memory * change + shock
    value = reversion * value + change
    return level + value
  })
}

function question(k: number): Question {
  const place = 10 * k
  const length = 40 + draw(place, 400)
  const first = wander(place + 3, length)
  const second = wander(place + 6, length).map((value, t) => value + 0.7 * first[t]!)
  const trend = trends[draw(place + 1, 4)]!
  const criterion = criteria[draw(place + 2, 3)]!
  const isEven = Math.floor(k / 6) % 2 === 0
  switch (k % 6) {
    case 0:
      return {
        test: 'adf',
        series: [first],
        options: { trend, criterion },
        ours: () => {
          const { statistic, pValue, lags, observations } = expectValue(
            adf(first, { trend, criterion }),
          )
          return { statistic, pValue, lags, observations }
        },
      }
    case 1:
      return {
        test: 'coint',
        series: [second, first],
        options: { trend, criterion },
        ours: () => {
          const { statistic, pValue } = expectValue(
            engleGranger(second, [first], { trend, criterion }),
          )
          return { statistic, pValue }
        },
      }
    case 2:
      return stationarity(first, {
        trend: isEven ? 'c' : 'ct',
        lags: (['auto', 'legacy', 4] as const)[draw(place, 3)]!,
      })
    case 3:
      return cointegration([first, second, wander(place + 8, length)], {
        deterministic: (['none', 'constant', 'trend'] as const)[draw(place, 3)]!,
        // At 0 the package answers another question, and `compat` with it.
        lagDifferences: draw(place + 1, 5),
      })
    case 4:
      return tightRelation(first, { trend, criterion }, noise(seed + place, length))
    default:
      return discoveries(first, isEven ? 'bh' : 'by')
  }
}

function stationarity(
  series: Float64Array,
  options: { readonly trend: 'c' | 'ct'; readonly lags: number | 'auto' | 'legacy' },
): Question {
  return {
    test: 'kpss',
    series: [series],
    options,
    ours: () => {
      const { statistic, pValue, lags } = expectValue(kpss(series, options))
      return { statistic, pValue, lags }
    },
  }
}

function cointegration(
  series: readonly Float64Array[],
  options: {
    readonly deterministic: 'none' | 'constant' | 'trend'
    readonly lagDifferences: number
  },
): Question {
  return {
    test: 'johansen',
    series,
    options,
    ours: () => {
      const { eigenvalues, trace, maxEigen } = expectValue(
        johansen(series, { ...options, compat: 'statsmodels' }),
      )
      return { eigenvalues, trace, maxEigen }
    },
  }
}

/** So tight that the package stops testing: minus infinity, which JSON has no number for. */
function tightRelation(
  x: Float64Array,
  options: { readonly trend: Trend; readonly criterion: LagCriterion },
  shocks: Float64Array,
): Question {
  const y = x.map((value, row) => 2 * value + 1e-3 * shocks[row]!)
  return {
    test: 'coint',
    series: [y, x],
    options,
    ours: () => {
      const { statistic, pValue } = expectValue(
        engleGranger(y, [x], { ...options, compat: 'statsmodels' }),
      )
      return { statistic: statistic === -Infinity ? Number.NaN : statistic, pValue }
    },
  }
}

function discoveries(series: Float64Array, method: 'bh' | 'by'): Question {
  const pValues = series.map((value) => Math.abs(value) % 1)
  const adjust = method === 'bh' ? benjaminiHochberg : benjaminiYekutieli
  return {
    test: 'fdr',
    series: [pValues],
    options: { method },
    ours: () => ({ adjusted: Array.from(adjust(pValues)) }),
  }
}

function ask(questions: readonly Question[]): Answer[] {
  const script = join(import.meta.dirname, '../../fixtures/econometrics/oracle.py')
  const input = JSON.stringify(
    questions.map(({ test: kind, series, options }) => ({
      test: kind,
      series: series.map((values) => Array.from(values)),
      options,
    })),
  )
  const run = spawnSync(pythonPath, ['-B', script], {
    input,
    encoding: 'utf8',
    maxBuffer: 64 * 2 ** 20,
  })
  expect(run.status, run.stderr).toBe(0)
  return JSON.parse(run.stdout) as Answer[]
}

test(`agrees with statsmodels on 60 cases nobody has seen (ISOBAR_SEED=${seed})`, (context) => {
  needs('python', context)
  const questions = Array.from({ length: 60 }, (_, k) => question(k))
  const answers = ask(questions)
  expect(answers.length).toBe(questions.length)
  for (const [k, theirs] of answers.entries()) {
    const { test: kind, options, series, ours } = questions[k]!
    const what = `case ${k}: ${kind} ${JSON.stringify(options)}, ${series[0]!.length} rows`
    const answer = ours()
    for (const [field, expected] of Object.entries(theirs)) {
      const tolerance = tolerances[field] ?? statisticTolerance
      const floor = (floors[field] ?? 0) * (field === 'eigenvalues' ? 1 : series[0]!.length)
      const above = (values: unknown): unknown[] =>
        [values].flat().map((value) => (typeof value === 'number' ? value + floor : value))
      expectAllClose(above(answer[field]), above(expected), tolerance, `${what}, ${field}`)
    }
  }
})

/** Counts are the same or wrong. */
const tolerances: Readonly<Record<string, number>> = {
  pValue: pValueTolerance,
  lags: 0,
  observations: 0,
}

/**
 * Squared correlations are known to some roundings of one, whatever their size: one of 1.7e-9 once differed by 6e-16.
 * With this added, eight digits of it are 1e-13 of the scale; of statistics, that times the rows.
 */
const floors: Readonly<Record<string, number>> = { eigenvalues: 1e-5, trace: 1e-5, maxEigen: 1e-5 }

import { expect, test } from 'vitest'
import {
  expectAllClose,
  expectClose,
  goldenCases,
  needsSeries,
  statisticTolerance,
} from '../../../fixtures/econometrics/goldens.ts'
import { buildSeries, noise, type Recipe } from '../../../fixtures/econometrics/series.ts'
import { expectValue } from '../../math/outcome.ts'
import { wagnerWiedCriticalValue, wagnerWiedTable } from '../critical-values/wagner-wied.ts'
import { renderSummary } from '../summary/render-summary.ts'
import {
  type CointegrationMonitor,
  stepCointegrationMonitor,
  trainCointegrationMonitor,
} from './cointegration-monitor.ts'
import { cointegrationMonitorSummary } from './cointegration-monitor-summary.ts'
import { monitorCointegration } from './monitor-cointegration.ts'

type Options = Parameters<typeof monitorCointegration>[2]

interface GoldenCase {
  readonly name: string
  readonly series: readonly Recipe[]
  readonly options: Options
  readonly expected: {
    readonly path: readonly number[]
    readonly longRunVariance: number
    readonly hedgeRatio: readonly number[]
  }
}

test.for(goldenCases('breaks/cointegration-monitor') as readonly GoldenCase[])(
  'agrees with the oracle: $name',
  ({ series, options, expected }, context) => {
    needsSeries(series, context)
    const [y, ...xs] = series.map(buildSeries)
    const result = expectValue(monitorCointegration(y!, xs, options))
    expectAllClose(result.hedgeRatio, expected.hedgeRatio, statisticTolerance, 'hedge ratio')
    expectClose(
      result.longRunVariance,
      expected.longRunVariance,
      statisticTolerance,
      'long-run variance',
    )
    // Near its zeros the detector is a difference: judged by the largest value of the path.
    const largest = Math.max(...expected.path)
    for (const [k, value] of expected.path.entries()) {
      expect(Math.abs(result.path[k]! - value) / largest, `row ${k}`).toBeLessThan(1e-8)
    }
  },
)

interface LawCase {
  readonly trend: 'c' | 'ct'
  readonly regressors: number
  readonly critical: Readonly<Record<'1%' | '5%' | '10%', readonly number[]>>
  readonly beyondFive: readonly number[]
}

test.for(goldenCases('breaks/wagner-wied-law') as readonly LawCase[])(
  'the table is the simulated one, and holds on other draws: $trend, $regressors',
  ({ trend, regressors, critical, beyondFive }) => {
    expect(wagnerWiedTable[trend][regressors]).toEqual(critical)
    for (const share of beyondFive) {
      // 4,000 draws: deviation 0.0034, and 0.0022 of the table's own 10,000; three of both together are 0.0123.
      expect(Math.abs(share - 0.05)).toBeLessThan(0.0123)
    }
  },
)

const critical = (share: number): number =>
  wagnerWiedCriticalValue({ trend: 'c', regressorCount: 1, share, alpha: '5%' })

test('critical values between the shares of the table lie between its values', () => {
  expect(critical(0.25)).toBeCloseTo(Math.sqrt(critical(0.2) * critical(0.3)), 10)
  expect(critical(0.9)).toBe(wagnerWiedTable.c[1]!['5%'][8])
})

/** A pair whose residual keeps 0.3 of itself, and from a row on gathers its shocks. */
function pair(seed: number, rows: number, breakRow: number): readonly [Float64Array, Float64Array] {
  let level = 0
  const x = noise(seed, rows).map((shock) => (level += shock))
  let memory = 0
  let wander = 0
  const extra = noise(seed + 20_000, rows)
  const y = noise(seed + 10_000, rows).map((shock, t) => {
    memory = 0.3 * memory + shock
    if (t >= breakRow) wander += extra[t]!
    return 3 + 2 * x[t]! + memory + wander
  })
  return [y, x]
}

// The long version: ISOBAR_RUNS=5000 npx vitest run src/econometrics/breaks
const runs = Number(process.env['ISOBAR_RUNS'] ?? 300)

test('raises a false alarm in about one watch of twenty', () => {
  let alarms = 0
  for (let seed = 1; seed <= runs; seed++) {
    const [y, x] = pair(seed, 800, 800)
    const result = expectValue(monitorCointegration(y, [x], { trainingRows: 400 }))
    if (result.alarmRow !== null) alarms++
  }
  // Three binomial deviations; on top, what 400 rows of training and the memory of the residual add: 0.02 allowed.
  const deviations = 3 * Math.sqrt((0.05 * 0.95) / runs)
  expect(alarms / runs, `${alarms} of ${runs}`).toBeLessThan(0.07 + deviations)
  expect(alarms / runs, `${alarms} of ${runs}`).toBeGreaterThan(0.05 - deviations)
})

test('finds a residual that begins to wander', () => {
  let found = 0
  let bars = 0
  for (let seed = 1; seed <= 100; seed++) {
    const [y, x] = pair(seed, 800, 420)
    const { alarmRow } = expectValue(monitorCointegration(y, [x], { trainingRows: 400 }))
    if (alarmRow === null || alarmRow < 420) continue
    found++
    bars += alarmRow - 420
  }
  expect(found).toBeGreaterThanOrEqual(90)
  expect(bars / found).toBeLessThan(100)
})

test('bar by bar is the same as at once, and a stored watch goes on where it was', () => {
  const [y, x] = pair(7, 300, 150)
  for (const trend of ['c', 'ct'] as const) {
    const whole = expectValue(monitorCointegration(y, [x], { trainingRows: 120, trend }))
    const options = { horizonRows: 300, trend }
    let monitor = expectValue(
      trainCointegrationMonitor(y.subarray(0, 120), [x.subarray(0, 120)], options),
    )
    for (let row = 120; row < 300; row++) {
      const before = JSON.stringify(monitor)
      const next = stepCointegrationMonitor(monitor, y[row]!, [x[row]!])
      expect(JSON.stringify(monitor)).toBe(before)
      monitor = row === 200 ? (JSON.parse(JSON.stringify(next)) as CointegrationMonitor) : next
    }
    expect(monitor).toEqual(whole.monitor)
    expect(monitor.alarmRow).not.toBeNull()
    expect(whole.barsToAlarm).toBe(monitor.alarmRow! + 1 - 120)
    expect(() => stepCointegrationMonitor(monitor, 1, [1])).toThrow('horizon')
  }
})

test('knows nothing of later rows', () => {
  const [y, x] = pair(7, 300, 150)
  const whole = expectValue(monitorCointegration(y, [x], { trainingRows: 120 }))
  const part = expectValue(
    monitorCointegration(y.subarray(0, 200), [x.subarray(0, 200)], {
      trainingRows: 120,
      horizonRows: 300,
    }),
  )
  expect(part.path).toEqual(whole.path.subarray(0, 80))
})

test('does not depend on the unit the series share', () => {
  const [y, x] = pair(7, 300, 150)
  const reference = expectValue(monitorCointegration(y, [x], { trainingRows: 120 }))
  for (const scale of [1e-100, 1e100]) {
    const moved = expectValue(
      monitorCointegration(
        y.map((value) => value * scale),
        [x.map((value) => value * scale)],
        { trainingRows: 120 },
      ),
    )
    expect(moved.alarmRow).toBe(reference.alarmRow)
    expectClose(moved.path.at(-1), reference.path.at(-1)!, 1e-9, `${scale}`)
  }
})

const reason = (y: Float64Array, xs: readonly Float64Array[], trainingRows: number): string => {
  const outcome = monitorCointegration(y, xs, { trainingRows })
  return outcome.kind === 'value' ? 'a value' : outcome.reason
}

test('says why nothing can be watched', () => {
  const [y, x] = pair(1, 60, 60)
  expect(reason(new Float64Array(0), [], 0)).toBe('too-few-rows')
  expect(reason(y, [x], 61)).toBe('too-few-rows')
  expect(reason(y.subarray(0, 8), [x.subarray(0, 8)], 4)).toBe('too-few-rows')
  expect(reason(y, [x], 30)).toBe('a value')
  expect(reason(noise(1, 60), [], 30)).toBe('a value')
  expect(reason(y.with(50, Infinity), [x], 30)).toBe('not-finite')
  expect(reason(new Float64Array(60).fill(2), [], 30)).toBe('constant-series')
  expect(reason(y, [x, x], 30)).toBe('rank-deficient')
  expect(reason(x, [x], 30)).toBe('perfect-fit')
  expect(
    reason(
      y,
      [1, 2, 3, 4, 5].map((seed) => noise(seed, 60)),
      30,
    ),
  ).toBe('too-many-series')
})

test('the summary says whether there was an alarm, and at what rate there would be false ones', () => {
  const [y, x] = pair(7, 300, 150)
  const result = expectValue(monitorCointegration(y, [x], { trainingRows: 120 }))
  const text = renderSummary(cointegrationMonitorSummary(result))
  expect(text).toMatch(new RegExp(`alarm in row +${result.alarmRow}`))
  expect(text).toContain('5 %')
  expect(text).toMatch(new RegExp(`x +${result.hedgeRatio[0]!.toPrecision(6)}`))
})

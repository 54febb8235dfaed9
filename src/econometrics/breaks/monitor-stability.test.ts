import { expect, test } from 'vitest'
import {
  expectAllClose,
  expectClose,
  goldenCases,
  needsSeries,
} from '../../../fixtures/econometrics/goldens.ts'
import { buildSeries, noise, type Recipe } from '../../../fixtures/econometrics/series.ts'
import { expectValue } from '../../math/outcome.ts'
import { monitorStability, type StabilityMonitorResult } from './monitor-stability.ts'
import { renderSummary } from '../summary/render-summary.ts'
import {
  stepStabilityMonitor,
  trainStabilityMonitor,
  type StabilityDetector,
  type StabilityMonitor,
  type StabilityMonitorOptions,
} from './stability-monitor.ts'
import { stabilityMonitorSummary } from './stability-monitor-summary.ts'

interface GoldenCase {
  readonly name: string
  readonly series: readonly Recipe[]
  readonly options: StabilityMonitorOptions & { readonly trainingRows: number }
  readonly expected: Pick<StabilityMonitorResult, 'criticalValue' | 'alarmRow'> & {
    readonly path: readonly number[]
    readonly boundary: readonly number[]
  }
}

/** strucchange finds its critical value by golden section to the square root of the last digit: 1.5e-8. */
const criticalTolerance = 1e-6

/** Of the largest value of the path: sums of 250 residuals that nearly cancel. */
const pathTolerance = 1e-9

test.for(goldenCases('breaks/stability-monitor') as readonly GoldenCase[])(
  'agrees with the reference: $name',
  ({ series, options, expected }, context) => {
    needsSeries(series, context)
    const [y, ...xs] = series.map(buildSeries)
    const result = expectValue(monitorStability(y!, xs, options))
    expect(result.alarmRow).toBe(expected.alarmRow)
    expectClose(result.criticalValue, expected.criticalValue, criticalTolerance, 'critical value')
    expectAllClose(Array.from(result.boundary), expected.boundary, criticalTolerance, 'boundary')
    const largest = Math.max(...expected.path)
    for (const [k, value] of expected.path.entries()) {
      expect(Math.abs(result.path[k]! - value) / largest, `row ${k}`).toBeLessThan(pathTolerance)
    }
  },
)

const detectors: readonly StabilityDetector[] = [
  'ols-cusum',
  'recursive-cusum',
  'recursive-estimates',
  'moving-estimates',
]

/** y = 1 + x + noise, the slope or level changed from a row on. */
function relation(
  seed: number,
  rows: number,
  change: { readonly from: number; readonly level: number },
): readonly [Float64Array, Float64Array] {
  const x = noise(seed, rows)
  const shocks = noise(seed + 10_000, rows)
  const y = shocks.map((shock, t) => 1 + x[t]! + shock + (t < change.from ? 0 : change.level))
  return [y, x]
}

// The long version: ISOBAR_RUNS=5000 npx vitest run src/econometrics/breaks
const runs = Number(process.env['ISOBAR_RUNS'] ?? 120)

test.each(detectors)(
  '%s raises a false alarm in at most alpha of the watches of four times the training',
  (detector) => {
    // A window costs a QR a bar: a third of the runs.
    const count = detector === 'moving-estimates' ? Math.floor(runs / 3) : runs
    let alarms = 0
    for (let seed = 1; seed <= count; seed++) {
      const [y, x] = relation(seed, 600, { from: 0, level: 0 })
      const options = { detector, trainingRows: 150, alpha: 0.1 }
      if (expectValue(monitorStability(y, [x], options)).alarmRow !== null) alarms++
    }
    // Not more than alpha but for three binomial deviations; fewer before four lengths are over, but not none.
    const deviations = 3 * Math.sqrt((0.1 * 0.9) / count)
    expect(alarms / count, `${alarms} of ${count}`).toBeLessThan(0.1 + deviations)
    expect(alarms / count, `${alarms} of ${count}`).toBeGreaterThan(0.015)
  },
)

test.each([
  ['ols-cusum', 30],
  ['recursive-cusum', 60],
  ['recursive-estimates', 30],
  ['moving-estimates', 60],
] as const)('%s finds a level one deviation up within %i bars, on average', (detector, barsMax) => {
  let bars = 0
  for (let seed = 1; seed <= 100; seed++) {
    const [y, x] = relation(seed, 300, { from: 165, level: 1 })
    const options = { detector, trainingRows: 150, alpha: 0.05 }
    const { alarmRow } = expectValue(monitorStability(y, [x], options))
    expect(alarmRow, `seed ${seed}`).not.toBeNull()
    bars += (alarmRow! - 165) / 100
  }
  expect(bars).toBeLessThan(barsMax)
})

/** False alarms among 100 watches of residuals that keep 0.6 of themselves. */
function alarmsWithMemory(errors: 'independent' | 'autocorrelated'): number {
  let alarms = 0
  for (let seed = 1; seed <= 100; seed++) {
    let memory = 0
    const y = noise(seed, 1000).map((shock) => (memory = 0.6 * memory + shock))
    const options = { trainingRows: 300, alpha: 0.1, errors }
    if (expectValue(monitorStability(y, [], options)).alarmRow !== null) alarms++
  }
  return alarms
}

test('scales by the long-run deviation where residuals have memory', () => {
  // 10 expected for ever with the right scale, three deviations 9; memory doubles the deviation of the sums.
  expect(alarmsWithMemory('autocorrelated')).toBeLessThanOrEqual(19)
  expect(alarmsWithMemory('independent')).toBeGreaterThan(40)
})

test('bar by bar is the same as at once, and a stored monitor goes on where it was', () => {
  const [y, x] = relation(5, 300, { from: 200, level: 2 })
  for (const detector of detectors) {
    const whole = expectValue(monitorStability(y, [x], { detector, trainingRows: 80 }))
    const training = [y.subarray(0, 80), [x.subarray(0, 80)]] as const
    let monitor = expectValue(trainStabilityMonitor(...training, { detector }))
    for (let row = 80; row < 300; row++) {
      const before = JSON.stringify(monitor)
      const next = stepStabilityMonitor(monitor, y[row]!, [x[row]!])
      expect(JSON.stringify(monitor)).toBe(before)
      monitor = row === 150 ? (JSON.parse(JSON.stringify(next)) as StabilityMonitor) : next
    }
    expect(monitor).toEqual(whole.monitor)
    expect(monitor.alarmRow).not.toBeNull()
    expect(whole.barsToAlarm).toBe(monitor.alarmRow! + 1 - 80)
  }
})

test('does not depend on the unit of y', () => {
  const [y, x] = relation(5, 300, { from: 200, level: 2 })
  for (const detector of detectors) {
    const options = { detector, trainingRows: 80 }
    const reference = expectValue(monitorStability(y, [x], options))
    const scaled = y.map((value) => value * 1e9)
    const moved = expectValue(monitorStability(scaled, [x], options))
    expect(moved.alarmRow).toBe(reference.alarmRow)
    expectClose(moved.path.at(-1), reference.path.at(-1)!, 1e-10, detector)
  }
})

const reason = (y: Float64Array, xs: readonly Float64Array[], trainingRows: number): string => {
  const outcome = monitorStability(y, xs, { trainingRows })
  return outcome.kind === 'value' ? 'a value' : outcome.reason
}

test('moving estimates are watched up to their horizon, and at levels that are tabulated', () => {
  const [y, x] = relation(5, 100, { from: 100, level: 0 })
  const options = { detector: 'moving-estimates', trainingRows: 40 } as const
  expect(() => monitorStability(y, [x], { ...options, lengths: 2 })).toThrow('horizon')
  expect(() => monitorStability(y, [x], { ...options, alpha: 0.2 })).toThrow('tabulated')
  const narrow = monitorStability(y, [x], { ...options, trainingRows: 8, windowShare: 0.25 })
  expect(narrow.kind === 'unavailable' && narrow.reason).toBe('too-few-rows')
})

test('says why nothing can be watched', () => {
  const x = noise(1, 60)
  expect(reason(new Float64Array(0), [], 0)).toBe('too-few-rows')
  expect(reason(noise(2, 60), [x], 3)).toBe('too-few-rows')
  expect(reason(noise(2, 60), [x], 61)).toBe('too-few-rows')
  expect(reason(noise(2, 60), [x], 4)).toBe('a value')
  expect(reason(noise(2, 60), [x], 60)).toBe('a value')
  expect(reason(noise(2, 60).with(50, Number.NaN), [x], 40)).toBe('not-finite')
  expect(reason(noise(2, 60), [x, x], 40)).toBe('rank-deficient')
  expect(reason(x, [x], 40)).toBe('perfect-fit')
})

test('the summary says whether there was an alarm, and at what rate there would be false ones', () => {
  const [y, x] = relation(5, 300, { from: 200, level: 2 })
  const result = expectValue(monitorStability(y, [x], { trainingRows: 80 }))
  const text = renderSummary(stabilityMonitorSummary(result))
  expect(text).toMatch(new RegExp(`alarm in row +${result.alarmRow}`))
  expect(text).toContain('0.05')
})

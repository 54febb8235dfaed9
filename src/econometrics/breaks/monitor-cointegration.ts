import { invariant } from '../../math/invariant.ts'
import { type Outcome, available, unavailable } from '../../math/outcome.ts'
import type { WagnerWiedLevel } from '../critical-values/wagner-wied.ts'
import { seriesFault } from '../series-fault.ts'
import {
  type CointegrationMonitor,
  type CointegrationMonitorFault,
  type CointegrationMonitorOptions,
  stepCointegrationMonitor,
  trainCointegrationMonitor,
} from './cointegration-monitor.ts'

/** A relation that was watched from the end of its training on. */
export interface CointegrationMonitorResult {
  readonly test: 'cointegration-monitor'
  /** Probability of an alarm up to the horizon where nothing changes; asymptotic. */
  readonly falseAlarmRate: WagnerWiedLevel
  /** null: none so far. Counted from row 0 of training. */
  readonly alarmRow: number | null
  /** Rows from the end of training to the alarm, it included; null without one. */
  readonly barsToAlarm: number | null
  readonly criticalValue: number
  /** Detector at each row after training; an alarm where it exceeds the critical value. */
  readonly path: Float64Array
  readonly hedgeRatio: readonly number[]
  readonly longRunVariance: number
  readonly trainingRows: number
  readonly horizonRows: number
  readonly observations: number
  readonly nullHypothesis: string
  /** What to step on with. */
  readonly monitor: CointegrationMonitor
}

/**
 * Watches whether a cointegrating relation (or the stationarity of one series) still holds, row by row up to a horizon, at
 * a known rate of false alarms.
 *
 *   u_t = y_t - Omega_12 Omega_22^-1 v_t - b'x_t - d'D_t,   S_t = u_2 + ... + u_t,   m training rows, T the horizon
 *   H_r = |sum_{m<t<=r} S_t^2 - sum_{t<=m} S_t^2| / (T^2 omega_1.2 (r/T)^g),   alarm where H_r > c
 *
 * y, xs: columns of n <= T values, the first `trainingRows` of which are taken to hold; 0 to 4 x. b, d, Omega, omega_1.2:
 * by fully modified least squares on the training rows alone (`fmols`, its kernel options), v the changes of x less their
 * drift. D: constant (g = 3) or constant and trend (g = 5). c: by simulation, for the trend, the number of x, m / T and
 * alpha. Null hypothesis: y and the x keep the relation of training, with a stationary residual. Two things raise the
 * alarm: a residual that begins to wander, and coefficients that change.
 *
 * alpha is that of long training; memory in the residual and short training raise more alarms. Seen: 21 of 300 watches of
 * 400 bars after 400 of training, of a residual that keeps 0.3 of itself, at 5 %; one that begins to gather its shocks 20
 * bars in is found in 100 of 100, after 72 bars on average. `horizonRows` is n where not given; training is to be 10 to 90 %
 * of it. No value: as `fmols`, more than 4 x, values that are not finite. Cost: that of `fmols`, and k a row.
 * Source: Wagner and Wied (2017), Journal of Time Series Analysis 38, 960-980, section 2. Checked against an oracle in
 * numpy and the rates by simulation; critical values: `wagnerWiedCriticalValue`.
 *
 * @example
 * const random = new Random(2)
 * let [level, wander] = [0, 0]
 * const x = Float64Array.from({ length: 400 }, () => (level += random.normal()))
 * const y = x.map((value, t) => 2 * value + (t < 250 ? 0 : (wander += random.normal())) + random.normal())
 * const result = expectValue(monitorCointegration(y, [x], { trainingRows: 150 }))
 * result.alarmRow // => 292
 */
export function monitorCointegration(
  y: Float64Array,
  xs: readonly Float64Array[],
  options: Omit<CointegrationMonitorOptions, 'horizonRows'> & {
    readonly trainingRows: number
    readonly horizonRows?: number
  },
): Outcome<CointegrationMonitorResult, CointegrationMonitorFault> {
  const { trainingRows, horizonRows = y.length } = options
  invariant(
    Number.isInteger(trainingRows) && trainingRows >= 0,
    `training rows must be a whole number, got ${trainingRows}`,
  )
  for (const series of [y, ...xs]) {
    const fault = seriesFault(series, Math.max(1, trainingRows))
    if (fault !== undefined) return unavailable(fault.reason, fault.detail)
  }
  const trained = trainCointegrationMonitor(
    y.subarray(0, trainingRows),
    xs.map((x) => x.subarray(0, trainingRows)),
    { ...options, horizonRows },
  )
  if (trained.kind === 'unavailable') return trained
  let monitor = trained.value
  const path = new Float64Array(y.length - trainingRows)
  for (let row = trainingRows; row < y.length; row++) {
    monitor = stepCointegrationMonitor(
      monitor,
      y[row]!,
      xs.map((x) => x[row]!),
    )
    path[row - trainingRows] = monitor.statistic
  }
  const { alarmRow } = monitor
  return available({
    test: 'cointegration-monitor',
    falseAlarmRate: monitor.alpha,
    alarmRow,
    barsToAlarm: alarmRow === null ? null : alarmRow + 1 - trainingRows,
    criticalValue: monitor.criticalValue,
    path,
    hedgeRatio: monitor.coefficients.slice(0, xs.length),
    longRunVariance: monitor.longRunVariance,
    trainingRows,
    horizonRows,
    observations: y.length,
    nullHypothesis: 'the relation of training holds, with a stationary residual',
    monitor,
  })
}

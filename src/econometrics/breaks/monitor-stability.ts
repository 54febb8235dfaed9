import { invariant } from '../../math/invariant.ts'
import { type Outcome, available, unavailable } from '../../math/outcome.ts'
import { seriesFault } from '../series-fault.ts'
import {
  type StabilityDetector,
  type StabilityMonitor,
  type StabilityMonitorFault,
  type StabilityMonitorOptions,
  stepStabilityMonitor,
  trainStabilityMonitor,
} from './stability-monitor.ts'

/** A regression that was watched from the end of its training on. */
export interface StabilityMonitorResult {
  readonly test: 'stability-monitor'
  readonly detector: StabilityDetector
  /** Probability of an alarm, ever, where nothing changes; asymptotic in the training rows. */
  readonly falseAlarmRate: number
  /** null: none so far. Counted from row 0 of training. */
  readonly alarmRow: number | null
  /** Rows from the end of training to the alarm, it included; null without one. */
  readonly barsToAlarm: number | null
  readonly criticalValue: number
  /** Detector and boundary at each row after training. */
  readonly path: Float64Array
  readonly boundary: Float64Array
  readonly trainingRows: number
  readonly observations: number
  readonly nullHypothesis: string
  /** What to step on with. */
  readonly monitor: StabilityMonitor
}

/**
 * Watches whether a regression still holds, row by row and without end, at a known rate of false alarms.
 *
 *   b_m, s: coefficients and residual deviation (denominator m - k) of the m training rows; row r, x = r / m
 *   ols-cusum            |sum_{t<=r} (y_t - x_t'b_m)| / (s sqrt(m))                 against the bridge boundary
 *   recursive-cusum      |sum_{m<t<=r} w_t| / (s sqrt(m))                           against the motion boundary
 *   recursive-estimates  max_j |(M^(1/2) (b_r - b_m))_j| r / (s sqrt(m)), M = X'X / m   against the bridge boundary
 *   moving-estimates     the same with b of the last K = floor(h m) rows, K for r; to r = lengths x m
 *                                                                                   against c sqrt(2 log+ x)
 *   bridge  sqrt(x (x - 1) (a^2 + ln(x / (x - 1)))),  2 (1 - Phi(a) + a phi(a)) = alpha (alpha / k for the last)
 *   motion  sqrt(x (a^2 + ln x)),                     exp(-a^2 / 2) = alpha
 *
 * y, xs: columns of n values, the first `trainingRows` of which are taken to hold. w: recursive residuals. Null
 * hypothesis: the coefficients are those of training, for ever. Each alarm ends the search but not the path. The boundary
 * is meant for an unlimited horizon; over a few lengths of training fewer false alarms than alpha are to be had. A
 * change long after training is found late: the boundary grows. x has to be stationary (for pairs of prices see
 * `monitorCointegration`); residuals with memory need `errors: 'autocorrelated'`, or nearly every watch ends in an alarm.
 *
 * Seen over 2,000 watches of 750 bars at alpha 0.1 after 150 of training: 8.3, 3.7, 8.6 and 11.0 % of false alarms in the
 * order above; over 100, a level one deviation up 15 bars after training is found 20, 40, 20 and 35 bars later on average.
 *
 * No value: as `trainStabilityMonitor`, and values that are not finite. Cost: k^2 a row, k^3 for the last detector.
 * Source: Chu, Stinchcombe and White (1996), Econometrica 64, 1045-1065; Leisch, Hornik and Kuan (2000), Econometric
 * Theory 16, 835-854. Checked against `mefp` and `monitor` of R's strucchange (path, boundary, alarm), but for one thing:
 * its recursive and moving estimates without `rescale` divide by s twice, so that the path of 10 y is a tenth of
 * that of y; here it is the same. The recursive CUSUM against an oracle in numpy, the rates by simulation.
 *
 * @example
 * const random = new Random(1)
 * const y = Float64Array.from({ length: 400 }, (_, t) => (t < 200 ? 0 : 1) + random.normal())
 * const result = expectValue(monitorStability(y, [], { trainingRows: 100 }))
 * result.alarmRow // => 225
 */
export function monitorStability(
  y: Float64Array,
  xs: readonly Float64Array[],
  options: StabilityMonitorOptions & { readonly trainingRows: number },
): Outcome<StabilityMonitorResult, StabilityMonitorFault> {
  const { trainingRows } = options
  invariant(
    Number.isInteger(trainingRows) && trainingRows >= 0,
    `training rows must be a whole number, got ${trainingRows}`,
  )
  for (const series of [y, ...xs]) {
    const fault = seriesFault(series, trainingRows)
    if (fault !== undefined && fault.reason !== 'constant-series') {
      return unavailable(fault.reason, fault.detail)
    }
  }
  const trained = trainStabilityMonitor(
    y.subarray(0, trainingRows),
    xs.map((x) => x.subarray(0, trainingRows)),
    options,
  )
  if (trained.kind === 'unavailable') return trained
  let monitor = trained.value
  const path = new Float64Array(y.length - trainingRows)
  const boundary = new Float64Array(path.length)
  for (let row = trainingRows; row < y.length; row++) {
    monitor = stepStabilityMonitor(
      monitor,
      y[row]!,
      xs.map((x) => x[row]!),
    )
    path[row - trainingRows] = monitor.statistic
    boundary[row - trainingRows] = monitor.boundary
  }
  const { alarmRow } = monitor
  return available({
    test: 'stability-monitor',
    detector: monitor.detector,
    falseAlarmRate: monitor.alpha,
    alarmRow,
    barsToAlarm: alarmRow === null ? null : alarmRow + 1 - trainingRows,
    criticalValue: monitor.criticalValue,
    path,
    boundary,
    trainingRows,
    observations: y.length,
    nullHypothesis: 'the coefficients are those of training',
    monitor,
  })
}

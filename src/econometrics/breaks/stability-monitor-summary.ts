import type { Summary } from '../summary/summary.ts'
import type { StabilityMonitorResult } from './monitor-stability.ts'

/**
 * A watch over a regression as people read it; rows are counted from 0.
 *
 * @example
 * const random = new Random(1)
 * const y = Float64Array.from({ length: 200 }, (_, t) => (t < 120 ? 0 : 2) + random.normal())
 * const result = expectValue(monitorStability(y, [], { trainingRows: 100 }))
 * stabilityMonitorSummary(result).title // => 'Monitoring of a regression, ols cusum'
 */
export function stabilityMonitorSummary(result: StabilityMonitorResult): Summary {
  const { path, boundary, alarmRow } = result
  return {
    title: `Monitoring of a regression, ${result.detector.replace('-', ' ')}`,
    facts: [
      ['alarm in row', alarmRow],
      ['bars to the alarm', result.barsToAlarm],
      ['training rows', result.trainingRows],
      ['observations', result.observations],
      ['detector at the end', path.at(-1) ?? null],
      ['boundary at the end', boundary.at(-1) ?? null],
      ['false alarms, ever', result.falseAlarmRate],
      ['critical value', result.criticalValue],
    ],
    tables: [],
    notes: [`Null hypothesis: ${result.nullHypothesis}.`],
    warnings: [],
  }
}

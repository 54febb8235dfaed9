import type { Summary } from '../summary/summary.ts'
import type { CointegrationMonitorResult } from './monitor-cointegration.ts'

/**
 * A watch over a cointegrating relation as people read it; rows are counted from 0.
 *
 * @example
 * const random = new Random(1)
 * const y = Float64Array.from({ length: 200 }, () => random.normal())
 * const result = expectValue(monitorCointegration(y, [], { trainingRows: 100 }))
 * cointegrationMonitorSummary(result).title // => 'Monitoring of stationarity'
 */
export function cointegrationMonitorSummary(result: CointegrationMonitorResult): Summary {
  const { hedgeRatio, path } = result
  return {
    title: `Monitoring of ${hedgeRatio.length === 0 ? 'stationarity' : 'a cointegrating relation'}`,
    facts: [
      ['alarm in row', result.alarmRow],
      ['bars to the alarm', result.barsToAlarm],
      ['training rows', result.trainingRows],
      ['horizon, rows', result.horizonRows],
      ['observations', result.observations],
      ['detector at the end', path.at(-1) ?? null],
      ['critical value', result.criticalValue],
      ['false alarms to the horizon', result.falseAlarmRate.replace('%', ' %')],
      ['long-run variance', result.longRunVariance],
    ],
    tables:
      hedgeRatio.length === 0
        ? []
        : [
            {
              columns: ['relation', 'coefficient'],
              rows: hedgeRatio.map((ratio, k) => [
                hedgeRatio.length === 1 ? 'x' : `x${k + 1}`,
                ratio,
              ]),
            },
          ],
    notes: [`Null hypothesis: ${result.nullHypothesis}.`],
    warnings: [],
  }
}

import { conformalUsual } from '../../forecast/calibration/adaptive-conformal.ts'
import { measureNames } from '../../forecast/scorecard/measures.ts'
import type {
  FlowWatchResult,
  WatchForecast,
  WatchScore,
} from '../../research/flow/flow-watch-result.ts'
import { count, counted, decimal, minuteOf, percent } from './format.ts'
import { alignedTable } from './output.ts'

/** A forecast for a person. @param decimals of its mid */
export function forecastLine(told: WatchForecast, decimals: number): string {
  const { time, mid, probabilityUp, expectedReturnBps, lowBps, highBps, strength } = told
  const interval =
    told.intervalFrom === null
      ? 'no interval yet'
      : `${signed(lowBps)} to ${signed(highBps)}${told.intervalFrom === 'training' ? ', as wide as in training' : ''}`
  return `${clockOf(time)}  mid ${mid.toFixed(decimals)}  up ${percent(probabilityUp, 1)}  ${signed(expectedReturnBps)} bps (${interval})  stronger than ${percent(strength, 0)}`
}

/** The running score for a person. */
export function scoreLine({ time, waiting, forecasts, ...score }: WatchScore): string {
  const { measures, independent, coverage, intervals } = score
  if (forecasts === 0)
    return `${clockOf(time)}  score: no forecast is due yet${waiting === 0 ? '' : `, ${waiting} wait`}`
  const held = intervals === 0 ? '' : `, intervals held ${percent(coverage, 0)}`
  return [
    `${clockOf(time)}  score of ${count(forecasts)} (${count(independent)} apart): R2 ${decimal(measures.r2, 4)}`,
    `IC ${decimal(measures.informationCoefficient, 3)}`,
    `hit ${percent(measures.hitRate, 1)}`,
    `Brier ${decimal(measures.brier, 4)} against ${decimal(measures.brierBaseline, 4)}${held}`,
  ].join(', ')
}

/** The whole of a watch for a person. */
export function watchSummaryLines(result: FlowWatchResult): readonly string[] {
  const { forecasts, scored, unknown, waiting, intervals, score, model } = result
  const span =
    result.from === null || result.to === null
      ? 'nothing was heard'
      : `${minuteOf(result.from)} to ${minuteOf(result.to)} UTC`
  const withdrawn = Object.entries(result.withdrawn)
  return [
    '',
    `${result.instrument}, ${model.kind}${model.online ? `, having learnt from ${counted(scored, 'outcome')}` : ''}, the next ${result.horizonSeconds} s: ${span}`,
    `${counted(forecasts, 'forecast')}: ${count(scored)} scored, ${count(unknown)} whose price was not known when due, ${count(waiting)} not due yet`,
    ...(withdrawn.length === 0
      ? []
      : [
          `withdrawn: ${withdrawn.map(([reason, times]) => `${reason} ${count(times)}`).join(', ')}`,
        ]),
    ...(scored === 0
      ? []
      : [
          alignedTable(
            ['score', 'value', '2.5 %', '97.5 %'],
            measureNames.map((name) => [
              name,
              decimal(score.measures[name], 5),
              decimal(intervals?.[name].low, 5),
              decimal(intervals?.[name].high, 5),
            ]),
          ),
          score.intervals === 0
            ? 'no interval of this run came due: the first has thirty outcomes before it'
            : `intervals of ${percent(conformalUsual.coverage, 0)} held ${percent(score.coverage, 1)} of ${count(score.intervals)}`,
        ]),
    ...result.notes,
    result.verdict,
  ]
}

function signed(value: number | null): string {
  const text = decimal(value, 2)
  return value !== null && value >= 0 ? `+${text}` : text
}

function clockOf(milliseconds: number): string {
  return new Date(milliseconds).toISOString().slice(11, 19)
}

import type { Interval } from '../../forecast/scorecard/fold-bootstrap.ts'
import { measureNames } from '../../forecast/scorecard/measures.ts'
import type { EvaluatedFlow } from '../../research/flow/evaluate-flow.ts'
import type { FlowEvaluation } from '../../research/flow/flow-result.ts'
import type { FlowMarkout } from '../../research/flow/uses/flow-uses-result.ts'
import { count, decimal, minuteOf, percent } from './format.ts'
import { alignedTable } from './output.ts'

/** What `isobar flow evaluate` prints. */
export function flowLines(result: EvaluatedFlow['result']): readonly string[] {
  if ('reason' in result) return [result.verdict]
  const { outOfSample, decay, calibration, costs, folds, intervals } = result
  return [
    `${result.instrument}: ${result.model}, ${result.horizonSeconds} s, ${count(result.samples)} forecasts in ${folds.length} folds, ${minuteOf(folds[0]!.testFrom)} to ${minuteOf(folds.at(-1)!.testTo)} UTC`,
    `${count(result.independentSamples)} do not overlap: an information coefficient of ${decimal(result.detectableInformationCoefficient, 4)} is the least they show reliably; blocks of ${count(Math.round(result.blockSeconds))} s`,
    '',
    alignedTable(
      ['out of sample', 'value', '2.5 %', '97.5 %'],
      measureNames.map((name) => [name, ...intervalCells(outOfSample[name], 5)]),
    ),
    '',
    `R2 of the return with the flow of the same stretch: ${decimal(result.contemporaneousR2, 4)}`,
    '',
    alignedTable(
      ['horizon, s', 'IC', '2.5 %', '97.5 %'],
      decay.map((row) => [
        String(row.horizonSeconds),
        ...intervalCells({ value: row.informationCoefficient, low: row.low, high: row.high }, 4),
      ]),
    ),
    '',
    alignedTable(
      ['told', 'came', '2.5 %', '97.5 %', 'forecasts'],
      calibration.map((bin) => [
        decimal(bin.predicted, 4),
        decimal(bin.observed, 4),
        decimal(bin.low, 4),
        decimal(bin.high, 4),
        count(bin.count),
      ]),
    ),
    '',
    ...costLines(costs),
    '',
    `turnover ${decimal(result.turnoverPerDay, 0)} times the notional a day; intervals of ${percent(intervals.nominal, 0)} held ${percent(intervals.coverage, 1)}, half as wide as ${decimal(intervals.meanHalfWidthBps, 1)} bps`,
    `withdrawn: ${Object.entries(result.withdrawn)
      .map(([reason, rows]) => `${reason} ${count(rows)}`)
      .join(', ')}`,
    ...importanceLines(result),
    ...usesLines(result),
    ...result.notes,
    result.verdict,
    ...(result.uses === undefined ? [] : [result.uses.verdict]),
  ]
}

function intervalCells({ value, low, high }: Interval, decimals: number): string[] {
  return [decimal(value, decimals), decimal(low, decimals), decimal(high, decimals)]
}

function costLines({ breakEven, feeTiers }: FlowEvaluation['costs']): string[] {
  return [
    alignedTable(
      ['strongest', 'latency, ms', 'trades', 'gross bps', '2.5 %', '97.5 %', 'break-even fee, bps'],
      breakEven.map((row) => [
        percent(row.strongest, 0),
        count(row.latencyMs),
        count(row.trades),
        ...intervalCells(row.grossBps, 2),
        decimal(row.breakEvenFeeBps, 2),
      ]),
    ),
    '',
    alignedTable(
      ['taker fee, bps', 'latency, ms', 'trades', 'net bps', '2.5 %', '97.5 %'],
      feeTiers.map((row) => [
        decimal(row.takerFeeBps, 1),
        count(row.latencyMs),
        count(row.trades),
        ...intervalCells(row.netBps, 2),
      ]),
    ),
  ]
}

function importanceLines({ importance }: FlowEvaluation): string[] {
  if (importance === null) return []
  return [
    '',
    alignedTable(
      ['shuffled', 'IC lost', 'log loss gained'],
      importance.map((row) => [
        row.feature,
        decimal(row.informationCoefficientLost, 5),
        decimal(row.logLossGained, 6),
      ]),
    ),
    '',
  ]
}

function usesLines({ uses }: FlowEvaluation): string[] {
  if (uses === undefined) return []
  const { taking, takingFree, making, timing } = uses
  const rows: [string, number, Interval][] = [
    [`taking at ${taking.takerFeeBps} bps: a trade, net`, taking.trades, taking.netBps],
    ['taking without a fee: a trade, net', takingFree.trades, takingFree.netBps],
    ['making, plain: of turnover, net', making.plain.fills, making.plain.netBps],
    ['making, skewed: of turnover, net', making.skewed.fills, making.skewed.netBps],
    ['what the skew adds', making.skewed.fills, making.gainBps],
    ['what timing saves an order', timing.orders, timing.savingBps],
  ]
  const markouts: [string, readonly FlowMarkout[]][] = [
    ['taking without a fee', takingFree.markouts],
    ['making, plain', making.plain.markouts],
    ['making, skewed', making.skewed.markouts],
    ['orders, timed', timing.markouts],
  ]
  return [
    '',
    `through the tick engine: orders of ${count(uses.notional)}, ${uses.latencyMs} ms each way, fees ${uses.makerFeeBps} and ${uses.takerFeeBps} bps`,
    alignedTable(
      ['use', 'count', 'bps', '2.5 %', '97.5 %'],
      rows.map(([name, times, bps]) => [name, count(times), ...intervalCells(bps, 3)]),
    ),
    '',
    alignedTable(
      ['markout of fills', 'after, s', 'fills', 'bps', '2.5 %', '97.5 %'],
      markouts.flatMap(([name, each]) =>
        each.map(({ seconds, fills, bps }) => [
          name,
          String(seconds),
          count(fills),
          ...intervalCells(bps, 3),
        ]),
      ),
    ),
    '',
  ]
}

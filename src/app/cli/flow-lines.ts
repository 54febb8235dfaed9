import type { Interval } from '../../forecast/scorecard/fold-bootstrap.ts'
import { measureNames, type MeasureName } from '../../forecast/scorecard/measures.ts'
import type { EvaluatedFlow } from '../../research/flow/evaluate-flow.ts'
import type { FlowEvaluation } from '../../research/flow/flow-result.ts'
import type { FlowMarkout, FlowUses } from '../../research/flow/uses/flow-uses-result.ts'
import { usedColumnsLine } from '../../research/flow/used-columns.ts'
import { count, counted, decimal, minuteOf, percent } from './format.ts'
import { alignedTable } from './output.ts'

/** Features that are shown of those that were shuffled. */
const IMPORTANCE_SHOWN = 8

/**
 * What `isobar flow evaluate` prints: what is concluded, then the figures, a screen or two of them.
 *
 * @param withDetails every latency, bin, horizon and markout too
 */
export function flowLines(
  result: EvaluatedFlow['result'],
  { withDetails }: { readonly withDetails: boolean },
): readonly string[] {
  if ('reason' in result) return [result.verdict]
  const { outOfSample, folds, uses } = result
  return [
    `${result.instrument}: ${result.model}, the next ${result.horizonSeconds} s, ${count(result.samples)} forecasts in ${counted(folds.length, 'fold')}, ${minuteOf(folds[0]!.testFrom)} to ${minuteOf(folds.at(-1)!.testTo)} UTC`,
    result.verdict,
    ...sentence(result.calibrationError?.verdict),
    ...sentence(uses?.verdict),
    '',
    alignedTable(
      ['out of sample', 'value', '2.5 %', '97.5 %'],
      measureNames.map((name) => [measureWords[name], ...intervalCells(outOfSample[name], 4)]),
    ),
    `${count(result.independentSamples)} forecasts do not overlap: an information coefficient of ${decimal(result.detectableInformationCoefficient, 4)} is the least they show reliably; the bootstrap draws blocks of ${count(Math.round(result.blockSeconds))} s`,
    `R2 of the return with the flow of the same ${result.horizonSeconds} s, which is no forecast: ${decimal(result.contemporaneousR2, 4)}`,
    ...calibrationLines(result, withDetails),
    ...decayLines(result, withDetails),
    '',
    ...costLines(result, withDetails),
    '',
    `following every forecast turns the notional over ${decimal(result.turnoverPerDay, 0)} times a day; intervals of ${percent(result.intervals.nominal, 0)} held ${percent(result.intervals.coverage, 1)} of returns, ${decimal(result.intervals.meanHalfWidthBps, 1)} bps to either side on average`,
    withdrawnLine(result),
    ...(result.columns === undefined ? [] : [usedColumnsLine(result.columns)]),
    ...importanceLines(result, withDetails),
    ...(uses === undefined || isUntried(uses) ? [] : usesLines(uses, withDetails)),
    ...result.notes.map((note) => `note: ${note}`),
    ...(withDetails
      ? []
      : ['every latency, bin, horizon and markout: --details; all of it: --json']),
  ]
}

/** The names that JSON has are those of the contract. */
const measureWords: Readonly<Record<MeasureName, string>> = {
  r2: 'R2 of the return',
  informationCoefficient: 'information coefficient (IC)',
  auc: 'AUC (0.5 is chance)',
  brier: 'Brier score',
  brierBaseline: 'Brier score of the base rate',
  logLoss: 'log loss',
  hitRate: 'hit rate, where the price moved',
  directionalAuc: 'AUC, where the price moved',
  brierSkill: 'Brier skill (0 is the base rate)',
}

function sentence(verdict: string | null | undefined): string[] {
  return verdict === null || verdict === undefined ? [] : [verdict]
}

function intervalCells({ value, low, high }: Interval, decimals: number): string[] {
  return [decimal(value, decimals), decimal(low, decimals), decimal(high, decimals)]
}

function withdrawnLine({ withdrawn }: FlowEvaluation): string {
  const some = Object.entries(withdrawn).filter(([, rows]) => rows > 0)
  const told = some.map(([reason, rows]) => `${reason} ${count(rows)}`)
  return `forecasts withdrawn: ${told.length === 0 ? 'none' : told.join(', ')}`
}

/** Horizons that are shown without details, beside that of the forecasts. */
const decayShown = [10, 60, 300, 1_800]

function decayLines(
  { decay, horizonSeconds: own }: FlowEvaluation,
  withDetails: boolean,
): string[] {
  if (decay.length === 0) return []
  const isShown = (seconds: number): boolean =>
    withDetails || seconds === own || decayShown.includes(seconds)
  const shown = decay.filter(({ horizonSeconds }) => isShown(horizonSeconds))
  const rows = shown.map((row) => [
    `${count(row.horizonSeconds)} s`,
    ...intervalCells({ value: row.informationCoefficient, low: row.low, high: row.high }, 4),
    row.independentSamples === undefined ? '–' : count(row.independentSamples),
  ])
  return [
    '',
    `the same forecasts of ${own} s against returns over other horizons`,
    alignedTable(['horizon', 'IC', '2.5 %', '97.5 %', 'not overlapping'], rows),
  ]
}

function calibrationLines(
  { calibration, calibrationError: error }: FlowEvaluation,
  withDetails: boolean,
): string[] {
  const rows = calibration.map((bin) => [
    decimal(bin.predicted, 4),
    decimal(bin.observed, 4),
    decimal(bin.low, 4),
    decimal(bin.high, 4),
    count(bin.count),
  ])
  const table = alignedTable(['told', 'rose', '2.5 %', '97.5 %', 'forecasts'], rows)
  const worst = error?.largest ?? undefined
  return [
    ...(error === undefined
      ? []
      : [
          `calibration: probabilities of a rise are off by ${range(error.expected)} on average, ${decimal(error.byChance, 3)} by chance alone; too high by ${decimal(error.bias.value, 3)} (${decimal(error.bias.low, 3)} to ${decimal(error.bias.high, 3)}; below 0 too low)`,
        ]),
    ...(worst === undefined
      ? []
      : [
          `largest of ${calibration.length} bins: ${decimal(worst.predicted, 3)} told, ${decimal(worst.observed, 3)} rose (${decimal(worst.low, 3)} to ${decimal(worst.high, 3)})`,
        ]),
    ...(withDetails ? ['', table] : []),
  ]
}

function range({ value, low, high }: Interval): string {
  return `${decimal(value, 3)} (${decimal(low, 3)} to ${decimal(high, 3)})`
}

/** Without details: each strength and fee without latency, and the strongest tenth at each latency. */
function costLines(
  { costs: { breakEven, feeTiers, halfSpreadBps }, horizonSeconds }: FlowEvaluation,
  withDetails: boolean,
): string[] {
  const spread =
    halfSpreadBps === null
      ? 'the spread, which is not known, is not in it'
      : `after half a spread of ${decimal(halfSpreadBps, 3)} bps a side`
  const shown = breakEven.filter(
    ({ latencyMs, strongest }) => withDetails || latencyMs === 0 || strongest === 0.1,
  )
  const free = feeTiers.filter(({ latencyMs }) => latencyMs === 0)
  // Where none is worth a fee, none is worth a higher one.
  const none = free.findIndex(({ trades }) => trades === 0)
  const tiers = withDetails ? feeTiers : none < 0 ? free : free.slice(0, none + 1)
  return [
    `following forecasts, one trade at a time, each held for ${horizonSeconds} s; strongest 10 %: as strong as one in ten was in training`,
    `break-even fee: a side, ${spread}`,
    alignedTable(
      [
        'forecasts followed',
        'latency, ms',
        'trades',
        'gross bps a trade',
        '2.5 %',
        '97.5 %',
        'break-even fee, bps',
      ],
      shown.map((row) => [
        row.strongest === 1 ? 'all' : `strongest ${percent(row.strongest, 0)}`,
        count(row.latencyMs),
        count(row.trades),
        ...intervalCells(row.grossBps, 2),
        decimal(row.breakEvenFeeBps, 2),
      ]),
    ),
    '',
    'the same of forecasts that exceed what both sides cost, fee and spread',
    alignedTable(
      ['taker fee, bps', 'latency, ms', 'trades', 'net bps a trade', '2.5 %', '97.5 %'],
      tiers.map((row) => [
        decimal(row.takerFeeBps, 1),
        count(row.latencyMs),
        count(row.trades),
        ...intervalCells(row.netBps, 2),
      ]),
    ),
  ]
}

function importanceLines({ importance }: FlowEvaluation, withDetails: boolean): string[] {
  if (importance === null) return []
  const shown = withDetails ? importance : importance.slice(0, IMPORTANCE_SHOWN)
  const more = importance.length - shown.length
  return [
    '',
    alignedTable(
      ['shuffled', 'IC lost', 'log loss gained'],
      shown.map((row) => [
        row.feature,
        decimal(row.informationCoefficientLost, 5),
        decimal(row.logLossGained, 6),
      ]),
    ),
    ...(more > 0 ? [`and ${more} more that lose less`] : []),
    '',
  ]
}

/** Nothing was filled, of quotes without a book: the conclusion says so, and rows of nothing say no more. */
function isUntried({ takingFree, making, timing }: FlowUses): boolean {
  return takingFree.trades + making.plain.fills + making.skewed.fills + timing.orders === 0
}

function usesLines(uses: FlowUses, withDetails: boolean): string[] {
  const { taking, takingFree, making, timing } = uses
  const rows: [string, number, Interval][] = [
    [`taking at ${taking.takerFeeBps} bps: a trade, net`, taking.trades, taking.netBps],
    ['taking without a fee: a trade, net', takingFree.trades, takingFree.netBps],
    ['making, plain: of turnover, net', making.plain.fills, making.plain.netBps],
    ['making, skewed: of turnover, net', making.skewed.fills, making.skewed.netBps],
    ['what the skew adds', making.skewed.fills, making.gainBps],
    ['what timing saves an order', timing.orders, timing.savingBps],
  ]
  return [
    '',
    `through the tick engine: orders of ${count(uses.notional)} (quote units), ${uses.latencyMs} ms each way, fees of ${uses.makerFeeBps} bps as maker and ${uses.takerFeeBps} as taker`,
    alignedTable(
      ['use', 'count', 'bps', '2.5 %', '97.5 %'],
      rows.map(([name, times, bps]) => [name, count(times), ...intervalCells(bps, 3)]),
    ),
    '',
    ...(withDetails ? [markoutTable(uses), ''] : []),
  ]
}

function markoutTable({ takingFree, making, timing }: FlowUses): string {
  const markouts: [string, readonly FlowMarkout[]][] = [
    ['taking without a fee', takingFree.markouts],
    ['making, plain', making.plain.markouts],
    ['making, skewed', making.skewed.markouts],
    ['orders, timed', timing.markouts],
  ]
  return alignedTable(
    ['markout of fills', 'after, s', 'fills', 'bps', '2.5 %', '97.5 %'],
    markouts.flatMap(([name, each]) =>
      each.map(({ seconds, fills, bps }) => [
        name,
        String(seconds),
        count(fills),
        ...intervalCells(bps, 3),
      ]),
    ),
  )
}

import { later, millisecondsOf, type Instant } from '../../../core/time.ts'
import { delayedMetrics, legCauses, runMetrics, sumOfCauses } from '../backtest-metrics.ts'
import type { OpenPair, PairTrade } from '../backtest-result.ts'
import { undeflated } from '../deflated.ts'
import type { FundingGap } from '../funding-gaps.ts'
import type { BookDriver } from '../trading/book-driver.ts'
import type {
  ChosenRelation,
  FoldSelection,
  InstrumentPnl,
  WalkForwardFold,
  WalkForwardMetrics,
  WalkForwardPerformance,
  WalkForwardResult,
} from '../walk-forward-result.ts'
import { walkForwardConclusion } from './conclusion.ts'
import { capitalOf, type DrivenFolds } from './drive-folds.ts'
import { exposureFigures } from './exposure.ts'
import type { Candidate } from './candidate.ts'
import type { FormedFold, FormedRelation } from './form-fold.ts'
import { walkForwardNotes } from './notes.ts'
import type { WalkForwardInput, WalkForwardOptions } from './options.ts'
import type { WalkForwardDetail } from './walk-forward.ts'

/** A walk-forward that was driven, and what it was driven with. */
export interface FinishedRun {
  readonly input: WalkForwardInput
  readonly options: WalkForwardOptions
  readonly folds: readonly FormedFold[]
  readonly gaps: readonly FundingGap[]
  /** The same folds with every order late; undefined where that was not asked for. */
  readonly late: DrivenFolds | undefined
  readonly detail: WalkForwardDetail
}

/** The record of a finished walk-forward. */
export function resultOf(driven: DrivenFolds, run: FinishedRun): WalkForwardResult {
  const { driver, open, tally, factor, factorPrices } = driven
  const { input, options, folds, gaps, detail } = run
  const closes = driver.calendar.map((time) => later(time as Instant, driver.duration))
  const metrics = metricsOf(driven, run)
  const performance = performanceOf(metrics)
  const told: Omit<WalkForwardResult, 'conclusion'> = {
    kind: 'pairs-walkforward',
    version: 1,
    parameters: {
      timeframe: input.universe[0]!.timeframe.label,
      ...options,
      capital: capitalOf(options),
      funding: [...input.funding.keys()],
    },
    series: input.universe.map(({ instrument }) => instrument.name),
    skipped: [],
    folds: folds.map(foldOf),
    selection: folds.map((fold) => selectionOf(fold, input, driver.trades)),
    trades: driver.trades,
    open,
    metrics,
    netting: {
      orderedNotional: driver.book.orderedNotional,
      metNotional: driver.book.metNotional,
      tradedNotional: driver.book.tradedNotional,
    },
    exposure: exposureFigures(tally, {
      name: factor?.instrument.name ?? null,
      closes,
      equity: driver.equity,
      prices: factorPrices,
      capital: driver.terms.capital,
    }),
    performance,
    null: null,
    notes: walkForwardNotes(driver, gaps),
    ...(detail === 'trades'
      ? {}
      : {
          equity: [...closes].map(
            (time, row) => [millisecondsOf(time as Instant), driver.equity[row]!] as const,
          ),
        }),
  }
  return { ...told, conclusion: walkForwardConclusion(told) }
}

function metricsOf({ driver, open }: DrivenFolds, { late }: FinishedRun): WalkForwardMetrics {
  return {
    ...runMetrics(driver, 0, open),
    pnlByInstrument: pnlByInstrument(driver, open),
    delayed: late === undefined ? null : delayedMetrics(late.driver, 0, late.open),
  }
}

/** Coins by what they came to, the best first. */
function pnlByInstrument(driver: BookDriver, open: readonly OpenPair[]): InstrumentPnl[] {
  const legs = legCauses(driver.trades, open)
  const names = [...new Set(legs.map(({ instrument }) => instrument))]
  return names
    .map((instrument) => {
      const own = legs.filter((leg) => leg.instrument === instrument)
      return { instrument, ...sumOfCauses(own.map(({ causes }) => causes)) }
    })
    .toSorted((a, b) => b.total - a.total)
}

function performanceOf(metrics: WalkForwardMetrics): WalkForwardPerformance {
  const { pnl, totalReturn, sharpe, sharpeInterval, maxDrawdown, turnover } = metrics
  return {
    totalReturn,
    sharpe,
    sharpeInterval,
    ...undeflated,
    probabilityOfOverfitting: null,
    maxDrawdown,
    turnover,
    costs: {
      fees: -pnl.fees,
      slippage: -pnl.slippage,
      borrow: -pnl.borrow,
      funding: pnl.funding,
    },
    breakEvenFeeBps: metrics.breakEvenFeeBps,
  }
}

function foldOf({ window, listed, tests, chosen }: FormedFold): WalkForwardFold {
  return {
    index: window.index,
    formationFrom: millisecondsOf(window.formationFrom),
    formationTo: millisecondsOf(window.tradingFrom),
    tradingFrom: millisecondsOf(window.tradingFrom),
    tradingTo: millisecondsOf(window.tradingTo),
    listed: listed.length,
    tested: tests.tested,
    found: tests.found,
    chosen: chosen.length,
  }
}

function selectionOf(
  { window, listed, chosen }: FormedFold,
  { universe }: WalkForwardInput,
  trades: readonly PairTrade[],
): FoldSelection {
  const nameOf = (place: number): string => universe[place]!.instrument.name
  const own = trades.filter(({ fold }) => fold === window.index)
  return {
    fold: window.index,
    listed: listed.map(({ place }) => nameOf(place)),
    pairs: chosen.map((relation) => relationOf(relation, relation.candidate.legs.map(nameOf), own)),
  }
}

function drawnOf({
  bootstrapPValue,
  stepdownPValue,
}: Candidate): Pick<ChosenRelation, 'bootstrapPValue' | 'stepdownPValue'> {
  return bootstrapPValue === undefined || stepdownPValue === undefined
    ? {}
    : { bootstrapPValue, stepdownPValue }
}

function relationOf(
  { candidate, model, score, shrunkHalfLifeBars }: FormedRelation,
  legs: readonly string[],
  trades: readonly PairTrade[],
): ChosenRelation {
  const own = trades.filter((trade) =>
    trade.legs.every(({ instrument }, k) => instrument === legs[k]),
  )
  return {
    legs,
    statistic: candidate.statistic,
    pValue: candidate.pValue,
    qValue: candidate.qValue,
    ...drawnOf(candidate),
    hedgeRatios: model.estimate?.hedgeRatios ?? null,
    halfLifeBars: candidate.halfLifeBars,
    score,
    shrunkHalfLifeBars,
    untraded: model.untraded ?? null,
    trades: own.length,
    pnl: own.reduce((sum, { pnl }) => sum + pnl, 0),
  }
}

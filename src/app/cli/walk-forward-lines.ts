import type { PairTrade } from '../../research/pairs/backtest-result.ts'
import type {
  ExposureFigures,
  WalkForwardResult,
} from '../../research/pairs/walk-forward-result.ts'
import { deflatedWords, delayedWords, ruleWords, sharpeWords } from './backtest-lines.ts'
import { decimal, minuteOf, money, percent, probability } from './format.ts'
import { nullLines } from './null-lines.ts'
import { alignedTable } from './output.ts'

const FOLDS_SHOWN = 12
const CHOSEN_SHOWN = 12
const TRADES_SHOWN = 12
const COINS_SHOWN = 12

/** A walk-forward for a person: assumptions, folds, what was chosen, trades, where the money went, the sober end. */
export function walkForwardLines(result: WalkForwardResult): string[] {
  return [
    assumptions(result),
    '',
    ...folds(result),
    ...chosen(result),
    ...trades(result),
    ...coins(result),
    ...figures(result),
    ...nullLines(result.null, 'chosen'),
    ...result.notes.map((note) => `note: ${note}`),
    result.conclusion,
  ]
}

function assumptions({ parameters: use, series }: WalkForwardResult): string {
  const what = use.basket === 2 ? 'pairs' : `baskets of ${use.basket}`
  const rule =
    use.select === 'fdr'
      ? `found at ${use.alpha} (${use.fdr}${use.null === 'bootstrap' ? `, against ${use.universes} drawn universes` : ''})`
      : 'ranked by what they would gain after costs'
  const caps = [
    ...(use.gross === null ? [] : [`gross at most ${use.gross} x capital`]),
    ...(use.coinCap === null ? [] : [`a coin at most ${use.coinCap} x`]),
  ]
  return [
    `${series.length} series, ${use.timeframe}${use.log ? ', log prices' : ''}; at most ${use.maxPairs} ${what} a fold, ${rule}`,
    `formation ${use.formationBars}, trading ${use.tradingBars}, ${ruleWords(use)}`,
    `capital ${money(use.capital, 0)}, ${money(use.notional, 0)} a relation, ${caps.join(', ')}; fee ${use.feeBps} bps and slippage ${use.slippageBps} bps a leg and side, filled at the next open`,
  ].join('\n')
}

function folds({ folds: all }: WalkForwardResult): string[] {
  const rows = all
    .slice(-FOLDS_SHOWN)
    .map((fold) => [
      String(fold.index),
      minuteOf(fold.formationFrom),
      minuteOf(fold.tradingFrom),
      minuteOf(fold.tradingTo),
      String(fold.listed),
      String(fold.tested),
      String(fold.found),
      String(fold.chosen),
    ])
  const header = ['fold', 'formed from', 'traded from', 'to', 'listed', 'tested', 'found', 'chosen']
  return [alignedTable(header, rows), more(all.length, rows.length, 'folds'), '']
}

function chosen({ selection }: WalkForwardResult): string[] {
  const all = selection.flatMap(({ fold, pairs }) => pairs.map((pair) => ({ fold, ...pair })))
  if (all.length === 0) return ['Nothing was chosen.', '']
  const isRanked = all.some(({ score }) => score !== null)
  const isDrawn = all.some(({ bootstrapPValue }) => bootstrapPValue !== undefined)
  const rows = all
    .slice(-CHOSEN_SHOWN)
    .map((pair) => [
      String(pair.fold),
      pair.legs[0] ?? '',
      pair.legs.slice(1).join(' '),
      decimal(pair.statistic, 3),
      probability(pair.pValue),
      ...(isDrawn ? [probability(pair.bootstrapPValue), probability(pair.stepdownPValue)] : []),
      probability(pair.qValue),
      (pair.hedgeRatios ?? []).map((ratio) => decimal(ratio, 3)).join(' '),
      decimal(pair.halfLifeBars, 1),
      ...(isRanked ? [decimal(pair.shrunkHalfLifeBars, 1)] : []),
      String(pair.trades),
      money(pair.pnl),
      pair.untraded ?? '',
    ])
  const header = [
    'fold',
    'y',
    'on',
    'statistic',
    'p',
    ...(isDrawn ? ['p drawn', 'p of any'] : []),
    'q',
    'hedge',
    'half-life',
    ...(isRanked ? ['shrunk'] : []),
    'trades',
    'pnl',
    'untraded',
  ]
  return [alignedTable(header, rows), more(all.length, rows.length, 'chosen'), '']
}

function trades({ trades: all }: WalkForwardResult): string[] {
  const rows = all
    .slice(-TRADES_SHOWN)
    .map((trade) => [
      trade.legs.map(({ instrument }) => instrument).join(' '),
      trade.side,
      minuteOf(trade.entryTime),
      minuteOf(trade.exitTime),
      trade.exitReason,
      String(trade.holdingBars),
      money(costOf(trade, 'fees')),
      money(costOf(trade, 'slippage')),
      money(costOf(trade, 'funding')),
      money(trade.pnl),
    ])
  if (rows.length === 0) return ['No trades.', '']
  const header = [
    'legs',
    'side',
    'entry',
    'exit',
    'reason',
    'bars',
    'fees',
    'slippage',
    'funding',
    'pnl',
  ]
  return [alignedTable(header, rows), more(all.length, rows.length, 'trades'), '']
}

function costOf(trade: PairTrade, cause: 'fees' | 'slippage' | 'funding'): number {
  return trade.legs.reduce((sum, leg) => sum + leg[cause], 0)
}

function more(all: number, shown: number, what: string): string {
  return all > shown ? `the last ${shown} of ${all} ${what}` : `${all} ${what}`
}

function coins({ metrics }: WalkForwardResult): string[] {
  const { pnlByInstrument: all, pnl } = metrics
  if (all.length === 0) return []
  const half = COINS_SHOWN / 2
  const ends = all.length > COINS_SHOWN ? [...all.slice(0, half), ...all.slice(-half)] : all
  const rows = [...ends, { instrument: 'all', ...pnl }].map((one) => [
    one.instrument,
    ...[one.price, one.slippage, one.fees, one.funding, one.borrow, one.total].map((units) =>
      money(units),
    ),
  ])
  const header = ['pnl', 'price', 'slippage', 'fees', 'funding', 'borrow', 'total']
  const left = all.length > ends.length ? [`the best and worst ${half} of ${all.length} coins`] : []
  return [alignedTable(header, rows), ...left, '']
}

function figures({ metrics, performance, netting, exposure }: WalkForwardResult): string[] {
  const { orderedNotional, metNotional } = netting
  const met = orderedNotional === 0 ? 0 : metNotional / orderedNotional
  return [
    `return ${percent(metrics.totalReturn)} over ${metrics.days} days   ${sharpeWords(metrics)}   drawdown ${percent(metrics.maxDrawdown)}`,
    `${metrics.trades} trades, ${percent(metrics.winRate, 0)} won, ${decimal(metrics.averageHoldingBars, 1)} bars held, ${percent(metrics.timeInMarket, 0)} of bars in the market, turnover ${decimal(metrics.turnover, 1)}`,
    ...delayedWords(metrics.delayed),
    ...deflatedWords(performance),
    `of ${money(orderedNotional, 0)} ordered, ${percent(met, 1)} met among the relations and was not traded`,
    exposureWords(exposure),
  ]
}

function exposureWords(exposure: ExposureFigures): string {
  const { factor, realisedBeta, realisedBetaInterval: interval } = exposure
  const coin =
    exposure.maxCoinName === null
      ? ''
      : `, one coin at most ${percent(exposure.maxCoin, 0)} (${exposure.maxCoinName})`
  const book = `in capital: gross ${percent(exposure.meanGross, 0)} on average, ${percent(exposure.maxGross, 0)} at most${coin}`
  if (factor === null) return `${book}; no BTC in the universe to measure exposure against`
  const realised =
    realisedBeta === null || interval === null
      ? ''
      : `, realised beta ${decimal(realisedBeta, 3)} (95 %: ${decimal(interval.low, 3)} to ${decimal(interval.high, 3)})`
  return `${book}; to ${factor} ${percent(exposure.meanFactor, 1)} on average, ${percent(exposure.maxAbsoluteFactor, 0)} at most${realised}`
}

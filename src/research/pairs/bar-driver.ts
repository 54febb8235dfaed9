import { flatFees } from '../../core/fee-schedule.ts'
import type { Duration, Instant } from '../../core/time.ts'
import { later } from '../../core/time.ts'
import { unitsOf } from '../../core/currency.ts'
import { Ledger } from '../../portfolio/ledger.ts'
import {
  decide,
  flatPair,
  type PairEvent,
  type PairIntent,
  type PairRules,
  type PairState,
} from '../../strategies/pairs/decide.ts'
import type { BacktestInput, BacktestOptions } from './backtest-options.ts'
import type { ExitReason, PairTrade } from './backtest-result.ts'
import type { FoldModel } from './fold-model.ts'
import { accountsOf } from './held-leg.ts'
import type { LegMarket } from './leg-fill.ts'
import { closeTime, type PairColumns } from './pair-columns.ts'
import {
  closePosition,
  openPosition,
  settlePosition,
  type PairOrder,
  type PairPosition,
  type PairPrices,
} from './pair-position.ts'
import { zScoreAt } from './z-score.ts'

/**
 * Drives the pairs decision over joined bars: tells it each close, fills what it wants at the next bar's open, books
 * the fills. Everything that happens is recorded here; nothing is decided here.
 */
export interface BarDriver {
  readonly columns: PairColumns
  readonly input: BacktestInput
  readonly options: BacktestOptions
  readonly rules: PairRules
  readonly markets: { readonly y: LegMarket; readonly x: LegMarket }
  readonly ledger: Ledger
  state: PairState
  position: PairPosition | undefined
  /** Decided at the last close, to be filled at the next open. */
  order: PairOrder | undefined
  closing: { readonly reason: ExitReason; readonly zScore: number } | undefined
  readonly trades: PairTrade[]
  /** Of each row; NaN before the first one that was driven. */
  readonly equity: Float64Array
  readonly zScores: Float64Array
  barsInMarket: number
  lapsedOpens: number
  delayedCloses: number
}

/** A driver at the beginning: no position, capital untouched. */
export function startDriver(
  input: BacktestInput,
  options: BacktestOptions,
  columns: PairColumns,
): BarDriver {
  const market = (leg: 'y' | 'x'): LegMarket => {
    const funding = leg === 'y' ? input.yFunding : input.xFunding
    return {
      bars: input[leg],
      fees: flatFees(options.feeBps),
      slippageBps: options.slippageBps,
      borrowBpsPerDay: options.borrowBpsPerDay,
      ...(funding === undefined ? {} : { funding }),
    }
  }
  return {
    columns,
    input,
    options,
    rules: {
      entry: options.entry,
      exit: options.exit,
      stop: options.stop,
      maxHoldingBars: options.maxHoldingBars ?? undefined,
    },
    markets: { y: market('y'), x: market('x') },
    ledger: new Ledger(),
    state: flatPair,
    position: undefined,
    order: undefined,
    closing: undefined,
    trades: [],
    equity: new Float64Array(columns.rows).fill(Number.NaN),
    zScores: new Float64Array(columns.rows).fill(Number.NaN),
    barsInMarket: 0,
    lapsedOpens: 0,
    delayedCloses: 0,
  }
}

const justBefore = -1 as Duration

/** One joined bar: what was ordered fills at its open, then its close is told to the decision. */
export function driveBar(driver: BarDriver, fold: FoldModel, row: number): void {
  const { columns, ledger } = driver
  const open = columns.times[row]! as Instant
  if (driver.position !== undefined) settlePosition(ledger, driver.position, open)
  fillAtOpen(driver, row)
  const close = closeTime(driver.input.y, open)
  if (driver.position !== undefined) {
    driver.barsInMarket++
    // A settlement at the very close belongs to the next bar, whose open is its mark.
    settlePosition(ledger, driver.position, later(close, justBefore))
  }
  // A position lives and dies on the relation it was opened on, whatever fold it has come to.
  const model = driver.position?.fold ?? fold
  const hedge = model.hedge
  const zScore = hedge === undefined ? undefined : zScoreAt(columns, row, hedge, driver.options)
  driver.zScores[row] = zScore ?? Number.NaN
  for (const intent of tell(driver, { kind: 'bar-closed', zScore })) {
    order(driver, intent, { fold: model, zScore: zScore ?? Number.NaN, row })
  }
  driver.equity[row] = equityAt(driver, row)
}

/** Tells the decision an event and keeps its new state. */
function tell(driver: BarDriver, event: PairEvent): readonly PairIntent[] {
  const { state, intents } = decide(driver.rules, driver.state, event)
  driver.state = state
  return intents
}

function order(
  driver: BarDriver,
  intent: PairIntent,
  signal: { readonly fold: FoldModel; readonly zScore: number; readonly row: number },
): void {
  if (intent.kind === 'close') {
    driver.closing = { reason: intent.reason, zScore: signal.zScore }
    return
  }
  const { options, columns } = driver
  const { hedge } = signal.fold
  if (hedge === undefined) return
  const share = options.participation
  driver.order = {
    side: intent.side,
    fold: signal.fold,
    hedge,
    zScore: signal.zScore,
    row: signal.row + 1,
    log: options.log,
    notional: options.notional,
    // The volume of the bar that gave the signal: that of the bar it fills in is not known yet.
    mostY: share === null ? Infinity : share * columns.y.volume[signal.row]!,
    mostX: share === null ? Infinity : share * columns.x.volume[signal.row]!,
  }
}

function fillAtOpen(driver: BarDriver, row: number): void {
  const { columns, ledger, markets, order: wanted, closing } = driver
  // Where nobody traded there is no price to fill at, whatever the file says the open was.
  const isTradable = columns.y.volume[row]! > 0 && columns.x.volume[row]! > 0
  const prices: PairPrices = {
    time: columns.times[row]! as Instant,
    y: columns.y.open[row]!,
    x: columns.x.open[row]!,
  }
  if (wanted !== undefined) {
    driver.order = undefined
    driver.position = isTradable ? openPosition(ledger, markets, wanted, prices) : undefined
    if (driver.position === undefined) driver.lapsedOpens++
    tell(driver, { kind: driver.position === undefined ? 'lapsed' : 'opened' })
  } else if (closing !== undefined && driver.position !== undefined) {
    if (!isTradable) {
      driver.delayedCloses++
      return
    }
    driver.trades.push(closePosition(ledger, driver.position, prices, { ...closing, row }))
    driver.position = undefined
    driver.closing = undefined
    tell(driver, { kind: 'closed' })
  }
}

/** Capital and all that was gained on it, the position at the row's closes. */
function equityAt(driver: BarDriver, row: number): number {
  const { ledger, markets, position, columns, options } = driver
  const cash =
    unitsOf(accountsOf(ledger, markets.y).cash) + unitsOf(accountsOf(ledger, markets.x).cash)
  const held =
    position === undefined
      ? 0
      : position.y.quantity * columns.y.close[row]! + position.x.quantity * columns.x.close[row]!
  return options.notional + cash + held
}

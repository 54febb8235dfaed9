import type { Currency } from '../core/currency.ts'
import { quantityOf } from '../core/price.ts'
import { millisecondsOf, type Instant } from '../core/time.ts'
import type { Kill } from '../risk/risk-state.ts'
import { gainOf, type Holding, type TradingAccount } from './account.ts'
import type { Engine, Runner } from './engine.ts'
import type { Markout } from './markouts.ts'
import type { ReplayCounts } from './replay.ts'
import { runPath, type RunPath } from './run-path.ts'
import { equityOf, rateOf } from './valuation.ts'

/** Gains and costs by cause, in the reporting currency; they add up to the total. Costs are below zero. */
export interface PnlByCause {
  readonly total: number
  /** What prices did to positions, from the mid each fill is measured against to the last one. */
  readonly price: number
  /** Made by fills as maker, against the mid when they were heard of. */
  readonly spread: number
  /** Lost by fills as taker, against the mid when the order was decided. */
  readonly slippage: number
  readonly fees: number
  readonly funding: number
}

/** What came of one instrument. */
export interface InstrumentResult {
  readonly venue: string
  readonly instrument: string
  readonly class: string
  readonly fills: number
  readonly makerFills: number
  /** Notional of all fills, reporting currency. */
  readonly turnover: number
  /** Held at the end, signed base units. */
  readonly position: number
  /** Mid it is marked at; null where there is none. */
  readonly mark: number | null
  readonly pnl: PnlByCause
}

/** What came of one strategy. Where there are several, they add up to the run, but for sums of doubles. */
export interface StrategyResult {
  readonly name: string
  readonly intents: number
  readonly refusals: number
  /** How many by kind of limit. */
  readonly refusalsBy: Readonly<Record<string, number>>
  readonly fills: number
  /** Notional of its fills, reporting currency. */
  readonly turnover: number
  readonly pnl: PnlByCause
  readonly markouts: readonly Markout[]
}

/** What a run of the engine came to: one record for the terminal, JSON, a saved run and its report. */
export interface EngineResult {
  readonly kind: 'trade'
  readonly version: 1
  readonly mode: 'backtest'
  readonly seed: number
  /** Epoch milliseconds of local time. */
  readonly from: number
  readonly to: number
  readonly events: number
  readonly messages: number
  readonly strategies: readonly StrategyResult[]
  readonly orders: {
    readonly commands: number
    readonly answers: number
    /** Answers to searches for orders of unknown fate. */
    readonly lookups: number
    /** Answers about orders that are not known here. */
    readonly strays: number
    readonly open: number
    /** Instruments on which nothing more may be risked, for an order there is of unknown fate. */
    readonly frozen: readonly string[]
  }
  readonly lateRows: number
  /** Over every message, order, answer and timer: the same input and seed give the same. */
  readonly auditHash: string
  readonly auditRows: number
  readonly reporting: { readonly currency: Currency; readonly capital: number }
  readonly pnl: PnlByCause
  readonly equity: number
  readonly maxDrawdown: number
  readonly instruments: readonly InstrumentResult[]
  readonly markouts: readonly Markout[]
  readonly kill: Kill['reason'] | null
  /** What the run supposed, in words. */
  readonly assumptions: readonly string[]
  readonly conclusion: string
  /** Epoch milliseconds and equity; only where it was asked for. */
  readonly equityPath?: readonly (readonly [number, number])[]
  /** How the run went, evenly over its time and bounded; only where equity was asked for. */
  readonly path?: RunPath
}

/** What a run is told by beside its engine. */
interface RunFacts {
  readonly from: Instant
  readonly counts: ReplayCounts
  readonly assumptions: readonly string[]
  readonly withEquity: boolean
}

/** The record of a run that is over. */
export function engineResult(engine: Engine, facts: RunFacts): EngineResult {
  const { setup, risk, audit, equity } = engine
  const instruments = instrumentResults(engine, engine.account)
  const pnl = sumOf(instruments.map((each) => each.pnl))
  const path = equity.times.map(
    (time, at) => [millisecondsOf(time as Instant), equity.values[at]!] as const,
  )
  return {
    kind: 'trade',
    version: 1,
    mode: 'backtest',
    seed: setup.seed,
    from: millisecondsOf(facts.from),
    to: millisecondsOf(engine.time),
    events: engine.events,
    messages: engine.messages,
    strategies: engine.runners.map((runner) => strategyResult(engine, runner)),
    orders: ordersOf(engine, facts.counts),
    lateRows: facts.counts.lateRows,
    auditHash: audit.hash(),
    auditRows: audit.rows,
    reporting: { currency: setup.reporting.currency, capital: setup.capital },
    pnl,
    equity: equityOf(engine),
    maxDrawdown: equity.maxDrawdown,
    instruments,
    markouts: engine.markouts.list(),
    kill: risk.kill?.reason ?? null,
    assumptions: facts.assumptions,
    conclusion: conclusionOf(pnl, instruments, setup.reporting.currency),
    ...(facts.withEquity ? { equityPath: path, path: runPath(engine) } : {}),
  }
}

function ordersOf(
  engine: Engine,
  { commands, answers, lookups }: ReplayCounts,
): EngineResult['orders'] {
  const frozen = engine.setup.instruments.filter((_, index) => engine.orders.hasUnknownFate(index))
  return {
    commands,
    answers,
    lookups,
    strays: engine.strays,
    open: engine.orders.openCount(),
    frozen: frozen.map(({ venue, name }) => `${venue}:${name}`),
  }
}

function strategyResult(engine: Engine, runner: Runner): StrategyResult {
  const { strategy, intents, refusals, refusalsBy, book = engine } = runner
  const instruments = instrumentResults(engine, book.account)
  return {
    name: strategy.name,
    intents,
    refusals,
    refusalsBy: Object.fromEntries([...refusalsBy].toSorted(([, a], [, b]) => b - a)),
    fills: instruments.reduce((sum, { fills }) => sum + fills, 0),
    turnover: instruments.reduce((sum, { turnover }) => sum + turnover, 0),
    pnl: sumOf(instruments.map(({ pnl }) => pnl)),
    markouts: book.markouts.list(),
  }
}

/** What came of each instrument of an account so far. */
export function instrumentResults(
  engine: Engine,
  { holdings }: TradingAccount,
): InstrumentResult[] {
  return holdings.map((holding, index) => instrumentResult(engine, index, holding))
}

function instrumentResult(engine: Engine, index: number, holding: Holding): InstrumentResult {
  const instrument = engine.setup.instruments[index]!
  const rate = rateOf(engine, instrument.quote)
  const mid = engine.market.midPrice(index)
  const { spread, slippage, fees, funding } = holding.causes
  const inQuote = (currency: Currency): number => rateOf(engine, currency) / rate
  const total = holding.units.size === 0 ? 0 : gainOf(holding, mid, inQuote)
  const scale = holding.units.size === 0 ? 0 : rate
  return {
    venue: instrument.venue,
    instrument: instrument.name,
    class: instrument.class,
    fills: holding.fills,
    makerFills: holding.makerFills,
    turnover: holding.turnover * scale,
    position: quantityOf(holding.lots, instrument.lotSize),
    mark: Number.isNaN(mid) ? null : mid,
    pnl: {
      total: total * scale,
      price: (total - spread - slippage - fees - funding) * scale,
      spread: spread * scale,
      slippage: slippage * scale,
      fees: fees * scale,
      funding: funding * scale,
    },
  }
}

function sumOf(parts: readonly PnlByCause[]): PnlByCause {
  const sum = (cause: keyof PnlByCause): number => parts.reduce((all, each) => all + each[cause], 0)
  return {
    total: sum('total'),
    price: sum('price'),
    spread: sum('spread'),
    slippage: sum('slippage'),
    fees: sum('fees'),
    funding: sum('funding'),
  }
}

function conclusionOf(
  pnl: PnlByCause,
  instruments: readonly InstrumentResult[],
  currency: Currency,
): string {
  const fills = instruments.reduce((all, each) => all + each.fills, 0)
  if (fills === 0) return 'Nothing was filled.'
  const turnover = instruments.reduce((all, each) => all + each.turnover, 0)
  const perTurnover = (pnl.total / turnover) * 1e4
  const beforeFees = ((pnl.total - pnl.fees) / turnover) * 1e4
  const won = pnl.total > 0 ? 'Made' : 'Lost'
  const amount = Math.abs(pnl.total).toFixed(2)
  const rest =
    beforeFees > 0
      ? `it pays below an average fee of ${beforeFees.toFixed(2)} bps of turnover`
      : 'it would not pay without fees either'
  return `${won} ${amount} ${currency} in ${fills} fills, ${perTurnover.toFixed(2)} bps of turnover: ${rest}.`
}

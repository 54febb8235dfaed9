import type { Currency } from '../core/currency.ts'
import type { Instrument } from '../core/instrument.ts'
import type { CancelReason } from '../core/orders/order-event.ts'
import { quantityOf, type Lots } from '../core/price.ts'
import type { StrategyTally } from '../core/strategy/strategy.ts'
import { millisecondsOf, type Instant } from '../core/time.ts'
import type { Kill } from '../risk/risk-state.ts'
import { gainOf, type Holding, type TradingAccount } from './account.ts'
import type { Engine, Runner } from './engine.ts'
import type { Markout } from './markouts.ts'
import type { ReplayCounts } from './replay.ts'
import { runPath, type RunPath } from './run-path.ts'
import { equityOf, markCarried, rateOf } from './valuation.ts'

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
  /** Received from venues' insurance funds for what forced closings cost more than there was. Absent: nothing. */
  readonly insurance?: number
}

/** What came of one instrument. */
export interface InstrumentResult {
  readonly venue: string
  readonly instrument: string
  readonly class: string
  readonly fills: number
  readonly makerFills: number
  /** How often a position was closed by force, whatever the fills: its margin did not last, or that of others. */
  readonly liquidations: number
  readonly deleveragings: number
  /** Notional of all fills, reporting currency. */
  readonly turnover: number
  /** False where a perpetual was traded and no rate was recorded: its funding of 0 is not a measurement. */
  readonly isFundingKnown: boolean
  /** Held at the end, signed; base units or contracts. */
  readonly position: number
  /** Mid it is marked at; null where there is none. */
  readonly mark: number | null
  readonly pnl: PnlByCause
}

/** What came of one strategy. Where there are several, they add up to the run, but for sums of doubles. */
export interface StrategyResult {
  readonly name: string
  /** What asked for orders: to be woken is not counted. */
  readonly intents: number
  readonly refusals: number
  /** How many by kind of limit. */
  readonly refusalsBy: Readonly<Record<string, number>>
  /** Chances it saw, where it counts them: taken up, and left alone by why, the most frequent first. */
  readonly tally?: StrategyTally
  readonly fills: number
  /** Notional of its fills, reporting currency. */
  readonly turnover: number
  readonly pnl: PnlByCause
  readonly markouts: readonly Markout[]
}

/** Orders of an instrument that ended for one reason before they were filled. */
interface CancelledOrders {
  readonly instrument: string
  readonly reason: CancelReason
  readonly orders: number
  /** What they did not fill: lots, and base units or contracts. */
  readonly lots: number
  readonly quantity: number
}

/**
 * What a run of the engine came to, but for equity, which goes on from earlier runs with its journal: one record for the
 * terminal, JSON, a saved run and its report.
 */
export interface EngineResult {
  readonly kind: 'trade'
  readonly version: 1
  readonly mode: 'backtest' | 'paper' | 'live'
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
    /** Orders and changes that venues did not take, by their reason; told as often as it was heard. */
    readonly rejectedBy: Readonly<Record<string, number>>
    /** Orders that venues ended with a rest, by instrument and reason, and the rests in all. */
    readonly cancelled: readonly CancelledOrders[]
    readonly open: number
    /** Instruments on which nothing more may be risked, for an order there is of unknown fate. */
    readonly frozen: readonly string[]
  }
  readonly lateRows: number
  /** Rows without an exchange time where the venue's own times were to be followed. */
  readonly untimedRows: number
  /** Rows that by their venue's own times happened after they were heard of, and took no time: the clocks disagree. */
  readonly aheadRows: number
  /** Over every message, order, answer and timer: the same input and seed give the same. */
  readonly auditHash: string
  readonly auditRows: number
  readonly reporting: { readonly currency: Currency; readonly capital: number }
  readonly pnl: PnlByCause
  readonly equity: number
  /** The least there was. */
  readonly leastEquity: number
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
  /** Absent: a backtest. */
  readonly mode?: EngineResult['mode']
  readonly from: Instant
  readonly counts: ReplayCounts
  readonly untimedRows?: number
  readonly aheadRows?: number
  readonly assumptions: readonly string[]
  readonly withEquity: boolean
}

/** The record of a run that is over. */
export function engineResult(engine: Engine, facts: RunFacts): EngineResult {
  const { setup, risk, audit, equity } = engine
  const instruments = instrumentResults(engine, engine.account)
  const pnl = sumOf(instruments.map((each) => each.pnl))
  const last = equityOf(engine)
  const least = Number.isNaN(last) ? equity.least : Math.min(equity.least, last)
  const path = equity.times.map(
    (time, at) => [millisecondsOf(time as Instant), equity.values[at]!] as const,
  )
  return {
    kind: 'trade',
    version: 1,
    mode: facts.mode ?? 'backtest',
    seed: setup.seed,
    from: millisecondsOf(facts.from),
    to: millisecondsOf(engine.time),
    events: engine.events,
    messages: engine.messages,
    strategies: engine.runners.map((runner) => strategyResult(engine, runner)),
    orders: ordersOf(engine, facts.counts),
    lateRows: facts.counts.lateRows,
    untimedRows: facts.untimedRows ?? 0,
    aheadRows: facts.aheadRows ?? 0,
    auditHash: audit.hash(),
    auditRows: audit.rows,
    reporting: { currency: setup.reporting.currency, capital: setup.capital },
    pnl,
    equity: rounded(last),
    leastEquity: rounded(least),
    maxDrawdown: rounded(equity.maxDrawdown),
    instruments,
    markouts: engine.markouts.list(),
    kill: risk.kill?.reason ?? null,
    assumptions: facts.assumptions,
    conclusion: `${bankruptWords(least, engine)}${conclusionOf(pnl, instruments, setup.reporting.currency)}`,
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
    rejectedBy: byNumber(engine.rejections),
    cancelled: cancelledOf(engine),
    open: engine.orders.openCount(),
    frozen: frozen.map(nameOf),
  }
}

function cancelledOf({ cancellations, setup }: Engine): CancelledOrders[] {
  return cancellations.flatMap((byReason, index) => {
    const instrument = setup.instruments[index]!
    return [...byReason].map(([reason, { orders, lots }]) => ({
      instrument: nameOf(instrument),
      reason,
      orders,
      lots,
      quantity: quantityOf(lots as Lots, instrument.lotSize),
    }))
  })
}

function nameOf({ venue, name, class: kind }: Instrument): string {
  return `${venue}:${name}:${kind}`
}

/** The most frequent first. */
function byNumber(times: ReadonlyMap<string, number>): Readonly<Record<string, number>> {
  return Object.fromEntries([...times].toSorted(([, a], [, b]) => b - a))
}

function strategyResult(engine: Engine, runner: Runner): StrategyResult {
  const { strategy, intents, refusals, refusalsBy, book = engine } = runner
  const instruments = instrumentResults(engine, book.account)
  return {
    name: strategy.name,
    intents,
    refusals,
    refusalsBy: byNumber(refusalsBy),
    ...tallyOf(runner),
    fills: instruments.reduce((sum, { fills }) => sum + fills, 0),
    turnover: rounded(instruments.reduce((sum, { turnover }) => sum + turnover, 0)),
    pnl: sumOf(instruments.map(({ pnl }) => pnl)),
    markouts: book.markouts.list(),
  }
}

/** What a strategy that counts its chances has made of them so far. */
export function tallyOf({ strategy, state }: Runner): { readonly tally?: StrategyTally } {
  const tally = state === undefined ? undefined : strategy.tally?.(state)
  if (tally === undefined) return {}
  return { tally: { ...tally, leftAlone: byNumber(new Map(Object.entries(tally.leftAlone))) } }
}

/** What came of each instrument of an account so far, what earlier runs left taken off. */
export function instrumentResults(
  engine: Engine,
  { holdings }: TradingAccount,
): InstrumentResult[] {
  markCarried(engine)
  return holdings.map((holding, index) => instrumentResult(engine, index, holding))
}

function instrumentResult(engine: Engine, index: number, holding: Holding): InstrumentResult {
  const instrument = engine.setup.instruments[index]!
  const rate = rateOf(engine, instrument.quote)
  const mid = engine.market.midPrice(index)
  const { spread, slippage, fees, funding, insurance } = holding.causes
  const inQuote = (currency: Currency): number => rateOf(engine, currency) / rate
  const total = holding.units.size === 0 ? 0 : gainOf(holding, mid, inQuote) - holding.carriedGain
  const scale = holding.units.size === 0 ? 0 : rate
  return {
    venue: instrument.venue,
    instrument: instrument.name,
    class: instrument.class,
    fills: holding.fills,
    makerFills: holding.makerFills,
    liquidations: holding.liquidations,
    deleveragings: holding.deleveragings,
    turnover: rounded(holding.turnover * scale),
    isFundingKnown:
      instrument.class === 'spot' ||
      holding.fills === 0 ||
      holding.isSettled ||
      !Number.isNaN(engine.market.fundingRates[index]),
    position: quantityOf(holding.lots, instrument.lotSize),
    mark: Number.isNaN(mid) ? null : mid,
    pnl: {
      total: rounded(total * scale),
      price: rounded((total - spread - slippage - fees - funding - insurance) * scale),
      spread: rounded(spread * scale),
      slippage: rounded(slippage * scale),
      fees: rounded(fees * scale),
      funding: rounded(funding * scale),
      ...(insurance === 0 ? {} : { insurance: rounded(insurance * scale) }),
    },
  }
}

function sumOf(parts: readonly PnlByCause[]): PnlByCause {
  const sum = (cause: keyof PnlByCause): number =>
    rounded(parts.reduce((all, each) => all + (each[cause] ?? 0), 0))
  return {
    total: sum('total'),
    price: sum('price'),
    spread: sum('spread'),
    slippage: sum('slippage'),
    fees: sum('fees'),
    funding: sum('funding'),
    ...(parts.some(({ insurance }) => insurance !== undefined)
      ? { insurance: sum('insurance') }
      : {}),
  }
}

/** Money without the dust of doubles: ten decimals, beyond which what is held times its mid has none. */
function rounded(value: number): number {
  // A zero below zero is none.
  return Number(value.toFixed(10)) + 0
}

/** Nobody could have gone on: what came after is of no account's. */
function bankruptWords(least: number, { setup }: Engine): string {
  if (!(least < 0)) return ''
  const { currency } = setup.reporting
  return `BANKRUPT: equity fell to ${least.toFixed(2)} ${currency} of ${setup.capital.toFixed(2)}. `
}

function conclusionOf(
  pnl: PnlByCause,
  instruments: readonly InstrumentResult[],
  currency: Currency,
): string {
  const fills = instruments.reduce((all, each) => all + each.fills, 0)
  if (fills === 0) return 'Nothing was filled.'
  const forced = `${forcedWords(instruments)}${insuredWords(pnl, currency)}`
  const times = fills === 1 ? '1 fill' : `${fills} fills`
  if (Number.isNaN(pnl.total)) {
    const blind = instruments.find((each) => Number.isNaN(each.pnl.total))
    const place = blind === undefined ? '' : ` ${placeOf(blind)} has`
    return `What ${times} came to is not known:${place} no price at the end.${forced}`
  }
  const turnover = instruments.reduce((all, each) => all + each.turnover, 0)
  const perTurnover = (pnl.total / turnover) * 1e4
  const beforeFees = ((pnl.total - pnl.fees) / turnover) * 1e4
  const won = pnl.total > 0 ? 'Made' : 'Lost'
  const amount = Math.abs(pnl.total).toFixed(2)
  const rest =
    beforeFees > 0
      ? `it pays below an average fee of ${beforeFees.toFixed(2)} bps of turnover`
      : 'it would not pay without fees either'
  return `${won} ${amount} ${currency} in ${times}, ${perTurnover.toFixed(2)} bps of turnover: ${rest}.${forced}`
}

/** A run that was closed by force did not trade as its strategy says: its conclusion names it. */
function forcedWords(instruments: readonly InstrumentResult[]): string {
  const words = instruments.flatMap((each) =>
    [
      { times: each.liquidations, what: 'liquidated' },
      { times: each.deleveragings, what: 'deleveraged' },
    ].flatMap(({ times, what }) =>
      times === 0 ? [] : [`${placeOf(each)} ${what} ${times === 1 ? 'once' : `${times} times`}`],
    ),
  )
  return words.length === 0 ? '' : ` Closed by force: ${words.join(', ')}.`
}

/** Money that a strategy did not earn. */
function insuredWords({ insurance }: PnlByCause, currency: Currency): string {
  return insurance === undefined
    ? ''
    : ` ${insurance.toFixed(2)} ${currency} were paid by venues' insurance funds.`
}

function placeOf({ venue, instrument, class: kind }: InstrumentResult): string {
  return `${venue}:${instrument}:${kind}`
}

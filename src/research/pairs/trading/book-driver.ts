import { later, type Duration, type Instant } from '../../../core/time.ts'
import {
  decide,
  mirrored,
  type PairEvent,
  type PairIntent,
  type PairRules,
} from '../../../strategies/pairs/decide.ts'
import type { PairTrade, TradingParameters } from '../backtest-result.ts'
import { fillOrders, gainOf, markBook, newBook, type Book, type TradeAtMarket } from './book.ts'
import type { LegMarket } from './leg-market.ts'
import { dueOrders, type DueOrders, type FilledOrders } from './order-fills.ts'
import { closingOrders, tradeOf } from './position.ts'
import { readRelation, type RelationReading } from '../relation/read-relation.ts'
import { settleBook } from './settle-book.ts'
import { isMirrored } from './adopt-fold.ts'
import type { ExposureCaps } from './exposure-caps.ts'
import { isIdle, legsOf, pricesOf, type Trader } from './trader.ts'
import { adjustOrder, openOrder } from './trader-orders.ts'

/** What a run has beside its trading parameters. */
export interface RunTerms {
  /** What equity begins with, and what returns are fractions of; quote units. */
  readonly capital: number
  /** By how many bars every order comes late. */
  readonly delayBars: number
  readonly caps: ExposureCaps
  /** How market orders are filled; absent: at once. */
  readonly trade?: TradeAtMarket
}

/**
 * Drives the pairs decision over bars, for one relation or many that share a book: tells each its closes, fills what
 * they want at the next open, books the fills. Everything that happens is recorded here; nothing is decided here.
 */
export interface BookDriver {
  readonly options: TradingParameters
  readonly rules: PairRules
  readonly terms: RunTerms
  /** By the instrument's name. */
  readonly markets: ReadonlyMap<string, LegMarket>
  readonly duration: Duration
  /** Open of the last bar of any series. */
  readonly lastOpen: number
  readonly book: Book
  /** By their instruments. */
  readonly traders: Map<string, Trader>
  readonly trades: PairTrade[]
  /** Opens of all bars that are driven, and equity at their closes; NaN before the first one that was. */
  readonly calendar: Float64Array
  readonly equity: Float64Array
  barsInMarket: number
  adjustments: number
  lapsedOpens: number
  /** Openings cut, and openings left out, by a cap. */
  cutOpens: number
  cappedOpens: number
  delayedCloses: number
}

/** A driver at the beginning: no position, capital untouched. */
export function startDriver(
  markets: readonly LegMarket[],
  calendar: Float64Array,
  options: TradingParameters,
  terms: RunTerms,
): BookDriver {
  return {
    options,
    rules: {
      entry: options.entry,
      exit: options.exit,
      stop: options.stop,
      maxHoldingBars: options.maxHoldingBars ?? undefined,
    },
    terms,
    markets: new Map(markets.map((market) => [market.bars.instrument.name, market])),
    duration: markets[0]!.bars.timeframe.duration,
    lastOpen: Math.max(...markets.map(({ bars }) => bars.times.at(-1) ?? -Infinity)),
    book: newBook(terms.trade),
    traders: new Map(),
    trades: [],
    calendar,
    equity: new Float64Array(calendar.length).fill(Number.NaN),
    barsInMarket: 0,
    adjustments: 0,
    lapsedOpens: 0,
    cutOpens: 0,
    cappedOpens: 0,
    delayedCloses: 0,
  }
}

const justBefore = -1 as Duration

/** One bar of the calendar: what was ordered fills at its open, then its close is told to the decisions. */
export function driveBar(driver: BookDriver, row: number): void {
  const opened = openBar(driver, row)
  fillOrders(driver.book, opened.time, opened.due.orders)
  hearOpen(driver, opened)
  closeBar(driver, row, opened)
}

/** A bar that has opened: who stands at it, and what is to be filled at its open. */
export interface OpenedBar {
  readonly time: Instant
  readonly here: readonly Trader[]
  readonly due: DueOrders
}

/** A bar opens: what is owed is settled, and what was ordered is due. Whoever drives fills that. */
export function openBar(driver: BookDriver, row: number): OpenedBar {
  const { book, traders } = driver
  const time = driver.calendar[row]! as Instant
  const here = [...traders.values()]
    .filter((trader) => trader.times[trader.row] === time)
    .toSorted((a, b) => a.rank - b.rank)
  settleBook(book, time)
  markBook(book, time, 'open')
  return { time, here, due: dueOrders(driver, here, time) }
}

/** What was due at an open has been filled: the decisions are told. */
export function hearOpen(driver: BookDriver, { due, time }: OpenedBar): void {
  hearFills(driver, due.filled, time)
}

/** A bar closes, and its close is told to the decisions. */
export function closeBar(driver: BookDriver, row: number, { time, here }: OpenedBar): void {
  const { book, traders } = driver
  if ([...traders.values()].some(({ position }) => position !== undefined)) driver.barsInMarket++
  const close = later(time, driver.duration)
  // A settlement at the very close belongs to the next bar, whose open is its mark.
  settleBook(book, later(close, justBefore))
  markBook(book, time, 'close')
  for (const trader of here) hearClose(driver, trader)
  for (const trader of here) if (isAtItsEnd(driver, trader)) endTrader(driver, trader, close)
  driver.equity[row] = driver.terms.capital + gainOf(book)
  for (const trader of here) trader.row++
  for (const [key, trader] of traders) if (isIdle(trader)) traders.delete(key)
}

/** Tells the decision an event and keeps its new state. */
function tell(driver: BookDriver, trader: Trader, event: PairEvent): readonly PairIntent[] {
  const { state, intents } = decide(driver.rules, trader.state, event)
  trader.state = state
  return intents
}

function hearFills(driver: BookDriver, filled: FilledOrders, time: Instant): void {
  driver.delayedCloses += filled.waiting
  driver.lapsedOpens += filled.lapsed.length
  driver.adjustments += filled.adjusted
  driver.cutOpens += filled.cut
  driver.cappedOpens += filled.capped.length
  for (const { trader, position, end } of filled.closed) {
    driver.trades.push(tradeOf(position, { ...end, time }, driver.options.rebalance))
    trader.position = undefined
    tell(driver, trader, { kind: 'closed' })
    const isTurned = trader.model !== undefined && isMirrored(position.model, trader.model)
    if (isTurned) trader.state = mirrored(trader.state)
  }
  for (const trader of [...filled.lapsed, ...filled.capped])
    tell(driver, trader, { kind: 'lapsed' })
  for (const { trader, position } of filled.opened) {
    trader.position = position
    tell(driver, trader, { kind: 'opened' })
  }
}

function hearClose(driver: BookDriver, trader: Trader): void {
  const { position } = trader
  // A position lives and dies on the relation it was opened on, whatever fold it has come to.
  const model = position?.model ?? trader.model
  if (model === undefined) return
  const reading = readRelation(model, trader.row, driver.options.zScore)
  trader.zScore = reading.zScore ?? Number.NaN
  // What cannot be sized cannot be opened; what is open is judged by its z all the same.
  const isBlind = position === undefined && reading.hedgeRatios === undefined
  const zScore = isBlind ? undefined : reading.zScore
  const { isBroken } = reading
  const [intent] = tell(driver, trader, { kind: 'bar-closed', zScore, isBroken })
  const from = trader.row + 1 + driver.terms.delayBars
  if (intent?.kind === 'close') {
    trader.order = { kind: 'close', from, reason: intent.reason, zScore: trader.zScore }
  } else if (intent?.kind === 'open') {
    trader.order = openOrder(trader, { model, side: intent.side, reading, from }, driver.options)
  } else if (trader.state.stance === 'open' && trader.order === undefined) {
    considerAdjusting(driver, trader, reading, from)
  }
}

function considerAdjusting(
  driver: BookDriver,
  trader: Trader,
  { hedgeRatios }: RelationReading,
  from: number,
): void {
  if (driver.options.rebalance === 'never' || hedgeRatios === undefined) return
  trader.order = adjustOrder(trader, { hedgeRatios, from }, driver.options)
}

/** Whether it stands on the last row its legs share, while one of them ends more than one bar before the data do. */
function isAtItsEnd({ lastOpen, duration }: BookDriver, trader: Trader): boolean {
  const isLast = trader.row === trader.times.length - 1
  return isLast && legsOf(trader).some(({ bars }) => lastOpen - bars.times.at(-1)! > duration)
}

/** A series that ends takes its traders with it: what they hold is closed at the last prices. */
function endTrader(driver: BookDriver, trader: Trader, close: Instant): void {
  const { position, row, zScore } = trader
  if (position !== undefined) {
    settleBook(driver.book, close)
    fillOrders(driver.book, close, closingOrders(position, pricesOf(trader, 'close')))
    const end = { time: close, reason: 'series-ended', zScore, row: row + 1 } as const
    driver.trades.push(tradeOf(position, end, driver.options.rebalance))
  }
  trader.position = undefined
  trader.order = undefined
  trader.model = undefined
}

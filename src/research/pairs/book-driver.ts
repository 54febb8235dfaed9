import { later, type Duration, type Instant } from '../../core/time.ts'
import {
  decide,
  type PairEvent,
  type PairIntent,
  type PairRules,
} from '../../strategies/pairs/decide.ts'
import type { PairTrade, TradingParameters } from './backtest-result.ts'
import { fillOrders, gainOf, markBook, newBook, type Book, type LegOrder } from './book.ts'
import { newLeg } from './held-leg.ts'
import type { LegMarket } from './leg-market.ts'
import {
  closingOrders,
  legOrders,
  tradeOf,
  wantedQuantities,
  wholeLots,
  type OpenOrder,
  type Position,
} from './position.ts'
import { readRelation } from './read-relation.ts'
import { settleBook } from './settle-book.ts'
import { isIdle, legsOf, type Trader } from './trader.ts'

/**
 * Drives the pairs decision over bars, for one relation or many that share a book: tells each its closes, fills what
 * they want at the next open, books the fills. Everything that happens is recorded here; nothing is decided here.
 */
export interface BookDriver {
  readonly options: TradingParameters
  readonly rules: PairRules
  readonly capital: number
  /** By the instrument's name. */
  readonly markets: ReadonlyMap<string, LegMarket>
  readonly duration: Duration
  /** Open of the last bar of any series. */
  readonly lastOpen: number
  readonly book: Book
  /** By their instruments, those asked first in front. */
  readonly traders: Map<string, Trader>
  readonly trades: PairTrade[]
  /** Opens of all bars that are driven, and equity at their closes; NaN before the first one that was. */
  readonly calendar: Float64Array
  readonly equity: Float64Array
  barsInMarket: number
  lapsedOpens: number
  delayedCloses: number
}

/** A driver at the beginning: no position, capital untouched. */
export function startDriver(
  markets: readonly LegMarket[],
  calendar: Float64Array,
  options: TradingParameters,
  capital: number,
): BookDriver {
  return {
    options,
    rules: {
      entry: options.entry,
      exit: options.exit,
      stop: options.stop,
      maxHoldingBars: options.maxHoldingBars ?? undefined,
    },
    capital,
    markets: new Map(markets.map((market) => [market.bars.instrument.name, market])),
    duration: markets[0]!.bars.timeframe.duration,
    lastOpen: Math.max(...markets.map(({ bars }) => bars.times.at(-1) ?? -Infinity)),
    book: newBook(),
    traders: new Map(),
    trades: [],
    calendar,
    equity: new Float64Array(calendar.length).fill(Number.NaN),
    barsInMarket: 0,
    lapsedOpens: 0,
    delayedCloses: 0,
  }
}

const justBefore = -1 as Duration

/** One bar of the calendar: what was ordered fills at its open, then its close is told to the decisions. */
export function driveBar(driver: BookDriver, row: number): void {
  const { book } = driver
  const open = driver.calendar[row]! as Instant
  const here = [...driver.traders.values()].filter((trader) => trader.times[trader.row] === open)
  settleBook(book, open)
  markBook(book, open, 'open')
  fillAtOpen(driver, here, open)
  const isInMarket = [...driver.traders.values()].some(({ position }) => position !== undefined)
  if (isInMarket) driver.barsInMarket++
  const close = later(open, driver.duration)
  // A settlement at the very close belongs to the next bar, whose open is its mark.
  settleBook(book, later(close, justBefore))
  markBook(book, open, 'close')
  for (const trader of here) hearClose(driver, trader)
  endSeries(driver, here, close)
  driver.equity[row] = driver.capital + gainOf(book)
  for (const trader of here) trader.row++
  for (const [key, trader] of driver.traders) if (isIdle(trader)) driver.traders.delete(key)
}

/** Tells the decision an event and keeps its new state. */
function tell(driver: BookDriver, trader: Trader, event: PairEvent): readonly PairIntent[] {
  const { state, intents } = decide(driver.rules, trader.state, event)
  trader.state = state
  return intents
}

function hearClose(driver: BookDriver, trader: Trader): void {
  // A position lives and dies on the relation it was opened on, whatever fold it has come to.
  const model = trader.position?.model ?? trader.model
  if (model === undefined) return
  const { zScore, hedgeRatios } = readRelation(model, trader.row, driver.options.zScore)
  trader.zScore = zScore ?? Number.NaN
  for (const intent of tell(driver, trader, { kind: 'bar-closed', zScore })) {
    const from = trader.row + 1
    if (intent.kind === 'close') {
      trader.order = { kind: 'close', from, reason: intent.reason, zScore: trader.zScore }
    } else if (hedgeRatios !== undefined) {
      const open = openOrder(driver, trader, { side: intent.side, model, hedgeRatios })
      trader.order = { kind: 'open', from, open }
    }
  }
}

function openOrder(
  { options }: BookDriver,
  { row, zScore }: Trader,
  wanted: Pick<OpenOrder, 'side' | 'model' | 'hedgeRatios'>,
): OpenOrder {
  const share = options.participation
  return {
    ...wanted,
    zScore,
    log: options.log,
    notional: options.notional,
    // The volume of the bar that gave the signal: that of the bar it fills in is not known yet.
    most: wanted.model.joined.legs.map(({ volume }) =>
      share === null ? Infinity : share * volume[row]!,
    ),
  }
}

function fillAtOpen(driver: BookDriver, here: readonly Trader[], time: Instant): void {
  const orders: LegOrder[] = []
  const closed: Trader[] = []
  const opened: [Trader, Position][] = []
  const due = here.filter(({ order, row }) => order !== undefined && row >= order.from)
  for (const trader of due) {
    const { order, position } = trader
    if (order?.kind !== 'close' || position === undefined) continue
    if (!isTradable(trader)) {
      driver.delayedCloses++
      continue
    }
    orders.push(...closingOrders(position, opensOf(trader)))
    closed.push(trader)
  }
  for (const trader of due) {
    if (trader.order?.kind !== 'open') continue
    const opening = isTradable(trader) ? openingOf(driver, trader, time) : undefined
    if (opening === undefined) {
      lapse(driver, trader)
      continue
    }
    orders.push(...opening.orders)
    opened.push([trader, opening.position])
  }
  fillOrders(driver.book, time, orders)
  for (const trader of closed) finish(driver, trader, time)
  for (const [trader, position] of opened) {
    trader.position = position
    trader.order = undefined
    tell(driver, trader, { kind: 'opened' })
  }
}

/** Where nobody traded there is no price to fill at, whatever the file says the open was. */
function isTradable(trader: Trader): boolean {
  return legsOf(trader).every(({ volume }) => volume[trader.row]! > 0)
}

function opensOf(trader: Trader): number[] {
  return legsOf(trader).map(({ open }) => open[trader.row]!)
}

/** The position an order to open makes at the open of its row; undefined where a leg would be less than one lot. */
function openingOf(
  driver: BookDriver,
  trader: Trader,
  time: Instant,
): { readonly position: Position; readonly orders: readonly LegOrder[] } | undefined {
  const { order } = trader
  if (order?.kind !== 'open') return undefined
  const prices = opensOf(trader)
  const markets = legsOf(trader).map(({ bars }) => driver.markets.get(bars.instrument.name)!)
  const lots = wholeLots(markets, wantedQuantities(markets, order.open, prices))
  if (lots === undefined) return undefined
  const { side, model, zScore } = order.open
  const position: Position = {
    side,
    model,
    entryTime: time,
    entryRow: trader.row,
    entryZScore: zScore,
    legs: markets.map(newLeg),
  }
  return { position, orders: legOrders(position.legs, lots, prices) }
}

function lapse(driver: BookDriver, trader: Trader): void {
  trader.order = undefined
  driver.lapsedOpens++
  tell(driver, trader, { kind: 'lapsed' })
}

/** A position whose legs were just closed as ordered becomes a trade. */
function finish(driver: BookDriver, trader: Trader, time: Instant): void {
  const { order, position, row } = trader
  if (order?.kind !== 'close' || position === undefined) return
  const { reason, zScore } = order
  driver.trades.push(tradeOf(position, { time, reason, zScore, row }))
  trader.position = undefined
  trader.order = undefined
  tell(driver, trader, { kind: 'closed' })
}

/** A series that ends while others go on takes its traders with it: what they hold is closed at the last prices. */
function endSeries(driver: BookDriver, here: readonly Trader[], close: Instant): void {
  for (const trader of here) {
    const isLast = trader.row === trader.times.length - 1
    if (!isLast || !legsOf(trader).some(({ bars }) => hasEnded(bars.times, driver))) continue
    const { position, row, zScore } = trader
    if (position !== undefined) {
      settleBook(driver.book, close)
      const prices = legsOf(trader).map((leg) => leg.close[row]!)
      fillOrders(driver.book, close, closingOrders(position, prices))
      const end = { time: close, reason: 'series-ended', zScore, row: row + 1 } as const
      driver.trades.push(tradeOf(position, end))
    }
    trader.position = undefined
    trader.order = undefined
    trader.model = undefined
  }
}

/** Whether a series stops more than one bar before the data do. */
function hasEnded(times: Float64Array, { lastOpen, duration }: BookDriver): boolean {
  return lastOpen - times.at(-1)! > duration
}

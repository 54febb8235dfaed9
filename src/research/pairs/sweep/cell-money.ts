import { microsecondsPerDay } from '../../../core/time.ts'
import type { BacktestOptions } from '../backtest-options.ts'
import { slippedPrice } from '../trading/leg-fill.ts'
import { fillPriceAt } from './cell-prices.ts'
import type { CellCourse, CellTally } from './cell-tally.ts'
import type { Direction } from './drive-cell.ts'
import type { SweepLeg, SweepMarket } from './sweep-market.ts'

/**
 * What a cell holds. One record a cell that is filled anew at every opening: half a million positions of a sweep of
 * 1,000 cells, each a fresh record, took as long as everything else.
 */
export interface HeldPair {
  /** Signed quantities, base units. */
  y: number
  x: number
  /** Row it was opened at, and the fold of its relation. */
  row: number
  fold: number
  direction: Direction
  /** What the legs were filled at. */
  yPaid: number
  xPaid: number
  /** Gain before it, and that less what its legs and their fees cost. */
  gainBefore: number
  base: number
}

/** Nothing held yet. */
export function newHeldPair(): HeldPair {
  return {
    y: Number.NaN,
    x: Number.NaN,
    row: 0,
    fold: 0,
    direction: 1,
    yPaid: Number.NaN,
    xPaid: Number.NaN,
    gainBefore: Number.NaN,
    base: Number.NaN,
  }
}

/** Whether anything is owed or received for holding a position. */
export function isCarried({ legs: [y, x] }: SweepMarket, options: BacktestOptions): boolean {
  const mayBorrow = options.borrowBpsPerDay > 0 && (y.isBorrowed || x.isBorrowed)
  return mayBorrow || y.settled !== undefined || x.settled !== undefined
}

/** Fills both legs of a pair whose quantities and row are set, at its row's open. */
export function openPair(
  { market, prices }: CellCourse,
  { feeBps }: BacktestOptions,
  tally: CellTally,
  held: HeldPair,
): void {
  const { y, x, row } = held
  const { legs } = market
  held.yPaid = fillPriceAt(y > 0 ? prices.yBuy : prices.ySell, row)
  held.xPaid = fillPriceAt(x > 0 ? prices.xBuy : prices.xSell, row)
  const traded = Math.abs(y) * held.yPaid + Math.abs(x) * held.xPaid
  tally.slippage += y * (held.yPaid - legs[0].open[row]!) + x * (held.xPaid - legs[1].open[row]!)
  countTrade(tally, traded, feeBps)
  held.gainBefore = tally.gain
  held.base = tally.gain - y * held.yPaid - x * held.xPaid - (traded * feeBps) / 1e4
}

/** Fills both legs back at a row's open. */
export function closePair(
  { market, prices }: CellCourse,
  options: BacktestOptions,
  tally: CellTally,
  { held, row }: { readonly held: HeldPair; readonly row: number },
): void {
  const { y, x } = held
  const { legs, joined } = market
  const yPaid = fillPriceAt(y < 0 ? prices.yBuy : prices.ySell, row)
  const xPaid = fillPriceAt(x < 0 ? prices.xBuy : prices.xSell, row)
  const traded = Math.abs(y) * yPaid + Math.abs(x) * xPaid
  tally.slippage += y * (legs[0].open[row]! - yPaid) + x * (legs[1].open[row]! - xPaid)
  countTrade(tally, traded, options.feeBps)
  let gain = held.base + y * yPaid + x * xPaid - (traded * options.feeBps) / 1e4
  if (isCarried(market, options)) {
    const carry = carryOf(market, options, held, {
      received: (leg) => leg.settled!.atOpen[row]!,
      days: (joined.times[row]! - joined.times[held.row]!) / microsecondsPerDay,
    })
    gain += countCarry(tally, carry)
    tally.missingSettlements += missedBy(market, held, (leg) => leg.settled!.missingAtOpen[row]!)
  }
  endTrade(tally, held, gain, row - held.row)
}

/** The data end: what is held stays open at its last prices, or is closed at them where one leg ends too soon. */
export function endPair(
  { market, prices }: CellCourse,
  options: BacktestOptions,
  tally: CellTally,
  held: HeldPair,
): void {
  const { times } = market.joined
  const row = times.length - 1
  if (!market.endsEarly) {
    const carry = carriedTo(market, options, held, row)
    countCarry(tally, carry)
    const { legs } = market
    tally.gain =
      held.base +
      held.y * legs[0].close[row]! +
      held.x * legs[1].close[row]! +
      carry.funding -
      carry.borrow
    tally.missingSettlements += missedBy(
      market,
      held,
      (leg) => leg.settled!.missingBeforeClose[row]!,
    )
    tally.barsInMarket += times.length - held.row
    tally.isOpen = true
    return
  }
  const { y, x } = held
  const [yClose, xClose] = [market.legs[0].close[row]!, market.legs[1].close[row]!]
  const { slippageBps } = prices.yBuy
  const yPaid = slippedPrice(yClose, y < 0, slippageBps).price
  const xPaid = slippedPrice(xClose, x < 0, slippageBps).price
  const traded = Math.abs(y) * yPaid + Math.abs(x) * xPaid
  tally.slippage += y * (yClose - yPaid) + x * (xClose - xPaid)
  countTrade(tally, traded, options.feeBps)
  const carry = carryOf(market, options, held, {
    received: (leg) => leg.settled!.atEnd,
    days: (times[row]! - times[held.row]!) / microsecondsPerDay + market.durationDays,
  })
  tally.missingSettlements += missedBy(market, held, (leg) => leg.settled!.missingAtEnd)
  const gain = held.base + y * yPaid + x * xPaid - (traded * options.feeBps) / 1e4
  endTrade(tally, held, gain + countCarry(tally, carry), times.length - held.row)
}

function countTrade(tally: CellTally, traded: number, feeBps: number): void {
  tally.tradedNotional += traded
  tally.fees += (traded * feeBps) / 1e4
}

function endTrade(tally: CellTally, held: HeldPair, gain: number, bars: number): void {
  tally.gain = gain
  tally.trades++
  tally.holdingBars += bars
  tally.barsInMarket += bars
  if (gain > held.gainBefore) tally.wins++
}

/** What a position received and paid for being held. */
interface Carry {
  readonly funding: number
  readonly borrow: number
}

function countCarry(tally: CellTally, { funding, borrow }: Carry): number {
  tally.funding += funding
  tally.borrow += borrow
  return funding - borrow
}

/** What a position has received less what it has paid for being held, by just before a row's close. */
export function carryBeforeClose(
  market: SweepMarket,
  options: BacktestOptions,
  held: HeldPair,
  row: number,
): number {
  const { funding, borrow } = carriedTo(market, options, held, row)
  return funding - borrow
}

function carriedTo(
  market: SweepMarket,
  options: BacktestOptions,
  held: HeldPair,
  row: number,
): Carry {
  const { times } = market.joined
  return carryOf(market, options, held, {
    received: (leg) => leg.settled!.beforeClose[row]!,
    days: (times[row]! - times[held.row]!) / microsecondsPerDay + market.durationDays,
  })
}

/**
 * As `settleBook` has it:
 *
 *   funding = quantity x (received by one unit now - at entry),   borrow = |quantity| x entry price x rate per day x days
 */
function carryOf(
  { legs }: SweepMarket,
  { borrowBpsPerDay }: BacktestOptions,
  { y, x, row, yPaid, xPaid }: HeldPair,
  held: { readonly received: (leg: SweepLeg) => number; readonly days: number },
): Carry {
  let funding = 0
  let borrowed = 0
  for (let k = 0; k < 2; k++) {
    const leg = legs[k]!
    const quantity = k === 0 ? y : x
    if (leg.settled !== undefined)
      funding += quantity * (held.received(leg) - leg.settled.atOpen[row]!)
    if (leg.isBorrowed && quantity < 0) borrowed -= quantity * (k === 0 ? yPaid : xPaid)
  }
  return { funding, borrow: borrowed * (borrowBpsPerDay / 1e4) * held.days }
}

function missedBy(
  { legs }: SweepMarket,
  { row }: HeldPair,
  missedTo: (leg: SweepLeg) => number,
): number {
  let missed = 0
  for (const leg of legs) {
    if (leg.settled !== undefined) missed += missedTo(leg) - leg.settled.missingAtOpen[row]!
  }
  return missed
}

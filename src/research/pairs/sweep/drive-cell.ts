import { closeReason, hasComeBack, type CloseReason } from '../../../strategies/pairs/decide.ts'
import type { BacktestOptions } from '../backtest-options.ts'
import { entryAt } from './cell-entries.ts'
import {
  carryBeforeClose,
  closePair,
  endPair,
  isCarried,
  newHeldPair,
  openPair,
  type HeldPair,
} from './cell-money.ts'
import { rowsBeyond } from './crossings.ts'
import { markTally, type CellCourse, type CellTally } from './cell-tally.ts'

/** 1 where short, -1 where long: z times this is measured in the direction in which the position loses. */
export type Direction = 1 | -1

/**
 * The decision of `strategies/pairs/decide.ts` and the fills of `trading/book-driver.ts` over columns: from signal to
 * signal while nothing is held, from close to close while something is. It is a twin of both, held against a single
 * backtest of the same parameters on every cell of random grids and of real pairs; where the two differ, this one is
 * wrong. When to close and when to come back is asked of the decision itself.
 *
 * What it does not know is how legs are brought back to their hedge ratios: `--rebalance band` takes the driver itself.
 */
export function driveCell(course: CellCourse, options: BacktestOptions, tally: CellTally): void {
  const { market, formation, entries } = course
  const { rows } = market.joined
  const beyond = rowsBeyond(course.crossings, options.entry)
  const held = newHeldPair()
  let row = formation.firstRow
  let barredFrom: Direction | 0 = 0
  while (row < rows) {
    if (barredFrom !== 0) row = backAt(formation.openable, options.exit, row, barredFrom)
    const signal = nextSignal(formation.openable, beyond, options.stop, row)
    if (signal >= rows) return
    held.direction = formation.openable[signal]! > 0 ? 1 : -1
    held.fold = formation.folds[signal]!
    barredFrom = 0
    row = signal + 1 + options.delayBars
    if (row >= rows) return
    const at = entryAt(entries, row, held.direction === 1 ? 'short' : 'long')
    held.y = entries.quantities[at]!
    if (held.y === 0) continue // the order lapsed: the close of its bar is a flat pair's, and nothing bars it
    held.x = entries.quantities[at + 1]!
    held.row = row
    openPair(course, options, tally, held)
    const closed = hold(course, options, tally, held)
    if (closed.row >= rows) return
    if (closed.reason !== 'exit') barredFrom = held.direction
    row = closed.row
  }
}

/** The next row at whose close a flat pair wants to open; behind the last where there is none. */
function nextSignal(
  openable: Float64Array,
  beyond: Int32Array,
  stop: number,
  from: number,
): number {
  let row = beyond[from]!
  // What is beyond the stop is not opened.
  while (row < openable.length && !(Math.abs(openable[row]!) < stop)) row = beyond[row + 1]!
  return row
}

/** The first row by which what closed early has come back. */
function backAt(openable: Float64Array, exit: number, from: number, barredFrom: Direction): number {
  let row = from
  while (row < openable.length && !hasComeBack(exit, openable[row]! * barredFrom)) row++
  return row
}

/** Where a position was closed, and why; behind the last row where it never was. */
interface Closed {
  readonly row: number
  readonly reason: CloseReason | undefined
}

function hold(
  course: CellCourse,
  options: BacktestOptions,
  tally: CellTally,
  held: HeldPair,
): Closed {
  const { market, formation } = course
  const { tradable, legs, days } = market
  const { rows } = market.joined
  const { y, x, base, fold, direction } = held
  const { zScores, carriedZScore } = formation
  const alarmRow = formation.alarmRows[fold]!
  const foldEnd = formation.models[fold]!.rows.testTo
  const [yClose, xClose] = [legs[0].close, legs[1].close]
  const { dayGains, rowGains } = tally
  const { firstRow } = formation
  const firstDay = days[firstRow]!
  const carried = isCarried(market, options)
  let { peak, fall } = tally
  let reason: CloseReason | undefined
  let closeFrom = Infinity
  let row = held.row
  for (; row < rows; row++) {
    if (row >= closeFrom && tradable[row] === 1) break
    let gain = base + y * yClose[row]! + x * xClose[row]!
    if (carried) gain += carryBeforeClose(market, options, held, row)
    if (gain > peak) peak = gain
    else if (peak - gain > fall) fall = peak - gain
    dayGains[days[row]! - firstDay] = gain
    if (rowGains !== undefined) rowGains[row - firstRow] = gain
    if (reason !== undefined) continue // its order is out
    const zScore = row < foldEnd ? zScores[row]! : carriedZScore(fold, row)
    reason =
      row >= alarmRow ? 'break' : closeReason(options, zScore * direction, row - held.row + 1)
    if (reason !== undefined) closeFrom = row + 1 + options.delayBars
  }
  tally.peak = peak
  tally.fall = fall
  if (row < rows) closePair(course, options, tally, { held, row })
  else endPair(course, options, tally, held)
  markTally(tally, market, firstRow, Math.min(row, rows - 1))
  return { row, reason }
}

import type { Atoms } from '../core/currency.ts'
import { notionalOfLots } from '../core/notional.ts'
import type { Lots } from '../core/price.ts'
import { fillPrice, type Fill } from '../portfolio/fill.ts'
import type { BookedFill } from './account.ts'
import type { Engine } from './engine.ts'
import { keep } from './late-messages.ts'
import type { MeasuredFill } from './markouts.ts'
import { settleAnew } from './settlement-shares.ts'
import { rateInQuote } from './valuation.ts'

/** A fill and what it is measured against, of an instrument. */
export interface ToldFill extends BookedFill {
  readonly index: number
}

/** A fill that is one strategy's own: its position, and the book it has where it is one of several. */
export function bookForStrategy(engine: Engine, strategy: number, told: ToldFill): void {
  const { index, fill } = told
  const { lots, book } = engine.runners[strategy]!
  lots[index]! += fill.lots
  if (book === undefined) return
  book.account.fill(index, told, rateInQuote(engine, index, fill.feeCurrency))
  book.markouts.add(measured(engine, index, fill))
  const recent = {
    heardAt: engine.time,
    exchangeTime: fill.time,
    instrument: index,
    strategy,
    lots: fill.lots,
  }
  keep(engine.late.fills, recent)
  settleAnew(engine, recent)
}

/**
 * A position closed by force, of those who hold that side: the first strategy first, each bears its part of the fee.
 * What nobody is known to hold was opened by a fill that is not heard of yet. It waits for that; where there is but one
 * strategy it can be nobody else's.
 *
 * @returns the first it was taken from; -1 when none is known
 */
export function bookForcedForStrategies(engine: Engine, told: ToldFill): number {
  const { runners, late } = engine
  if (runners.length === 1) {
    bookForStrategy(engine, 0, told)
    return 0
  }
  const { index, fill, ...against } = told
  const rest = { heardAt: engine.time, index, fill, against }
  const holders = [...runners.keys()].filter((strategy) => takeForced(engine, strategy, rest))
  if (rest.fill.lots !== 0) keep(late.forced, rest)
  return holders[0] ?? -1
}

/** A fill that may be heard of after what closed it. What happened later than a closing it has not closed. */
export function takeForcedLate(engine: Engine, strategy: number, { index, fill }: ToldFill): void {
  const { forced } = engine.late
  for (const rest of forced) {
    if (rest.index === index && fill.time <= rest.fill.time) takeForced(engine, strategy, rest)
  }
  for (let at = forced.length - 1; at >= 0; at--) {
    if (forced[at]!.fill.lots === 0) forced.splice(at, 1)
  }
}

/** Takes of what is closed by force what a strategy holds. @returns whether that was anything */
function takeForced(
  engine: Engine,
  strategy: number,
  rest: Engine['late']['forced'][number],
): boolean {
  const { index, fill, against } = rest
  const held = engine.runners[strategy]!.lots[index]!
  if (fill.lots === 0 || Math.sign(held) !== -Math.sign(fill.lots)) return false
  const lots = (Math.sign(fill.lots) * Math.min(Math.abs(fill.lots), Math.abs(held))) as Lots
  const left = (fill.lots - lots) as Lots
  const feeAtoms: Atoms =
    left === 0 ? fill.feeAtoms : (fill.feeAtoms * BigInt(lots)) / BigInt(fill.lots)
  rest.fill = { ...fill, lots: left, feeAtoms: fill.feeAtoms - feeAtoms }
  bookForStrategy(engine, strategy, { ...against, index, fill: { ...fill, lots, feeAtoms } })
  return true
}

/** A fill as markouts measure it. */
export function measured(engine: Engine, instrument: number, fill: Fill): MeasuredFill {
  const price = fillPrice(fill)
  const notional = notionalOfLots(fill.instrument, fill.lots, price)
  return { time: engine.time, instrument, isBuy: fill.lots > 0, price, notional }
}

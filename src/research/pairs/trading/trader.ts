import { firstRowAtOrAfter } from '../../../core/bars.ts'
import type { Instant } from '../../../core/time.ts'
import { flatPair, type PairState } from '../../../strategies/pairs/decide.ts'
import type { FoldModel } from '../relation/fold-model.ts'
import type { LegColumns } from '../relation/joined-legs.ts'
import type { Position } from './position.ts'
import type { TraderOrder } from './trader-orders.ts'

/** One set of instruments under the pairs decision: where it stands, what it holds, what it has ordered. */
export interface Trader {
  /** The order in which traders are asked: the best relation of a selection first. */
  rank: number
  /** Of the fold, for new positions; missing where none is to be opened. */
  model: FoldModel | undefined
  state: PairState
  position: Position | undefined
  order: TraderOrder | undefined
  /** Instants of its joined rows, and the next of them. */
  readonly times: Float64Array
  row: number
  /** At the last close; NaN where there was none. */
  zScore: number
}

/** A trader of a fold's relation that begins at an instant. */
export function startTrader(model: FoldModel, rank: number, from: Instant): Trader {
  const { times } = model.joined
  return {
    rank,
    model,
    state: flatPair,
    position: undefined,
    order: undefined,
    times,
    row: firstRowAtOrAfter(times, from),
    zScore: Number.NaN,
  }
}

/** The legs as the position or the order has them, else as the fold's relation has. */
export function legsOf({ position, order, model }: Trader): readonly LegColumns[] {
  if (position !== undefined) return position.model.joined.legs
  return (order?.kind === 'open' ? order.model : model)?.joined.legs ?? []
}

/** Prices of its legs at the row it stands on. */
export function pricesOf(trader: Trader, which: 'open' | 'close'): number[] {
  return legsOf(trader).map((leg) => leg[which][trader.row]!)
}

/** Whether nobody has to look at it again: no relation in force, nothing held, nothing ordered. */
export function isIdle({ position, order, model }: Trader): boolean {
  return position === undefined && order === undefined && model === undefined
}

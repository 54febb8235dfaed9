import type { PairSide } from '../../../strategies/pairs/decide.ts'
import { hedgeDrift } from '../../../strategies/pairs/rebalance-legs.ts'
import type { ExitReason, TradingParameters } from '../backtest-result.ts'
import type { FoldModel } from '../relation/fold-model.ts'
import { heldQuantity } from './held-leg.ts'
import type { RelationReading } from '../relation/read-relation.ts'
import { pricesOf, type Trader } from './trader.ts'

/** What a trader wants done at the open of row `from` of its joined rows, or as soon after as it can be had. */
export type TraderOrder = OpenOrder | CloseOrder | AdjustOrder

/** To open all legs; lapses where they cannot be filled at that open. */
export interface OpenOrder {
  readonly kind: 'open'
  readonly from: number
  readonly side: PairSide
  readonly model: FoldModel
  readonly hedgeRatios: readonly number[]
  readonly zScore: number
  readonly log: boolean
  /** Gross of all legs at their fill prices, quote units. */
  readonly notional: number
  /** Largest quantity of each leg, base units. */
  readonly most: readonly number[]
}

/** To close all legs; waits until they can be filled. */
interface CloseOrder {
  readonly kind: 'close'
  readonly from: number
  readonly reason: ExitReason
  readonly zScore: number
}

/** To bring the legs back to their hedge ratios; lapses as an opening does. */
export interface AdjustOrder {
  readonly kind: 'adjust'
  readonly from: number
  readonly hedgeRatios: readonly number[]
  readonly log: boolean
  readonly most: readonly number[]
}

/** An order to open a side of a relation, as its row reads. */
export function openOrder(
  { row, zScore }: Trader,
  signal: {
    readonly model: FoldModel
    readonly side: PairSide
    readonly reading: RelationReading
    readonly from: number
  },
  options: TradingParameters,
): OpenOrder | undefined {
  const { model, side, reading, from } = signal
  if (reading.hedgeRatios === undefined) return undefined
  return {
    kind: 'open',
    from,
    side,
    model,
    hedgeRatios: reading.hedgeRatios,
    zScore,
    log: options.log,
    notional: options.notional,
    most: mostOf(model, row, options),
  }
}

/** An order to adjust a position; none where every leg is within the band of its hedge ratio. */
export function adjustOrder(
  trader: Trader,
  wanted: { readonly hedgeRatios: readonly number[]; readonly from: number },
  options: TradingParameters,
): AdjustOrder | undefined {
  const { position, row } = trader
  if (position === undefined) return undefined
  const { hedgeRatios, from } = wanted
  const { log, rebalanceBand } = options
  const quantities = position.legs.map(heldQuantity)
  const drift = hedgeDrift({ hedgeRatios, log }, { quantities, prices: pricesOf(trader, 'close') })
  if (drift <= rebalanceBand) return undefined
  return { kind: 'adjust', from, hedgeRatios, log, most: mostOf(position.model, row, options) }
}

/** The volume of the bar that gave the signal sets the most: that of the bar it fills in is not known yet. */
function mostOf(
  { joined }: FoldModel,
  row: number,
  { participation }: TradingParameters,
): number[] {
  return joined.legs.map(({ volume }) =>
    participation === null ? Infinity : participation * volume[row]!,
  )
}

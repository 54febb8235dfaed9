import { shareOfBps } from '../../../core/basis-points.ts'
import { planTermsAt, type FeePlan } from '../../../core/fee-plan.ts'
import type { Atoms, Currency } from '../../../core/currency.ts'
import type { Instrument } from '../../../core/instrument.ts'
import type { Lots, PriceTicks } from '../../../core/price.ts'
import type { Instant } from '../../../core/time.ts'
import { notionalAtoms, quantityAtoms } from '../../../portfolio/fill.ts'
import { leavesOf, type VenueOrder } from '../matching/venue-order.ts'
import type { Traded } from '../traded.ts'

/** What an order may come to cost, in the currency it is paid in. */
export interface Cost {
  readonly currency: Currency
  readonly atoms: Atoms
}

/** What `costOf` goes by beside the order. */
export interface CostTerms {
  readonly volume: number
  readonly at: Instant
}

/**
 * The most that what is left of a spot order can cost: a sell its base, a buy its notional at the limit and, where the
 * fee is not paid in what it receives, the greater fee on it.
 *
 * @param limitTicks NaN: at market, which costs nothing here
 */
export function costOf(
  { terms }: Traded,
  order: VenueOrder,
  limitTicks: number,
  costTerms: CostTerms,
): Cost {
  const { instrument, fees } = terms
  const lots = leavesOf(order) as Lots
  if (order.request.side === 'sell') {
    return { currency: instrument.base, atoms: quantityAtoms(instrument, lots) }
  }
  if (Number.isNaN(limitTicks)) return { currency: instrument.quote, atoms: 0n }
  const notional = notionalOf(instrument, lots, limitTicks)
  return {
    currency: instrument.quote,
    atoms: notional + mostFee(fees, notional, costTerms),
  }
}

/** What a spot buy at market costs: the sum it takes from the book, and its fee. */
export function costOfTaking({ terms }: Traded, tickLots: bigint, costTerms: CostTerms): Cost {
  const { instrument, fees } = terms
  const unit = notionalOf(instrument, 1 as Lots, 1)
  const notional = unit * tickLots
  return { currency: instrument.quote, atoms: notional + mostFee(fees, notional, costTerms) }
}

/** What the open spot orders, but for one, hold of a currency. */
export function reservedIn(
  currency: Currency,
  traded: Iterable<Traded>,
  but: VenueOrder,
  costTerms: CostTerms,
): Atoms {
  let reserved = 0n
  for (const each of traded) {
    const { instrument } = each.terms
    if (instrument.class !== 'spot') continue
    if (instrument.base !== currency && instrument.quote !== currency) continue
    for (const order of each.open.values()) {
      if (order === but || order.state === 'ended') continue
      const cost = costOf(each, order, order.limitTicks, costTerms)
      if (cost.currency === currency) reserved += cost.atoms
    }
  }
  return reserved
}

function notionalOf(instrument: Instrument, lots: Lots, ticks: number): Atoms {
  const priceTicks = ticks as PriceTicks
  return notionalAtoms({ instrument, lots, priceTicks, priceStep: instrument.tickSize })
}

function mostFee(plan: FeePlan, notional: Atoms, { volume, at }: CostTerms): Atoms {
  if (plan.paidIn === 'received') return 0n
  const { makerFeeBps, takerFeeBps } = planTermsAt(plan, volume, at)
  const { numerator, denominator } = shareOfBps(Math.max(0, makerFeeBps, takerFeeBps))
  return (notional * numerator) / denominator
}

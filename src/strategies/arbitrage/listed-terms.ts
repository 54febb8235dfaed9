import { lotInBase } from '../../core/contract-step.ts'
import type { Instrument } from '../../core/instrument.ts'
import type { LeastOrder } from '../../core/least-order.ts'
import { quantityOf, type Lots } from '../../core/price.ts'
import type { TakerTerms } from './terms.ts'

/**
 * What a venue lists of orders, in the units of takers' terms. A least quantity of an inverse contract is in quote units, and so a
 * notional: a contract of 100 USD is no order of 100 BTC. What its lot is in base goes by the price, so that it has none.
 *
 * @param least as it is listed
 */
export function listedTerms(
  instrument: Pick<Instrument, 'class' | 'lotSize' | 'contractSize'>,
  least: LeastOrder,
): Pick<TakerTerms, 'lotSize' | 'minQuantity' | 'minNotional'> {
  if (instrument.class !== 'inverse')
    return { lotSize: quantityOf(1 as Lots, lotInBase(instrument)), ...least }
  const { minQuantity, minNotional } = least
  if (minQuantity === undefined && minNotional === undefined) return {}
  return { minNotional: Math.max(minQuantity ?? 0, minNotional ?? 0) }
}

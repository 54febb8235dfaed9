import type { Instrument } from './instrument.ts'
import { notionalOfLots, unitsOfLots } from './notional.ts'
import type { Lots } from './price.ts'

/** What a venue takes at least as an order of an instrument; absent where nobody tells. */
export interface LeastOrder {
  /** Base units; of an inverse contract quote units. */
  readonly minQuantity?: number
  /** Quote units, before fees; that much passes. */
  readonly minNotional?: number
}

/** The last digits of a quantity of contracts are a rounding: 0.7 of a tenth is 0.06999999999999999. */
const rounding = 1e-12

/**
 * Is an order less than its venue takes?
 *
 * @param price quote units; NaN: not known, and no notional is below anything
 *
 * @example
 * const coin = { class: 'spot', lotSize: { units: 1, decimals: 3 } } as const
 * isBelowLeast(coin, { lots: 4, price: 1_000 }, { minNotional: 5 }) // => true
 * isBelowLeast(coin, { lots: 5, price: 1_000 }, { minNotional: 5 }) // => false
 */
export function isBelowLeast(
  instrument: Pick<Instrument, 'class' | 'lotSize' | 'contractSize'>,
  { lots, price }: { readonly lots: number; readonly price: number },
  { minQuantity = 0, minNotional = 0 }: LeastOrder,
): boolean {
  const units = unitsOfLots(instrument, lots)
  const notional = notionalOfLots(instrument, lots, price)
  return units < minQuantity * (1 - rounding) || notional < minNotional * (1 - rounding)
}

/**
 * The fewest lots that an order may be of, at least one.
 *
 * @param price quote units, above zero
 *
 * @example
 * const coin = { class: 'linear', lotSize: { units: 1, decimals: 3 } } as const
 * leastLots(coin, 60_000, { minQuantity: 0.001, minNotional: 100 }) // => 2
 */
export function leastLots(
  instrument: Pick<Instrument, 'class' | 'lotSize' | 'contractSize'>,
  price: number,
  least: LeastOrder,
): Lots {
  const { minQuantity = 0, minNotional = 0 } = least
  const lot = unitsOfLots(instrument, 1)
  const worth = notionalOfLots(instrument, 1, price)
  const lots = Math.max(1, Math.floor(minQuantity / lot), Math.floor(minNotional / worth))
  return (isBelowLeast(instrument, { lots, price }, least) ? lots + 1 : lots) as Lots
}

import { unitsOfQuantity } from './contract-step.ts'
import type { Instrument } from './instrument.ts'
import { lotsOf, quantityOf, type Lots } from './price.ts'

/** What tells the worth of lots. */
type Sized = Pick<Instrument, 'class' | 'lotSize' | 'contractSize'>

/**
 * Signed base units of lots, of an inverse contract quote units.
 *
 *   units = lots * lotSize * contractSize
 *
 * @example
 * const doge = { class: 'linear', lotSize: { units: 1, decimals: 2 }, contractSize: { units: 1000, decimals: 0 } } as const
 * unitsOfLots(doge, 250) // => 2500
 */
export function unitsOfLots(instrument: Sized, lots: number): number {
  return unitsOfQuantity(instrument, quantityOf(lots as Lots, instrument.lotSize))
}

/**
 * What lots come to at a price, quote units, above zero. Of an inverse contract it is its face, whatever the price.
 *
 * @param price quote units; NaN gives NaN, but for inverse contracts
 *
 * @example
 * const doge = { class: 'linear', lotSize: { units: 1, decimals: 0 }, contractSize: { units: 1000, decimals: 0 } } as const
 * notionalOfLots(doge, -100, 0.4) // => 40000
 */
export function notionalOfLots(instrument: Sized, lots: number, price: number): number {
  const units = Math.abs(unitsOfLots(instrument, lots))
  return instrument.class === 'inverse' ? units : units * price
}

/**
 * The whole lots that come to a notional at a price, cut towards zero: never more than was asked for.
 *
 * @param notional quote units
 *
 * @example
 * const btc = { class: 'linear', lotSize: { units: 1, decimals: 0 }, contractSize: { units: 1, decimals: 2 } } as const
 * lotsOfNotional(btc, 2_000, 60_000) // => 3
 */
export function lotsOfNotional(instrument: Sized, notional: number, price: number): Lots {
  return lotsOfUnits(instrument, instrument.class === 'inverse' ? notional : notional / price)
}

/** The whole lots in so many base units, of an inverse contract quote units; cut towards zero. */
export function lotsOfUnits(instrument: Sized, units: number): Lots {
  return lotsOf(units / unitsOfQuantity(instrument, 1), instrument.lotSize)
}

/**
 * Signed value of lots at a price in the currency they settle in: grows with the price whatever the contract.
 *
 *   linear: units * price,  inverse: -units / price
 */
export function valueAt(instrument: Sized, lots: number, price: number): number {
  const units = unitsOfLots(instrument, lots)
  return instrument.class === 'inverse' ? -units / price : units * price
}

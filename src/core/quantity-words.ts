import type { Instrument } from './instrument.ts'
import { quantityOf, type Lots } from './price.ts'

/** Is a quantity of an instrument one of contracts, and no coins? An inverse contract is a sum of dollars at best. */
function isInContracts({ class: kind, contractSize }: Instrument): boolean {
  if (kind === 'inverse') return true
  return contractSize !== undefined && contractSize.units !== 10 ** contractSize.decimals
}

/** The unit of an instrument's quantities, as a field beside one; none where they are coins. */
export function quantityUnit(instrument: Instrument): { readonly unit?: 'contracts' } {
  return isInContracts(instrument) ? { unit: 'contracts' } : {}
}

/** The same of a quantity that was told with its unit. */
export function toldQuantity(quantity: number, unit: 'contracts' | undefined): string {
  const shown = String(Number(quantity.toPrecision(12)))
  if (unit === undefined) return shown
  return `${shown} ${Math.abs(quantity) === 1 ? 'contract' : 'contracts'}`
}

/** A quantity with its unit where that is not the coin: `0.5`, `100 contracts`. */
export function quantityInWords(instrument: Instrument, lots: Lots): string {
  return toldQuantity(quantityOf(lots, instrument.lotSize), quantityUnit(instrument).unit)
}

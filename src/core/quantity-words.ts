import type { Instrument } from './instrument.ts'
import { quantityOf, type Lots } from './price.ts'

/** Is a quantity of an instrument one of contracts, and no coins? An inverse contract is a sum of dollars at best. */
export function isInContracts({ class: kind, contractSize }: Instrument): boolean {
  if (kind === 'inverse') return true
  return contractSize !== undefined && contractSize.units !== 10 ** contractSize.decimals
}

/** A quantity with its unit where that is not the coin: `0.5`, `100 contracts`. */
export function quantityInWords(instrument: Instrument, lots: Lots): string {
  const quantity = Number(quantityOf(lots, instrument.lotSize).toPrecision(12))
  if (!isInContracts(instrument)) return String(quantity)
  return `${quantity} ${Math.abs(quantity) === 1 ? 'contract' : 'contracts'}`
}

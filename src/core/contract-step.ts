import type { Instrument } from './instrument.ts'
import { powerOfTen, type Step } from './price.ts'

const oneUnit: Step = { units: 1, decimals: 0 }

/** What one unit of an instrument's quantity is: 1 where nothing else is known. */
export function contractStep({ contractSize }: Pick<Instrument, 'contractSize'>): Step {
  return contractSize ?? oneUnit
}

/**
 * A quantity in base units, of an inverse contract in quote units.
 *
 * @example
 * unitsOfQuantity({ contractSize: { units: 1, decimals: 2 } }, 250) // => 2.5
 */
export function unitsOfQuantity(
  instrument: Pick<Instrument, 'contractSize'>,
  quantity: number,
): number {
  const { units, decimals } = contractStep(instrument)
  return (quantity * units) / powerOfTen(decimals)
}

/**
 * Base units in one lot of spot or a linear contract; of an inverse one quote units.
 *
 * @example
 * lotInBase({ lotSize: { units: 1, decimals: 1 }, contractSize: { units: 1, decimals: 2 } }) // => { units: 1, decimals: 3 }
 */
export function lotInBase(instrument: Pick<Instrument, 'lotSize' | 'contractSize'>): Step {
  const [lot, contract] = [instrument.lotSize, contractStep(instrument)]
  return { units: lot.units * contract.units, decimals: lot.decimals + contract.decimals }
}

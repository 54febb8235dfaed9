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

import type { Atoms } from '../../core/currency.ts'
import { decimalOfSteps } from '../../core/decimal-steps.ts'
import type { Instrument } from '../../core/instrument.ts'
import type { Step } from '../../core/price.ts'

// Numbers as venues write them: exact, from ticks, lots and atoms.

/** A number of steps with so many decimals, none of them lost: 1.5 as 1.50000000. */
export function stepsText(steps: number, step: Step, decimals: number = step.decimals): string {
  const more = Math.max(0, decimals - step.decimals)
  return decimalOfSteps(steps, { units: step.units * 10 ** more, decimals: step.decimals + more })
}

export function priceText(ticks: number, { tickSize }: Instrument, decimals?: number): string {
  return stepsText(ticks, tickSize, decimals)
}

export function quantityText(lots: number, { lotSize }: Instrument, decimals?: number): string {
  return stepsText(lots, lotSize, decimals)
}

/** A sum of ticks times lots in quote units, with at least so many decimals. */
export function turnoverText(
  tickLots: number,
  { tickSize, lotSize }: Instrument,
  decimals: number,
): string {
  const step = {
    units: tickSize.units * lotSize.units,
    decimals: tickSize.decimals + lotSize.decimals,
  }
  return cutTo(stepsText(Math.round(tickLots), step, decimals), decimals)
}

/** Atoms in units with so many decimals, cut towards zero. */
export function atomsText(atoms: Atoms, decimals: number): string {
  const size = atoms < 0n ? -atoms : atoms
  const cut = size / 10n ** BigInt(atomDecimals - decimals)
  const digits = String(cut).padStart(decimals + 1, '0')
  const point = digits.length - decimals
  const sign = atoms < 0n && cut > 0n ? '-' : ''
  return decimals === 0
    ? `${sign}${digits}`
    : `${sign}${digits.slice(0, point)}.${digits.slice(point)}`
}

/** Atoms in units, without needless zeros. */
export function plainAtoms(atoms: Atoms): string {
  return plain(atomsText(atoms, atomDecimals))
}

/** A decimal text without needless zeros. */
export function plain(text: string): string {
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text
}

/** A double with so many decimals; '' when it is NaN. */
export function fixed(value: number, decimals: number): string {
  return Number.isNaN(value) ? '' : value.toFixed(decimals)
}

/** Average price of a notional over lots, in quote units; NaN of none. */
export function averageOf(notional: Atoms, lots: number, { lotSize }: Instrument): number {
  if (lots === 0) return NaN
  return (
    Number(atomsText(notional, atomDecimals)) / ((lots * lotSize.units) / 10 ** lotSize.decimals)
  )
}

const atomDecimals = 18

function cutTo(text: string, decimals: number): string {
  const point = text.indexOf('.')
  return point < 0 ? text : text.slice(0, point + 1 + decimals)
}

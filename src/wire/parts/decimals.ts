import { decimalOfSteps } from '../../core/decimal-steps.ts'
import type { Step } from '../../core/price.ts'

/** How a venue writes prices and quantities. */
export interface DecimalFormat {
  /** In quotes? */
  readonly as: 'number' | 'text'
  /** Digits behind the point: those of the step, as few as the value needs, or this many. */
  readonly decimals: 'step' | 'fewest' | number
}

export const stepText: DecimalFormat = { as: 'text', decimals: 'step' }
export const fewestText: DecimalFormat = { as: 'text', decimals: 'fewest' }

/** A whole number of steps in JSON. */
export function stepsJson(steps: number, step: Step, format: DecimalFormat): string {
  const text = stepsText(steps, step, format.decimals)
  return format.as === 'text' ? `"${text}"` : text
}

/** A whole number of steps as decimal text with the digits a venue gives it. */
function stepsText(steps: number, step: Step, decimals: DecimalFormat['decimals']): string {
  const text = decimalOfSteps(steps, step)
  if (decimals === 'step') return text
  if (decimals === 'fewest') return withoutZeros(text)
  return step.decimals === 0
    ? `${text}.${'0'.repeat(decimals)}`
    : text.padEnd(text.length + decimals - step.decimals, '0')
}

/** A double in JSON without an exponent, which venues do not write; it reads back as the same double. */
export function plainDecimal(value: number): string {
  const text = String(value)
  const match = /^(-?)(\d)(?:\.(\d+))?e([+-]\d+)$/.exec(text)
  if (match === null) return text
  const [, sign, lead, fraction = '', power] = match
  const digits = lead! + fraction
  const point = 1 + Number(power)
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`
  return sign + digits.padEnd(point, '0')
}

/** Decimal text with as few digits behind the point as it needs. */
export function withoutZeros(text: string): string {
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text
}

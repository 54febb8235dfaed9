import { feeBpsInWords, isFeeBps } from '../core/basis-points.ts'

/** What a number may be. */
export type NumberLimit =
  | { readonly kind: 'any' }
  | { readonly kind: 'positive' }
  | { readonly kind: 'non-negative' }
  /** Of a venue; a rebate is below zero. */
  | { readonly kind: 'fee-bps' }
  /** Strictly between 0 and 1. */
  | { readonly kind: 'open-probability' }
  | { readonly kind: 'whole'; readonly least: number; readonly most?: number }

export type ReadNumber =
  | { readonly kind: 'value'; readonly value: number }
  /** What was expected, as a person is told it: `a number above 0`. */
  | { readonly kind: 'invalid'; readonly expected: string }

/**
 * The number a text stands for, where it is one that may be: the same words wherever someone types one.
 *
 * Empty text, text that is no number, NaN and infinities are invalid.
 */
export function readNumber(text: string, limit: NumberLimit): ReadNumber {
  const value = Number(text)
  if (limit.kind === 'whole') return readWhole(text, value, limit)
  if (text.trim() === '' || !Number.isFinite(value)) return invalid('a number')
  switch (limit.kind) {
    case 'any':
      return { kind: 'value', value }
    case 'fee-bps':
      return isFeeBps(value) ? { kind: 'value', value } : invalid(feeBpsInWords)
    case 'positive':
      return value > 0 ? { kind: 'value', value } : invalid('a number above 0')
    case 'non-negative':
      return value >= 0 ? { kind: 'value', value } : invalid('0 or more')
    case 'open-probability':
      return value > 0 && value < 1 ? { kind: 'value', value } : invalid('a number between 0 and 1')
  }
}

function readWhole(
  text: string,
  value: number,
  { least, most }: NumberLimit & { readonly kind: 'whole' },
): ReadNumber {
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(value) || value < least) {
    return invalid(`a whole number of at least ${least}`)
  }
  return most !== undefined && value > most
    ? invalid(`a whole number of at most ${most}`)
    : { kind: 'value', value }
}

function invalid(expected: string): ReadNumber {
  return { kind: 'invalid', expected }
}

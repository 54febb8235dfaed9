import type { RiskLimits } from '../../risk/limits.ts'

/** Limits in one line, as each mode tells of those in force. @param currency of money, where the line is not beside one that says it */
export function limitsInWords(limits: RiskLimits, currency?: string): string {
  const told = Object.entries(limits as Readonly<Record<string, number | Named>>).flatMap(
    ([name, limit]) =>
      typeof limit === 'number'
        ? [`${name} ${limit}`]
        : Object.entries(limit).map(([of, most]) => `${name} of ${of} ${most}`),
  )
  if (told.length === 0) return 'no limits'
  return `limits${currency === undefined ? '' : ` (money in ${currency})`}: ${told.join(', ')}`
}

type Named = Readonly<Record<string, number>>

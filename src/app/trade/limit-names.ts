import { UsageError } from '../../core/errors.ts'
import type { Instrument } from '../../core/instrument.ts'
import { nearestInWords } from '../../core/nearest-names.ts'
import { issuers } from '../../core/stablecoins.ts'
import type { RiskLimits } from '../../risk/limits.ts'

/** Limits by name limit something that is there. @throws UsageError naming what is not, and what is most like it */
export function requireLimitNames(limits: RiskLimits, known: readonly Instrument[]): void {
  const names = {
    venueNotionalMost: known.map(({ venue }) => venue),
    currencyNotionalMost: known.map(({ quote }) => quote),
    issuerNotionalMost: issuers,
  }
  for (const limit of [
    'venueNotionalMost',
    'currencyNotionalMost',
    'issuerNotionalMost',
  ] as const) {
    requireNames(`limits, ${limit}`, Object.keys(limits[limit] ?? {}), names[limit])
  }
}

/** @throws UsageError naming the first that is not known */
export function requireNames(
  place: string,
  wanted: readonly string[],
  known: readonly string[],
): void {
  const strange = wanted.find((name) => !known.includes(name))
  if (strange === undefined) return
  throw new UsageError(`${place}: no ${strange} there${nearestInWords(strange, known)}`)
}

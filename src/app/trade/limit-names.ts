import type { Instrument } from '../../core/instrument.ts'
import { requireNames } from '../../core/required-names.ts'
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

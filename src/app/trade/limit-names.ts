import type { Instrument } from '../../core/instrument.ts'
import { requireNamesInFile } from '../../core/required-names.ts'
import { issuers } from '../../core/stablecoins.ts'
import type { RiskLimits } from '../../risk/limits.ts'

/**
 * Limits by name may be those of a whole desk, of which a run trades a part: but a name that is not there beside one that is
 * and has no limit is that one misspelt.
 *
 * @throws UsageError naming both
 */
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
    requireNamesInFile(`limits, ${limit}`, Object.keys(limits[limit] ?? {}), names[limit])
  }
}

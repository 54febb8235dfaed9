import { UsageError } from '../../core/errors.ts'
import type { Instrument } from '../../core/instrument.ts'
import { isMisspelt } from '../../core/nearest-names.ts'
import { requireNames } from '../../core/required-names.ts'
import { issuerOf, issuers } from '../../core/stablecoins.ts'
import type { RiskLimits } from '../../risk/limits.ts'

/** Quote currencies that are neither a country's nor of an issuer. */
const coins: readonly string[] = ['BTC', 'ETH', 'BNB']

/**
 * Limits by name may be those of a whole desk, of which a run trades a part. But a name that is not there, and is one that is
 * and has no limit misspelt, would limit nothing.
 *
 * @throws UsageError naming both
 */
export function requireLimitNames(limits: RiskLimits, traded: readonly Instrument[]): void {
  const { venueNotionalMost, currencyNotionalMost, issuerNotionalMost } = limits
  requireSpelt('venueNotionalMost', Object.keys(venueNotionalMost ?? {}), venuesOf(traded))
  const currencies = Object.keys(currencyNotionalMost ?? {})
  const strange = currencies.filter((name) => !isCurrency(name))
  const unlimited = quotesOf(traded).filter((name) => !currencies.includes(name))
  requireSpelt('currencyNotionalMost', strange, unlimited)
  requireNames('limits, issuerNotionalMost', Object.keys(issuerNotionalMost ?? {}), issuers)
}

function requireSpelt(limit: string, told: readonly string[], known: readonly string[]): void {
  const lacking = known.filter((name) => !told.includes(name))
  for (const name of told) {
    if (known.includes(name)) continue
    const meant = lacking.find((other) => isMisspelt(name, other))
    if (meant === undefined) continue
    throw new UsageError(`limits, ${limit}: no ${name} there, and nothing said of ${meant}`)
  }
}

function isCurrency(name: string): boolean {
  const isOfIssuer = issuerOf(name) !== undefined
  return isOfIssuer || coins.includes(name) || Intl.supportedValuesOf('currency').includes(name)
}

function venuesOf(instruments: readonly Instrument[]): readonly string[] {
  return [...new Set(instruments.map(({ venue }) => venue))]
}

function quotesOf(instruments: readonly Instrument[]): readonly string[] {
  return [...new Set(instruments.map(({ quote }) => quote))]
}

import { UsageError } from '../../core/errors.ts'
import type { FeesFile } from '../arb/fees-file.ts'
import type { TradeConfig } from '../trade/trade-config.ts'

/** Settings of `routedOrderStrategy`: numbers by `venue:BASE-QUOTE`, by venue and `*`. */
interface RoutedTerms {
  readonly takerFeeBps: Readonly<Record<string, unknown>>
  readonly minNotional: Readonly<Record<string, unknown>>
  readonly minQuantity: Readonly<Record<string, unknown>>
}

/**
 * What venues charge and ask for: a fees file first, then the fee that is given for all, then the configuration's strategy.
 *
 * @throws UsageError where nobody tells the fee of a venue, for a plan that takes it for free goes to the wrong one
 */
export function routedTerms(
  { strategy, instruments }: Pick<TradeConfig, 'strategy' | 'instruments'>,
  fees: FeesFile,
  takerFeeBps: number | undefined,
): RoutedTerms {
  const used = new Set(instruments.map((text) => text.split(':')[0]!))
  for (const place of fees.keys()) requireReadable(place, used)
  const terms = {
    takerFeeBps: {
      ...(takerFeeBps === undefined ? byPlace(strategy['takerFeeBps']) : { '*': takerFeeBps }),
      ...fieldOf(fees, 'takerFeeBps'),
    },
    minNotional: { ...byPlace(strategy['minNotional']), ...fieldOf(fees, 'minNotional') },
    minQuantity: { ...byPlace(strategy['minQuantity']), ...fieldOf(fees, 'minQuantity') },
  }
  const told = Object.keys(terms.takerFeeBps)
  const untold = [...used].find(
    (venue) => !told.some((place) => place === '*' || place.split(':')[0] === venue),
  )
  if (untold !== undefined)
    throw new UsageError(
      `the taker fee of ${untold} is not told; give --taker-fee-bps, --fees FILE, or strategy.takerFeeBps`,
    )
  return terms
}

/** A venue's own symbol is not known where an order is planned: an entry under it would say nothing. */
function requireReadable(place: string, used: ReadonlySet<string>): void {
  const [venue, ...symbol] = place.split(':')
  if (symbol.length === 0 || !used.has(venue!) || /^[^-:/]+-[^-:/]+$/.test(symbol.join(':'))) return
  throw new UsageError(`--fees: with --execute ${place} has to be ${venue}:BASE-QUOTE`)
}

function byPlace(setting: unknown): Readonly<Record<string, unknown>> {
  if (setting === undefined) return {}
  return typeof setting === 'object' && setting !== null
    ? (setting as Readonly<Record<string, unknown>>)
    : { '*': setting }
}

function fieldOf(
  fees: FeesFile,
  name: 'takerFeeBps' | 'minNotional' | 'minQuantity',
): Readonly<Record<string, number>> {
  return Object.fromEntries(
    [...fees].flatMap(([place, entry]) =>
      entry[name] === undefined ? [] : [[place, entry[name]]],
    ),
  )
}

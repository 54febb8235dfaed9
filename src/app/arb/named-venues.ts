import type { InstrumentClass } from '../../core/instrument.ts'
import { requireNames, requireNamesInFile } from '../../core/required-names.ts'
import { baseOf } from '../../strategies/arbitrage/relations.ts'
import type { Listed } from '../../strategies/arbitrage/terms.ts'
import type { Latencies } from './arb-arguments.ts'
import type { FeesFile } from './fees-file.ts'

/** What options of `isobar arb` say by name of a venue or of a coin. */
export interface NamedVenues {
  readonly feesFile: { readonly file: string; readonly fees: FeesFile } | undefined
  readonly latencyMs?: Latencies
  readonly class?: ReadonlyMap<string, InstrumentClass>
  readonly bases?: readonly string[]
  readonly baseMap?: ReadonlyMap<string, unknown>
}

/** @throws UsageError naming a venue that is not among these, and what is most like it */
export function requireVenueNames(named: NamedVenues, venues: readonly string[]): void {
  requireNames('--latency-ms', Object.keys(named.latencyMs?.venues ?? {}), venues)
  requireNames('--class', named.class?.keys() ?? [], venues)
  if (named.feesFile === undefined) return
  const { file, fees } = named.feesFile
  const told = [...fees.keys()].map((place) => place.split(':')[0]!)
  requireNamesInFile(`--fees ${file}`, told, venues)
}

/** @throws UsageError naming a coin that none of these trades, and what is most like it */
export function requireCoinNames(named: NamedVenues, listed: readonly Listed[]): void {
  requireNames('--bases', named.bases ?? [], [...new Set(listed.map(baseOf))])
  const own = listed.map(({ instrument }) => instrument.base)
  requireNames('--base-map', named.baseMap?.keys() ?? [], [...new Set(own)])
}

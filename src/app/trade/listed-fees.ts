import { plainFees } from '../../core/fee-plan.ts'
import type { Instrument } from '../../core/instrument.ts'
import type { Instant } from '../../core/time.ts'
import { ownTerms } from './simulated-venues.ts'
import type { TradeConfig } from './trade-config.ts'

/** What a venue lists that an account without any volume pays, basis points of notional. */
export interface ListedFees {
  readonly makerFeeBps: number
  readonly takerFeeBps: number
}

/** What venues list, and of which a configuration says nothing: by instrument. */
export type FeesByInstrument = ReadonlyMap<Instrument, ListedFees>

/**
 * What is supposed of venues, with the fees they list themselves where nothing is said of a venue by its name: what is said of
 * every venue (`'*'`) is said of none in particular.
 */
export function withListedFees(
  venues: TradeConfig['venues'],
  listed: FeesByInstrument,
): TradeConfig['venues'] {
  const usual = venues.get('*')
  if (usual === undefined) return venues
  const all = new Map(venues)
  for (const [instrument, fees] of listed) {
    const { venue, name, class: kind } = instrument
    if (venues.has(venue)) continue
    const terms = all.get(venue) ?? usual
    const own = ownTerms(terms, instrument)
    const { tiers } = plainFees([{ from: -Infinity as Instant, ...fees }])
    const changed = { ...own, fees: { ...own.fees, tiers } }
    const instruments = new Map([...terms.instruments, [`${name}:${kind}`, changed]])
    all.set(venue, { ...terms, instruments })
  }
  return all
}

/** Is what a venue lists what is supposed of an instrument? */
export function isListedFee(
  venues: TradeConfig['venues'],
  listed: FeesByInstrument,
  instrument: Instrument,
): boolean {
  return !venues.has(instrument.venue) && listed.has(instrument)
}

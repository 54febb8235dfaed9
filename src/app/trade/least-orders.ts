import { unitsOfQuantity } from '../../core/contract-step.ts'
import type { Instrument } from '../../core/instrument.ts'
import type { LeastOrder } from '../../core/least-order.ts'
import type { Listing } from '../../stores/recording/listing.ts'
import { ownTerms } from './simulated-venues.ts'
import type { TradeConfig } from './trade-config.ts'

/**
 * The least orders of instruments, by their indexes: what a configuration says of its venues goes before what they list.
 *
 * @param listed what a venue lists of an instrument; undefined: nothing
 */
export function leastOrdersOf(
  instruments: readonly Instrument[],
  { venues }: Pick<TradeConfig, 'venues'>,
  listed: (instrument: Instrument, index: number) => LeastOrder | undefined,
): readonly LeastOrder[] {
  return instruments.map((instrument, index) => {
    const terms = venues.get(instrument.venue) ?? venues.get('*')
    const rules = terms === undefined ? {} : ownTerms(terms, instrument).rules
    const { minQuantity, minNotional } = rules
    return {
      ...listed(instrument, index),
      ...(minQuantity === undefined
        ? {}
        : { minQuantity: unitsOfQuantity(instrument, minQuantity) }),
      ...(minNotional === undefined ? {} : { minNotional }),
    }
  })
}

/** What the venue of an instrument took at least, by what a recorder was told; undefined where it is not among the listings. */
export function recordedLeast(
  listings: readonly Listing[],
  { venue, name, class: kind }: Instrument,
): LeastOrder | undefined {
  const listing = listings.find(
    ({ instrument: each }) => each.venue === venue && each.name === name && each.class === kind,
  )
  if (listing === undefined) return undefined
  const { minQuantity, minNotional } = listing.rules
  return {
    ...(minQuantity === null ? {} : { minQuantity }),
    ...(minNotional === null ? {} : { minNotional }),
  }
}

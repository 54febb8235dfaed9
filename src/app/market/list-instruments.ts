import { stepOfDecimal } from '../../core/decimal-steps.ts'
import type { Listing } from '../../core/events/symbol-table.ts'
import type { Instrument } from '../../core/instrument.ts'
import { askJson } from './ask-venue.ts'
import type { VenuePlace, WireVenue } from './wire-venues.ts'

/** A wish for an instrument: a coin against whatever dollars a venue has, or exactly one pair. */
export interface WantedInstrument {
  readonly base: string
  /** Undefined: the venue's own dollars. */
  readonly quote: string | undefined
}

/**
 * What a venue lists of what is wanted, in the order of the wishes.
 *
 * @throws IsobarError of code `world` when the venue answers nothing at all
 */
export async function listInstruments(
  venue: WireVenue,
  place: VenuePlace,
  wanted: readonly WantedInstrument[],
  signal: AbortSignal,
): Promise<readonly Omit<Listing, 'index'>[]> {
  const found = await Promise.allSettled(wanted.map((wish) => find(venue, place, wish, signal)))
  const failed = found.find((each) => each.status === 'rejected')
  if (failed !== undefined && found.every(({ status }) => status === 'rejected'))
    throw failed.reason
  return found.flatMap((each) =>
    each.status === 'fulfilled' && each.value !== undefined ? [each.value] : [],
  )
}

async function find(
  venue: WireVenue,
  place: VenuePlace,
  { base, quote }: WantedInstrument,
  signal: AbortSignal,
): Promise<Omit<Listing, 'index'> | undefined> {
  let failure: unknown
  for (const each of quote === undefined ? venue.dollars : [quote]) {
    const symbol = venue.symbolOf(base, each)
    try {
      const answer = await askJson(place.rest + venue.instrumentPath(symbol), signal)
      const instrument = instrumentOf(venue, { base, quote: each }, answer, symbol)
      if (instrument !== undefined) return { symbol, instrument }
    } catch (cause) {
      // A venue refuses what it does not list; whether it answers at all shows at the others.
      failure = cause
    }
  }
  if (failure !== undefined) throw failure
  return undefined
}

function instrumentOf(
  venue: WireVenue,
  { base, quote }: { readonly base: string; readonly quote: string },
  answer: unknown,
  symbol: string,
): Instrument | undefined {
  const steps = venue.stepsOf(answer, symbol)
  if (steps === undefined) return undefined
  const tickSize = stepOfDecimal(steps.tickSize)
  const lotSize = stepOfDecimal(steps.lotSize)
  if (tickSize === undefined || lotSize === undefined) return undefined
  const name = `${base}-${quote}`
  return { name, venue: venue.name, base, quote, class: 'spot', tickSize, lotSize }
}

import { UsageError } from '../../core/errors.ts'
import { requireNames } from '../../core/required-names.ts'
import { wantedInstrument, wantedName, type WantedInstrument } from '../market/wanted-instrument.ts'
import type { TradeConfig } from '../trade/trade-config.ts'

/** Which of a configuration's venues an order may go to; every one where nothing is said. */
export interface VenueChoice {
  readonly only?: readonly string[]
  readonly excluded?: readonly string[]
}

/**
 * A configuration cut down to what an order asks for: its instruments of that coin, quote and class, or the coin at each of
 * its venues where it lists none. Venues without any are left out, for a run opens bitcoin at a venue of which nothing is
 * named.
 *
 * @throws UsageError where nothing is left, or a venue is meant that the configuration does not name
 */
export function routedVenues(
  config: TradeConfig,
  wanted: WantedInstrument,
  { only, excluded = [] }: VenueChoice,
): TradeConfig {
  const listed = config.instruments.map((text) => placeOf(text))
  const named = [...config.venues.keys()].filter((name) => name !== '*')
  const known = new Set([...named, ...listed.map(({ venue }) => venue)])
  requireNames('--venues', only ?? [], [...known])
  requireNames('--exclude', excluded, [...known])
  const isUsed = (venue: string): boolean =>
    !excluded.includes(venue) && (only === undefined || only.includes(venue))
  const places = listed.length > 0 ? listed : named.map((venue) => ({ venue, instrument: wanted }))
  const instruments = places.flatMap(({ venue, instrument }) => {
    const both = isUsed(venue) ? narrowed(instrument, wanted) : undefined
    return both === undefined ? [] : [`${venue}:${wantedName(both)}`]
  })
  if (instruments.length === 0)
    throw new UsageError(
      `nothing of the configuration is ${wantedName(wanted)} at a venue that may be used`,
    )
  const left = new Set(instruments.map((text) => placeOf(text).venue))
  const venues = new Map([...config.venues].filter(([name]) => name === '*' || left.has(name)))
  requireMarks(config, venues)
  return { ...config, instruments: [...new Set(instruments)], venues }
}

/** A market that is only looked at is reached as its venue is. */
function requireMarks({ marks, venues }: TradeConfig, left: TradeConfig['venues']): void {
  for (const mark of marks) {
    const venue = mark.split(':')[0]!
    if (left.has(venue) || (venues.get(venue)?.connection.url ?? '') === '') continue
    throw new UsageError(`marks: ${mark} needs ${venue}, which is left out`)
  }
}

/** What is both; undefined where they name different things. */
function narrowed(a: WantedInstrument, b: WantedInstrument): WantedInstrument | undefined {
  if (a.base !== b.base || isOther(a.quote, b.quote) || isOther(a.class, b.class)) return undefined
  return { base: a.base, quote: a.quote ?? b.quote, class: a.class ?? b.class }
}

function isOther(one: string | undefined, other: string | undefined): boolean {
  return one !== undefined && other !== undefined && one !== other
}

function placeOf(text: string): { readonly venue: string; readonly instrument: WantedInstrument } {
  const [venue, ...rest] = text.split(':')
  return { venue: venue!, instrument: wantedInstrument(rest.join(':'), 'instruments') }
}

import { UsageError } from '../../core/errors.ts'
import { requireNames } from '../../core/required-names.ts'
import { wantedInstrument, wantedName, type WantedInstrument } from '../market/wanted-instrument.ts'
import type { TradeConfig } from '../trade/trade-config.ts'
import { namedVenues } from '../trade/named-venues.ts'

/** Which of a configuration's venues an order may go to; every one where nothing is said. */
export interface VenueChoice {
  readonly only?: readonly string[]
  readonly excluded?: readonly string[]
}

/**
 * A configuration cut down to what an order asks for: its instruments of that coin, quote and class, or the coin at each of
 * its venues where it lists none. Venues without any are left out, for a run opens bitcoin at a venue of which nothing is
 * named; but for those of `marks`, where nothing is traded then.
 *
 * @throws UsageError where nothing is left, or a venue is meant that the configuration does not name
 */
export function routedVenues(
  config: TradeConfig,
  wanted: WantedInstrument,
  { only, excluded = [] }: VenueChoice,
): TradeConfig {
  const listed = config.instruments.map((text) => placeOf(text))
  const { traded, looked } = namedVenues(config)
  requireNames('--venues', only ?? [], traded)
  requireNames('--exclude', excluded, [...traded, ...looked])
  const isUsed = (venue: string): boolean =>
    !excluded.includes(venue) && (only === undefined || only.includes(venue))
  const places = listed.length > 0 ? listed : traded.map((venue) => ({ venue, instrument: wanted }))
  const instruments = places.flatMap(({ venue, instrument }) => {
    const both = isUsed(venue) ? narrowed(instrument, wanted) : undefined
    return both === undefined ? [] : [`${venue}:${wantedName(both)}`]
  })
  if (instruments.length === 0)
    throw new UsageError(
      `nothing of the configuration is ${wantedName(wanted)} at a venue that may be used`,
    )
  const left = new Set(instruments.map((text) => placeOf(text).venue))
  // A market that is only looked at is reached as its venue is.
  const kept = new Set(['*', ...left, ...config.marks.map((text) => placeOf(text).venue)])
  const venues = new Map([...config.venues].filter(([name]) => kept.has(name)))
  return { ...config, instruments: [...new Set(instruments)], venues }
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

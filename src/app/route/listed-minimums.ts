import { errorText } from '../../core/errors.ts'
import type { LeastOrder } from '../market/list-instruments.ts'
import { LiveVenue, type LiveListing } from '../market/live-venue.ts'
import { wantedInstrument } from '../market/wanted-instrument.ts'
import type { TradeConfig } from '../trade/trade-config.ts'

/** Least orders by `venue:BASE-QUOTE`, as venues list them; what one does not list is left out. */
export interface ListedMinimums {
  readonly minNotional: Readonly<Record<string, number>>
  readonly minQuantity: Readonly<Record<string, number>>
}

/** So long a venue is asked; its order waits for it. */
const withinMs = 10_000

/**
 * Asks the venues of a configuration for the least orders of its instruments. One that does not answer is told: its orders
 * are planned as if it took any.
 */
export async function listedMinimums(
  { instruments, venues }: Pick<TradeConfig, 'instruments' | 'venues'>,
  tell: (line: string) => void,
): Promise<ListedMinimums> {
  const names = [...new Set(instruments.map((text) => text.split(':')[0]!))]
  const answers = await Promise.all(
    names.map(async (name): Promise<readonly (readonly [string, LeastOrder])[]> => {
      const wanted = instruments
        .filter((text) => text.startsWith(`${name}:`))
        .map((text) => wantedInstrument(text.slice(name.length + 1), 'instruments'))
      const connection = (venues.get(name) ?? venues.get('*'))?.connection ?? {}
      try {
        const venue = new LiveVenue(name, connection)
        const found = await venue.list(wanted, AbortSignal.timeout(withinMs))
        // A perpetual may have the name of a spot instrument: of two the last counts.
        return found
          .toSorted((a, b) => Number(isSpot(a)) - Number(isSpot(b)))
          .map(({ instrument, least = {} }) => [`${name}:${instrument.name}`, least])
      } catch (cause) {
        tell(`least orders of ${name} are not known: ${errorText(cause)}`)
        return []
      }
    }),
  )
  return {
    minNotional: column(answers, 'minNotional'),
    minQuantity: column(answers, 'minQuantity'),
  }
}

function isSpot({ instrument }: LiveListing): boolean {
  return instrument.class === 'spot'
}

function column(
  answers: readonly (readonly (readonly [string, LeastOrder])[])[],
  name: keyof LeastOrder,
): Readonly<Record<string, number>> {
  return Object.fromEntries(
    answers.flat().flatMap(([place, least]) => {
      const value = least[name]
      return value === undefined ? [] : [[place, value]]
    }),
  )
}

import type { TradeConfig } from './trade-config.ts'

/** Whom a configuration talks to, by name, `*` being none. */
interface NamedVenues {
  /** Something is traded there: what `instruments` names of it, or what is usual where they name nothing of it. */
  readonly traded: readonly string[]
  /** Under `venues` for the way to it, and a market of it is under `marks`: looked at alone, without a key. */
  readonly looked: readonly string[]
}

/** Which venues of a configuration are traded. */
export function namedVenues({
  venues,
  instruments,
  marks,
}: Pick<TradeConfig, 'venues' | 'instruments' | 'marks'>): NamedVenues {
  const listed = new Set(instruments.map(venueOf))
  const marked = new Set(marks.map(venueOf))
  const named = [...venues.keys()].filter((name) => name !== '*')
  const isLooked = (name: string): boolean => marked.has(name) && !listed.has(name)
  return {
    traded: [...new Set([...named.filter((name) => !isLooked(name)), ...listed])],
    looked: named.filter(isLooked),
  }
}

function venueOf(text: string): string {
  return text.split(':')[0]!
}

/** As many venues as have a colour of their own; more begin again with the first. */
const colours = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'] as const

/**
 * The colour of each venue as CSS has it, the same wherever a page draws that venue. By name, so that two saved runs over
 * the same venues look alike.
 */
export function venueColours(venues: readonly string[]): ReadonlyMap<string, string> {
  const sorted = [...new Set(venues)].toSorted()
  return new Map(
    sorted.map((venue, place) => [venue, `var(--venue-${colours[place % colours.length]!})`]),
  )
}

import type { Instrument } from '../../core/instrument.ts'
import type { LegsDesk } from '../../engine/legs-desk.ts'

/**
 * What is told of legs that are not even, or may not be: what each holds, and whose least order what is apart is below.
 *
 * @param what is the matter with them
 */
export function legsInWords(
  { wish, state, belowLeast }: LegsDesk,
  instruments: readonly Instrument[],
  what: string,
): string {
  const placeOf = (leg: number): string => {
    const { venue, name } = instruments[wish.legs[leg]!.instrument]!
    return `${venue}:${name}`
  }
  const held = wish.legs.map((_, leg) => `${state.heldLots[leg]!} lots of ${placeOf(leg)}`)
  const small = [...belowLeast].map(placeOf)
  const why =
    small.length === 0
      ? ''
      : `; what is apart is less than the least order of ${small.join(' and ')}`
  return `legs ${wish.label} ${what}: ${held.join(', ')}${why}`
}

import { UsageError } from '../../core/errors.ts'
import type { Instrument } from '../../core/instrument.ts'
import { nearestInWords } from '../../core/nearest-names.ts'

/**
 * Of what was recorded the instruments that a configuration asks for: all where it names none, each class of
 * `venue:BASE-QUOTE`, one of `venue:BASE-QUOTE:class`.
 *
 * @throws UsageError naming what is not there, and what is most like it
 */
export function askedInstruments(
  wanted: readonly string[],
  recorded: readonly Instrument[],
): readonly Instrument[] {
  if (wanted.length === 0) return recorded
  for (const name of wanted) {
    if (recorded.some((each) => isAsked(each, name))) continue
    const names = recorded.map((each) => `${placeOf(each)}:${each.class}`)
    throw new UsageError(`instruments: no ${name} in the recordings${nearestInWords(name, names)}`)
  }
  return recorded.filter((each) => wanted.some((name) => isAsked(each, name)))
}

function isAsked(instrument: Instrument, wanted: string): boolean {
  const place = placeOf(instrument)
  return wanted === place || wanted === `${place}:${instrument.class}`
}

function placeOf({ venue, name }: Instrument): string {
  return `${venue}:${name}`
}

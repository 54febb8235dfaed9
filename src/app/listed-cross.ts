import type { BarSeries } from '../core/bars.ts'
import type { ListedCross } from '../research/pairs/verdict-result.ts'

/** A pair as an instrument of its own, where one is listed, of the venue of y before others; null where none is. */
export function listedCross(
  { y, x }: { readonly y: BarSeries; readonly x: BarSeries },
  listed: readonly { readonly venue: string; readonly instrument: string }[],
): ListedCross | null {
  const straight = `${y.instrument.base}-${x.instrument.base}`
  const inverted = `${x.instrument.base}-${y.instrument.base}`
  const found = listed
    .filter(({ instrument }) => instrument === straight || instrument === inverted)
    .toSorted(
      (a, b) => Number(b.venue === y.instrument.venue) - Number(a.venue === y.instrument.venue),
    )[0]
  if (found === undefined) return null
  const { instrument, venue } = found
  return { instrument, venue, isInverted: instrument === inverted }
}

import type { BarSeries } from '../core/bars.ts'

/** `venue:BASE-QUOTE`, whether or not the venue already stands before the name: what ledgers know a series by. */
export function seriesName({ instrument }: BarSeries): string {
  const { venue, name } = instrument
  return name.startsWith(`${venue}:`) ? name : `${venue}:${name}`
}

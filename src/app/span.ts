import { UsageError } from '../core/errors.ts'
import { formatInstant, type Instant } from '../core/time.ts'

/** Which part of the data is wanted: `from` inclusive, `to` exclusive; absent ends are the data's own. */
export interface Span {
  readonly from?: Instant
  readonly to?: Instant
}

/** The ends of a span, open where none was given. @throws UsageError when it ends before it begins */
export function endsOf({ from, to }: Span): { readonly from: Instant; readonly to: Instant } {
  const ends = { from: from ?? (-Infinity as Instant), to: to ?? (Infinity as Instant) }
  if (ends.from < ends.to) return ends
  throw new UsageError(
    `--from ${formatInstant(ends.from)} must lie before --to ${formatInstant(ends.to)}`,
  )
}

import { formatInstant, type Instant } from '../../core/time.ts'
import type { Recording } from '../../stores/recording/open-recording.ts'

type Spanned = Pick<Recording, 'manifest' | 'segments'>

/** What recordings hold from when to when, to end a sentence with; nothing where none holds any. */
export function spanInWords(recordings: readonly Spanned[]): string {
  const spans = recordings.map(spanOf).filter((span) => span.from <= span.to)
  if (spans.length === 0) return ''
  const from = Math.min(...spans.map((span) => span.from))
  const to = Math.max(...spans.map((span) => span.to))
  return `: they are from ${instantOf(from)} to ${instantOf(to)}`
}

/** Recordings that have no instant in common, in words: what is compared between them is old on one side. */
export function apartInWords(
  recordings: readonly Spanned[],
  names: readonly string[],
): readonly string[] {
  // Of what is still being recorded the end is not known.
  if (recordings.some(({ segments }) => segments.length > 0)) return []
  const spans = recordings.map(spanOf)
  return spans.flatMap((one, at) =>
    spans.slice(0, at).flatMap((other, before) => {
      const isApart = one.from > other.to || other.from > one.to
      return isApart ? [`${names[before]} and ${names[at]} have no time in common`] : []
    }),
  )
}

/** Epoch milliseconds. */
function spanOf({ manifest }: Pick<Spanned, 'manifest'>): {
  readonly from: number
  readonly to: number
} {
  const parts = manifest.streams.flatMap((stream) => stream.parts)
  const from = parts.reduce((least, part) => Math.min(least, part.from), Infinity)
  const to = parts.reduce((most, part) => Math.max(most, part.to), -Infinity)
  return { from, to }
}

function instantOf(milliseconds: number): string {
  return formatInstant((milliseconds * 1_000) as Instant)
}

import type { Instrument } from '../../core/instrument.ts'
import type { Instant } from '../../core/time.ts'
import type { FeaturePlan } from '../../microstructure/features/feature-plan.ts'
import type { SampleClock } from '../../forecast/labels/sample-clocks.ts'

/** What of a folder is wanted, and how ticks become samples. */
export interface FlowRequest {
  readonly instrument?: string
  readonly from?: Instant
  readonly to?: Instant
  /** Of ticks. */
  readonly clock: SampleClock
  readonly kind?: string
  /** Share of the span whose trades say what a bucket of volume is. */
  readonly firstShare: number
  /** Of a model that is kept: its own columns, and not what these ticks would suggest. */
  readonly plan?: FeaturePlan
  readonly tell: (line: string) => void
}

/** `BASE-QUOTE` or `venue:BASE-QUOTE`; `-`, `_` and `/` are alike, and may be left out. */
export function isNamed(wanted: string, venue: string, name: string): boolean {
  return [name, `${venue}:${name}`].some((each) => plain(each) === plain(wanted))
}

/** What instruments are asked for by: `venue:BASE-QUOTE`, and `:class` where a venue has two of that name. */
export function instrumentNames(
  instruments: readonly Pick<Instrument, 'venue' | 'name' | 'class'>[],
): string[] {
  const names = instruments.map(({ venue, name }) => `${venue}:${name}`)
  return names.map((name, at) =>
    names.indexOf(name) === names.lastIndexOf(name) ? name : `${name}:${instruments[at]!.class}`,
  )
}

function plain(text: string): string {
  return text.replaceAll(/[-_/]/g, '').toUpperCase()
}

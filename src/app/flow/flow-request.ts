import { UsageError } from '../../core/errors.ts'
import type { Instrument } from '../../core/instrument.ts'
import { nearestInWords } from '../../core/nearest-names.ts'
import { formatInstant, type Instant } from '../../core/time.ts'
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
  /** Ends the reading: its reason is thrown. */
  readonly signal?: AbortSignal
  /** Of files of ticks, how many bytes have been read. */
  readonly onReading?: (done: number, total: number) => void
}

/** How many names are all told; of more those that are most like what was asked for. */
const namesMost = 12

/** @throws UsageError saying what there is, and of what was perhaps meant which */
export function refuseInstrument(wanted: string | undefined, names: readonly string[]): never {
  const isFew = names.length <= namesMost
  const expected = isFew ? `one of ${names.join(', ')}` : `one of ${names.length} names`
  if (wanted === undefined) throw new UsageError(`--instrument: expected ${expected}, got none`)
  const meant = names.filter((name) => baseOf(name) === wanted.toUpperCase())
  const hint =
    meant.length > 0
      ? `; ${wanted} alone is a coin: ${meant.slice(0, namesMost).join(' or ')}`
      : isFew
        ? ''
        : nearestInWords(wanted, names)
  throw new UsageError(`--instrument: expected ${expected}, got ${wanted}${hint}`)
}

/** Of `venue:BASE-QUOTE`. */
function baseOf(name: string): string | undefined {
  return name.split(':')[1]?.split('-')[0]?.toUpperCase()
}

/** @throws UsageError where `--from` and `--to` leave nothing of what is there */
export function requireWithin(
  { from, to }: Pick<FlowRequest, 'from' | 'to'>,
  there: { readonly from: number; readonly to: number },
): void {
  const said = `the data are of ${formatInstant(there.from as Instant)} to ${formatInstant(there.to as Instant)}`
  if (from !== undefined && to !== undefined && from >= to) {
    throw new UsageError(
      `--from ${formatInstant(from)} is not before --to ${formatInstant(to)}; ${said}`,
    )
  }
  if (to !== undefined && to <= there.from) {
    throw new UsageError(`--to ${formatInstant(to)}: nothing is before that; ${said}`)
  }
  if (from !== undefined && from > there.to) {
    throw new UsageError(`--from ${formatInstant(from)}: nothing is after that; ${said}`)
  }
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

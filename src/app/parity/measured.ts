import type { RecordedLatencies } from '../../simulation/venue/latency/order-latency.ts'

/** How long things took on their way: pairs of an instant (microseconds of the run's clock) and microseconds. */
export type MeasuredLatency = readonly (readonly [at: number, microseconds: number])[]

/** The same by venue: one may be a continent away and another next door. */
export type MeasuredByVenue = Readonly<Record<string, MeasuredLatency>>

/** What a run on paper or live has measured of its world. */
export interface MeasuredWorld {
  /** From a trade at the venue to us, by when it happened there. */
  readonly feed: MeasuredByVenue
  /**
   * From what a message of a book tells of to us, by when that was, of each instrument (`venue:name`): venues tell of books in
   * bundles, later than of trades. Not in runs that were saved before.
   */
  readonly books?: MeasuredByVenue
  /** From the decision to the venue, by when it was decided. */
  readonly orders: MeasuredByVenue
  /** The same of cancellations. Not in runs that were saved before. */
  readonly cancels?: MeasuredByVenue
  /** From a fill to when we heard of it, by when it happened. */
  readonly answers: MeasuredByVenue
  /** How late the strategy was woken, by when it had asked to be. */
  readonly wakes: MeasuredLatency
  /** When the strategy began, microseconds. */
  readonly began: number
  readonly ended: number
  /** Of a recording that was played by a served exchange: microseconds added to its instants; null elsewhere. */
  readonly playedShift: number | null
}

/** When a change is heard that happened at an instant, both on one clock. */
export type Telling = (at: number) => number

/**
 * When a change of a book is heard: with the first message that tells of as late a state, for what changed before it comes in
 * the same bundle. Of what nobody told any more, as late as the last.
 *
 * @param shift from the clock that is asked by to the one it was measured by, microseconds
 */
export function bundled(measured: MeasuredLatency, shift: number): Telling {
  const times = Float64Array.from(measured, ([at]) => at)
  const heard = Float64Array.from(measured, ([at, microseconds]) => at + microseconds)
  // What tells of a later state may have come first.
  for (let k = heard.length - 2; k >= 0; k--) heard[k] = Math.min(heard[k]!, heard[k + 1]!)
  // Most venues tell whole milliseconds: whatever happened in one is in the message that names it.
  const step = times.every((at) => at % 1_000 === 0) ? 1_000 : 1
  const latest = heard.length === 0 ? 0 : heard.at(-1)! - times.at(-1)!
  return (at) => {
    const told = firstFrom(times, Math.floor((at + shift) / step) * step)
    return told === times.length ? at + latest : Math.max(at, heard[told]! - shift)
  }
}

/** Position of the first of ascending times that is not before an instant. */
function firstFrom(times: Float64Array, instant: number): number {
  let [low, high] = [0, times.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (times[middle]! < instant) low = middle + 1
    else high = middle
  }
  return low
}

/** The same on the clock of the recording; undefined where nothing was measured. */
export function recordedLatencies(
  measured: MeasuredLatency,
  shift: number,
): RecordedLatencies | undefined {
  if (measured.length === 0) return undefined
  return {
    times: Float64Array.from(measured, ([at]) => at - shift),
    latencies: Float64Array.from(measured, ([, microseconds]) => microseconds),
  }
}

/** The same of each venue of which something was measured; runs saved before had one list for all of them, called `*`. */
export function recordedByVenue(
  measured: MeasuredByVenue | MeasuredLatency,
  shift: number,
): ReadonlyMap<string, RecordedLatencies> {
  const venues = isOneList(measured) ? { '*': measured } : measured
  const recorded = new Map<string, RecordedLatencies>()
  for (const [venue, latencies] of Object.entries(venues)) {
    const each = recordedLatencies(latencies, shift)
    if (each !== undefined) recorded.set(venue, each)
  }
  return recorded
}

function isOneList(measured: MeasuredByVenue | MeasuredLatency): measured is MeasuredLatency {
  return Array.isArray(measured)
}

import type { RecordedLatencies } from '../../simulation/venue/latency/order-latency.ts'

/** How long things took on their way: pairs of an instant (microseconds of the run's clock) and microseconds. */
export type MeasuredLatency = readonly (readonly [at: number, microseconds: number])[]

/** The same by venue: one may be a continent away and another next door. */
export type MeasuredByVenue = Readonly<Record<string, MeasuredLatency>>

/** What a run on paper or live has measured of its world. */
export interface MeasuredWorld {
  /** From a trade at the venue to us, by when it happened there. */
  readonly feed: MeasuredByVenue
  /** From the decision to the matching, by when it was decided: of orders that took. */
  readonly orders: MeasuredByVenue
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

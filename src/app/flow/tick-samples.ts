import { eventKind } from '../../core/events/event-codes.ts'
import { EventColumns, type EventRows } from '../../core/events/event-columns.ts'
import { UsageError } from '../../core/errors.ts'
import { formatInstant, instantFromMilliseconds, type Instant } from '../../core/time.ts'
import { bookFeedOf } from '../../microstructure/features/book-feed-of.ts'
import {
  corePlan,
  featureInstrument,
  type FeatureInstrument,
  type FeaturePlan,
  type FeatureRoles,
} from '../../microstructure/features/feature-plan.ts'
import { FeatureSet } from '../../microstructure/features/feature-set.ts'
import type { FlowSamples } from '../../research/flow/flow-samples.ts'
import type { Recording } from '../../stores/recording/open-recording.ts'
import { meanOfKnown } from './mean-of-known.ts'
import {
  instrumentNames,
  isNamed,
  refuseInstrument,
  requireWithin,
  type FlowRequest,
} from './flow-request.ts'
import { faultNotes, lockedNote } from './fault-notes.ts'
import { TickSampler } from './tick-sampler.ts'
import { whileHeard } from './while-heard.ts'

/** A bucket of VPIN: as in the usual definition, a fiftieth of a day's volume. */
const bucketsPerDay = 50
/** Rows from which it is told whether a book comes as snapshots. */
const surveyRows = 50_000

/** A recording as what a forecast learns from. */
export async function tickSamples(
  recording: Recording,
  request: FlowRequest,
): Promise<FlowSamples> {
  const { manifest } = recording
  if (manifest.from !== null && manifest.to !== null) {
    const [from, to] = [manifest.from, manifest.to].map(instantFromMilliseconds)
    requireWithin(request, { from: from!, to: to! })
  }
  const index = instrumentOf(recording, request.instrument)
  const { instrument } = recording.listings[index]!
  const target = featureInstrument(instrument, index)
  const leader = leaderOf(recording, index)
  const roles = { target, ...(leader === undefined ? {} : { leaders: [leader.instrument] }) }
  const plan = request.plan ?? (await planOf(recording, roles, request))
  const features = new FeatureSet(plan, roles)
  const sampler = new TickSampler(features, target, request.clock)
  for await (const rows of flowEvents(recording, roles, request)) {
    request.signal?.throwIfAborted()
    sampler.apply(rows)
  }
  const { matrix: sampled, path, signedVolume, volume } = sampler.finish()
  const matrix = leader === undefined ? sampled : whileHeard(sampled, path)
  requireRows(request, instrument.name, matrix.times.length)
  return {
    instrument: `${instrument.venue}:${instrument.name}`,
    source: 'ticks',
    matrix,
    path,
    signedVolume,
    volume,
    step: 0,
    halfSpreadBps: meanOfKnown(matrix.columns[features.columnOf('spread')]!) / 2,
    notes: [
      ...(plan.bookFeed === 'snapshots'
        ? ['books come as snapshots: order flow is counted between them']
        : []),
      ...(leader === undefined ? [] : [`${leader.name} is watched as a leader`]),
      ...(volume.at(-1) === 0 ? ['no trade was heard: all there is of flow is the book'] : []),
      ...faultNotes(features.faults()),
      ...lockedNote(features.faults(), matrix.columns[features.columnOf('spread')]),
    ],
    features: { plan, roles },
  }
}

/** @throws UsageError where the rows are of another time than the one that was asked for */
function requireRows({ from, to }: FlowRequest, name: string, rows: number): void {
  if (rows > 0 || (from === undefined && to === undefined)) return
  const after = from === undefined ? '' : ` from ${formatInstant(from)}`
  const before = to === undefined ? '' : ` to ${formatInstant(to)}`
  throw new UsageError(`nothing was heard of ${name}${after}${before}`)
}

function instrumentOf({ listings }: Recording, wanted: string | undefined): number {
  const found = listings.flatMap(({ instrument: { venue, name, class: kind }, symbol }, index) => {
    const isWanted =
      wanted === undefined ||
      [name, symbol, `${name}:${kind}`].some((each) => isNamed(wanted, venue, each))
    return isWanted ? [index] : []
  })
  if (found.length === 1) return found[0]!
  return refuseInstrument(wanted, instrumentNames(listings.map(({ instrument }) => instrument)))
}

/** Bitcoin at the same venue, where the target is another coin: it moves first. */
function leaderOf(
  { listings }: Recording,
  target: number,
):
  | { readonly index: number; readonly name: string; readonly instrument: FeatureInstrument }
  | undefined {
  const own = listings[target]!.instrument
  if (own.base === 'BTC') return undefined
  const index = listings.findIndex(
    ({ instrument }) => instrument.base === 'BTC' && instrument.venue === own.venue,
  )
  if (index < 0) return undefined
  const { instrument } = listings[index]!
  return { index, name: instrument.name, instrument: featureInstrument(instrument, index) }
}

/** The usual measures; what a bucket of volume is comes from the rows before the first forecast that is judged. */
async function planOf(
  recording: Recording,
  { target, leaders }: FeatureRoles,
  request: FlowRequest,
): Promise<FeaturePlan> {
  const { from, to } = spanOf(recording, request)
  const firstTo = (from + (to - from) * request.firstShare) as Instant
  const survey = new EventColumns()
  let volume = 0
  for await (const rows of flowEvents(recording, { target }, { ...request, to: firstTo })) {
    request.signal?.throwIfAborted()
    for (let row = 0; row < rows.length; row++) {
      if (rows.kind[row] === eventKind.trade) volume += rows.quantity[row]! * target.lotSize
      if (survey.length < surveyRows) survey.addRow(rows, row)
    }
  }
  const days = (firstTo - from) / 86_400e6
  const bucket = volume / days / bucketsPerDay
  const core = corePlan(bucket > 0 ? bucket : 1)
  return {
    ...core,
    parts: leaders === undefined ? core.parts : [...core.parts, 'leaders'],
    bookFeed: bookFeedOf(survey, target.index) ?? 'changes',
  }
}

function spanOf(
  { manifest }: Recording,
  { from, to }: Pick<FlowRequest, 'from' | 'to'>,
): { readonly from: number; readonly to: number } {
  return {
    from: Math.max(from ?? -Infinity, instantFromMilliseconds(manifest.from ?? 0)),
    to: Math.min(to ?? Infinity, instantFromMilliseconds(manifest.to ?? 0)),
  }
}

/** The rows of a recording that a feature set is run over. */
export function flowEvents(
  recording: Recording,
  { target, leaders = [] }: FeatureRoles,
  { from, to }: Pick<FlowRequest, 'from' | 'to'>,
): AsyncGenerator<EventRows> {
  const listed = [target, ...leaders].map(({ index }) => recording.listings[index]!.instrument)
  return recording.events({
    venues: listed.map(({ venue }) => venue),
    instruments: listed.map(({ name }) => name),
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
  })
}

import { randomBytes } from 'node:crypto'
import { IsobarError, UsageError } from '../../core/errors.ts'
import type { Instrument } from '../../core/instrument.ts'
import type { Instant } from '../../core/time.ts'
import {
  placeOfInstrument,
  unsettledOrders,
  type JournalState,
} from '../../execution/journal-state.ts'
import { isProtective } from '../../execution/order-state.ts'
import { relisting } from '../../execution/relisting.ts'
import type { OpenJournal } from './open-journal.ts'

/**
 * Writes down that a run begins.
 *
 * @param instruments all that it looks at
 * @throws UsageError when the journal is of the other mode, or orders are out on instruments that this run does not name
 * @throws IsobarError `refused` when a venue lists one in steps that what is journalled cannot be counted in
 */
export function beginRun(
  journal: OpenJournal,
  mode: 'paper' | 'live',
  instruments: readonly Instrument[],
  time: Instant,
): void {
  const { state } = journal
  requireMode(state, mode)
  requireNamed(state, instruments)
  for (const instrument of instruments) requireCountable(state, instrument)
  const journalId = state.journalId === '' ? newJournalId() : state.journalId
  journal.append({ time, kind: 'run', journalId, mode, instruments })
}

/** @throws UsageError when a journal is of the other mode */
export function requireMode(state: JournalState, mode: 'paper' | 'live'): void {
  if (state.runs > 0 && state.mode !== mode)
    throw new UsageError(`the journal is of ${state.mode} trading, not of ${mode}`)
}

/**
 * Orders and legs of an earlier run have somebody who decides on them. Where an instrument is only held, that is a stop beside
 * it, which goes with what is held.
 *
 * @param instruments those that are traded
 * @param held those that are looked at because something is held of them
 * @throws UsageError naming an order, or legs, on another
 */
export function requireNamed(
  state: JournalState,
  instruments: readonly Instrument[],
  held: readonly Instrument[] = [],
): void {
  const isIn = (list: readonly Instrument[], place: number): boolean =>
    list.some((each) => placeOfInstrument(state, each) === place)
  const told = (place: number): string => {
    const { venue, name } = state.positions[place]!.instrument
    return `${venue}:${name}, which this run does not name`
  }
  for (const { wireId, state: order } of unsettledOrders(state)) {
    const { instrument: place } = order.request
    const isStop = isProtective(order) && order.fate === 'open' && isIn(held, place)
    if (isIn(instruments, place) || isStop) continue
    throw new UsageError(`order ${wireId} of an earlier run may still be open on ${told(place)}`)
  }
  for (const { wish } of state.legs) {
    const other = wish.legs.find(({ instrument: place }) => !isIn(instruments, place))
    if (other === undefined) continue
    throw new UsageError(`legs of an earlier run are under way on ${told(other.instrument)}`)
  }
}

function requireCountable(state: JournalState, instrument: Instrument): void {
  const place = placeOfInstrument(state, instrument)
  if (place < 0) return
  const listed = relisting(state, place, instrument)
  if (listed.kind !== 'inexact') return
  const { venue, name } = instrument
  const before = inSteps(state.positions[place]!.instrument)
  throw new IsobarError(
    'refused',
    `${venue}:${name} is listed in ${inSteps(instrument)} now, and was in ${before}: ${listed.what} cannot be counted in these; close it at the venue and begin another journal`,
    { context: { venue, instrument: name } },
  )
}

function inSteps({ tickSize, lotSize, contractSize }: Instrument): string {
  const [tick, lot, contract] = [tickSize, lotSize, contractSize].map((step) =>
    step === undefined ? undefined : step.units / 10 ** step.decimals,
  )
  return `ticks of ${tick} and lots of ${lot}${contract === undefined ? '' : ` (contracts of ${contract})`}`
}

/** Eight letters and digits: of 2.8 million million, so that two journals at one account do not meet. */
function newJournalId(): string {
  const number = randomBytes(6).readUIntBE(0, 6) % 36 ** 8
  return number.toString(36).padStart(8, '0')
}

import { randomBytes } from 'node:crypto'
import { UsageError } from '../../core/errors.ts'
import type { Instrument } from '../../core/instrument.ts'
import type { Instant } from '../../core/time.ts'
import { unsettledOrders } from '../../execution/journal-state.ts'
import type { OpenJournal } from './open-journal.ts'

/**
 * Writes down that a run begins.
 *
 * @throws UsageError when the journal is of the other mode, or orders are out on instruments that this run does not name
 */
export function beginRun(
  journal: OpenJournal,
  mode: 'paper' | 'live',
  instruments: readonly Instrument[],
  time: Instant,
): void {
  const { state } = journal
  if (state.runs > 0 && state.mode !== mode) {
    throw new UsageError(`the journal is of ${state.mode} trading, not of ${mode}`)
  }
  for (const { wireId, state: order } of unsettledOrders(state)) {
    const { instrument } = state.positions[order.request.instrument]!
    const { venue, name } = instrument
    if (instruments.some((each) => isSame(each, instrument))) continue
    throw new UsageError(
      `order ${wireId} of an earlier run may still be open on ${venue}:${name}, which this run does not name`,
    )
  }
  for (const { wish } of state.legs) {
    for (const { instrument: place } of wish.legs) {
      const { instrument } = state.positions[place]!
      if (instruments.some((each) => isSame(each, instrument))) continue
      const { venue, name } = instrument
      throw new UsageError(
        `legs of an earlier run are under way on ${venue}:${name}, which this run does not name`,
      )
    }
  }
  const journalId = state.journalId === '' ? newJournalId() : state.journalId
  journal.append({ time, kind: 'run', journalId, mode, instruments })
}

function isSame(a: Instrument, b: Instrument): boolean {
  return a.venue === b.venue && a.name === b.name && a.class === b.class
}

/** Eight letters and digits: of 2.8 million million, so that two journals at one account do not meet. */
function newJournalId(): string {
  const number = randomBytes(6).readUIntBE(0, 6) % 36 ** 8
  return number.toString(36).padStart(8, '0')
}

import { eventFlag, eventKind } from '../../core/events/event-codes.ts'
import type { EventSelection, Recording } from '../recording/open-recording.ts'

/** What a stream of a book is made of. */
export interface BookSurvey {
  /** Messages that are a whole book. */
  snapshots: number
  /** Messages that change one. */
  changes: number
  /** Levels of the deeper side, in the deepest snapshot. */
  depth: number
}

/** Looks through the books of a recording: which are made of snapshots alone, and how deep these are. */
export async function surveyBooks(
  recording: Recording,
  selection: EventSelection,
): Promise<ReadonlyMap<number, BookSurvey>> {
  const surveys = new Map<number, BookSurvey>()
  for await (const rows of recording.events({ ...selection, channels: ['book'] })) {
    let isSnapshot = false
    const levels = [0, 0]
    for (let row = 0; row < rows.length; row++) {
      const kind = rows.kind[row]
      if (kind === eventKind.clear) isSnapshot = true
      else if (kind === eventKind.level) levels[rows.side[row]!]!++
      const instrument = rows.instrument[row]!
      const isLast =
        (rows.flags[row]! & eventFlag.endsMessage) !== 0 || rows.instrument[row + 1] !== instrument
      if (!isLast) continue
      enter(surveys, instrument, isSnapshot, Math.max(...levels))
      isSnapshot = false
      levels.fill(0)
    }
  }
  return surveys
}

function enter(
  surveys: Map<number, BookSurvey>,
  instrument: number,
  isSnapshot: boolean,
  depth: number,
): void {
  const survey = surveys.get(instrument) ?? { snapshots: 0, changes: 0, depth: 0 }
  surveys.set(instrument, survey)
  if (isSnapshot) {
    survey.snapshots++
    survey.depth = Math.max(survey.depth, depth)
  } else survey.changes++
}

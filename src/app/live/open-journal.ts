import { join } from 'node:path'
import type { JournalRecord } from '../../core/journal.ts'
import { applyRecord, newJournalState, type JournalState } from '../../execution/journal-state.ts'
import { FileJournal, type JournalBounds } from '../../stores/journal/file-journal.ts'
import {
  readJournal,
  requireJournal,
  type ReadJournal,
} from '../../stores/journal/journal-files.ts'
import { lockOwner } from '../../stores/lock-folder.ts'
import { forgetStaleRequest } from './control-file.ts'
import { forgetRunStatus } from './run-status.ts'

/** A journal open for writing, and what it has come to: the two never differ. */
export interface OpenJournal {
  readonly state: JournalState
  readonly tornBytes: number
  append(record: JournalRecord): void
  commit(): Promise<void>
  close(): Promise<void>
}

/** Opens the journal in a folder, or begins one. */
export async function openJournal(folder: string, bounds?: JournalBounds): Promise<OpenJournal> {
  let state = newJournalState()
  const begun = (found: ReadJournal): (() => JournalState) => {
    state = replayed(found)
    return () => state
  }
  const journal = await FileJournal.open(folder, begun, bounds)
  await forgetStaleRequest(folder)
  await forgetRunStatus(folder)
  return {
    state,
    tornBytes: journal.found.tornBytes,
    append: (record) => {
      applyRecord(state, record)
      journal.append(record)
    },
    commit: () => journal.commit(),
    close: () => journal.close(),
  }
}

/** What a journal has come to, for someone who only looks. @throws IsobarError when there is none */
export async function lookAtJournal(
  folder: string,
): Promise<{ readonly state: JournalState; readonly isRunning: boolean }> {
  await requireJournal(folder)
  const owner = await lockOwner(join(folder, 'journal.lock'))
  return { state: replayed(await readJournal(folder)), isRunning: owner !== undefined }
}

/** What records come to after what was before them. */
export function replayed({
  checkpoint,
  records,
}: Pick<ReadJournal, 'checkpoint' | 'records'>): JournalState {
  // What an older version knew nothing of is as it begins.
  const state = { ...newJournalState(), ...(checkpoint as JournalState | null | undefined) }
  for (const record of records) applyRecord(state, record)
  return state
}

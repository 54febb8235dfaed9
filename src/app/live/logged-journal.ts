import type { JournalRecord } from '../../core/journal.ts'
import type { Operations } from '../operations/operations.ts'
import type { Redact } from '../operations/redactor.ts'
import type { OpenJournal } from './open-journal.ts'

/** A journal whose every record goes to the log too, and into which nothing secret is written. */
export function loggedJournal(
  journal: OpenJournal,
  operations: Pick<Operations, 'redact' | 'record'>,
): OpenJournal {
  return {
    ...journal,
    append: (entry) => {
      const clean = withoutSecrets(entry, operations.redact)
      journal.append(clean)
      operations.record(clean)
    },
  }
}

/** Words of the world are in a few kinds of records; those of orders and fills are made of numbers. */
function withoutSecrets(record: JournalRecord, redact: Redact): JournalRecord {
  if (record.kind === 'unsent') return { ...record, detail: redact(record.detail) }
  if (record.kind === 'searched' && record.detail !== undefined)
    return { ...record, detail: redact(record.detail) }
  if (record.kind === 'kill') return { ...record, reason: redact(record.reason) }
  if (record.kind !== 'reconcile') return record
  const { differences, actions } = record
  return { ...record, differences: differences.map(redact), actions: actions.map(redact) }
}

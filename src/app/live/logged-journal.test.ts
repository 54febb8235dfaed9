import { expect, test } from 'vitest'
import type { JournalRecord } from '../../core/journal.ts'
import type { Lots } from '../../core/price.ts'
import type { Instant } from '../../core/time.ts'
import { newJournalState } from '../../execution/journal-state.ts'
import { loggedJournal } from './logged-journal.ts'

const redact = (text: string): string => text.replaceAll('the-key', '***')

test('what a venue says of a key is written down and logged without it', () => {
  const written: JournalRecord[] = []
  const logged: JournalRecord[] = []
  const journal = {
    state: newJournalState(),
    tornBytes: 0,
    append: (record: JournalRecord) => void written.push(record),
    commit: () => Promise.resolve(),
    close: () => Promise.resolve(),
  }
  const it = loggedJournal(journal, { redact, record: (record) => void logged.push(record) })
  const time = 1 as Instant
  it.append({ time, kind: 'unsent', clientOrderId: 1, detail: 'the-key is wrong' })
  const of = { clientOrderId: 1, filledLots: 0 as Lots, detail: 'the-key is odd' }
  it.append({ time, kind: 'searched', result: 'unknown', ...of })
  it.append({ time, kind: 'kill', reason: 'the-key', flatten: false })
  const [differences, actions] = [['a the-key b'], ['the-key']]
  it.append({ time, kind: 'reconcile', venue: 'okx', differences, actions })
  expect(written).toEqual(logged)
  expect(JSON.stringify(written)).not.toContain('the-key')
  expect(JSON.stringify(written).match(/\*\*\*/g)).toHaveLength(5)
})

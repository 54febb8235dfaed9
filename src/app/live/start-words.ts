import type { JournalState } from '../../execution/journal-state.ts'
import type { NoticeKind } from '../operations/notice.ts'
import { killedIn } from './journal-report.ts'

/** What a run that has begun tells of itself: that it trades, or why it may not. */
export function startWords(state: JournalState): readonly [line: string, kind: NoticeKind] {
  const killed = killedIn(state)
  if (killed === null) return ['trading', 'note']
  const since = `${new Date(killed.time).toISOString().slice(0, 19).replace('T', ' ')} UTC`
  const closing = killed.flatten ? '; what is held is closed' : ''
  return [
    `the kill switch is thrown since ${since} (${killed.reason}): nothing is risked until \`isobar risk resume\`${closing}`,
    'kill',
  ]
}

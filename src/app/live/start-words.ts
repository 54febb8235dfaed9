import type { JournalState } from '../../execution/journal-state.ts'
import { bookGuards } from '../../risk/book-guards.ts'
import type { RiskLimits } from '../../risk/limits.ts'
import type { NoticeKind } from '../operations/notice.ts'
import { limitsInWords } from '../trade/limits-in-words.ts'
import type { TradeConfig } from '../trade/trade-config.ts'
import { killedIn } from './journal-report.ts'

/** What a run that has begun tells of itself: that it trades, or why it may not. */
export function startWords(state: JournalState): readonly [line: string, kind: NoticeKind] {
  const killed = killedIn(state)
  if (killed === null) return ['trading', 'note']
  return [thrownWords(killed, '`isobar risk resume`'), 'kill']
}

/** Since when and why nothing is risked. @param wayBack what takes the switch back */
export function thrownWords(
  { time, reason, flatten }: NonNullable<ReturnType<typeof killedIn>>,
  wayBack: string,
): string {
  const since = `${new Date(time).toISOString().slice(0, 19).replace('T', ' ')} UTC`
  const closing = flatten ? '; what is held is closed' : ''
  return `the kill switch is thrown since ${since} (${reason}): nothing is risked until ${wayBack}${closing}`
}

/** Tells what keeps books from being traded on, whether or not anybody asked for it. */
export function guardWords(limits: RiskLimits): string {
  const { trustLeast, staleAfterMs } = bookGuards(limits)
  const trust =
    trustLeast > 0
      ? `no book is traded on below a trust of ${trustLeast} (limits.trustLeast)`
      : 'books are traded on however little they are trusted (limits.trustLeast 0)'
  const silence =
    staleAfterMs < Infinity
      ? `none whose feed is silent for ${staleAfterMs} ms (limits.staleAfterMs)`
      : 'however long their feed is silent (limits.staleAfterMs 0)'
  return `${trust}; ${silence}`
}

/** Where real orders go, each venue as it is reached. */
interface ReachedVenue {
  readonly name: string
  /** Of an exchange served on this machine; empty: the venue's own. */
  readonly url: string
}

/** Tells whether orders are real, and then where they go, and what bounds them. */
export function modeWords(
  mode: 'paper' | 'live',
  venues: readonly ReachedVenue[],
  { limits, reporting }: Pick<TradeConfig, 'limits' | 'reporting'>,
): string {
  const bounds = limitsInWords(limits, reporting.currency)
  if (mode === 'paper') return `on paper; ${bounds}`
  const where = venues.map(({ name, url }) => (url === '' ? name : `${name} (${url})`))
  return `LIVE: orders are real, at ${where.join(', ')}; ${bounds}`
}

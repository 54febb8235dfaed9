import { BookChecksum, type ChecksumSteps } from './checksum/book-checksum.ts'
import type { FeedRules } from './followed-book.ts'
import {
  ascendingRule,
  contiguousRule,
  linkedRule,
  snapshotOnlyRule,
  unnumberedRule,
} from './sequence/numbered.ts'
import type { SequenceRule } from './sequence/sequence-rule.ts'
import { linkedRangeRule, updateRangeRule } from './sequence/update-range.ts'
import type { BookFeed, MessageNumbering } from '../core/events/book-feed.ts'

const ruleOf: Readonly<Record<MessageNumbering, SequenceRule>> = {
  ranges: updateRangeRule,
  'linked-ranges': linkedRangeRule,
  linked: linkedRule,
  contiguous: contiguousRule,
  ascending: ascendingRule,
  unnumbered: unnumberedRule,
  snapshots: snapshotOnlyRule,
}

/**
 * The rules by which one book of a venue's feed is followed.
 *
 * @param steps of the instrument, with the decimals its venue writes: the checksum is over those
 * @param depth levels a side, where those beyond fall out without being deleted
 *
 * @example
 * const steps = { tickSize: { units: 1, decimals: 1 }, lotSize: { units: 1, decimals: 3 } }
 * new FollowedBook(feedRulesOf({ numbering: 'contiguous' }, steps)).voidReason // => 'no-snapshot'
 */
export function feedRulesOf(feed: BookFeed, steps: ChecksumSteps, depth?: number): FeedRules {
  return {
    sequence: ruleOf[feed.numbering],
    ...(feed.checksum === undefined ? {} : { checksum: new BookChecksum(feed.checksum, steps) }),
    ...(depth === undefined ? {} : { depth }),
  }
}

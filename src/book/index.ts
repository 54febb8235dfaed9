// Market events, in columns.
export { eventFlag, eventKind, eventSide } from '../core/events/event-codes.ts'
export type { BookSide, EventKind, EventSide } from '../core/events/event-codes.ts'
export { EventColumns } from '../core/events/event-columns.ts'
export type { EventRows } from '../core/events/event-columns.ts'
export type { BookFeed, ChecksumLayout, MessageNumbering } from '../core/events/book-feed.ts'
export type { MessageSequence } from '../core/events/wire-codec.ts'

// Order books.
export { DenseBook } from './dense-book.ts'
export type { BookLevels, BookTop, OrderBook } from './order-book.ts'
export { OrderQueues } from './order-queues.ts'
export type { OrderChange } from './order-queues.ts'
export { InstrumentBook } from './instrument-book.ts'

// A live feed, and whether its book can be believed.
export { FollowedBook } from './followed-book.ts'
export type {
  BookListener,
  FeedRules,
  Followed,
  FollowedCounts,
  VoidReason,
} from './followed-book.ts'
export { FollowedFeed } from './followed-feed.ts'
export { linkedRangeRule, updateRangeRule } from './sequence/update-range.ts'
export {
  ascendingRule,
  contiguousRule,
  linkedRule,
  snapshotOnlyRule,
  unnumberedRule,
} from './sequence/numbered.ts'
export { ConnectionNumber } from './sequence/connection-number.ts'
export { voidSequence } from './sequence/sequence-rule.ts'
export type { SequenceRule, SequenceState, SequenceVerdict } from './sequence/sequence-rule.ts'
export { BookChecksum } from './checksum/book-checksum.ts'
export type { ChecksumSteps } from './checksum/book-checksum.ts'
export { feedRulesOf } from './feed-rules.ts'
export { judgeTouch, removeCrossed, touchOf } from './crossing.ts'
export type { CrossedRule, CrossingState, Touch } from './crossing.ts'
export { nextResync, resyncStart, usualResync } from './resync.ts'
export type { ResyncPolicy, ResyncState, ResyncStep } from './resync.ts'

// What a book is worth to an order.
export { sweepBook, sweepCost } from './sweep.ts'
export type { Sweep, SweepCost, SweepRequest, SweepTerms } from './sweep.ts'

// One asset at several venues.
export { notComparable } from './consolidated/comparable.ts'
export type { CommonMarket, NotComparable } from './consolidated/comparable.ts'
export { ConsolidatedBook, consolidatedLevels } from './consolidated/consolidated-book.ts'
export type {
  ConsolidatedLevels,
  ConsolidatedMember,
  ConsolidatedPricing,
} from './consolidated/consolidated-book.ts'

// Where an order stands in its queue.
export {
  estimatedQueue,
  frontShare,
  logShare,
  powerShare,
  riskAverseShare,
} from './queue/estimated-queue.ts'
export type { CancelShare } from './queue/estimated-queue.ts'
export { exactQueue } from './queue/exact-queue.ts'
export type { QueueModel, QueuePosition } from './queue/queue-model.ts'

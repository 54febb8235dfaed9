import { EventColumns } from '../../src/core/events/event-columns.ts'
import type { MessageSequence } from '../../src/core/events/wire-codec.ts'
import { checksumOf } from '../../src/wire/checksum.ts'
import { DecodeCounts } from '../../src/wire/decode-counts.ts'
import { protocols } from '../../src/wire/protocols.ts'
import type { SequenceRule } from '../../src/wire/sequence-rule.ts'
import type { Recording } from './recordings.ts'
import { SortedBook } from './sorted-book.ts'

/** What came of following all books of a recording. */
export interface Followed {
  readonly counts: DecodeCounts
  /** Details of malformed messages, for who looks into one. */
  readonly faults: readonly string[]
  readonly books: number
  /** Messages that could be held against the one before, and those that did not follow it. */
  readonly followed: number
  readonly gaps: number
  readonly checksums: number
  readonly wrongChecksums: number
  readonly rows: number
}

/** Decodes a recording, holds the place of each message against its venue's rules, and its checksums against the book. */
export function follow({ name, feed, messages }: Recording, depth = Infinity): Followed {
  const { sequenceRules, checksum } = protocols[name]
  const counts = new DecodeCounts()
  const columns = new EventColumns()
  const sortedBooks = new Map<number, SortedBook>()
  const previous = new Map<string, MessageSequence>()
  const faults: string[] = []
  const found = { books: 0, followed: 0, gaps: 0, checksums: 0, wrongChecksums: 0, rows: 0 }
  for (const { frame, connection } of messages) {
    columns.empty()
    const outcome = feed.codec.decode(frame, columns)
    counts.add(outcome)
    if (outcome.kind === 'malformed') faults.push(`${outcome.reason} ${outcome.detail}`)
    if (outcome.kind !== 'decoded') continue
    found.rows += columns.length
    const sequence = { ...outcome.sequence }
    const isCounted = sequenceRules.includes('connection-counts-up')
    const isBook = !Number.isNaN(sequence.instrument)
    if (connection !== 'rest' && (isBook || isCounted)) {
      const line = isCounted ? connection : `${connection} ${sequence.instrument}`
      const before = previous.get(line)
      previous.set(line, sequence)
      const follows = before && followsOf(sequenceRules, before, sequence)
      if (follows !== undefined) found.followed++
      if (follows === false) found.gaps++
    }
    if (!isBook) continue
    found.books++
    const book = sortedBooks.get(sequence.instrument) ?? new SortedBook()
    sortedBooks.set(sequence.instrument, book)
    book.apply(columns)
    book.cutTo(depth)
    if (checksum === undefined || Number.isNaN(sequence.checksum)) continue
    found.checksums++
    const { instrument } = feed.symbols.ofInstrument(sequence.instrument)!
    const sum = checksumOf(checksum, book.bids, book.asks, instrument)
    if (sum !== sequence.checksum) found.wrongChecksums++
  }
  return { counts, faults, ...found }
}

/** Does a message follow the one before? Undefined where its venue's rules cannot tell, or it begins anew. */
function followsOf(
  rules: readonly SequenceRule[],
  before: MessageSequence,
  { isSnapshot, first, last, previous }: MessageSequence,
): boolean | undefined {
  if (rules.includes('connection-counts-up')) return last === before.last + 1
  if (isSnapshot) return undefined
  if (rules.includes('first-follows')) return first === before.last + 1
  if (rules.includes('previous-is-last')) {
    return Number.isNaN(previous) ? undefined : previous === before.last
  }
  if (rules.includes('last-counts-up')) return last === before.last + 1
  if (rules.includes('clock')) return last >= before.last
  return undefined
}

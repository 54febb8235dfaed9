import { EventColumns } from '../../src/core/events/event-columns.ts'
import { CapturedFeed } from '../../src/stores/captures/captured-feed.ts'
import { protocols } from '../../src/wire/protocols.ts'
import type { Recording } from './recordings.ts'

/** What came of following all books of a recording. */
export interface FollowedRecording {
  readonly feed: CapturedFeed
  readonly out: EventColumns
  /** Details of malformed messages, for who looks into one. */
  readonly faults: readonly string[]
}

/** Decodes a recording, message by message, and follows its books as they would be live; a message may be left out. */
export function follow({ name, feed, messages }: Recording, leftOut = NaN): FollowedRecording {
  const out = new EventColumns()
  const followed = new CapturedFeed(protocols[name], feed.symbols)
  const faults: string[] = []
  for (const [row, { frame }] of messages.entries()) {
    if (row === leftOut) continue
    const outcome = followed.read(frame, out)
    if (outcome.kind === 'malformed') faults.push(`${outcome.reason} ${outcome.detail}`)
  }
  return { feed: followed, out, faults }
}

/** The rows of the first messages of a recording, nothing judged. */
export function decodedRows({ feed, messages }: Recording, most: number): EventColumns {
  const out = new EventColumns()
  for (const { frame } of messages.slice(0, most)) feed.codec.decode(frame, out)
  return out
}

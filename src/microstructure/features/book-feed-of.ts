import { eventFlag, eventKind } from '../../core/events/event-codes.ts'
import type { EventRows } from '../../core/events/event-columns.ts'
import type { FeaturePlan } from './feature-plan.ts'

/** Messages of the book that have to be seen before a feed can be told from its first snapshot. */
const messagesMin = 10

/**
 * How the book of an instrument is fed, from rows of it: what a plan says as `bookFeed`.
 *
 *   `snapshots` where more than half of the messages that tell of the book begin it anew, else `changes`
 *
 * @returns undefined below ten such messages
 *
 * @example
 * const rows = new EventColumns()
 * for (let message = 0; message < 10; message++) {
 *   rows.begin(0, 1_700_000_000_000_000, NaN, NaN)
 *   rows.addClear()
 *   rows.addLevel(eventSide.bid, 99, 5)
 *   rows.end()
 * }
 * bookFeedOf(rows, 0) // => 'snapshots'
 */
export function bookFeedOf(
  rows: EventRows,
  instrument: number,
): FeaturePlan['bookFeed'] | undefined {
  let messages = 0
  let snapshots = 0
  let tells = false
  let clears = false
  for (let row = 0; row < rows.length; row++) {
    const kind = rows.kind[row]!
    if (rows.instrument[row] === instrument && kind <= eventKind.order) {
      tells = true
      if (kind === eventKind.clear) clears = true
    }
    if ((rows.flags[row]! & eventFlag.endsMessage) === 0) continue
    messages += Number(tells)
    snapshots += Number(clears)
    tells = false
    clears = false
  }
  if (messages < messagesMin) return undefined
  return snapshots * 2 > messages ? 'snapshots' : 'changes'
}

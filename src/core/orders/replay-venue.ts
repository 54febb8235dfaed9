import type { EventRows } from '../events/event-columns.ts'
import type { Instant } from '../time.ts'
import type { OrderCommand } from './order.ts'
import type { AccountMessage } from './account-event.ts'

/**
 * A venue as a replay drives it: market rows happen at it, commands reach it, answers come back, each at its instant.
 *
 * Two clocks: what happens at the venue at `tv` is heard here later. The driver hands it every market row whose `tv` is
 * at or before the local instant it is about to handle, in ascending `tv`; a command sent at a local instant arrives
 * after it, so nothing at the venue ever depends on what is not yet handed over.
 */
export interface ReplayVenue {
  /**
   * When a row happened at the venue, microseconds: at or before its local time, never falling within a lane of an
   * instrument. Rows of one message and instrument with the same exchange time happened at once, in the lane of the first.
   */
  venueInstant(rows: EventRows, row: number): number
  /** In which of its lanes, 0 or 1, a row of an instrument comes: what comes in another may overtake it. Default: all in one. */
  laneOf?(rows: EventRows, row: number): number
  /** A row of one of its instruments; everything of its own that was due before is done first. */
  market(rows: EventRows, row: number): void
  /**
   * The rows `[start, end)`, of one message, instrument and instant, as `market` takes them one by one: for a venue that
   * never says nor has to do anything at the instant of a row that made it, so that nothing could come between them.
   *
   * @returns false where it has no more to do or to say than before
   */
  marketRun?(rows: EventRows, start: number, end: number): boolean
  /** A command that leaves us at a local instant. */
  send(command: OrderCommand, localTime: Instant): void
  /** Does everything of its own (arrivals, expiries, settlements) that is due up to a venue instant. */
  advanceTo(instant: number): void
  /**
   * Venue instant of the next thing of its own; Infinity while there is none. Between two of them nothing happens at
   * the venue but market rows: a driver goes from one to the next, so that an answer is heard, and answered, before
   * what comes after it is done.
   */
  nextDueAt(): number
  /** Local time of the next answer, or of what it says of the account; Infinity while there is none. */
  nextAnswerAt(): number
  /** Takes that: of one account everything comes down one stream, in the order in which the venue said it. */
  takeAnswer(): AccountMessage
}

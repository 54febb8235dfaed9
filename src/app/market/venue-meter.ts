import type { EventRows } from '../../core/events/event-columns.ts'
import { eventKind } from '../../core/events/event-codes.ts'
import type { FeedListener, FeedNotice, MarketFeed } from '../../core/events/market-feed.ts'
import { messageEnd } from '../../core/events/message-end.ts'
import { microsecondsPerSecond, type Duration, type Instant } from '../../core/time.ts'

/** Messages are counted over so many whole seconds. */
const rateSeconds = 10
/** Delays kept, the latest; of a lively venue those of some seconds. */
const delaysKept = 512
/** A delay that is older says nothing of now. */
const delaysAgeMost = 60 * microsecondsPerSecond

/** How a venue's feed behaves. A class, for it keeps rings that every message is written into. */
export class VenueMeter {
  gaps = 0
  lastMessageAt: number = Number.NaN
  notice: string | undefined
  isConnected = false
  /** The venue's clock before ours; NaN while unknown. */
  clockOffset: number = Number.NaN
  readonly #began: Instant
  readonly #counts = new Float64Array(rateSeconds + 1)
  #second = -1
  readonly #delays = new Float64Array(delaysKept)
  readonly #delayTimes = new Float64Array(delaysKept).fill(-Infinity)
  #nextDelay = 0

  constructor(now: Instant) {
    this.#began = now
  }

  /** Takes note of whole messages. */
  heard(rows: EventRows): void {
    for (let start = 0; start < rows.length; start = messageEnd(rows, start)) {
      const time = rows.localTime[start]! as Instant
      if (rows.kind[start] === eventKind.gap) {
        this.gaps++
        continue
      }
      this.#count(time)
      this.lastMessageAt = time
      const stamped = rows.exchangeTime[start]!
      if (!Number.isNaN(stamped)) this.#keep(time - stamped, time)
    }
  }

  noticed({ kind, detail }: FeedNotice): void {
    this.notice = `${kind}: ${detail}`
    if (kind === 'connected') this.isConnected = true
    if (kind === 'disconnected') this.isConnected = false
  }

  /** Over the last whole seconds, or as many as have passed. */
  messagesPerSecond(now: Instant): number {
    this.#turnTo(now)
    const current = this.#second % this.#counts.length
    let sum = 0
    for (const [slot, count] of this.#counts.entries()) if (slot !== current) sum += count
    const passed = (now - this.#began) / microsecondsPerSecond
    return sum / Math.min(rateSeconds, Math.max(1, Math.floor(passed)))
  }

  /**
   * The delay from the venue's stamp to here that a share of the messages did not exceed, µs, its clock put right where
   * that is known; NaN without any.
   */
  delayQuantile(share: number, now: Instant): number {
    const recent = this.#delays
      .filter((_, slot) => now - this.#delayTimes[slot]! <= delaysAgeMost)
      .toSorted()
    if (recent.length === 0) return Number.NaN
    const offset = Number.isNaN(this.clockOffset) ? 0 : this.clockOffset
    return recent[Math.min(recent.length - 1, Math.floor(share * recent.length))]! + offset
  }

  #keep(delay: number, time: Instant): void {
    this.#delays[this.#nextDelay] = delay
    this.#delayTimes[this.#nextDelay] = time
    this.#nextDelay = (this.#nextDelay + 1) % delaysKept
  }

  #count(time: Instant): void {
    this.#turnTo(time)
    this.#counts[this.#second % this.#counts.length]!++
  }

  #turnTo(time: Instant): void {
    const second = Math.floor(time / microsecondsPerSecond)
    if (second <= this.#second) return
    const from = Math.max(this.#second + 1, second - this.#counts.length + 1)
    for (let each = from; each <= second; each++) this.#counts[each % this.#counts.length] = 0
    this.#second = second
  }
}

/** A feed whose listener is told after the meter; and what asks the venue for its time. */
export function metered(
  feed: MarketFeed,
  meter: VenueMeter,
  told: (rows: EventRows) => void,
): MarketFeed {
  return {
    venue: feed.venue,
    start: (listener: FeedListener) =>
      feed.start({
        rows: (rows) => {
          meter.heard(rows)
          told(rows)
          listener.rows(rows)
        },
        notice: (notice) => {
          meter.noticed(notice)
          listener.notice(notice)
        },
      }),
    resync: (instruments) => feed.resync(instruments),
    touch: (instrument) => feed.touch(instrument),
    ...(feed.heardAt === undefined
      ? {}
      : { heardAt: (instrument: number) => feed.heardAt!(instrument) }),
    ...(feed.readClock === undefined ? {} : { readClock: () => feed.readClock!() }),
    close: () => feed.close(),
  }
}

/** Milliseconds of microseconds; null where there are none. */
export function millisecondsOrNull(microseconds: number): number | null {
  return Number.isNaN(microseconds) ? null : (microseconds as Duration) / 1_000
}

import type { ClockReading } from '../core/events/market-feed.ts'
import type { CcxtExchange } from './ccxt-exchange.ts'
import { clockWords, readClock } from './clock-reading.ts'
import { isOfTime } from './order-outcomes.ts'
import { profileOf } from './venue-profiles.ts'

/** A venue that refuses requests for their time is asked for its own no more often. */
const doubtedForMs = 5_000

/** It is asked again anyway, for clocks drift. */
const trustedForMs = 600_000

/** A clock that moves by less is not told of again, µs. */
const toldFrom = 1_000_000

/** A reading that was longer under way is made again, µs, so often at most. */
const quickWithin = 500_000
const readingsMost = 4

interface VenueTimeTerms {
  /** Hears of a clock that is far off, and of one that was set. */
  readonly tell?: (text: string) => void
  /** A clock that nobody sets, milliseconds. */
  readonly elapsed?: () => number
}

/**
 * How far this machine's clock is from a venue's, by which ccxt stamps what it signs: asked at the start and again, for
 * the machine's may be set. A class, for it keeps when it asked.
 */
export class VenueTime {
  readonly #exchange: CcxtExchange
  readonly #tell: (text: string) => void
  readonly #elapsed: () => number
  #askedAt = -Infinity
  /** The offset that was told last, µs. */
  #told = 0

  constructor(exchange: CcxtExchange, { tell, elapsed }: VenueTimeTerms = {}) {
    this.#exchange = exchange
    this.#tell = tell ?? (() => undefined)
    this.#elapsed = elapsed ?? (() => performance.now())
  }

  /** What could not be asked is as it was before. */
  async ask(): Promise<ClockReading | undefined> {
    return this.#read().catch(() => undefined)
  }

  /**
   * How far the venue's clock is from where it was taken to be until now; from now on requests are stamped by what was
   * found. An offset that is known and allowed for is none.
   *
   * @throws what ccxt says when it does not answer
   */
  async drift(): Promise<ClockReading> {
    const before = this.#allowedFor()
    const reading = await this.#read()
    if (before === undefined) return reading
    return { ...reading, offset: (this.#allowedFor() ?? before) - before }
  }

  /** Asks where it is long since. */
  look(): void {
    this.#askAfter(trustedForMs)
  }

  /** Asks where something failed for its time. */
  doubt(cause: unknown): void {
    if (isOfTime(cause)) this.#askAfter(doubtedForMs)
  }

  #askAfter(ms: number): void {
    if (this.#elapsed() - this.#askedAt >= ms) void this.ask()
  }

  /** By how much the venue's clock is taken to be before ours, µs; undefined where ccxt stamps by ours whatever it is. */
  #allowedFor(): number | undefined {
    const { timeDifference } = this.#exchange.options
    return typeof timeDifference === 'number' ? -timeDifference * 1_000 : undefined
  }

  async #read(): Promise<ClockReading> {
    this.#askedAt = this.#elapsed()
    const reading = await this.#surest()
    const before = this.#allowedFor()
    if (before === undefined) return reading
    if (this.#exchange.has['fetchTime'] !== true) return reading
    const read = Number.isNaN(reading.offset) ? 0 : reading.offset
    const offset = Math.abs(read - before) <= this.#unsureOf(reading) ? before : read
    this.#exchange.options['timeDifference'] = 0 - Math.round(offset / 1_000)
    if (Math.abs(offset - this.#told) < toldFrom) return reading
    this.#told = offset
    const words = clockWords({ offset })
    this.#tell(
      words === undefined
        ? "this machine's clock is right again"
        : `${words}, which is allowed for`,
    )
    return reading
  }

  /**
   * The reading whose answer was quickest. One that was two seconds under way, on a machine that starts up say, may be wrong by
   * one, and what is stamped a second ahead is refused: it is read again.
   */
  async #surest(): Promise<ClockReading> {
    let best = await readClock(this.#exchange)
    for (let more = readingsMost; more > 1 && best.roundTrip > quickWithin; more--) {
      const next = await readClock(this.#exchange).catch(() => best)
      if (next.roundTrip < best.roundTrip) best = next
    }
    return best
  }

  /** By how much a reading may be wrong, µs: what is within that of what is allowed for is no news. */
  #unsureOf({ roundTrip }: ClockReading): number {
    const { timeStepMs = 1 } = profileOf(this.#exchange.id)
    return roundTrip / 2 + (timeStepMs / 2) * 1_000
  }
}

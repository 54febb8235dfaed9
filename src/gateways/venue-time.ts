import type { CcxtExchange } from './ccxt-exchange.ts'
import { isOfTime } from './order-outcomes.ts'

/** A venue that refuses requests for their time is asked for its own no more often. */
const doubtedForMs = 5_000

/** It is asked again anyway, for clocks drift. */
const trustedForMs = 600_000

/**
 * How far this machine's clock is from a venue's, by which ccxt stamps what it signs: asked at the start and again, for
 * the machine's may be set. A class, for it keeps when it asked.
 */
export class VenueTime {
  readonly #exchange: Pick<CcxtExchange, 'loadTimeDifference'>
  readonly #elapsed: () => number
  #askedAt = -Infinity

  /** @param elapsed a clock that nobody sets, milliseconds */
  constructor(
    exchange: Pick<CcxtExchange, 'loadTimeDifference'>,
    elapsed = (): number => performance.now(),
  ) {
    this.#exchange = exchange
    this.#elapsed = elapsed
  }

  /** What could not be asked is as it was before. */
  async ask(): Promise<void> {
    this.#askedAt = this.#elapsed()
    await this.#exchange.loadTimeDifference?.().catch(() => undefined)
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
}

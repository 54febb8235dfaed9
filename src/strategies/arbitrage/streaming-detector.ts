import type { EventRows } from '../../core/events/event-columns.ts'
import type { Instant } from '../../core/time.ts'
import { ArbitrageDetector, type DetectorSettings } from './detector.ts'
import type { ArbitrageSignal, Opportunity } from './opportunity.ts'
import type { Listed } from './terms.ts'

/**
 * A detector over feeds as they come in: message by message, what opened and what closed is said at the end of each. It is
 * what a strategy, a watch or a page stands on: rows in, signals out, what is open now at any time.
 *
 * A scan of a tape that is whole says it at the end of an instant instead; the two differ only where two messages have one
 * local time to the microsecond, and then this one says what was so between them.
 *
 * @example
 * const at = (venue) => ({
 *   instrument: { name: 'BTC-USD', venue, base: 'BTC', quote: 'USD', class: 'spot',
 *     tickSize: { units: 1, decimals: 0 }, lotSize: { units: 1, decimals: 0 } },
 *   symbol: 'BTCUSD',
 *   terms: { takerFeeBps: 10 },
 * })
 * const settings = { minEdgeBps: 0, staleAfter: 0, quoteMap: new Map(), withBasis: false, cycleLegsMost: 0 }
 * const seen = []
 * const stream = new StreamingDetector(settings, [at('a'), at('b')], (signal) => seen.push(signal.kind))
 * const rows = new EventColumns()
 * rows.begin(0, 1, NaN, NaN)
 * rows.addQuoteBid(999, 2)
 * rows.addQuoteAsk(1000, 2)
 * rows.end()
 * stream.take(rows, 0, rows.length)
 * const later = new EventColumns()
 * later.begin(1, 2, NaN, NaN)
 * later.addQuoteBid(1010, 1)
 * later.addQuoteAsk(1011, 1)
 * later.end()
 * stream.take(later, 0, later.length)
 * seen // => ['opened']
 */
export class StreamingDetector {
  readonly detector: ArbitrageDetector
  readonly #before: (instant: number) => void
  #now = -Infinity

  /**
   * @param listed by the indexes that rows have; more may be added later
   * @param before lets happen what is due before an instant, with the books as they stand
   */
  constructor(
    settings: DetectorSettings,
    listed: readonly Listed[],
    tell: (signal: ArbitrageSignal) => void,
    before: (instant: number) => void = () => undefined,
  ) {
    this.#before = before
    this.detector = new ArbitrageDetector(settings, tell)
    for (const each of listed) this.detector.add(each)
  }

  /** Takes one message, rows `[start, end)` of one local time, and says what it opened and closed. */
  take(rows: EventRows, start: number, end: number): void {
    const time = rows.localTime[start]! as Instant
    this.pass(time)
    for (let row = start; row < end; row++) this.detector.apply(rows, row)
    this.detector.settle(time)
  }

  /** Lets time pass without a message: books that have been silent for too long are given up. */
  pass(time: Instant): void {
    if (!(time > this.#now)) return
    this.detector.advance(time, this.#before)
    this.#before(time)
    this.#now = time
  }

  /** What is open now. */
  open(): Opportunity[] {
    return this.detector.open()
  }
}

import { millisecondsOf, type Instant } from '../../core/time.ts'
import { PendingCaptures, type LatencyOf } from '../../strategies/arbitrage/capture.ts'
import { ArbitrageDetector, type DetectorSettings } from '../../strategies/arbitrage/detector.ts'
import type { ArbitrageSignal, Opportunity } from '../../strategies/arbitrage/opportunity.ts'
import type { Listed } from '../../strategies/arbitrage/terms.ts'
import { CaptureTally } from './capture-tally.ts'
import { DollarWorth } from './dollar-worth.ts'
import { FaultCounts } from './fault-counts.ts'
import { isGreater, momentOf } from './book-moment.ts'
import { foundRow, withClusters, type Found } from './found-opportunity.ts'
import type { ArbitrageScanResult, BookMoment, ScanParameters } from './scan-result.ts'
import { FoundCycles } from './found-cycles.ts'
import { HourlyEdges, hoursOf } from './hours.ts'
import { summarise } from './scan-summary.ts'
import type { TapeBatch } from './tape-batch.ts'
import { TapeClock } from './tape-clock.ts'

/** How a tape is to be looked at. */
export interface ScanOptions {
  /** Also how long ways round may be. */
  readonly detector: DetectorSettings
  /** Undefined: nothing is said about capture. */
  readonly latencyOf: LatencyOf | undefined
  /** As the result repeats them, but for the fees, which are known when all instruments are. */
  readonly parameters: Omit<ScanParameters, 'takerFeeBps'>
  readonly isHourly: boolean
  /** Told with the result. */
  readonly notes: readonly string[]
}

/** How far a scan is. */
export interface ScanProgress {
  readonly events: number
  readonly opportunities: number
}

/**
 * Scans a tape for opportunities: a generator that is handed the tape piece by piece, `undefined` at its end, and yields
 * how far it is.
 *
 * Memory is that of the books and of what was found; the tape may be as long as it likes.
 *
 * @example
 * const program = scanTape(options)
 * program.next()
 * program.next({ rows, added, regridded: [], events: rows.length })
 * program.next(undefined).value.summary.count
 */
export function* scanTape(
  options: ScanOptions,
): Generator<ScanProgress, ArbitrageScanResult, TapeBatch | undefined> {
  const scan = new Scan(options)
  for (;;) {
    const batch = yield { events: scan.events, opportunities: scan.found.length }
    if (batch === undefined) return scan.result()
    scan.take(batch)
  }
}

class Scan {
  events = 0
  readonly found: Found[] = []
  readonly #options: ScanOptions
  readonly #detector: ArbitrageDetector
  readonly #clock: TapeClock
  readonly #captures: PendingCaptures | undefined
  readonly #tally: CaptureTally
  readonly #faults: FaultCounts
  readonly #members: Listed[] = []
  readonly #cycles = new FoundCycles()
  readonly #edges = new HourlyEdges()
  readonly #byOpportunity = new Map<Opportunity, Found>()
  readonly #worth: DollarWorth
  #best: { readonly opportunity: Opportunity; readonly moment: BookMoment } | undefined

  constructor(options: ScanOptions) {
    this.#options = options
    this.#tally = new CaptureTally(options.latencyOf ?? (() => undefined))
    const detector = new ArbitrageDetector(options.detector, (signal) => this.#hear(signal))
    this.#detector = detector
    this.#worth = new DollarWorth(
      (member) => detector.ownMiddle(member),
      options.detector.staleAfter,
    )
    this.#faults = new FaultCounts((member) => this.#members[member]!)
    this.#captures =
      options.latencyOf === undefined
        ? undefined
        : new PendingCaptures(
            options.latencyOf,
            (member) => detector.pricedBook(member),
            (opportunity, trade) => {
              const found = this.#byOpportunity.get(opportunity)
              if (found !== undefined) found.captured = trade
              this.#tally.learn(opportunity, trade)
              this.#forget(opportunity)
            },
          )
    this.#clock = new TapeClock(detector, (instant) => {
      this.#captures?.arriveBefore(instant)
      if (options.isHourly) this.#noteEdge(instant)
    })
  }

  take({ rows, added, regridded, events }: TapeBatch): void {
    for (const listed of added) {
      this.#members.push(listed)
      this.#worth.add(this.#detector.add(listed), listed.instrument)
    }
    for (const { member, listed } of regridded) {
      this.#members[member] = listed
      const { priceFactor } = this.#detector.regrid(member, listed)
      this.#captures?.regrid(member, priceFactor)
    }
    this.#clock.take(rows)
    this.events = events
  }

  /** What is open now stays so until the next instant. */
  #noteEdge(until: number): void {
    const from = millisecondsOf(this.#clock.now)
    const to = until === Infinity ? from : until / 1_000
    this.#edges.note(from, to, this.#detector.bestEdge())
  }

  result(): ArbitrageScanResult {
    this.#clock.end()
    const { now, from } = this.#clock
    const opportunities = withClusters(this.found.map((found) => foundRow(found, now)))
    const cycles = this.#cycles.rows((member) => this.#members[member]!)
    const fees = this.#members.map(({ instrument, symbol, terms }) => [
      `${instrument.venue}:${symbol}`,
      terms.takerFeeBps,
    ])
    const capture = this.#captures === undefined ? null : this.#tally.estimate()
    return {
      kind: 'arb-scan',
      version: 1,
      parameters: {
        ...this.#options.parameters,
        takerFeeBps: Object.fromEntries(fees) as Record<string, number>,
      },
      venues: [...new Set(this.#members.map(({ instrument }) => instrument.venue))],
      events: this.events,
      from: known(from),
      to: known(now),
      opportunities,
      cycles,
      hours: this.#options.isHourly ? hoursOf(opportunities, this.#edges) : null,
      best: this.#best?.moment ?? null,
      summary: summarise({
        opportunities,
        cycles,
        capture,
        faults: this.#faults.until(now, this.#members),
        notes: this.#options.notes,
      }),
    }
  }

  #hear(signal: ArbitrageSignal): void {
    if (signal.kind === 'opened') this.#begin(signal.opportunity)
    else if (signal.kind === 'closed') {
      this.#tally.closed(signal.opportunity, signal.time)
      const found = this.#byOpportunity.get(signal.opportunity)
      if (found === undefined) return
      found.end = { time: signal.time, reason: signal.reason }
      this.#forget(signal.opportunity)
    } else {
      this.#cycles.hear(signal)
      this.#faults.hear(signal)
    }
  }

  #begin(opportunity: Opportunity): void {
    const isSent = this.#captures?.send(opportunity) === true
    const found: Found = {
      opportunity,
      captureProbability: isSent ? this.#tally.forecast(opportunity) : null,
      isAwaited: isSent,
      quoteInUsd: this.#worth.of(opportunity.quote, opportunity.startTime),
    }
    this.found.push(found)
    if (isGreater(opportunity, this.#best?.opportunity, this.#worth)) {
      const { quoteMap } = this.#options.detector
      const source = { detector: this.#detector, members: this.#members, quoteMap }
      this.#best = { opportunity, moment: momentOf(opportunity, source) }
    }
    this.#byOpportunity.set(opportunity, found)
  }

  /** What has ended and is waited for no more is only kept as a result. */
  #forget(opportunity: Opportunity): void {
    const found = this.#byOpportunity.get(opportunity)
    if (found?.end === undefined) return
    if (!found.isAwaited || found.captured !== undefined) this.#byOpportunity.delete(opportunity)
  }
}

function known(instant: Instant): number | null {
  return Number.isNaN(instant) ? null : millisecondsOf(instant)
}

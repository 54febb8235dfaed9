import { eventKind } from '../../core/events/event-codes.ts'
import type { EventRows } from '../../core/events/event-columns.ts'
import { messageEnd } from '../../core/events/message-end.ts'
import type { FeedNotice } from '../../core/events/market-feed.ts'
import { millisecondsOf, type Instant } from '../../core/time.ts'
import type { TrustFault } from '../../risk/book-trust.ts'
import type { CaptureHazard } from '../../strategies/arbitrage/capture-hazard.ts'
import {
  PendingCaptures,
  type CapturedTrade,
  type LatencyOf,
} from '../../strategies/arbitrage/capture.ts'
import type { ArbitrageDetector, DetectorSettings } from '../../strategies/arbitrage/detector.ts'
import type { ArbitrageSignal, Opportunity } from '../../strategies/arbitrage/opportunity.ts'
import { baseOf } from '../../strategies/arbitrage/relations.ts'
import { StreamingDetector } from '../../strategies/arbitrage/streaming-detector.ts'
import type { Listed } from '../../strategies/arbitrage/terms.ts'
import { isGreater, momentOf } from './book-moment.ts'
import { CaptureTally } from './capture-tally.ts'
import { DollarWorth } from './dollar-worth.ts'
import { FaultCounts } from './fault-counts.ts'
import { cycleRow } from './found-cycles.ts'
import {
  capturedRow,
  foundRow,
  withClusters,
  type Found,
  type FoundRow,
} from './found-opportunity.ts'
import { JudgedBooks } from './judged-books.ts'
import { openedPart } from './opened-part.ts'
import { summarise } from './scan-summary.ts'
import type {
  ArbitrageScanResult,
  BookMoment,
  CaptureEstimate,
  FoundCycle,
  ScanParameters,
} from './scan-result.ts'
import type { WatchEvent } from './watch-result.ts'

/** What is watched, and how. */
export interface WatchSettings {
  readonly detector: DetectorSettings
  /** By the indexes that rows have. */
  readonly listed: readonly Listed[]
  /** Of orders; undefined: nothing is said about capture. */
  readonly latencyOf: LatencyOf | undefined
  /** What is known of captures to begin with. */
  readonly hazard: CaptureHazard
  /** A book that is trusted less is not used, 0 to 1. */
  readonly trustLeast: number
  readonly parameters: Omit<ScanParameters, 'takerFeeBps'>
  /** Opportunities, and ways round, that are kept for the end: the latest. Default 50,000. */
  readonly rowsMost?: number
}

/** With fewer outcomes a forecast of capture says more of where it began than of this market. */
export const outcomesLeast = 20
const usualRowsMost = 50_000

/**
 * Watches books over feeds as they come in for what could be bought at one venue and sold at another for more than both
 * fees: rows in, events out, each when it happens; and what it all came to when it ends, as a scan of a tape tells it.
 *
 * A book is not used while it is stale, crossed in itself, void after a gap, or trusted too little (`risk/book-trust.ts`).
 */
export class ArbitrageWatch {
  readonly #settings: WatchSettings
  readonly #tell: (event: WatchEvent) => void
  readonly detector: ArbitrageDetector
  readonly #stream: StreamingDetector
  readonly #captures: PendingCaptures | undefined
  readonly #tally: CaptureTally
  readonly #faults: FaultCounts
  readonly #books: JudgedBooks
  readonly #isHeard: boolean[]
  readonly #open = new Map<Opportunity, Watched>()
  readonly #rows: FoundRow[] = []
  readonly #cycles: FoundCycle[] = []
  readonly #worth: DollarWorth
  #best: { readonly opportunity: Opportunity; readonly moment: BookMoment } | undefined
  #dropped = 0
  #droppedCycles = 0
  #begun = 0
  #events = 0
  #from = NaN
  #now = -Infinity as Instant

  constructor(settings: WatchSettings, tell: (event: WatchEvent) => void) {
    const { listed, latencyOf, hazard } = settings
    this.#settings = settings
    this.#tell = tell
    this.#isHeard = listed.map(() => false)
    this.#tally = new CaptureTally(latencyOf ?? (() => undefined), hazard)
    this.#faults = new FaultCounts((member) => listed[member]!)
    const bookOf = (member: number) => this.#stream.detector.pricedBook(member)
    this.#captures =
      latencyOf &&
      new PendingCaptures(latencyOf, bookOf, (opportunity, trade) => this.#took(opportunity, trade))
    this.#stream = new StreamingDetector(
      settings.detector,
      listed,
      (signal) => this.#hear(signal),
      (instant) => this.#captures?.arriveBefore(instant),
    )
    this.detector = this.#stream.detector
    this.#worth = new DollarWorth(
      (member) => this.detector.ownMiddle(member),
      settings.detector.staleAfter,
    )
    for (const [member, { instrument }] of listed.entries()) this.#worth.add(member, instrument)
    this.#books = new JudgedBooks(listed.length, settings.trustLeast, (member, isOn, time) =>
      this.detector.distrust(member, isOn, time),
    )
  }

  /** Takes whole messages. */
  take(rows: EventRows): void {
    for (let start = 0; start < rows.length;) {
      const end = messageEnd(rows, start)
      this.#takeMessage(rows, start, end)
      start = end
    }
  }

  /** Lets time pass without a message. */
  pass(time: Instant): void {
    if (!(time > this.#now)) return
    this.#now = time
    this.#stream.pass(time)
    if (this.#books.pass(time)) this.detector.settle(time)
  }

  /** Holds something against a book that its rows do not show. */
  blame(member: number, fault: TrustFault, time: Instant): void {
    this.#books.blame(member, fault, time)
  }

  /** Of a message that nobody could read it is not known which of the venue's books it was of, unless that is said. */
  noticed({ kind, venue, instruments }: FeedNotice, time: Instant): void {
    if (kind !== 'malformed') return
    for (const [member, { instrument }] of this.#settings.listed.entries())
      if (instruments?.includes(member) ?? instrument.venue === venue)
        this.blame(member, 'malformed', time)
  }

  /** Books of which nothing has been heard yet. */
  silent(): readonly Listed[] {
    return this.#settings.listed.filter((_, member) => !this.#isHeard[member]!)
  }

  /** What is open now, as it stands: by start. */
  open(): readonly FoundRow[] {
    return [...this.#open.values()]
      .filter(({ end }) => end === undefined)
      .map((watched) => foundRow(watched, this.#now))
  }

  /** What has ended and is waited for no more, oldest first. */
  ended(): readonly FoundRow[] {
    return this.#rows
  }

  /** How many opened so far. */
  count(): number {
    return this.#begun
  }

  /** What two orders at every start would have come to; null without latencies. */
  capture(): CaptureEstimate | null {
    return this.#captures === undefined ? null : this.#tally.estimate()
  }

  /** Is a book void, or trusted too little? */
  isDistrusted(member: number): boolean {
    return this.#books.isDistrusted(member)
  }

  /** Ends the watch: what is open is closed, and all that was seen is told as a scan tells it. */
  end(notes: readonly string[]): ArbitrageScanResult {
    const { parameters, listed } = this.#settings
    const now = this.#now
    this.#captures?.arriveBefore(Infinity)
    this.#stream.detector.finish(now)
    const opportunities = withClusters(this.#rows)
    const fees = listed.map(({ instrument, symbol, terms }): [string, number] => [
      `${instrument.venue}:${symbol}`,
      terms.takerFeeBps,
    ])
    const dropped = [
      [this.#dropped, 'opportunities'],
      [this.#droppedCycles, 'ways round'],
    ].flatMap(([count, what]) => (count === 0 ? [] : [`the first ${count} ${what} were not kept`]))
    return {
      kind: 'arb-scan',
      version: 1,
      parameters: { ...parameters, takerFeeBps: Object.fromEntries(fees) },
      venues: [...new Set(listed.map(({ instrument }) => instrument.venue))],
      events: this.#events,
      from: Number.isNaN(this.#from) ? null : millisecondsOf(this.#from as Instant),
      to: Number.isNaN(this.#from) ? null : millisecondsOf(now),
      opportunities,
      cycles: this.#cycles,
      hours: null,
      best: this.#best?.moment ?? null,
      summary: summarise({
        opportunities,
        cycles: this.#cycles,
        capture: this.#captures === undefined ? null : this.#tally.estimate(),
        faults: this.#faults.until(now, listed),
        notes: [...notes, ...dropped],
      }),
    }
  }

  #takeMessage(rows: EventRows, start: number, end: number): void {
    const time = rows.localTime[start]! as Instant
    if (Number.isNaN(this.#from)) this.#from = time
    this.#events += end - start
    this.pass(time)
    for (let row = start; row < end; row++) {
      const member = rows.instrument[row]!
      const kind = rows.kind[row]!
      if (kind === eventKind.gap) this.#books.gap(member, time)
      else if (kind === eventKind.clear) this.#books.clear(member, time)
      else if (bookKinds.has(kind)) this.#isHeard[member] = true
    }
    this.#stream.take(rows, start, end)
  }

  #hear(signal: ArbitrageSignal): void {
    this.#faults.hear(signal)
    switch (signal.kind) {
      case 'opened':
        return this.#begin(signal.opportunity)
      case 'closed':
        return this.#close(signal.opportunity, signal)
      case 'cycle-opened':
        return
      case 'cycle-closed': {
        const cycle = cycleRow(signal, (member) => this.#settings.listed[member]!)
        if (keepLatest(this.#cycles, cycle, this.#settings)) this.#droppedCycles++
        return this.#tell({ event: 'cycle', time: millisecondsOf(signal.time), ...cycle })
      }
      case 'fault':
      case 'mended': {
        const { instrument, symbol } = this.#settings.listed[signal.member]!
        const { fault, time } = signal
        this.#tell({
          event: signal.kind === 'fault' ? 'not-used' : 'used-again',
          time: millisecondsOf(time),
          venue: instrument.venue,
          symbol,
          class: instrument.class,
          reason: fault,
        })
        if (signal.kind === 'fault' && fault === 'crossed') this.#books.crossed(signal.member, time)
        return
      }
      case 'different-assets': {
        const [buy, sell] = [signal.buy, signal.sell].map((at) => this.#settings.listed[at]!)
        return this.#tell({
          event: 'different-assets',
          time: millisecondsOf(signal.time),
          base: baseOf(buy!),
          buyVenue: buy!.instrument.venue,
          sellVenue: sell!.instrument.venue,
          ratio: signal.ratio,
        })
      }
    }
  }

  #begin(opportunity: Opportunity): void {
    const isSent = this.#captures?.send(opportunity) === true
    const forecast = isSent ? this.#tally.forecast(opportunity) : null
    const isKnown = this.#settings.hazard.known >= outcomesLeast
    const captureProbability = isKnown ? forecast : null
    const id = ++this.#begun
    const quoteInUsd = this.#worth.of(opportunity.quote, opportunity.startTime)
    const watched: Watched = {
      id,
      opportunity,
      captureProbability,
      isAwaited: isSent,
      quoteInUsd,
    }
    this.#open.set(opportunity, watched)
    if (isGreater(opportunity, this.#best?.opportunity, this.#worth)) {
      const { detector, listed } = this.#settings
      const source = {
        detector: this.#stream.detector,
        members: listed,
        quoteMap: detector.quoteMap,
      }
      this.#best = { opportunity, moment: momentOf(opportunity, source) }
    }
    this.#tell({
      event: 'opened',
      time: millisecondsOf(opportunity.startTime),
      id,
      ...openedPart(foundRow(watched, opportunity.startTime)),
      captureProbability,
      quoteRates: this.#ratesOf(opportunity),
    })
  }

  #close(
    opportunity: Opportunity,
    {
      time,
      reason,
    }: { readonly time: Instant; readonly reason: NonNullable<Found['end']>['reason'] },
  ): void {
    this.#tally.closed(opportunity, time)
    const watched = this.#open.get(opportunity)
    if (watched === undefined) return
    watched.end = { time, reason }
    const row = foundRow(watched, time)
    const { durationMs, peakBps, endReason } = row
    this.#tell({
      event: 'closed',
      time: millisecondsOf(time),
      id: watched.id,
      ...openedPart(row),
      durationMs,
      peakBps,
      endReason,
    })
    this.#keep(watched)
  }

  #took(opportunity: Opportunity, trade: CapturedTrade): void {
    this.#tally.learn(opportunity, trade)
    const watched = this.#open.get(opportunity)
    if (watched === undefined) return
    watched.captured = trade
    const { base, quote, buyVenue, sellVenue, quantity } = foundRow(watched, this.#now)
    this.#tell({
      event: 'captured',
      time: millisecondsOf(this.#now),
      id: watched.id,
      base,
      quote,
      buyVenue,
      sellVenue,
      quantity: quantity!,
      ...capturedRow(trade),
      captureProbability: watched.captureProbability,
    })
    this.#keep(watched)
  }

  /** What has ended and is waited for no more is only kept as a row. */
  #keep(watched: Watched): void {
    const { opportunity, end, isAwaited, captured } = watched
    if (end === undefined || (isAwaited && captured === undefined)) return
    this.#open.delete(opportunity)
    if (keepLatest(this.#rows, foundRow(watched, end.time), this.#settings)) this.#dropped++
  }

  #ratesOf({ buy, sell, quote }: Opportunity): Readonly<Record<string, number>> {
    const { detector } = this.#stream
    const legs = [buy, sell].filter(({ listed }) => listed.instrument.quote !== quote)
    return Object.fromEntries(
      legs.map(({ member, listed }) => [listed.instrument.quote, detector.rate(member)]),
    )
  }
}

/** @returns whether the oldest had to go */
function keepLatest<Row>(
  rows: Row[],
  row: Row,
  { rowsMost = usualRowsMost }: Pick<WatchSettings, 'rowsMost'>,
): boolean {
  rows.push(row)
  if (rows.length <= rowsMost) return false
  rows.shift()
  return true
}

type Watched = Found & { readonly id: number }

const bookKinds: ReadonlySet<number> = new Set([
  eventKind.level,
  eventKind.order,
  eventKind.quoteBid,
  eventKind.quoteAsk,
])

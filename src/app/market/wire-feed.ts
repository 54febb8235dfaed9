import { errorText } from '../../core/errors.ts'
import { EventColumns } from '../../core/events/event-columns.ts'
import type {
  ClockReading,
  FeedListener,
  FeedNotice,
  MarketFeed,
} from '../../core/events/market-feed.ts'
import { SymbolTable, type Listing } from '../../core/events/symbol-table.ts'
import type { RawMessage } from '../../core/events/raw-message.ts'
import type { Clock } from '../../core/clock.ts'
import { stepsOfDecimal } from '../../core/decimal-steps.ts'
import type { Step } from '../../core/price.ts'
import type { Duration, Instant } from '../../core/time.ts'
import { Backoff } from '../../gateways/backoff.ts'
import { CapturedFeed } from '../../stores/captures/captured-feed.ts'
import { protocols } from '../../wire/protocols.ts'
import { askBytes, askJson } from './ask-venue.ts'
import { openSocket, type ClientSocket } from './client-socket.ts'
import { clockReading } from './venue-clock.ts'
import type { VenuePlace, WirePlan } from './wire-plan.ts'

const second = 1_000_000
/** A connection that says nothing for so long is given up. Bitcoin is never so quiet. */
const silenceMost = 20 * second
/**
 * One that answers pings may be of a coin that is: patience grows up to this, each time it was in vain to connect anew. It is
 * as it was once messages have come for `silenceMost` without such a silence among them; what a connection begins with shows
 * nothing.
 */
const quietMost = 160 * second
/** Between two pings in the words of a venue, and between two frames by which a connection shows that it lives. */
const wordsEvery = 10 * second
const pingEvery = second
const noBytes = new Uint8Array(0)
/** Between two snapshots asked for of one book. */
const snapshotEvery = second

/**
 * A venue's public feed read by our own decoders: every message judged by the sequence, the checksum and the depth of
 * its protocol before it is told, as a capture of it would be.
 *
 * Connects by itself, and again after every loss. A class, for it guards a connection and what hangs on it.
 */
export class WireFeed implements MarketFeed {
  readonly venue: string
  readonly #plan: WirePlan
  readonly #place: VenuePlace
  readonly #listings: readonly Listing[]
  readonly #clock: Clock
  readonly #followed: CapturedFeed
  readonly #rows = new EventColumns()
  readonly #over = new AbortController()
  readonly #askedAt = new Map<number, number>()
  #listener: FeedListener | undefined
  #socket: ClientSocket | undefined
  readonly #backoff = new Backoff()
  /** When a message came last, and when anything did. */
  #toldAt = -Infinity
  #heardAt = -Infinity
  /** Since when messages have come without a silence. */
  #busySince = -Infinity
  #patience = silenceMost
  #cancel = (): void => undefined

  constructor(plan: WirePlan, place: VenuePlace, listings: readonly Listing[], clock: Clock) {
    this.venue = listings[0]?.instrument.venue ?? plan.exchange
    this.#plan = plan
    this.#place = place
    this.#listings = listings
    this.#clock = clock
    const symbols = new SymbolTable()
    for (const listing of listings) symbols.add(listing)
    this.#followed = new CapturedFeed(protocols[plan.feed], symbols)
  }

  start(listener: FeedListener): Promise<void> {
    this.#listener = listener
    this.#connect()
    return Promise.resolve()
  }

  /** Everything is subscribed to anew: what was lost may be any of it. */
  resync(instruments: readonly number[]): void {
    this.#tell('resync', 'asked for', instruments)
    this.#socket?.terminate()
  }

  async touch(instrument: number): Promise<{ readonly bid: number; readonly ask: number }> {
    const { symbol, instrument: of } = this.#listings.find(({ index }) => index === instrument)!
    const answer = await askJson(this.#place.rest + this.#plan.touchPath(symbol), this.#over.signal)
    const { bid, ask } = this.#plan.touchOf(answer, symbol)
    return { bid: ticksOf(bid, of.tickSize), ask: ticksOf(ask, of.tickSize) }
  }

  /** Asks for the venue's time once. @throws IsobarError `world` */
  async readClock(): Promise<ClockReading> {
    const before = this.#clock.now()
    const answer = await askJson(this.#place.rest + this.#plan.timePath, this.#over.signal)
    const after = this.#clock.now()
    return clockReading(this.#plan, answer, before, after)
  }

  heardAt(): number {
    return this.#heardAt
  }

  close(): Promise<void> {
    this.#over.abort()
    this.#cancel()
    this.#socket?.terminate()
    return Promise.resolve()
  }

  #connect(): void {
    const socket = openSocket(this.#place.socket)
    this.#socket = socket
    this.#toldAt = this.#clock.now()
    this.#busySince = this.#toldAt
    let reason = 'closed'
    socket.on('open', () => {
      this.#raw('connected', this.#place.socket, noBytes)
      for (const words of this.#plan.subscribe(this.#listings.map(({ symbol }) => symbol)))
        socket.send(JSON.stringify(words))
      this.#tell('connected', 'subscribed')
      this.#watch(socket, this.#clock.now())
    })
    socket.on('pong', () => {
      this.#heardAt = this.#clock.now()
    })
    socket.on('message', (data) => this.#hear(data))
    socket.on('error', (error) => {
      reason = error.message
    })
    socket.on('close', () => this.#lost(reason))
  }

  #lost(reason: string): void {
    if (this.#over.signal.aborted) return
    this.#cancel()
    const now = this.#clock.now()
    this.#rows.empty()
    this.#followed.reconnect(this.venue, now, this.#rows)
    this.#emit()
    const nextTry = Math.round(this.#backoff.nextMs() * 1_000) as Duration
    this.#listener?.notice({ venue: this.venue, kind: 'disconnected', detail: reason, nextTry })
    this.#cancel = this.#clock.callAt((now + nextTry) as Instant, () => this.#connect())
  }

  /** Keeps the connection open, and gives up one that has fallen silent. */
  #watch(socket: ClientSocket, saidAt: Instant): void {
    this.#cancel = this.#clock.callAt((this.#clock.now() + pingEvery) as Instant, () => {
      const now = this.#clock.now()
      const isDead = now - Math.max(this.#heardAt, this.#toldAt) > silenceMost
      const isQuiet = now - this.#toldAt > this.#patience
      if (!isDead && isQuiet) this.#patience = Math.min(quietMost, 2 * this.#patience)
      if (isDead || isQuiet) return socket.terminate()
      socket.ping()
      const speaks = now - saidAt >= wordsEvery
      if (speaks && this.#plan.ping !== undefined) socket.send(this.#plan.ping)
      this.#watch(socket, speaks ? now : saidAt)
    })
  }

  #hear(bytes: Uint8Array): void {
    const localTime = this.#clock.now()
    if (localTime - this.#toldAt > silenceMost) this.#busySince = localTime
    else if (localTime - this.#busySince > silenceMost) this.#patience = silenceMost
    this.#toldAt = localTime
    this.#heardAt = localTime
    this.#raw('message', this.#place.socket, bytes, localTime)
    this.#rows.empty()
    const outcome = this.#followed.read(
      { bytes, start: 0, end: bytes.length, localTime },
      this.#rows,
      this.venue,
    )
    if (this.#rows.length > 0) this.#backoff.reset()
    this.#emit()
    if (outcome.kind === 'malformed') {
      const of = Number.isNaN(outcome.instrument) ? undefined : [outcome.instrument]
      this.#tell('malformed', outcome.detail, of)
    }
    if (outcome.kind !== 'decoded' || Number.isNaN(outcome.sequence.instrument)) return
    this.#mend(outcome.sequence.instrument)
  }

  /** A book that is void is asked for anew: over REST where its snapshot comes so, else by a new connection. */
  #mend(instrument: number): void {
    const followed = this.#followed.books.get(instrument)
    if (followed === undefined || !followed.book.isVoid) return
    const { snapshotPath } = this.#plan
    if (snapshotPath === undefined) {
      if (followed.voidReason !== 'no-snapshot' && followed.voidReason !== 'disconnected')
        this.resync([instrument])
      return
    }
    const now = this.#clock.now()
    if (now - (this.#askedAt.get(instrument) ?? -Infinity) < snapshotEvery) return
    this.#askedAt.set(instrument, now)
    const { symbol } = this.#listings.find(({ index }) => index === instrument)!
    const address = this.#place.rest + snapshotPath(symbol)
    askBytes(address, this.#over.signal)
      .then((bytes) => this.#takeSnapshot(bytes, instrument, address))
      .catch((cause: unknown) => {
        if (!this.#over.signal.aborted) this.#tell('resync', `no snapshot: ${errorText(cause)}`)
      })
  }

  #takeSnapshot(bytes: Uint8Array, instrument: number, address: string): void {
    const localTime = this.#clock.now()
    this.#raw('answer', address, bytes, localTime)
    this.#rows.empty()
    this.#followed.read({ bytes, start: 0, end: bytes.length, localTime, instrument }, this.#rows)
    this.#emit()
  }

  /** Whoever keeps what came as it came has it before anybody reads it. */
  #raw(
    kind: RawMessage['kind'],
    address: string,
    bytes: Uint8Array,
    localTime: Instant = this.#clock.now(),
  ): void {
    const { exchange, class: traded, feed } = this.#plan
    const connection = `${exchange}.${traded}.${kind === 'answer' ? 'rest' : 'ws'}`
    this.#listener?.raw?.({ feed, connection, kind, address, localTime, bytes })
  }

  #emit(): void {
    if (this.#rows.length > 0) this.#listener?.rows(this.#rows)
  }

  #tell(kind: FeedNotice['kind'], detail: string, instruments?: readonly number[]): void {
    const of = instruments === undefined ? {} : { instruments }
    this.#listener?.notice({ venue: this.venue, kind, detail, ...of })
  }
}

/** Ticks of a price as text; NaN where it is missing or off the grid. */
function ticksOf(text: string | undefined, tickSize: Step): number {
  if (text === undefined) return Number.NaN
  const steps = stepsOfDecimal(text, tickSize)
  return steps.kind === 'value' ? steps.value : Number.NaN
}

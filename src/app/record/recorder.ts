import { EventColumns, type EventRows } from '../../core/events/event-columns.ts'
import { messageEnd } from '../../core/events/message-end.ts'
import type { FeedNotice, MarketFeed } from '../../core/events/market-feed.ts'
import type { RawMessage } from '../../core/events/raw-message.ts'
import type { Clock } from '../../core/clock.ts'
import type { Instant } from '../../core/time.ts'
import { rawLine, type RawLine, type RawLog } from '../../stores/captures/raw-log.ts'
import type { RecordingLog } from '../../stores/recording/recording-log.ts'
import type { EventOrigin } from '../../stores/recording/stream-table.ts'

/** What a recorder has done so far. */
export interface RecorderCounts {
  /** On the disk. */
  events: number
  /** Messages on the disk as they came; 0 where they are not kept. */
  rawMessages: number
  /** Messages that were read and not kept as they came, for too much waited already. */
  droppedRaw: number
  /** What came while the disk was behind and too much waited already. */
  droppedMessages: number
  droppedRows: number
  disconnects: number
  resyncs: number
}

/** Rows that wait for the disk at most: some ten seconds of a hundred busy books. */
const rowsMost = 1_000_000
/** The same of messages as they came, characters. */
const rawMost = 256 * 1024 * 1024

/** Where a recorder writes, and how much may wait for it. */
interface RecorderPlace {
  readonly clock: Clock
  /** Keeps messages as they came; absent: nobody does. */
  readonly raw?: Pick<RawLog, 'append'>
  readonly rowsMost?: number
  readonly rawMost?: number
}

/**
 * Writes what feeds tell into a recording, what came before what was read of it: what has come while the last batch was written
 * is the next one, so that the slower the disk, the larger the batches. What is beyond what may wait is dropped whole, counted,
 * and told as gaps.
 */
export class Recorder {
  readonly counts: RecorderCounts = {
    events: 0,
    rawMessages: 0,
    droppedRaw: 0,
    droppedMessages: 0,
    droppedRows: 0,
    disconnects: 0,
    resyncs: 0,
  }
  readonly #log: RecordingLog
  readonly #feeds: readonly MarketFeed[]
  readonly #origin: EventOrigin
  readonly #clock: Clock
  readonly #rowsMost: number
  readonly #rawMost: number
  readonly #raw: RecorderPlace['raw']
  /** What came and is not on the disk, and how much that is. */
  #came: RawLine[] = []
  /** Connections of which something was not kept. */
  readonly #torn = new Set<string>()
  #cameLength = 0
  #filling = new EventColumns()
  #writing = new EventColumns()
  #lost = new Set<number>()
  #wake = (): void => undefined
  #isOver = false

  constructor(
    log: RecordingLog,
    feeds: readonly MarketFeed[],
    origin: EventOrigin,
    place: RecorderPlace,
  ) {
    this.#log = log
    this.#feeds = feeds
    this.#origin = origin
    this.#clock = place.clock
    this.#raw = place.raw
    this.#rowsMost = place.rowsMost ?? rowsMost
    this.#rawMost = place.rawMost ?? rawMost
  }

  /**
   * Records until asked to end, and then what waits.
   *
   * @param instruments that a recording which is continued has heard nothing of since: a gap each, right behind the last
   *   event that was kept
   */
  async run(signal: AbortSignal, instruments: readonly number[]): Promise<void> {
    // Stamped at the restart it would have the books believed for all the time of the downtime.
    for (const instrument of instruments) this.#addGap(instrument, this.#log.lastTime)
    const end = (): void => {
      this.#isOver = true
      this.#wake()
    }
    signal.addEventListener('abort', end, { once: true })
    if (signal.aborted) end()
    try {
      await this.#record()
    } finally {
      this.#isOver = true
      await Promise.all(this.#feeds.map((feed) => feed.close()))
    }
  }

  async #record(): Promise<void> {
    await Promise.all(
      this.#feeds.map((feed) =>
        feed.start({
          rows: (rows) => this.#take(rows),
          ...(this.#raw === undefined ? {} : { raw: (message) => this.#takeRaw(message) }),
          notice: (notice) => this.#notice(notice),
        }),
      ),
    )
    const waits = (): boolean => this.#filling.length > 0 || this.#came.length > 0
    while (!this.#isOver || waits()) {
      if (!waits() && this.#lost.size === 0)
        await new Promise<void>((resolve) => (this.#wake = resolve))
      await this.#write()
    }
  }

  async #write(): Promise<void> {
    // What was lost came after all that waits.
    for (const instrument of this.#lost) this.#addGap(instrument)
    const lost = [...this.#lost]
    this.#lost = new Set()
    ;[this.#filling, this.#writing] = [this.#writing, this.#filling]
    this.#filling.empty()
    await this.#writeRaw()
    if (this.#writing.length > 0) await this.#log.append(this.#writing, this.#origin)
    this.counts.events += this.#writing.length
    for (const feed of this.#feeds) {
      const own = lost.filter(
        (each) => this.#origin.listingAt(each).instrument.venue === feed.venue,
      )
      if (own.length > 0) feed.resync(own)
    }
  }

  async #writeRaw(): Promise<void> {
    const lines = this.#came
    if (lines.length === 0) return
    this.#came = []
    this.#cameLength = 0
    await this.#raw?.append(lines)
    this.counts.rawMessages += lines.length
  }

  #takeRaw(message: RawMessage): void {
    if (this.#isOver) return
    if (this.#cameLength > this.#rawMost) {
      this.counts.droppedRaw++
      this.#torn.add(message.connection)
      return
    }
    // Of what follows a hole nothing is known before the next snapshots: to whoever reads it the connection begins anew.
    if (this.#torn.delete(message.connection) && message.kind === 'message')
      this.#keep(rawLine({ ...message, kind: 'connected' }))
    this.#keep(rawLine(message))
    this.#wake()
  }

  #keep(line: RawLine): void {
    this.#came.push(line)
    this.#cameLength += line.text.length
  }

  #take(rows: EventRows): void {
    if (this.#isOver) return
    for (let start = 0; start < rows.length;) {
      const end = messageEnd(rows, start)
      const isTooMuch = this.#filling.length + end - start > this.#rowsMost
      // Nothing of a book that has lost something counts before its next snapshot, which is asked for then.
      if (isTooMuch || this.#lost.has(rows.instrument[start]!)) {
        this.counts.droppedMessages++
        this.counts.droppedRows += end - start
        this.#lost.add(rows.instrument[start]!)
      } else for (let row = start; row < end; row++) this.#filling.addRow(rows, row)
      start = end
    }
    this.#wake()
  }

  #addGap(instrument: number, time: Instant | undefined = this.#clock.now()): void {
    this.#filling.begin(instrument, time, Number.NaN, Number.NaN)
    this.#filling.addGap()
    this.#filling.end()
  }

  #notice({ kind }: FeedNotice): void {
    if (kind === 'disconnected') this.counts.disconnects++
    if (kind === 'resync') this.counts.resyncs++
  }
}

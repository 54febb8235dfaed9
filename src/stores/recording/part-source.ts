import type { DuckDBInstance } from '@duckdb/node-api'
import { eventFlag } from '../../core/events/event-codes.ts'
import type { Instrument } from '../../core/instrument.ts'
import { invariant } from '../../math/invariant.ts'
import { DataError } from '../data-error.ts'
import type { DuckDbBindings } from '../duck-db.ts'
import type { EventSource, NumberedRows } from './merge-events.ts'
import { readPartChunks, type PartChunk } from './part-chunks.ts'
import { unknownKind } from './part-columns.ts'
import type { RecordedPart } from './recording-format.ts'
import { StepScale } from './step-scale.ts'

/** What reading takes. */
export interface PartReading {
  readonly folder: string
  readonly instance: DuckDBInstance
  readonly bindings: DuckDbBindings
}

/** Which stream is read, and how its events are to be numbered. */
export interface ReadStream {
  readonly parts: readonly RecordedPart[]
  readonly instrument: Instrument
  /** The instrument's index in the run's table. */
  readonly index: number
  /** Local time from here on, in microseconds. */
  readonly from: number
  /** Local time before. */
  readonly to: number
}

/** The events of one stream out of its files. While one chunk is at hand, the next is read in another thread. */
export class PartSource implements EventSource {
  readonly rows: ChunkRows = new ChunkRows()
  at = 0

  readonly #bindings: DuckDbBindings
  readonly #stream: ReadStream
  readonly #prices: StepScale
  readonly #quantities: StepScale
  readonly #chunks: AsyncGenerator<PartChunk, undefined>
  #ahead: Promise<IteratorResult<PartChunk, undefined>> | undefined
  #isOver = false
  #lastTime = -Infinity
  #lastEvent = -1

  constructor({ folder, instance, bindings }: PartReading, stream: ReadStream) {
    this.#bindings = bindings
    this.#stream = stream
    this.#prices = new StepScale(stream.instrument.tickSize)
    this.#quantities = new StepScale(stream.instrument.lotSize)
    this.#chunks = readPartChunks(folder, stream.parts, instance)
  }

  async advance(): Promise<boolean> {
    while (!this.#isOver) {
      const next = await (this.#ahead ?? this.#chunks.next())
      if (next.done === true) break
      this.#ahead = this.#chunks.next()
      // Told by the next call; until then a failure is nobody's surprise.
      this.#ahead.catch(() => undefined)
      this.at = 0
      this.#load(next.value)
      if (this.#trim()) return true
    }
    this.#isOver = true
    return false
  }

  async close(): Promise<void> {
    await this.#chunks.return(undefined)
  }

  /** Passes over what lies outside of the wanted time; false when nothing is left. */
  #trim(): boolean {
    const { rows } = this
    const { from, to } = this.#stream
    while (this.at < rows.length && rows.localTime[this.at]! < from) this.at++
    if (rows.length === 0 || rows.localTime[rows.length - 1]! < to) return this.at < rows.length
    // Time only ascends: nothing that is wanted can follow.
    while (rows.length > this.at && rows.localTime[rows.length - 1]! >= to) rows.length--
    this.#isOver = true
    return this.at < rows.length
  }

  #load(part: PartChunk): void {
    const { rows } = this
    const { chunk } = part
    const bindings = this.#bindings
    const count = chunk.rowCount
    invariant(count <= rows.capacity, `${count} rows in a chunk`)
    const bytesOf = (column: number, width: number): Uint8Array =>
      bindings.vector_get_data(bindings.data_chunk_get_vector(chunk.chunk, column), count * width)
    rows.kind.set(bytesOf(0, 1))
    rows.side.set(bytesOf(1, 1))
    rows.flags.set(bytesOf(2, 1))
    for (const [k, column] of rows.doubles.entries()) {
      const bytes = bytesOf(3 + k, 8)
      column.set(new Float64Array(bytes.buffer, bytes.byteOffset, count))
    }
    rows.length = count
    rows.instrument.fill(this.#stream.index, 0, count)
    for (let row = 0; row < count; row++) this.#convert(row, part)
  }

  /** From what the file says to ticks and lots, refusing what cannot be. */
  #convert(row: number, part: PartChunk): void {
    const { rows } = this
    const price = this.#prices.stepsOf(rows.price[row]!)
    const quantity = this.#quantities.stepsOf(rows.quantity[row]!)
    const time = rows.localTime[row]!
    const event = rows.event[row]!
    const isOffGrid =
      Number.isNaN(price) !== Number.isNaN(rows.price[row]!) ||
      Number.isNaN(quantity) !== Number.isNaN(rows.quantity[row]!)
    const isInOrder = time >= this.#lastTime && event > this.#lastEvent
    if (isOffGrid || !isInOrder || rows.kind[row] === unknownKind) this.#refuse(row, part)
    if (rows.flags[row] !== 0) rows.flags[row] = eventFlag.isSnapshot
    rows.price[row] = price
    rows.quantity[row] = quantity
    this.#lastTime = time
    this.#lastEvent = event
  }

  #refuse(row: number, { file, firstRow }: PartChunk): never {
    const { rows } = this
    throw new DataError({
      file,
      row: firstRow + row + 1,
      expected:
        "a known kind of event, on the instrument's grid, after the one before it in local time and number",
      came: `kind ${rows.kind[row]}, price ${rows.price[row]}, quantity ${rows.quantity[row]}, local time ${rows.localTime[row]}, event ${rows.event[row]}`,
    })
  }
}

/** Rows of one chunk, in ticks and lots. */
class ChunkRows implements NumberedRows {
  readonly capacity = 2048
  length = 0
  readonly kind: Uint8Array = new Uint8Array(this.capacity)
  readonly side: Uint8Array = new Uint8Array(this.capacity)
  readonly flags: Uint8Array = new Uint8Array(this.capacity)
  readonly instrument: Uint16Array = new Uint16Array(this.capacity)
  readonly localTime: Float64Array = new Float64Array(this.capacity)
  readonly exchangeTime: Float64Array = new Float64Array(this.capacity)
  readonly event: Float64Array = new Float64Array(this.capacity)
  readonly message: Float64Array = new Float64Array(this.capacity)
  readonly sequence: Float64Array = new Float64Array(this.capacity)
  readonly price: Float64Array = new Float64Array(this.capacity)
  readonly quantity: Float64Array = new Float64Array(this.capacity)
  readonly value: Float64Array = new Float64Array(this.capacity)
  readonly id: Float64Array = new Float64Array(this.capacity)
  /** In the order of `doubleColumns`. */
  readonly doubles: readonly Float64Array[] = [
    this.localTime,
    this.exchangeTime,
    this.event,
    this.message,
    this.sequence,
    this.price,
    this.quantity,
    this.value,
    this.id,
  ]
}

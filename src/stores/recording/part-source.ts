import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { join } from 'node:path'
import type {
  DuckDBConnection,
  DuckDBDataChunk,
  DuckDBInstance,
  DuckDBResult,
} from '@duckdb/node-api'
import { eventFlag } from '../../core/events/event-codes.ts'
import type { Instrument } from '../../core/instrument.ts'
import { invariant } from '../../math/invariant.ts'
import { DataError, worldFileError } from '../data-error.ts'
import { literalPath, type DuckDbBindings } from '../duck-db.ts'
import type { EventSource, NumberedRows } from './merge-events.ts'
import { fromParquet, unknownKind } from './part-columns.ts'
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

/**
 * The events of one stream out of its files, one after the other, a chunk at a time.
 *
 * A file is read only if its bytes are those that were written, and counts only if all of it came: a stream out of
 * DuckDB that meets a damaged page may just end.
 */
export class PartSource implements EventSource {
  readonly rows: ChunkRows = new ChunkRows()
  at = 0

  readonly #reading: PartReading
  readonly #stream: ReadStream
  readonly #prices: StepScale
  readonly #quantities: StepScale
  #part = -1
  #connection: DuckDBConnection | undefined
  #result: DuckDBResult | undefined
  /** Events of the part at hand that have come. */
  #came = 0
  #lastTime = -Infinity
  #lastEvent = -1

  constructor(reading: PartReading, stream: ReadStream) {
    this.#reading = reading
    this.#stream = stream
    this.#prices = new StepScale(stream.instrument.tickSize)
    this.#quantities = new StepScale(stream.instrument.lotSize)
  }

  async advance(): Promise<boolean> {
    for (;;) {
      this.at = 0
      if (this.#result !== undefined) {
        const chunk = await this.#fetch(this.#result)
        if (chunk === undefined) this.#endPart()
        else {
          this.#load(chunk)
          if (this.#trim()) return true
        }
        continue
      }
      if (this.#part + 1 >= this.#stream.parts.length) return false
      await this.#openPart()
    }
  }

  close(): void {
    this.#result = undefined
    this.#connection?.closeSync()
    this.#connection = undefined
  }

  async #openPart(): Promise<void> {
    const part = this.#stream.parts[++this.#part]!
    const file = this.#file(part)
    await requireSame(file, part)
    this.#connection ??= await this.#reading.instance.connect()
    try {
      this.#result = await this.#connection.stream(
        `${fromParquet} FROM read_parquet($1, hive_partitioning = false)`,
        [literalPath(file)],
      )
    } catch (cause) {
      throw notParquet(file, cause)
    }
    this.#came = 0
  }

  async #fetch(result: DuckDBResult): Promise<DuckDBDataChunk | undefined> {
    try {
      const chunk = await result.fetchChunk()
      return chunk === null || chunk.rowCount === 0 ? undefined : chunk
    } catch (cause) {
      throw notParquet(this.#file(this.#stream.parts[this.#part]!), cause)
    }
  }

  /** Passes over what lies outside of the wanted time; false when nothing is left. */
  #trim(): boolean {
    const { rows } = this
    const { from, to } = this.#stream
    while (this.at < rows.length && rows.localTime[this.at]! < from) this.at++
    if (rows.length === 0 || rows.localTime[rows.length - 1]! < to) return this.at < rows.length
    // Time only ascends: nothing that is wanted can follow.
    while (rows.length > this.at && rows.localTime[rows.length - 1]! >= to) rows.length--
    this.#result = undefined
    this.#part = this.#stream.parts.length
    return this.at < rows.length
  }

  #endPart(): void {
    const part = this.#stream.parts[this.#part]!
    if (this.#came !== part.events) {
      const expected = `${part.events} events`
      throw new DataError({ file: this.#file(part), expected, came: `${this.#came}` })
    }
    this.#result = undefined
  }

  #load(chunk: DuckDBDataChunk): void {
    const { rows } = this
    const { bindings } = this.#reading
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
    for (let row = 0; row < count; row++) this.#convert(row)
    this.#came += count
  }

  /** From what the file says to ticks and lots, refusing what cannot be. */
  #convert(row: number): void {
    const { rows } = this
    const price = this.#prices.stepsOf(rows.price[row]!)
    const quantity = this.#quantities.stepsOf(rows.quantity[row]!)
    const time = rows.localTime[row]!
    const event = rows.event[row]!
    const isOffGrid =
      Number.isNaN(price) !== Number.isNaN(rows.price[row]!) ||
      Number.isNaN(quantity) !== Number.isNaN(rows.quantity[row]!)
    const isInOrder = time >= this.#lastTime && event > this.#lastEvent
    if (isOffGrid || !isInOrder || rows.kind[row] === unknownKind) this.#refuse(row)
    if (rows.flags[row] !== 0) rows.flags[row] = eventFlag.isSnapshot
    rows.price[row] = price
    rows.quantity[row] = quantity
    this.#lastTime = time
    this.#lastEvent = event
  }

  #refuse(row: number): never {
    const { rows } = this
    throw new DataError({
      file: this.#file(this.#stream.parts[this.#part]!),
      row: this.#came + row + 1,
      expected:
        "a known kind of event, on the instrument's grid, after the one before it in local time and number",
      came: `kind ${rows.kind[row]}, price ${rows.price[row]}, quantity ${rows.quantity[row]}, local time ${rows.localTime[row]}, event ${rows.event[row]}`,
    })
  }

  #file(part: RecordedPart): string {
    return join(this.#reading.folder, ...part.file.split('/'))
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

async function requireSame(file: string, part: RecordedPart): Promise<void> {
  const hash = createHash('sha256')
  let bytes = 0
  try {
    for await (const piece of createReadStream(file, { highWaterMark: 2 ** 20 })) {
      hash.update(piece as Buffer)
      bytes += (piece as Buffer).length
    }
  } catch (cause) {
    throw worldFileError(file, cause)
  }
  const sha256 = hash.digest('hex')
  if (sha256 === part.sha256) return
  throw new DataError({
    file,
    expected: `the ${part.bytes} bytes that were recorded (sha256 ${part.sha256})`,
    came: `${bytes} bytes (sha256 ${sha256})`,
  })
}

function notParquet(file: string, cause: unknown): DataError {
  const [reason] = (cause instanceof Error ? cause.message : String(cause)).split('\n')
  return new DataError({ file, expected: 'a whole Parquet file', came: reason ?? '', cause })
}

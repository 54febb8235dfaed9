import fc from 'fast-check'
import { eventFlag, eventSide, type EventSide } from '../src/core/events/event-codes.ts'
import { EventColumns, type EventRows } from '../src/core/events/event-columns.ts'
import type { InstrumentClass } from '../src/core/instrument.ts'
import type { Instant } from '../src/core/time.ts'
import { unknownRules, type Listing } from '../src/stores/recording/listing.ts'
import { RecordingWriter } from '../src/stores/recording/recording-writer.ts'
import type { EventOrigin } from '../src/stores/recording/stream-table.ts'

// Events of every shape that columns can hold, and recordings of them.

function listing(name: string, venue: string, kind: InstrumentClass): Listing {
  const [base, quote] = name.split('-') as [string, string]
  const tickSize = { units: 25, decimals: 2 }
  const lotSize = { units: 1, decimals: 3 }
  return {
    instrument: { name, venue, base, quote, class: kind, tickSize, lotSize },
    symbol: base + quote,
    stepsInferred: false,
    rules: { ...unknownRules, takerFeeBps: 4.5 },
  }
}

/** The second and third differ in nothing but their class. */
export const fixtureListings: readonly Listing[] = [
  listing('BTC-USDT', 'binance', 'spot'),
  listing('ETH-USDT', 'okx', 'spot'),
  listing('ETH-USDT', 'okx', 'linear'),
]

export const fixtureOrigin: EventOrigin = {
  listingAt: (index) => fixtureListings[index]!,
  clock: 'receive',
}

interface DrawnMessage {
  readonly pause: number
  readonly exchangeTime: number
  readonly sequence: number
  readonly rows: readonly DrawnRow[]
}

interface DrawnRow {
  readonly kind: number
  readonly side: number
  readonly instrument: number
  readonly isSnapshot: boolean
  readonly price: number
  readonly quantity: number
  readonly value: number
  readonly id: number
}

const missing = fc.constant(NaN)

function wholeOrMissing(most: number): fc.Arbitrary<number> {
  const whole = fc.integer({ min: -most, max: most })
  return fc.oneof({ weight: 4, arbitrary: whole }, { weight: 1, arbitrary: missing })
}

const drawnRow: fc.Arbitrary<DrawnRow> = fc.record({
  kind: fc.nat(12),
  side: fc.nat(2),
  instrument: fc.nat(fixtureListings.length - 1),
  isSnapshot: fc.boolean(),
  // 2^46 ticks of 25 hundredths, 2^51 lots: the largest that come back whatever they are.
  price: wholeOrMissing(2 ** 46),
  quantity: wholeOrMissing(2 ** 51),
  value: fc.oneof(fc.double({ noDefaultInfinity: true }), missing),
  id: fc.oneof(fc.maxSafeNat(), missing),
})

/** Messages with rows of any kind and instrument; some in the same microsecond, some an hour after the one before. */
export const drawnMessages: fc.Arbitrary<readonly DrawnMessage[]> = fc.array(
  fc.record({
    pause: fc.oneof(fc.constant(0), fc.nat(1_000), fc.nat(3_600_000_000)),
    exchangeTime: fc.oneof(fc.integer({ min: 1e15, max: 2e15 }), missing),
    sequence: fc.oneof(fc.maxSafeNat(), missing),
    rows: fc.array(drawnRow, { minLength: 1, maxLength: 6 }),
  }),
  { maxLength: 30 },
)

/** The rows exactly as drawn, which the methods of `EventColumns` would not let through. */
export function drawnColumns(messages: readonly DrawnMessage[]): EventColumns {
  const columns = new EventColumns()
  let localTime = 1_700_000_000_000_000
  for (const message of messages) {
    localTime += message.pause
    for (const [k, row] of message.rows.entries()) {
      columns.begin(row.instrument, localTime as Instant, message.exchangeTime, message.sequence)
      columns.addLevel(row.side as EventSide, row.price, row.quantity)
      const at = columns.length - 1
      columns.kind[at] = row.kind
      columns.value[at] = row.value
      columns.id[at] = row.id
      const ends = k === message.rows.length - 1 ? eventFlag.endsMessage : 0
      columns.flags[at] = ends | (row.isSnapshot ? eventFlag.isSnapshot : 0)
    }
  }
  return columns
}

/** Rows `[start, end)` in columns of their own. */
export function sliceRows(rows: EventRows, start: number, end: number): EventColumns {
  const slice = new EventColumns()
  for (let row = start; row < end; row++) slice.addRow(rows, row)
  return slice
}

/** All batches together. */
export async function collectRows(batches: AsyncIterable<EventRows>): Promise<EventColumns> {
  const all = new EventColumns()
  for await (const batch of batches) {
    for (let row = 0; row < batch.length; row++) all.addRow(batch, row)
  }
  return all
}

/** The columns as lists, to be compared; instruments by the name that `nameAt` gives. */
export function plainRows(
  rows: EventRows,
  nameAt: (instrument: number) => string,
): Readonly<Record<string, readonly (number | string)[]>> {
  const { length } = rows
  const list = (column: Float64Array | Uint8Array): number[] => [...column.subarray(0, length)]
  return {
    kind: list(rows.kind),
    side: list(rows.side),
    flags: list(rows.flags),
    instrument: [...rows.instrument.subarray(0, length)].map(nameAt),
    exchangeTime: list(rows.exchangeTime),
    localTime: list(rows.localTime),
    sequence: list(rows.sequence),
    price: list(rows.price),
    quantity: list(rows.quantity),
    value: list(rows.value),
    id: list(rows.id),
  }
}

/** What tells the fixture's instruments apart. */
export function keyOfInstrument(instrument: {
  readonly venue: string
  readonly class: string
  readonly name: string
}): string {
  return `${instrument.venue} ${instrument.class} ${instrument.name}`
}

/** Records rows in a folder. */
export async function recordRows(folder: string, rows: EventRows): Promise<void> {
  const writer = await RecordingWriter.create(folder)
  await writer.append(rows, fixtureOrigin)
  await writer.finish('0', [])
}

/** The first full hour of the fixture's levels, in microseconds. */
export const fixtureStart: number = 472_223 * 3_600_000_000

/** Messages of one level of the first listing each, so many microseconds apart. */
export function fixtureLevels(count: number, pause: number): EventColumns {
  const columns = new EventColumns()
  for (let k = 0; k < count; k++) {
    columns.begin(0, (fixtureStart + k * pause) as Instant, NaN, k)
    columns.addLevel(k % 2 === 0 ? eventSide.bid : eventSide.ask, 1_000 + k, k)
    columns.end()
  }
  return columns
}

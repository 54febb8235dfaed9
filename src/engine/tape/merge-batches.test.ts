import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { FakeVenue } from '../../../test/engine/fake-venue.ts'
import { madeUpInstrument, randomTape } from '../../../test/engine/random-tape.ts'
import { until } from '../../../test/until.ts'
import { EventColumns, type EventRows } from '../../core/events/event-columns.ts'
import { messageEnd } from '../../core/events/message-end.ts'
import { noIntents } from '../../core/strategy/intent.ts'
import type { Duration, Instant } from '../../core/time.ts'
import { Replay } from '../replay.ts'
import { mergeBatches } from './merge-batches.ts'
import { mergeRows } from './merge-rows.ts'

/** Rows in batches of whole messages, each in the same columns; what is no longer good is overwritten. */
async function* batches(rows: EventRows, size: number): AsyncGenerator<EventRows> {
  const batch = new EventColumns(size)
  for (let at = 0; at < rows.length;) {
    batch.empty()
    while (at < rows.length && batch.length < size) {
      const end = messageEnd(rows, at)
      for (; at < end; at++) batch.addRow(rows, at)
    }
    yield batch
    batch.price.fill(NaN)
  }
}

function* rowsOf(rows: EventRows): Generator<string> {
  for (let row = 0; row < rows.length; row++) {
    const { kind, side, flags, instrument, localTime, sequence, price, quantity } = rows
    yield [kind, side, flags, instrument, localTime, sequence, price, quantity]
      .map((column) => column[row])
      .join(' ')
  }
}

test('batches of any size merge into what whole columns merge into', async () => {
  const source = fc.record({
    seed: fc.nat(1e6),
    messages: fc.nat(60),
    size: fc.integer({ min: 1, max: 100 }),
  })
  await fc.assert(
    fc.asyncProperty(
      fc.array(source, { maxLength: 4 }),
      fc.integer({ min: 1, max: 300 }),
      async (sources, rowsMost) => {
        const tapes = sources.map(({ seed, messages }) => randomTape(seed, messages, 2))
        const instruments = tapes.map((_, at) => [2 * at, 2 * at + 1])
        const whole = mergeRows(tapes.map((rows, at) => ({ rows, instruments: instruments[at]! })))
        const merged = mergeBatches(
          tapes.map((rows, at) => ({
            batches: batches(rows, sources[at]!.size),
            instruments: instruments[at]!,
          })),
          rowsMost,
        )
        const came: string[] = []
        for await (const batch of merged) {
          expect(messageEnd(batch, batch.length - 1)).toBe(batch.length)
          came.push(...rowsOf(batch))
        }
        expect(came).toEqual([...rowsOf(whole)])
      },
    ),
    { numRuns: 100 },
  )
})

/** The same stretch of a market again and again, later each time. */
async function* endless(tape: EventColumns, rounds: number): AsyncGenerator<EventRows> {
  const span = tape.localTime[tape.length - 1]! - tape.localTime[0]! + 1
  for (let round = 0; round < rounds; round++) {
    yield tape
    for (let row = 0; row < tape.length; row++) tape.localTime[row]! += span
  }
}

test('a run over two merged sources holds as much at its end as at its beginning', async () => {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  const instruments = ['one', 'two'].map((venue) => madeUpInstrument(venue, 'BTC-USDT'))
  const venues = [0, 1].map(
    (seed) => new FakeVenue({ instruments, feedUs: 1_000, orderUs: 1_000, faults: 0, seed }),
  )
  const replay = new Replay({
    instruments,
    strategies: [
      {
        name: 'sleeper',
        begin: () => undefined,
        decide: (_, event) =>
          event.kind === 'begun' || event.kind === 'woken'
            ? [{ kind: 'wake', at: (event.time + 100_000) as Instant, key: 0 }]
            : noIntents,
      },
    ],
    reporting: { currency: 'USDT', rates: new Map() },
    capital: 1,
    limits: {},
    seed: 1,
    answerWithin: 1e6 as Duration,
    watchEvery: 1e9 as Duration,
    venues,
    venueOf: [0, 1],
    flightMost: 100_000 as Duration,
  })
  const rounds = 60
  const merged = mergeBatches(
    [1, 2].map((seed, at) => ({
      batches: endless(randomTape(seed, 2_000, 1), rounds),
      instruments: [at],
    })),
  )
  const bytes = (): number => {
    collect()
    const { heapUsed, arrayBuffers } = process.memoryUsage()
    return heapUsed + arrayBuffers
  }
  let [rows, count, early] = [0, 0, { rows: 0, bytes: Infinity }]
  for await (const batch of merged) {
    replay.feed(batch)
    rows += batch.length
    count++
    // After the first batches, in which code is compiled.
    if (count === 8 || count === 12 || count === 16) {
      const now = bytes()
      if (now < early.bytes) early = { rows, bytes: now }
    }
    // Less than a byte a row: 30 would be a row that is kept. What is collected is given back by a thread of its own.
    if (count === 104) await until(() => (bytes() - early.bytes) / (rows - early.rows) < 1)
  }
  replay.end()
  expect(replay.engine.events).toBe(rows)
  expect(count).toBeGreaterThan(104)
})

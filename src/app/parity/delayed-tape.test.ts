import fc from 'fast-check'
import { expect, test } from 'vitest'
import { madeUpInstrument } from '../../../test/engine/random-tape.ts'
import { eventSide } from '../../core/events/event-codes.ts'
import { EventColumns, type EventRows } from '../../core/events/event-columns.ts'
import type { Instant } from '../../core/time.ts'
import { delayedTape } from './delayed-tape.ts'
import { bundled, recordedByVenue } from './measured.ts'

const instruments = ['near', 'far'].map((venue) => madeUpInstrument(venue, 'BTC-USDT'))

async function* batchesOf(
  gaps: readonly (readonly [instrument: number, later: number])[],
  rowsOfBatch: number,
): AsyncGenerator<EventRows> {
  let at = 1_000
  for (let from = 0; from < gaps.length; from += rowsOfBatch) {
    const rows = new EventColumns()
    for (const [of, later] of gaps.slice(from, from + rowsOfBatch)) {
      at += later
      rows.begin(of, at as Instant, Number.NaN, Number.NaN)
      rows.addGap()
      rows.end()
    }
    yield rows
  }
}

async function heardOf(batches: AsyncGenerator<EventRows>): Promise<number[][]> {
  const heard: number[][] = []
  for await (const rows of batches)
    for (let row = 0; row < rows.length; row++)
      heard.push([rows.instrument[row]!, rows.exchangeTime[row]!, rows.localTime[row]!])
  return heard
}

test('each venue is heard its own latency later, all of it, in the order of hearing, however it is cut', async () => {
  const latencies = recordedByVenue({ near: [[0, 5]], far: [[0, 300]] }, 0)
  const gap = fc.tuple(fc.integer({ min: 0, max: 1 }), fc.integer({ min: 0, max: 200 }))
  await fc.assert(
    fc.asyncProperty(
      fc.array(gap, { maxLength: 40 }),
      fc.integer({ min: 1, max: 9 }),
      async (gaps, rowsOfBatch) => {
        const plain = await heardOf(batchesOf(gaps, rowsOfBatch))
        const delayed = delayedTape({ feed: latencies, books: new Map() })(
          batchesOf(gaps, rowsOfBatch),
          instruments,
        )
        const wanted = (await heardOf(batchesOf(gaps, gaps.length + 1)))
          .map(([of], row) => [of!, plain[row]![2]!, plain[row]![2]! + (of === 0 ? 5 : 300)])
          .toSorted((a, b) => a[2]! - b[2]!)
        expect(await heardOf(delayed)).toEqual(wanted)
      },
    ),
  )
})

test('of one venue nothing overtakes, where its latency falls, and another venue is not held up by that', async () => {
  // 751 us at first, 1 us half a millisecond later: what is told then would be heard sooner.
  const near = [
    [0, 3_000],
    [2_000, 1],
  ] as const
  const latencies = recordedByVenue({ near, far: [[0, 10]] }, 0)
  const told = [0, 0, 1, 0].map((of) => [of, 500] as const)
  const heard = await heardOf(
    delayedTape({ feed: latencies, books: new Map() })(batchesOf(told, 2), instruments),
  )
  const first = 1_500 + 751
  expect(heard).toEqual([
    [0, 1_500, first],
    [0, 2_000, first],
    [1, 2_500, 2_510],
    [0, 3_000, 3_001],
  ])
})

test('a venue of which nothing was measured has the latency of another', async () => {
  const delayed = delayedTape({ feed: recordedByVenue({ near: [[0, 5]] }, 0), books: new Map() })
  const told = [
    [1, 100],
    [0, 100],
  ] as const
  expect(await heardOf(delayed(batchesOf(told, 1), instruments))).toEqual([
    [1, 1_100, 1_105],
    [0, 1_200, 1_205],
  ])
})

test('a book is heard in bundles of its own, and holds up no trade', async () => {
  const rows = new EventColumns()
  for (const time of [100, 200, 400] as const) {
    rows.begin(0, time as Instant, Number.NaN, Number.NaN)
    if (time === 200) rows.addTrade(eventSide.buy, 11, 1, Number.NaN)
    else rows.addLevel(eventSide.bid, 10, time)
    rows.end()
  }
  async function* batches(): AsyncGenerator<EventRows> {
    yield rows
  }
  const books = new Map([
    [
      'near:BTC-USDT',
      bundled(
        [
          [399, 26],
          [401, 50],
        ],
        0,
      ),
    ],
  ])
  const delayed = delayedTape({ feed: recordedByVenue({ near: [[0, 5]] }, 0), books })
  expect(await heardOf(delayed(batches(), instruments))).toEqual([
    [0, 200, 205],
    [0, 100, 425],
    [0, 400, 451],
  ])
})

test('one list, as runs once had it, is of every venue', () => {
  const list = recordedByVenue([[10, 7]], 4)
  expect([...list.keys()]).toEqual(['*'])
  expect(list.get('*')).toEqual({
    times: Float64Array.of(6),
    latencies: Float64Array.of(7),
  })
})

import { expect, test } from 'vitest'
import { InstrumentBook } from '../../book/instrument-book.ts'
import { eventSide } from '../../core/events/event-codes.ts'
import { EventColumns } from '../../core/events/event-columns.ts'
import type { Instrument } from '../../core/instrument.ts'
import type { Instant } from '../../core/time.ts'
import { PublicState } from './public-state.ts'
import { TouchedLevels } from './touched-levels.ts'

const instrument: Instrument = {
  name: 'BTC-USDT',
  venue: 'binance',
  base: 'BTC',
  quote: 'USDT',
  class: 'spot',
  tickSize: { units: 1, decimals: 2 },
  lotSize: { units: 1, decimals: 5 },
}
const at = 1 as Instant

function message(
  bids: readonly (readonly [number, number])[],
  begins: 'anew' | 'on',
): EventColumns {
  const rows = new EventColumns()
  rows.begin(0, at, 1, NaN)
  if (begins === 'anew') rows.addClear()
  for (const [price, lots] of bids) rows.addLevel(eventSide.bid, price, lots)
  rows.end()
  return rows
}

test('a book that begins anew deletes what it held, and ids name every message once', () => {
  const state = new PublicState(0, instrument)
  const touched = new TouchedLevels(state)
  const take = (rows: EventColumns): void => {
    state.apply(rows, 0, rows.length)
    touched.add(rows, 0, rows.length)
  }
  const told = new InstrumentBook()
  told.apply(message([], 'anew'), 0)
  const out = new EventColumns()
  take(
    message(
      [
        [100, 5],
        [99, 2],
      ],
      'anew',
    ),
  )
  take(
    message(
      [
        [100, 0],
        [98, 1],
      ],
      'on',
    ),
  )
  expect(touched.flush(at, out)).toEqual({ first: 1, last: 2, previous: 0 })
  expect(touched.isTouched).toBe(false)
  take(message([[97, 3]], 'anew'))
  expect(touched.flush(at, out)).toEqual({ first: 3, last: 3, previous: 2 })
  told.applyRows(out, 0, out.length, 0)
  expect(told.levels.levelCount(eventSide.bid)).toBe(1)
  expect(told.levels.quantityAt(eventSide.bid, 97)).toBe(3)
})

test('a message that changes no level waits for one that does', () => {
  const state = new PublicState(0, instrument)
  const touched = new TouchedLevels(state)
  const empty = message([], 'anew')
  state.apply(empty, 0, empty.length)
  touched.add(empty, 0, empty.length)
  expect([state.bookId, touched.isTouched]).toEqual([1, false])
  const first = message([[100, 5]], 'on')
  state.apply(first, 0, first.length)
  touched.add(first, 0, first.length)
  expect(touched.flush(at, new EventColumns())).toEqual({ first: 1, last: 2, previous: 0 })
})

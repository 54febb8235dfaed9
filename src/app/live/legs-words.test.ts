import { expect, test } from 'vitest'
import { fakeInstrument } from '../../../test/live/socket-venue.ts'
import type { Lots } from '../../core/price.ts'
import { startLegs } from '../../engine/legs-desk.ts'
import { legsInWords } from './legs-words.ts'

const instruments = ['binance', 'okx'].map((venue) => fakeInstrument(venue))

function stuck(belowLeast: readonly number[]): string {
  const legs = (['buy', 'sell'] as const).map((side, instrument) => ({
    instrument,
    side,
    lotsPerUnit: 12 as Lots,
  }))
  const desk = startLegs({ label: 7, legs, units: 1, unitsAtOnce: 1 })
  return legsInWords(
    { ...desk, state: { ...desk.state, heldLots: [12, 10] }, belowLeast: new Set(belowLeast) },
    instruments,
    'are stuck, one ahead of another',
  )
}

test('legs that are stuck are told with what they hold, and dust with the venues that do not take so little', () => {
  const held =
    'legs 7 are stuck, one ahead of another: 12 lots of binance:BTC-USDT, 10 lots of okx:BTC-USDT'
  expect(stuck([])).toBe(held)
  expect(stuck([1, 0])).toBe(
    `${held}; what is apart is less than the least order of okx:BTC-USDT and binance:BTC-USDT`,
  )
})

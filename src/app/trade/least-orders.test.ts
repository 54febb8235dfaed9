import { expect, test } from 'vitest'
import { isBelowLeast } from '../../core/least-order.ts'
import type { Instrument } from '../../core/instrument.ts'
import { unknownRules } from '../../stores/recording/listing.ts'
import { leastOrdersOf, recordedLeast } from './least-orders.ts'
import { tradeConfigOf } from './trade-config.ts'

const spot: Instrument = {
  venue: 'okx',
  name: 'BTC-USDT',
  base: 'BTC',
  quote: 'USDT',
  class: 'spot',
  tickSize: { units: 1, decimals: 1 },
  lotSize: { units: 1, decimals: 1 },
}
/** A contract is a tenth of a coin. */
const linear: Instrument = { ...spot, class: 'linear', contractSize: { units: 1, decimals: 1 } }

test('what a configuration says of a venue goes before what it lists, in base units of contracts too', () => {
  const rules = { minQuantity: 7 }
  const config = tradeConfigOf(
    { recordings: ['r'], venues: { okx: { instruments: { 'BTC-USDT:linear': { rules } } } } },
    'test',
  )
  const listed = { minQuantity: 0.5, minNotional: 5 }
  const of = (known: typeof listed | undefined) =>
    leastOrdersOf([spot, linear], config, () => known)
  const [first, second] = of(listed)
  expect(first).toEqual(listed)
  expect(second!.minQuantity).toBeCloseTo(0.7, 12)
  expect(second!.minNotional).toBe(5)
  expect(of(undefined)[0]).toEqual({})
})

test('of a recording it is what the recorder was told of that class', () => {
  const rules = { ...unknownRules, minNotional: 5 }
  const listing = { instrument: spot, symbol: 'BTC-USDT', stepsInferred: false, rules }
  expect(recordedLeast([listing], { ...spot })).toEqual({ minNotional: 5 })
  expect(recordedLeast([listing], linear)).toBeUndefined()
})

test('that much passes, whatever the last digit of a double', () => {
  // 0.7 contracts of a tenth are 0.06999999999999999.
  const least = { minQuantity: 0.07 }
  expect(isBelowLeast(linear, { lots: 7, price: NaN }, least)).toBe(false)
  expect(isBelowLeast(linear, { lots: 6, price: NaN }, least)).toBe(true)
  const inverse: Instrument = {
    ...linear,
    class: 'inverse',
    contractSize: { units: 100, decimals: 0 },
  }
  // Ten lots are one contract of a hundred dollars, whatever a coin costs.
  expect(isBelowLeast(inverse, { lots: 10, price: 1 }, { minNotional: 100 })).toBe(false)
  expect(isBelowLeast(inverse, { lots: 9, price: 1e6 }, { minNotional: 100 })).toBe(true)
  expect(isBelowLeast(spot, { lots: 1, price: NaN }, { minNotional: 100 })).toBe(false)
})

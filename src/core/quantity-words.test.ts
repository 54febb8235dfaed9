import { expect, test } from 'vitest'
import type { Instrument } from './instrument.ts'
import type { Lots, Step } from './price.ts'
import { quantityInWords } from './quantity-words.ts'

const lotSize: Step = { units: 1, decimals: 2 }

test.each([
  [{ class: 'spot' }, 50, '0.5'],
  [{ class: 'linear' }, 50, '0.5'],
  // Binance's and Bybit's: a contract is a coin.
  [{ class: 'linear', contractSize: { units: 1, decimals: 0 } }, 50, '0.5'],
  [{ class: 'linear', contractSize: { units: 1_000, decimals: 0 } }, -300, '-3 contracts'],
  [{ class: 'linear', contractSize: { units: 1, decimals: 2 } }, 100, '1 contract'],
  [{ class: 'inverse', contractSize: { units: 1, decimals: 0 } }, 500, '5 contracts'],
])('of %o %i lots are %s', (of, lots, words) => {
  expect(quantityInWords({ ...of, lotSize } as Instrument, lots as Lots)).toBe(words)
})

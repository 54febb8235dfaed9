import { expect, test } from 'vitest'
import type { Instrument } from '../../core/instrument.ts'
import { exactUnits } from './terms.ts'
import { one } from './fraction.ts'
import { listedTerms } from './listed-terms.ts'

const step = (units: number, decimals: number) => ({ units, decimals })

const inverse: Instrument = {
  venue: 'okx',
  name: 'BTC-USD',
  base: 'BTC',
  quote: 'USD',
  class: 'inverse',
  tickSize: step(1, 1),
  lotSize: step(1, 0),
  contractSize: step(100, 0),
}

test('the least order of an inverse contract is a notional: one of 100 USD is not 100 BTC', () => {
  const terms = listedTerms(inverse, { minQuantity: 100 })
  expect(terms).toEqual({ minNotional: 100 })
  expect(listedTerms(inverse, { minQuantity: 100, minNotional: 500 })).toEqual({ minNotional: 500 })
  expect(listedTerms(inverse, {})).toEqual({})
  const listed = { instrument: inverse, symbol: 'x', terms: { takerFeeBps: 0, ...terms } }
  expect(exactUnits(listed, one)).toMatchObject({
    orderLot: undefined,
    minQuantity: undefined,
    minNotional: { numerator: 100n, denominator: 1n },
  })
})

test('a lot of contracts is as many base units as it stands for', () => {
  const linear = { ...inverse, class: 'linear', lotSize: step(1, 1), contractSize: step(1, 2) }
  const least = { minQuantity: 0.001, minNotional: 5 }
  expect(listedTerms(linear as Instrument, least)).toEqual({ lotSize: 0.001, ...least })
})

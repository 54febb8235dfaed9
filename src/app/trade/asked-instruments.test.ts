import { expect, test } from 'vitest'
import { fixtureListings } from '../../../test/recording-fixture.ts'
import { askedInstruments } from './asked-instruments.ts'

const recorded = fixtureListings.map(({ instrument }) => instrument)
const keys = (wanted: readonly string[]): string[] =>
  askedInstruments(wanted, recorded).map(
    ({ venue, name, class: kind }) => `${venue} ${name} ${kind}`,
  )

test('what is named is taken and nothing else: no venue with the name of another, one class where it is said', () => {
  expect(keys([])).toHaveLength(3)
  expect(keys(['okx:ETH-USDT:linear'])).toEqual(['okx ETH-USDT linear'])
  expect(keys(['okx:ETH-USDT', 'binance:BTC-USDT:spot'])).toEqual([
    'binance BTC-USDT spot',
    'okx ETH-USDT spot',
    'okx ETH-USDT linear',
  ])
})

test.each([
  ['binance:ETH-USDT', 'no binance:ETH-USDT in the recordings; nearest are binance:BTC-USDT:spot,'],
  ['okx:ETH-USDT:inverse', 'nearest are okx:ETH-USDT:linear'],
  ['okx', 'no okx in the recordings'],
])('%s matches nothing, and what is most like it is named', (wanted, message) => {
  expect(() => keys(['okx:ETH-USDT', wanted])).toThrow(message)
})

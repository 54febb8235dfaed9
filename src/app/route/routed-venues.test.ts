import { expect, test } from 'vitest'
import { tradeConfigOf } from '../trade/trade-config.ts'
import { wantedInstrument } from '../market/wanted-instrument.ts'
import { routedVenues, type VenueChoice } from './routed-venues.ts'

function routed(text: string, instruments: readonly string[], choice: VenueChoice = {}) {
  const venues = { binance: {}, okx: {}, kraken: {} }
  const config = tradeConfigOf({ recordings: ['r'], venues, instruments }, 'test')
  const left = routedVenues(config, wantedInstrument(text, '--live'), choice)
  return [left.instruments, [...left.venues.keys()]]
}

test('only what a configuration lists of the coin that is asked for is traded', () => {
  const listed = ['binance:BTC-USDT', 'okx:BTC-USDT', 'kraken:ETH-USD', 'okx:ETH-USDT:linear']
  expect(routed('ETH', listed)).toEqual([
    ['kraken:ETH-USD', 'okx:ETH-USDT:linear'],
    ['okx', 'kraken'],
  ])
  expect(routed('ETH-USD', listed)).toEqual([['kraken:ETH-USD'], ['kraken']])
  expect(routed('ETH:linear', listed)).toEqual([
    ['kraken:ETH-USD:linear', 'okx:ETH-USDT:linear'],
    ['okx', 'kraken'],
  ])
  expect(() => routed('ETH', ['binance:BTC-USDT', 'okx:BTC-USDT'])).toThrow('is ETH at a venue')
  expect(() => routed('ETH-USDT:spot', listed)).toThrow('is ETH-USDT:spot')
})

test('a venue that is left out is not opened at all, listed or not', () => {
  const excluded = ['kraken']
  expect(routed('BTC', [], { excluded })).toEqual([
    ['binance:BTC', 'okx:BTC'],
    ['binance', 'okx'],
  ])
  expect(routed('BTC', ['kraken:BTC-USD', 'okx:BTC-USDT'], { excluded })).toEqual([
    ['okx:BTC-USDT'],
    ['okx'],
  ])
  expect(routed('BTC', [], { only: ['okx'] })).toEqual([['okx:BTC'], ['okx']])
  expect(() => routed('BTC', [], { excluded: ['krakn'] })).toThrow(
    '--exclude: no krakn there; nearest are kraken',
  )
  expect(() => routed('BTC', ['kraken:BTC-USD'], { excluded })).toThrow('is BTC at a venue')
})

function routedBesideMarks(instruments: readonly string[], excluded: readonly string[] = []) {
  const venues = { binance: {}, okx: {}, kraken: {} }
  const fields = { recordings: ['r'], venues, instruments, marks: ['kraken:USDT-USD'] }
  const wanted = wantedInstrument('BTC', '--live')
  const left = routedVenues(tradeConfigOf(fields, 'test'), wanted, { excluded })
  return [left.instruments, [...left.venues.keys()]]
}

test('a venue of marks alone gets no order, and stays to be looked at', () => {
  const all = ['binance', 'okx', 'kraken']
  expect(routedBesideMarks([])).toEqual([['binance:BTC', 'okx:BTC'], all])
  expect(routedBesideMarks([], ['kraken', 'okx'])).toEqual([['binance:BTC'], ['binance', 'kraken']])
  const listed = ['kraken:BTC-USD', 'okx:BTC-USDT']
  expect(routedBesideMarks(listed)).toEqual([listed, ['okx', 'kraken']])
  expect(routedBesideMarks(listed, ['kraken'])).toEqual([['okx:BTC-USDT'], ['okx', 'kraken']])
})

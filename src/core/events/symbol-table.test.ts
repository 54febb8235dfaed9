import { expect, test } from 'vitest'
import type { Instrument } from '../instrument.ts'
import { InstrumentTable } from './instrument-table.ts'
import { SymbolTable } from './symbol-table.ts'

const spot = (base: string): Instrument => ({
  name: `${base}-USDT`,
  venue: 'binance',
  base,
  quote: 'USDT',
  class: 'spot',
  tickSize: { units: 1, decimals: 2 },
  lotSize: { units: 1, decimals: 5 },
})
const encode = (text: string): Uint8Array => new TextEncoder().encode(text)

test('a symbol is found by its bytes inside a message', () => {
  const symbols = new SymbolTable()
  const table = new InstrumentTable()
  // Past every doubling of the table.
  const bases = Array.from({ length: 100 }, (_, number) => `C${number}`)
  for (const base of bases) {
    const instrument = spot(base)
    symbols.add({ symbol: `${base}USDT`, index: table.add(instrument), instrument })
  }
  for (const [index, base] of bases.entries()) {
    const message = encode(`{"s":"${base}USDT"}`)
    expect(symbols.find(message, 6, 6 + base.length + 4)?.index).toBe(index)
    expect(symbols.ofInstrument(index)?.symbol).toBe(`${base}USDT`)
  }
  const message = encode('C100USDT')
  expect(symbols.find(message, 0, 8)).toBeUndefined()
  expect(symbols.find(message, 0, 3)).toBeUndefined()
  expect(symbols.find(message, 0, 0)).toBeUndefined()
  expect(symbols.ofInstrument(100)).toBeUndefined()
})

test('a symbol need not be ASCII, and stands once in a feed', () => {
  const symbols = new SymbolTable()
  const listing = { symbol: '币安人生%USDT', index: 0, instrument: spot('BINANCELIFE') }
  symbols.add(listing)
  const message = encode(listing.symbol)
  expect(symbols.find(message, 0, message.length)).toBe(listing)
  expect(() => symbols.add(listing)).toThrow('listed twice')
})

test('an instrument keeps its index, and is told apart by venue, class and name', () => {
  const table = new InstrumentTable()
  const bitcoin = spot('BTC')
  const perpetual: Instrument = { ...bitcoin, class: 'linear' }
  expect([table.add(bitcoin), table.add(perpetual), table.add({ ...bitcoin })]).toEqual([0, 1, 0])
  expect(table.at(1)).toBe(perpetual)
  expect(table.indexOf(perpetual)).toBe(1)
  expect(table.indexOf({ venue: 'okx', class: 'spot', name: 'BTC-USDT' })).toBeUndefined()
  expect(table.list()).toHaveLength(table.size)
  expect(() => table.at(2)).toThrow('instrument 2 of 2')
})

import { expect, test } from 'vitest'
import { stubExchange } from '../../../test/live/stub-exchange.ts'
import type { Instrument } from '../../core/instrument.ts'
import type { Instant } from '../../core/time.ts'
import { completedRates } from './live-rates.ts'
import { QuoteMarks } from './quote-marks.ts'

const spot = (base: string, quote: string): Instrument => ({
  name: `${base}-${quote}`,
  venue: 'kraken',
  base,
  quote,
  class: 'spot',
  tickSize: { units: 1, decimals: 4 },
  lotSize: { units: 1, decimals: 4 },
})

test('what is only looked at tells what a currency is worth, until it has been silent for a minute', async () => {
  let now = 0
  const said = { book: { bids: [[0.9921875, 1]], asks: [[1, 1]] }, isGone: false }
  const exchange = stubExchange({
    fetchOrderBook: () =>
      said.isGone ? Promise.reject(new Error('gone')) : Promise.resolve(said.book),
  })
  const clock = { now: () => now as Instant, callAt: () => () => undefined }
  const told: (string | undefined)[] = []
  const tell = (line: string, kind?: string): void => void told.push(kind, line)
  const marks = new QuoteMarks(
    [
      { exchange, symbol: 'USDT/USD', instrument: spot('USDT', 'USD') },
      { exchange, symbol: 'USD/EURT', instrument: spot('USD', 'EURT') },
    ],
    clock,
  )
  const { rates } = completedRates(
    { currency: 'USD', rates: new Map() },
    [spot('BTC', 'USDT'), spot('BTC', 'EURT')],
    tell,
    marks,
  )
  const rate = (currency: string): number => {
    const source = rates.get(currency)
    return source?.kind === 'fixed' ? source.rate : Number.NaN
  }
  expect(rate('USDT')).toBeNaN()
  await marks.look(tell)
  expect([rate('USDT'), rate('EURT')]).toEqual([0.99609375, 1 / 0.99609375])
  said.isGone = true
  await marks.look(tell)
  await marks.look(tell)
  now = 60_000_000
  expect(rate('USDT')).toBe(0.99609375)
  now++
  expect(rate('USDT')).toBeNaN()
  Object.assign(said, { book: { bids: [[1, 1]], asks: [[1, 1]] }, isGone: false })
  await marks.look(tell)
  expect(rate('USDT')).toBe(1)
  expect(told).toEqual([
    'disconnect',
    'kraken:USDT-USD: no mark: gone',
    'disconnect',
    'kraken:USD-EURT: no mark: gone',
    'recovered',
    'kraken:USDT-USD: its mark is back',
    'recovered',
    'kraken:USD-EURT: its mark is back',
  ])
})

import { expect, test } from 'vitest'
import type { Instrument } from '../../core/instrument.ts'
import { ratesInWords, reportingOf, requiredRates } from './reporting-of.ts'

const step = { units: 1, decimals: 2 }
const instrument = (venue: string, base: string, quote: string): Instrument => ({
  venue,
  name: `${base}-${quote}`,
  base,
  quote,
  class: 'spot',
  tickSize: step,
  lotSize: step,
})
const instruments = [
  instrument('binance', 'BTC', 'USDT'),
  instrument('kraken', 'BTC', 'USD'),
  instrument('kraken', 'ETH', 'EUR'),
]
const said = (
  rates: Record<string, number | string>,
  of: readonly Instrument[] = instruments,
  currency = 'USDT',
): ReturnType<typeof reportingOf> => reportingOf({ reporting: { currency, capital: 1, rates } }, of)

test('what nothing tells the worth of is refused by name; what a market of the run tells is taken', () => {
  expect(() => requiredRates(said({}), instruments, [])).toThrow(
    'nothing says what one EUR is worth in USDT, and kraken:ETH-EUR is quoted in it',
  )
  const complete = requiredRates(said({ EUR: 1.1 }), instruments, [])
  expect(ratesInWords(complete, instruments)).toEqual([
    'counted in USDT: one EUR is 1.1 USDT throughout, one USD by binance:BTC-USDT over kraken:BTC-USD',
  ])
})

test('a currency of fees needs a rate, and has one where its price is supposed', () => {
  const [binance] = instruments
  const token = { currency: 'BNB', unitPrice: 900, settlement: 'USDT' }
  expect(requiredRates(said({}, [binance!]), [binance!], [token]).rates.get('BNB')).toEqual({
    kind: 'fixed',
    rate: 900,
  })
  const elsewhere = { ...token, settlement: 'XYZ' }
  expect(() => requiredRates(said({}, [binance!]), [binance!], [elsewhere])).toThrow(
    'one BNB is worth in USDT, and fees may be paid in it',
  )
})

test.each([
  [{ USD: 'kraken:ETH-EUR' }, 'reporting.rates.USD: kraken:ETH-EUR is no price of USD'],
  [{ USD: 'kraken:BTC-USD / binance:BTC-USDT' }, "one coin's price in USDT over its price in USD"],
  [{ USD: 'kraken:BTC-UST' }, 'no instrument kraken:BTC-UST; nearest are kraken:BTC-USD,'],
  [{ USD: 'a/b/c' }, 'no instrument a'],
])('%o tells nothing, and that is said', (rates, message) => {
  expect(() => said(rates)).toThrow(message)
})

test('a mid in another currency needs that one to be told', () => {
  const only = [instrument('kraken', 'USD', 'EUR'), instruments[1]!]
  const once = said({ USD: 'kraken:USD-EUR', EUR: 1.1 }, only)
  expect(requiredRates(once, only, []).rates.size).toBe(2)
  const missing = said({ USD: 'kraken:USD-EUR' }, [only[0]!, only[1]!])
  expect(() => requiredRates(missing, only.slice(1), [])).toThrow(/quoted in|worth in/)
})

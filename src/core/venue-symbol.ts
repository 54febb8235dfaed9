import type { Currency } from './currency.ts'
import { classOfVenueFolder, type Instrument, type InstrumentClass } from './instrument.ts'

/** What a venue's string for an instrument tells. */
export type NamedInstrument = Pick<Instrument, 'name' | 'base' | 'quote' | 'class'>

/**
 * Reads a venue's symbol: `BTCUSDT`, `BTC-USDT`, `BTC/USDT`, `BTC_USDT`, `XBT/USD`, `tBTCUSD`, `BTC-USDT-SWAP`,
 * `BTCUSD_PERP`, `PI_XBTUSD`, `BTC-PERPETUAL`. A future with a date keeps it in its name (`BTC-USD-220527`).
 *
 * @param venue the exchange as Tardis writes it (`binance-futures`), or a folder of bars (`okx-perp`)
 * @returns undefined when no two currencies can be told apart in it: an option, a joined name with a strange quote
 */
export function readSymbol(venue: string, symbol: string): NamedInstrument | undefined {
  const { rest, expiry } = withoutExpiry(withoutPrefix(symbol))
  const pair = splitPair(venue, rest.replace(perpetualSuffix, ''))
  if (pair === undefined) return undefined
  const [first, second] = pair.map((code) => usualCode(venue, code)) as [Currency, Currency]
  // Upbit writes KRW-BTC for bitcoin in won.
  const [base, quote] = venue === 'upbit' ? [second, first] : [first, second]
  const name = expiry === undefined ? `${base}-${quote}` : `${base}-${quote}-${expiry}`
  return { name, base, quote, class: classOf(venue, quote, symbol) }
}

/** Whatever its venue trades otherwise: does a symbol call itself a perpetual, as `BTC-USDT-PERP` does? */
export function isPerpetualSymbol(symbol: string): boolean {
  return perpetualSuffix.test(symbol.toUpperCase())
}

/** What the venues of derivatives trade; `by quote`: inverse when it is plain USD, else linear. All others are spot. */
const derivativeVenues: Readonly<Record<string, 'linear' | 'inverse' | 'by quote'>> = {
  'binance-futures': 'linear',
  'binance-delivery': 'inverse',
  'binance-european-options': 'linear',
  bitmex: 'by quote',
  'bitfinex-derivatives': 'linear',
  bybit: 'by quote',
  deribit: 'by quote',
  cryptofacilities: 'by quote',
  'kraken-futures': 'by quote',
  ftx: 'linear',
  hyperliquid: 'linear',
  dydx: 'linear',
  'dydx-v4': 'linear',
  phemex: 'by quote',
  aster: 'linear',
  standx: 'linear',
  'coinbase-international': 'linear',
  'gate-io-futures': 'by quote',
  'huobi-dm': 'inverse',
  'huobi-dm-swap': 'inverse',
  'huobi-dm-linear-swap': 'linear',
}

function kindOf(venue: string): InstrumentClass | 'by quote' {
  const isDerivative = /-(perp|swap|futures)$/.test(venue)
  return derivativeVenues[venue] ?? (isDerivative ? 'by quote' : 'spot')
}

function classOf(venue: string, quote: Currency, symbol: string): InstrumentClass {
  // Kraken's PF_ contracts are margined in dollars, although quoted in them too.
  if (/^(pf|ff)_/i.test(symbol)) return 'linear'
  const kind = kindOf(venue)
  return kind === 'by quote' ? classOfVenueFolder('-perp', quote) : kind
}

function withoutPrefix(symbol: string): string {
  // Bitfinex writes tBTCUSD, with a small t; Kraken's futures pi_, pf_, fi_, ff_.
  const plain = /^t[A-Z0-9:]+$/.test(symbol) ? symbol.slice(1) : symbol
  return plain.toUpperCase().replace(/^(PI|PF|FI|FF)_/, '')
}

const perpetualSuffix = /([-_](PERP|SWAP|PERPETUAL|UMCBL|DMCBL|SPBL)|F0)$/

interface WithoutExpiry {
  readonly rest: string
  readonly expiry?: string
}

/** `BTC-USD-220527`, `BTCUSDT_230630`, `BTC-25JUN21`. */
function withoutExpiry(symbol: string): WithoutExpiry {
  const match = /^(.+)[-_](\d{6}|\d{1,2}[A-Z]{3}\d{2})$/.exec(symbol)
  return match === null ? { rest: symbol } : { rest: match[1]!, expiry: match[2]! }
}

const joinedQuotes = [
  'USDT',
  'USDC',
  'USDD',
  'DAI',
  'USD',
  'UST',
  'EUR',
  'GBP',
  'JPY',
  'KRW',
  'TRY',
  'BRL',
  'AUD',
  'CAD',
  'CHF',
  'RUB',
  'UAH',
  'ZAR',
  'XBT',
  'BTC',
  'ETH',
  'BNB',
  'SOL',
]
/** Only where there is no plain dollar: elsewhere GRTUSD is GRT in dollars, not GR in TUSD. */
const binanceQuotes = ['FDUSD', 'TUSD', 'BUSD', ...joinedQuotes.filter((code) => code !== 'USD')]

function splitPair(venue: string, symbol: string): [string, string] | undefined {
  const parted = /^([A-Z0-9]+)[-_/:]([A-Z0-9]+)$/.exec(symbol)
  if (parted !== null) {
    const [base, quote] = [parted[1]!, parted[2]!].map((code) => code.replace(perpetualSuffix, ''))
    return [base!, quote!]
  }
  if (!/^[A-Z0-9]+$/.test(symbol)) return undefined
  const quotes = venue === 'binance' || venue === 'binance-futures' ? binanceQuotes : joinedQuotes
  const quote = quotes.find((code) => symbol.endsWith(code) && symbol.length > code.length)
  if (quote !== undefined) return [symbol.slice(0, -quote.length), quote]
  // Deribit's BTC-PERPETUAL and Hyperliquid's BTC leave the dollars out.
  return kindOf(venue) === 'spot' ? undefined : [symbol, 'USD']
}

function usualCode(venue: string, code: string): Currency {
  if (code === 'XBT') return 'BTC'
  if (code === 'XDG') return 'DOGE'
  // Bitfinex's short name of Tether; elsewhere it was Terra's dollar.
  return code === 'UST' && venue.startsWith('bitfinex') ? 'USDT' : code
}

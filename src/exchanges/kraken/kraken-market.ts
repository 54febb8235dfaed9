import { BookChecksum } from '../../book/checksum/book-checksum.ts'
import type { Currency } from '../../core/currency.ts'
import { SymbolTable } from '../../core/events/symbol-table.ts'
import type { WireCodec } from '../../core/events/wire-codec.ts'
import { invariant } from '../../math/invariant.ts'
import { codecOf } from '../../wire/codec.ts'
import { krakenChecksum } from '../../wire/kraken/checksum.ts'
import { protocols } from '../../wire/protocols.ts'
import type { PublicState } from '../world/public-state.ts'

/** A pair under each of its names. */
export interface KrakenPair {
  readonly state: PublicState
  /** `XXBTZUSD`: the key of every REST answer. */
  readonly id: string
  /** `XBTUSD`: what orders are described with. */
  readonly altname: string
  /** `XBT/USD`, of the first WebSocket version. */
  readonly wsname: string
  /** `BTC/USD`, of the second. */
  readonly symbol: string
  readonly base: KrakenAsset
  readonly quote: KrakenAsset
  readonly checksum: BookChecksum
}

interface KrakenAsset {
  readonly currency: Currency
  /** `XXBT`, `ZUSD`; of younger assets the altname. */
  readonly id: string
  /** `XBT`, `USD`. */
  readonly altname: string
  readonly isFiat: boolean
}

export interface KrakenMarket {
  readonly pairs: readonly KrakenPair[]
  readonly assets: readonly KrakenAsset[]
  /** By any of its names, with or without the slash. */
  named(name: string): KrakenPair | undefined
  /** By index of the instrument. */
  pair(index: number): KrakenPair
  /** By the symbol of the second WebSocket version. */
  ofSymbol(symbol: string): KrakenPair | undefined
  readonly encode: WireCodec['encode']
}

export function krakenMarket(states: readonly PublicState[]): KrakenMarket {
  const table = new SymbolTable()
  const pairs = states.map(pairOf)
  for (const { symbol, state } of pairs) {
    table.add({ symbol, index: state.index, instrument: state.instrument })
  }
  const byName = new Map(
    pairs.flatMap((pair) =>
      [pair.id, pair.altname, pair.wsname, pair.symbol, pair.symbol.replace('/', '')].map(
        (name) => [name, pair] as const,
      ),
    ),
  )
  const bySymbol = new Map(pairs.map((pair) => [pair.symbol, pair]))
  const byIndex = new Map(pairs.map((pair) => [pair.state.index, pair]))
  const assets = new Map(
    pairs.flatMap(({ base, quote }) => [base, quote]).map((asset) => [asset.id, asset]),
  )
  const codec = codecOf(protocols['kraken'], table)
  return {
    pairs,
    assets: [...assets.values()],
    named: (name) => byName.get(name.toUpperCase()),
    ofSymbol: (symbol) => bySymbol.get(symbol),
    pair(index) {
      const pair = byIndex.get(index)
      invariant(pair !== undefined, `instrument ${index} is no pair of Kraken's`)
      return pair
    },
    encode: (...message) => codec.encode(...message),
  }
}

/** Assets that were listed when names had a letter before them: X of coins, Z of money. */
const oldCoins: readonly Currency[] = [
  'BTC',
  'DOGE',
  'ETC',
  'ETH',
  'LTC',
  'MLN',
  'REP',
  'XLM',
  'XMR',
  'XRP',
  'ZEC',
]
const money: readonly Currency[] = ['USD', 'EUR', 'GBP', 'CAD', 'JPY', 'AUD']
const altnames: Readonly<Record<Currency, string>> = { BTC: 'XBT', DOGE: 'XDG' }

function assetOf(currency: Currency): KrakenAsset {
  const altname = altnames[currency] ?? currency
  const isFiat = money.includes(currency)
  const letter = isFiat ? 'Z' : oldCoins.includes(currency) ? 'X' : ''
  return { currency, id: letter + altname, altname, isFiat }
}

function pairOf(state: PublicState): KrakenPair {
  const { instrument } = state
  const base = assetOf(instrument.base)
  const quote = assetOf(instrument.quote)
  const altname = base.altname + quote.altname
  const isOld = base.id !== base.altname && quote.id !== quote.altname
  // The one younger coin whose pair has the old name of its quote.
  const isTether = instrument.base === 'USDT'
  return {
    state,
    id: isOld || isTether ? base.id + quote.id : altname,
    altname,
    wsname: `${base.altname}/${quote.altname}`,
    symbol: `${instrument.base}/${instrument.quote}`,
    base,
    quote,
    checksum: new BookChecksum(krakenChecksum, instrument),
  }
}

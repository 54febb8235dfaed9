import type { InstrumentClass } from '../core/instrument.ts'
import { binanceOrders } from '../wire/binance/orders.ts'
import { bybitOrders } from '../wire/bybit/orders.ts'
import { coinbaseOrders, type CoinbaseKey } from '../wire/coinbase/orders.ts'
import { krakenOrders } from '../wire/kraken/orders.ts'
import { okxOrders } from '../wire/okx/orders.ts'
import type { OrderCodec, OrderWriter } from '../wire/order-writer.ts'
import type { CcxtExchange } from './ccxt-exchange.ts'
import { ed25519, es256, hmacSha256, hmacSha512OfDigest, type Signing } from './order-signing.ts'

interface Speaking {
  readonly codec: OrderCodec
  readonly signing: Signing
  /** Under which names ccxt keeps the address, and what it puts behind the origin. */
  readonly address: readonly [name: string, path: string]
}

/**
 * What writes an account's orders without ccxt; undefined where there is nothing for its venue, or for its kind of key.
 *
 * Keys are read here, once.
 */
export function orderWriterOf(
  exchange: CcxtExchange,
  kind: InstrumentClass,
  validForMs: number,
): OrderWriter | undefined {
  const speaking = speakingOf(exchange, kind)
  if (speaking === undefined) return undefined
  const { codec, signing, address } = speaking
  const { apiKey, secret, password, urls } = exchange
  const sign = readable(signing, secret)
  const api = urls['api'] as Readonly<Record<string, unknown>>
  const [name, path] = address
  const kept = api[name]
  if (sign === undefined || apiKey === '' || typeof kept !== 'string') return undefined
  const url = kept.replace('{hostname}', hostOf(exchange))
  if (!url.endsWith(path)) return undefined
  const origin = url.slice(0, url.length - path.length)
  return codec({ origin, apiKey, passphrase: password, validForMs, sign })
}

function readable(signing: Signing, secret: string): ReturnType<Signing> {
  try {
    return signing(secret)
  } catch {
    // What is no key is left to ccxt, which says so in its own words.
    return undefined
  }
}

const hex = hmacSha256('hex')

function speakingOf({ id, apiKey, secret }: CcxtExchange, kind: string): Speaking | undefined {
  switch (id) {
    case 'binance':
    case 'binanceusdm':
      return {
        codec: binanceOrders,
        signing: hex,
        address: kind === 'spot' ? ['private', '/api/v3'] : ['fapiPrivate', '/fapi/v1'],
      }
    case 'bybit':
      return { codec: bybitOrders, signing: hex, address: ['private', ''] }
    case 'okx':
      return { codec: okxOrders, signing: hmacSha256('base64'), address: ['rest', ''] }
    case 'kraken':
      return { codec: krakenOrders, signing: hmacSha512OfDigest, address: ['private', ''] }
    case 'coinbase': {
      const key = coinbaseKey(apiKey, secret)
      if (key === undefined) return undefined
      const signing = key === 'ES256' ? es256 : ed25519
      return { codec: coinbaseOrders(key), signing, address: ['rest', ''] }
    }
    default:
      return undefined
  }
}

/** As ccxt tells them apart; undefined for keys of the kind before both. */
function coinbaseKey(apiKey: string, secret: string): CoinbaseKey | undefined {
  if (secret.length === 88 || secret.endsWith('=')) return 'EdDSA'
  return apiKey.includes('organizations/') || secret.startsWith('-----BEGIN') ? 'ES256' : undefined
}

function hostOf(exchange: CcxtExchange): string {
  const { hostname } = exchange as { readonly hostname?: unknown }
  return typeof hostname === 'string' ? hostname : ''
}

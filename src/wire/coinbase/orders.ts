import { base64Url } from '../parts/base64.ts'
import type { OrderCodec, OrderRequestText, OrderWriter, RequestStamp } from '../order-writer.ts'
import { isPlainName, orderWords, type OrderWords } from '../parts/order-words.ts'

/** The two kinds of keys there are, by the algorithm of their tokens. */
export type CoinbaseKey = 'ES256' | 'EdDSA'

/** So long a token is good, seconds. */
const tokenSeconds = 120

/**
 * Orders of Coinbase Advanced: JSON, with a token that is signed for each request.
 *
 * A market order to buy counts quote there, and is not written here.
 * https://docs.cdp.coinbase.com/api-reference/advanced-trade-api/rest-api/orders/create-order
 */
export function coinbaseOrders(kind: CoinbaseKey): OrderCodec {
  return ({ origin, apiKey, sign }): OrderWriter => {
    const posted = (path: string, body: string, stamp: RequestStamp): OrderRequestText => {
      const url = `${origin}/api/v3/brokerage/${path}`
      const token = `${headOf(kind, apiKey, stamp)}.${claimsOf(kind, apiKey, { url, stamp })}`
      return {
        method: 'POST',
        url,
        headers: {
          Authorization: `Bearer ${token}.${sign(token)}`,
          'Content-Type': 'application/json',
        },
        body,
      }
    }
    return {
      place: (listing, order, named, stamp) => {
        const { symbol, instrument } = listing
        const words = orderWords(listing, order)
        const isSaid = isPlainName(symbol) && isPlainName(named) && instrument.class === 'spot'
        if (words === undefined || !isSaid) return undefined
        if (words.price === undefined && words.isBuy) return undefined
        const body =
          `{"client_order_id":"${named}","product_id":"${symbol}"` +
          `,"side":"${words.isBuy ? 'BUY' : 'SELL'}"` +
          `,"order_configuration":${configurationOf(words)}}`
        return posted('orders', body, stamp)
      },
      cancel: (_, order, stamp) =>
        'theirs' in order && isPlainName(order.theirs)
          ? posted('orders/batch_cancel', `{"order_ids":["${order.theirs}"]}`, stamp)
          : undefined,
    }
  }
}

function configurationOf({ price, quantity, isPostOnly, timeInForce }: OrderWords): string {
  const base = `"base_size":"${quantity}"`
  if (price === undefined) return `{"market_market_ioc":{${base}}}`
  const limit = `${base},"limit_price":"${price}"`
  if (timeInForce === 'IOC') return `{"sor_limit_ioc":{${limit}}}`
  if (timeInForce === 'FOK') return `{"limit_limit_fok":{${limit}}}`
  return `{"limit_limit_gtc":{${limit},"post_only":${isPostOnly}}}`
}

function headOf(kind: CoinbaseKey, apiKey: string, { nonce }: RequestStamp): string {
  const key = JSON.stringify(apiKey)
  return base64Url(`{"alg":"${kind}","typ":"JWT","kid":${key},"nonce":"${nonce}"}`)
}

function claimsOf(
  kind: CoinbaseKey,
  apiKey: string,
  { url, stamp }: { readonly url: string; readonly stamp: RequestStamp },
): string {
  const seconds = Math.floor(stamp.now / 1_000)
  const [audience, issuer] =
    kind === 'EdDSA' ? ['cdp_service', 'cdp'] : ['retail_rest_api_proxy', 'coinbase-cloud']
  const uri = JSON.stringify(`POST ${url.replace('https://', '')}`)
  return base64Url(
    `{"aud":["${audience}"],"iss":"${issuer}","nbf":${seconds},"exp":${seconds + tokenSeconds}` +
      `,"sub":${JSON.stringify(apiKey)},"iat":${seconds}` +
      `,${kind === 'EdDSA' ? `"uris":[${uri}]` : `"uri":${uri}`}}`,
  )
}

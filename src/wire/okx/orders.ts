import type { OrderCodec, OrderRequestText, OrderWriter, RequestStamp } from '../order-writer.ts'
import { isPlainName, jsonField, orderWords, type OrderWords } from '../parts/order-words.ts'
import { isoText } from '../times.ts'

const forces = { GTC: 'limit', IOC: 'ioc', FOK: 'fok' } as const

/**
 * Orders of OKX v5: JSON, signed with HMAC-SHA256 in base 64 over time, method, path and body. An order is sent as a list of
 * one, as ccxt does: lists have a limit of requests of their own.
 * https://www.okx.com/docs-v5/en/#order-book-trading-trade-post-place-multiple-orders
 */
export const okxOrders: OrderCodec = (account): OrderWriter => {
  const { origin, apiKey, passphrase, validForMs, sign } = account
  const posted = (name: string, body: string, { now }: RequestStamp): OrderRequestText => {
    const path = `/api/v5/trade/${name}`
    const time = isoText(now)
    return {
      method: 'POST',
      url: `${origin}${path}`,
      headers: {
        'OK-ACCESS-KEY': apiKey,
        'OK-ACCESS-PASSPHRASE': passphrase,
        'OK-ACCESS-TIMESTAMP': time,
        'Content-Type': 'application/json',
        'OK-ACCESS-SIGN': sign(`${time}POST${path}${body}`),
        expTime: String(now + validForMs),
      },
      body,
    }
  }
  return {
    place: (listing, order, named, stamp) => {
      const { symbol, instrument } = listing
      const words = orderWords(listing, order)
      if (words === undefined || !isPlainName(symbol) || !isPlainName(named)) return undefined
      const isSpot = instrument.class === 'spot'
      const { price, quantity } = words
      const body =
        `[{"instId":"${symbol}","side":"${order.side}","ordType":"${typeOf(words)}"` +
        `,"sz":"${quantity}","tdMode":"${isSpot ? 'cash' : 'cross'}"` +
        `${isSpot ? ',"tgtCcy":"base_ccy"' : ''}${jsonField('px', price)},"clOrdId":"${named}"` +
        `${words.isReduceOnly ? ',"reduceOnly":true' : ''}}]`
      return posted('batch-orders', body, stamp)
    },
    cancel: ({ symbol }, order, stamp) => {
      const [field, name] = 'ours' in order ? ['clOrdId', order.ours] : ['ordId', order.theirs]
      if (!isPlainName(symbol) || !isPlainName(name)) return undefined
      return posted('cancel-order', `{"instId":"${symbol}","${field}":"${name}"}`, stamp)
    },
  }
}

function typeOf({ price, isPostOnly, timeInForce }: OrderWords): string {
  if (price === undefined) return 'market'
  return isPostOnly || timeInForce === undefined ? 'post_only' : forces[timeInForce]
}

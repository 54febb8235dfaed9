import type { OrderCodec, OrderRequestText, OrderWriter, RequestStamp } from '../order-writer.ts'
import { isPlainName, jsonField, orderWords } from '../parts/order-words.ts'

/**
 * Orders of Bybit v5: JSON, signed with HMAC-SHA256 over time, key, window and body.
 * https://bybit-exchange.github.io/docs/v5/order/create-order
 */
export const bybitOrders: OrderCodec = ({ origin, apiKey, validForMs, sign }): OrderWriter => {
  const posted = (path: string, body: string, { now }: RequestStamp): OrderRequestText => ({
    method: 'POST',
    url: `${origin}/v5/order/${path}`,
    headers: {
      'Content-Type': 'application/json',
      'X-BAPI-API-KEY': apiKey,
      'X-BAPI-TIMESTAMP': String(now),
      'X-BAPI-RECV-WINDOW': String(validForMs),
      'X-BAPI-SIGN': sign(`${now}${apiKey}${validForMs}${body}`),
    },
    body,
  })
  return {
    place: (listing, order, named, stamp) => {
      const { symbol, instrument } = listing
      const words = orderWords(listing, order)
      if (words === undefined || !isPlainName(symbol) || !isPlainName(named)) return undefined
      const { price, quantity, isPostOnly, isReduceOnly } = words
      const isMarket = price === undefined
      // A spot market order counts base, wherever Bybit would count quote.
      const unit = isMarket && instrument.class === 'spot' ? 'baseCoin' : undefined
      const body =
        `{"symbol":"${symbol}","side":"${words.isBuy ? 'Buy' : 'Sell'}"` +
        `,"orderType":"${isMarket ? 'Market' : 'Limit'}"` +
        jsonField('timeInForce', isPostOnly ? 'PostOnly' : words.timeInForce) +
        `,"orderLinkId":"${named}"${jsonField('price', price)}` +
        `,"category":"${instrument.class}"${jsonField('marketUnit', unit)},"qty":"${quantity}"` +
        `${isReduceOnly ? ',"reduceOnly":true' : ''}}`
      return posted('create', body, stamp)
    },
    cancel: ({ symbol, instrument }, order, stamp) => {
      const ours = 'ours' in order ? order.ours : undefined
      const theirs = 'ours' in order ? undefined : order.theirs
      if (!isPlainName(symbol) || !isPlainName(ours ?? theirs!)) return undefined
      const filter = instrument.class === 'spot' ? ',"orderFilter":"Order"' : ''
      const body =
        `{"symbol":"${symbol}"${filter}${jsonField('orderId', theirs)}` +
        `,"category":"${instrument.class}"${jsonField('orderLinkId', ours)}}`
      return posted('cancel', body, stamp)
    },
  }
}

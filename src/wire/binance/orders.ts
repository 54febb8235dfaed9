import type { OrderCodec, OrderWriter, RequestStamp, TradedSymbol } from '../order-writer.ts'
import { formField, isPlainName, orderWords } from '../parts/order-words.ts'

/**
 * Orders of Binance, spot and USD-M futures: a form, signed with HMAC-SHA256 in hexadecimal digits behind it.
 * https://developers.binance.com/docs/binance-spot-api-docs/rest-api/trading-endpoints
 */
export const binanceOrders: OrderCodec = ({ origin, apiKey, validForMs, sign }): OrderWriter => {
  const signed = ({ now }: RequestStamp, fields: string): string => {
    const form = `timestamp=${now}${fields}&recvWindow=${validForMs}`
    return `${form}&signature=${sign(form)}`
  }
  const key = { 'X-MBX-APIKEY': apiKey }
  const posted = { ...key, 'Content-Type': 'application/x-www-form-urlencoded' }
  const urlOf = ({ instrument }: TradedSymbol): string =>
    `${origin}${instrument.class === 'spot' ? '/api/v3/order' : '/fapi/v1/order'}`
  return {
    place: (listing, order, named, stamp) => {
      const { symbol, instrument } = listing
      const words = orderWords(listing, order)
      const isSaid = isPlainName(symbol) && isPlainName(named) && instrument.class !== 'inverse'
      if (words === undefined || !isSaid) return undefined
      const { isPostOnly, isBuy, isReduceOnly, price, quantity } = words
      const isSpot = instrument.class === 'spot'
      const limit = isSpot && isPostOnly ? 'LIMIT_MAKER' : 'LIMIT'
      const body = signed(
        stamp,
        `&symbol=${symbol}&side=${isBuy ? 'BUY' : 'SELL'}&newClientOrderId=${named}` +
          `&newOrderRespType=${isSpot ? 'FULL' : 'RESULT'}&type=${price === undefined ? 'MARKET' : limit}` +
          `&quantity=${quantity}${formField('price', price)}` +
          formField('timeInForce', isPostOnly && !isSpot ? 'GTX' : undefined) +
          formField('reduceOnly', isReduceOnly ? 'true' : undefined) +
          formField('timeInForce', words.timeInForce),
      )
      return { method: 'POST', url: urlOf(listing), headers: posted, body }
    },
    cancel: (listing, order, stamp) => {
      const { symbol, instrument } = listing
      const [field, name] =
        'ours' in order ? ['origClientOrderId', order.ours] : ['orderId', order.theirs]
      if (!isPlainName(symbol) || !isPlainName(name) || instrument.class === 'inverse')
        return undefined
      const query = signed(stamp, `&symbol=${symbol}&${field}=${name}`)
      return {
        method: 'DELETE',
        url: `${urlOf(listing)}?${query}`,
        headers: key,
        body: undefined,
      }
    },
  }
}

import type { OrderCodec, OrderRequestText, OrderWriter, RequestStamp } from '../order-writer.ts'
import { formField, isPlainName, orderWords } from '../parts/order-words.ts'
import { isoText } from '../times.ts'

/**
 * Orders of Kraken: a form that begins with the nonce, signed with HMAC-SHA512 over its path and the digest of nonce and form.
 * `deadline` is when the matching engine takes it no more.
 * https://docs.kraken.com/api/docs/rest-api/add-order
 */
export const krakenOrders: OrderCodec = ({ origin, apiKey, validForMs, sign }): OrderWriter => {
  const posted = (name: string, fields: string, { nonce }: RequestStamp): OrderRequestText => {
    const path = `/0/private/${name}`
    const body = `nonce=${nonce}${fields}`
    return {
      method: 'POST',
      url: `${origin}${path}`,
      headers: {
        'API-Key': apiKey,
        'API-Sign': sign(path, nonce + body),
        'Content-Type': 'application/x-www-form-urlencoded',
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
      const { price, quantity, isPostOnly, timeInForce } = words
      const deadline = isoText(stamp.begun + validForMs).replaceAll(':', '%3A')
      const fields =
        `&pair=${symbol}&type=${order.side}&ordertype=${price === undefined ? 'market' : 'limit'}` +
        `&volume=${quantity}${formField('price', price)}${formField('timeinforce', timeInForce)}` +
        `${formField('oflags', isPostOnly ? 'post' : undefined)}&cl_ord_id=${named}` +
        `&deadline=${deadline}`
      return posted('AddOrder', fields, stamp)
    },
    cancel: (_, order, stamp) => {
      const [field, name] = 'ours' in order ? ['cl_ord_id', order.ours] : ['txid', order.theirs]
      return isPlainName(name) ? posted('CancelOrder', `&${field}=${name}`, stamp) : undefined
    },
  }
}

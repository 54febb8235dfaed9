import { expect, test } from 'vitest'
import { isSilence, meaningOf } from './order-outcomes.ts'

// Named as ccxt's.
class BadRequest extends Error {}
class InvalidOrder extends Error {}
class ExchangeError extends Error {}
class NetworkError extends Error {}
class RequestTimeout extends NetworkError {}

/** ccxt has a class of its own for two of Coinbase's reasons, and this one for all others. */
function coinbaseRefusing(error: string): ExchangeError {
  const answer = { success: false, error_response: { error, message: '' } }
  return new ExchangeError(`coinbase ${JSON.stringify(answer)}`)
}

test.each([
  [new BadRequest('binance {"code":-1013,"msg":"Filter failure: NOTIONAL"}'), 'too-small'],
  [new BadRequest('binance {"code":-1013,"msg":"Filter failure: LOT_SIZE"}'), 'off-grid'],
  [
    new InvalidOrder('binance {"code":-1013,"msg":"Filter failure: PERCENT_PRICE_BY_SIDE"}'),
    'price-band',
  ],
  [new BadRequest('binance {"code":-1121,"msg":"Invalid symbol."}'), 'halted'],
  [
    new InvalidOrder(
      `binanceusdm {"code":-4164,"msg":"Order's notional must be no smaller than 5 (unless you choose reduce only)."}`,
    ),
    'too-small',
  ],
  [
    new InvalidOrder('bybit {"retCode":170140,"retMsg":"Order value exceeded lower limit."}'),
    'too-small',
  ],
  [
    new InvalidOrder('bybit {"retCode":170137,"retMsg":"Order quantity has too many decimals."}'),
    'off-grid',
  ],
  [
    new InvalidOrder(
      'okx {"code":"1","data":[{"clOrdId":"a","sCode":"51020","sMsg":"Your order should meet or exceed the minimum order amount."}],"msg":"All operations failed"}',
    ),
    'too-small',
  ],
  [new ExchangeError('kraken {"error":["EOrder:Post only order"]}'), 'would-take'],
  [new ExchangeError('kraken {"error":["EOrder:Cost minimum not met"]}'), 'too-small'],
  [new ExchangeError('kraken {"error":["EOrder:Post only order"]}'), 'would-take'],
  [new ExchangeError('kraken {"error":["EOrder:Invalid price"]}'), 'off-grid'],
  [
    new ExchangeError('kraken {"error":["EOrder:Insufficient initial margin"]}'),
    'insufficient-margin',
  ],
  [new ExchangeError('kraken {"error":["EOrder:Orders limit exceeded"]}'), 'halted'],
  [new ExchangeError('kraken {"error":["EOrder:Invalid order"]}'), 'halted'],
  [new InvalidOrder('kraken {"error":["EOrder:Order minimum not met"]}'), 'too-small'],
  [
    new BadRequest(
      'coinbase {"success":false,"error_response":{"error":"INVALID_BASE_SIZE_TOO_SMALL","message":"Order size is too small"}}',
    ),
    'too-small',
  ],
  [coinbaseRefusing('INVALID_LIMIT_PRICE_POST_ONLY'), 'would-take'],
  [coinbaseRefusing('INVALID_LIMIT_PRICE'), 'price-band'],
  [coinbaseRefusing('INVALID_PRICE_PRECISION'), 'off-grid'],
  [coinbaseRefusing('INVALID_NO_LIQUIDITY'), 'no-liquidity'],
  [coinbaseRefusing('INSUFFICIENT_FUNDS'), 'insufficient-balance'],
  [coinbaseRefusing('INVALID_PRODUCT_ID'), 'halted'],
  [coinbaseRefusing('COMMANDER_REJECTED_NEW_ORDER'), 'halted'],
])('%s', (error, reason) => expect(meaningOf(error)).toEqual({ kind: 'rejected', reason }))

test('trouble of the network proves nothing, whatever it says', () => {
  const words = 'binance {"code":-1013,"msg":"Filter failure: NOTIONAL"}'
  expect(meaningOf(new NetworkError(words))).toEqual({ kind: 'unknown' })
  expect(meaningOf(new ExchangeError('binance {"code":-1}'))).toEqual({ kind: 'unknown' })
  expect(meaningOf(coinbaseRefusing('UNKNOWN_FAILURE_REASON'))).toEqual({ kind: 'unknown' })
  expect(meaningOf(new ExchangeError('coinbase {"error":"INTERNAL","message":""}'))).toEqual({
    kind: 'unknown',
  })
})

test.each([
  [
    new RequestTimeout(
      'okx POST https://www.okx.com/api/v5/trade/order request timed out (10000 ms)',
    ),
    true,
  ],
  [
    new RequestTimeout(
      'binance {"code":-1007,"msg":"Timeout waiting for response from backend server."}',
    ),
    false,
  ],
  [new NetworkError('kraken POST https://api.kraken.com/0/private/AddOrder fetch failed'), false],
])('%s is silence: %s', (error, isIt) => expect(isSilence(error)).toBe(isIt))

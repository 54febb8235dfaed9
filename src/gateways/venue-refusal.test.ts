import { expect, test } from 'vitest'
import { inWordsOfVenue } from './venue-refusal.ts'

test.each([
  [
    'binance {"code":-2010,"msg":"Account has insufficient balance for requested action."}',
    'binance: -2010 Account has insufficient balance for requested action.',
  ],
  [
    'bybit {"retCode":170131,"retMsg":"Insufficient balance.","result":{},"time":1}',
    'bybit: 170131 Insufficient balance.',
  ],
  [
    'okx {"code":"1","data":[{"clOrdId":"a","sCode":"51008","sMsg":"Insufficient USDT balance"}],"msg":"All operations failed"}',
    'okx: 51008 Insufficient USDT balance',
  ],
  ['okx {"code":"50011","data":[],"msg":"Too Many Requests"}', 'okx: 50011 Too Many Requests'],
  ['kraken {"error":["EOrder:Insufficient funds"]}', 'kraken: EOrder:Insufficient funds'],
  [
    'coinbase {"success":false,"error_response":{"error":"INSUFFICIENT_FUND","message":"Insufficient balance in source account"}}',
    'coinbase: INSUFFICIENT_FUND Insufficient balance in source account',
  ],
  [
    'coinbase {"success":false,"error_response":{"error":"UNKNOWN_FAILURE_REASON","message":"","preview_failure_reason":"PREVIEW_INVALID_LIMIT_PRICE"}}',
    'coinbase: PREVIEW_INVALID_LIMIT_PRICE',
  ],
  [
    'coinbase {"success":false,"error_response":{"error":"UNKNOWN_FAILURE_REASON","message":""}}',
    'coinbase: UNKNOWN_FAILURE_REASON',
  ],
])('%s is told as %s', (text, told) => {
  expect(inWordsOfVenue(text)).toBe(told)
})

test.each([
  'bybit requires a price argument',
  'okx {"half',
  'kraken {"error":[]}',
  'a [1,2] b',
  '',
])('what says nothing more stays as it is: %s', (text) => {
  expect(inWordsOfVenue(text)).toBe(text)
})

import { beforeAll, describe, expect, test } from 'vitest'
import { openExchange } from '../../src/gateways/ccxt-exchange.ts'
import { meaningOf } from '../../src/gateways/order-outcomes.ts'
import { codesOfBinance } from './codes-of-binance.ts'
import { codesOfOthers } from './codes-of-others.ts'

// Every documented code of order entry, by what it says of an order: read by ccxt's own `handleErrors`, as an answer is.

/** What of ccxt reads an answer. */
interface Judging {
  handleErrors(
    ...answer: readonly [
      status: number,
      reason: string,
      url: string,
      method: string,
      headers: object,
      body: string,
      response: object,
      sent: object,
      text: string,
    ]
  ): unknown
}

const cases = Object.entries({ ...codesOfBinance, ...codesOfOthers }).flatMap(
  ([id, { urls, codes }]) => urls.map((url) => ({ id, url, codes })),
)

/** An answer in the words of its venue. */
function answerOf(id: string, code: string): object {
  const [, number = '', text = ''] = /^(\S+) ?(.*)$/.exec(code)!
  switch (id) {
    case 'bybit':
      return { retCode: Number(number), retMsg: text, result: {} }
    case 'okx':
      return {
        code: '1',
        msg: 'All operations failed',
        data: [{ sCode: number, sMsg: text, ordId: '', clOrdId: 'a' }],
      }
    case 'kraken':
      return { error: [code] }
    case 'coinbase':
      return {
        success: false,
        error_response: code.startsWith('PREVIEW')
          ? { error: 'UNKNOWN_FAILURE_REASON', message: '', preview_failure_reason: code }
          : { error: code, message: '' },
      }
    default:
      return { code: Number(number), msg: text }
  }
}

describe.each(cases)('$id at $url', ({ id, url, codes }) => {
  let exchange: Judging
  beforeAll(async () => {
    const address = url.startsWith('http:') ? { url: 'http://127.0.0.1:9' } : {}
    exchange = (await openExchange(id, address)) as unknown as Judging
  })

  const rows = Object.entries(codes).flatMap(([meant, all]) => all.map((code) => [code, meant]))

  test.each(rows)('%s: %s', (code, meant) => {
    const answer = answerOf(id, code)
    const body = JSON.stringify(answer)
    const status = id.startsWith('binance') ? 400 : 200
    let meaning: object = { kind: 'no error' }
    try {
      exchange.handleErrors(status, '', url, 'POST', {}, body, answer, {}, '')
      // ccxt looks at Coinbase's refusals where it reads the order.
      if (id === 'coinbase') throw new Error(`coinbase ${body}`)
    } catch (cause) {
      meaning = meaningOf(cause)
    }
    const isSure = meant !== 'unknown' && meant !== 'not-found'
    expect(meaning).toEqual(isSure ? { kind: 'rejected', reason: meant } : { kind: meant })
  })

  const wordless = { okx: ['51169'], bybit: ['110017'] }[id] ?? []
  test.each(wordless)('%s without words means the same', (code) => {
    const answer = answerOf(id, code)
    const read = (): unknown =>
      exchange.handleErrors(200, '', url, 'POST', {}, JSON.stringify(answer), answer, {}, '')
    let meaning
    try {
      read()
    } catch (cause) {
      meaning = meaningOf(cause)
    }
    expect(meaning).toEqual({ kind: 'rejected', reason: 'no-position-to-reduce' })
  })
})

import type { CcxtExchange } from './ccxt-exchange.ts'

/** What a venue says a key may do. */
export type KeyPermission =
  | { readonly kind: 'cannot-withdraw' }
  | { readonly kind: 'can-withdraw'; readonly detail: string }
  /** The venue has no way of asking. */
  | { readonly kind: 'not-told' }

type Call = (params?: object) => Promise<unknown>

/** Where each venue tells what a key may do, and what in its answer lets money out. */
const questions: Readonly<
  Record<string, { readonly call: string; readonly lets: (answer: object) => string | undefined }>
> = {
  // {"enableReading":true,"enableWithdrawals":false,"enableInternalTransfer":false,...}
  binance: {
    call: 'sapiGetAccountApiRestrictions',
    lets: (answer) => namedTrue(answer, ['enableWithdrawals', 'permitsUniversalTransfer']),
  },
  binanceusdm: {
    call: 'sapiGetAccountApiRestrictions',
    lets: (answer) => namedTrue(answer, ['enableWithdrawals', 'permitsUniversalTransfer']),
  },
  // {"result":{"permissions":{"Wallet":["AccountTransfer","Withdraw"],...}}}
  bybit: { call: 'privateGetV5UserQueryApi', lets: (answer) => wordIn(answer, ['Withdraw']) },
  // {"data":[{"perm":"read_only,trade,withdraw",...}]}
  okx: { call: 'privateGetAccountConfig', lets: (answer) => wordIn(answer, ['withdraw']) },
  // {"result":{"permissions":["query-funds","withdraw-funds",...]}}
  kraken: {
    call: 'privatePostGetApiKeyInfo',
    lets: (answer) => wordIn(answer, ['withdraw-funds']),
  },
  // {"can_view":true,"can_trade":true,"can_transfer":false,...}
  coinbase: {
    call: 'v3PrivateGetBrokerageKeyPermissions',
    lets: (answer) => namedTrue(answer, ['can_transfer']),
  },
}

/** Asks a venue what our key may do. @throws what ccxt says when it does not answer */
export async function keyPermission(exchange: CcxtExchange): Promise<KeyPermission> {
  const question = questions[exchange.id]
  const call =
    question && (exchange as unknown as Readonly<Record<string, Call | undefined>>)[question.call]
  if (question === undefined || call === undefined) return { kind: 'not-told' }
  const answer = await call.call(exchange)
  const detail = typeof answer === 'object' && answer !== null ? question.lets(answer) : undefined
  return detail === undefined ? { kind: 'cannot-withdraw' } : { kind: 'can-withdraw', detail }
}

function namedTrue(answer: object, names: readonly string[]): string | undefined {
  return names.find((name) => (answer as Readonly<Record<string, unknown>>)[name] === true)
}

/** A whole word anywhere in an answer. */
function wordIn(answer: object, words: readonly string[]): string | undefined {
  const text = JSON.stringify(answer)
  return words.find((word) => new RegExp(`[",]${word}[",]`).test(text))
}

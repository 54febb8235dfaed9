import { answer } from '../serving/answer.ts'
import type { Route } from '../serving/served-venue.ts'
import type { VenueRequest } from '../serving/venue-request.ts'
import type { TradingAccount } from '../world/trading-account.ts'
import { atomsText } from '../world/wire-numbers.ts'
import { accountUuid, userId, uuidOf } from './coinbase-ids.ts'
import { isoText, type CoinbaseProducts } from './products.ts'
import { Query } from './queries.ts'
import { refuse } from './refusals.ts'
import { transactionRows } from './transaction-words.ts'

const money: readonly string[] = ['USD', 'EUR', 'GBP']

/** The parts of the older `/v2` that clients ask when they load markets and balances. */
export function walletRoutes(
  products: CoinbaseProducts,
  account: TradingAccount,
  requireKey: (request: VenueRequest) => void,
): readonly Route[] {
  const currencies = currenciesOf(products)
  const coins = currencies.filter((code) => !money.includes(code))
  return [
    open('/v2/time', ({ at }) => ({
      iso: isoText(at),
      epoch: Math.floor(at / 1e6),
    })),
    open('/v2/currencies', () =>
      currencies
        .filter((code) => money.includes(code))
        .map((id) => ({ id, name: id, min_size: '0.01' })),
    ),
    open('/v2/currencies/crypto', () => coins.map(coinRow)),
    open('/v2/exchange-rates', ({ query }) => {
      const currency = new Query({ query }).one('currency') ?? 'USD'
      return { currency, rates: ratesOf(products, currencies) }
    }),
    {
      method: 'GET',
      path: '/v2/accounts',
      handle(request) {
        requireKey(request)
        const data = currencies.map((code) => accountRow(account, code, request.at))
        return answer({ pagination: { next_uri: null, limit: data.length }, data })
      },
    },
    ...historyRoutes(account, currencies, requireKey),
    {
      method: 'GET',
      path: '/v2/user',
      handle(request) {
        requireKey(request)
        return answer({ data: { id: userId, name: 'isobar', native_currency: 'USD' } })
      },
    },
  ]
}

/** What went in and out of an account: fills, and nothing else, for this machine has no doors. */
function historyRoutes(
  account: TradingAccount,
  currencies: readonly string[],
  requireKey: (request: VenueRequest) => void,
): readonly Route[] {
  const rowsOf: Readonly<Record<string, (code: string) => readonly unknown[]>> = {
    transactions: (code) => transactionRows(account, code).slice(0, transactionsMost),
    deposits: () => [],
    withdrawals: () => [],
  }
  return Object.entries(rowsOf).map(([name, rows]) => ({
    method: 'GET',
    path: `/v2/accounts/:account/${name}`,
    handle(request) {
      requireKey(request)
      const code = currencies.find((each) => accountUuid(each) === request.places['account'])
      if (code === undefined) return refuse('NOT_FOUND', 'account not found', 404)
      const data = rows(code)
      return answer({ pagination: { next_uri: null, limit: transactionsMost }, data })
    },
  }))
}

const transactionsMost = 100

/** Every currency the products are made of. */
export function currenciesOf({ states }: CoinbaseProducts): readonly string[] {
  return [
    ...new Set(
      [...states.values()].flatMap(({ instrument }) => [instrument.base, instrument.quote]),
    ),
  ]
}

export function isMoney(currency: string): boolean {
  return money.includes(currency)
}

function open(path: string, data: (request: VenueRequest) => unknown): Route {
  return { method: 'GET', path, handle: (request) => answer({ data: data(request) }) }
}

function coinRow(code: string, index: number): Readonly<Record<string, unknown>> {
  return {
    asset_id: uuidOf(`asset ${code}`, 1),
    code,
    name: code,
    color: '#0433FF',
    sort_index: 100 + index,
    exponent: 8,
    type: 'crypto',
    address_regex: '^.+$',
  }
}

/** How much of each a dollar is. */
function ratesOf(
  { states }: CoinbaseProducts,
  currencies: readonly string[],
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    currencies.map((code) => {
      const last = states.get(`${code}-USD`)?.last() ?? NaN
      return [code, Number.isNaN(last) ? '1' : String(1 / last)]
    }),
  )
}

function accountRow(
  account: TradingAccount,
  code: string,
  at: number,
): Readonly<Record<string, unknown>> {
  const isFiat = money.includes(code)
  const id = accountUuid(code)
  return {
    id,
    name: `${code} Wallet`,
    primary: false,
    type: isFiat ? 'fiat' : 'wallet',
    currency: { code, name: code, exponent: isFiat ? 2 : 8, type: isFiat ? 'fiat' : 'crypto' },
    balance: { amount: atomsText(account.venue.account.wallet(code), 16), currency: code },
    created_at: '2023-01-01T00:00:00Z',
    updated_at: isoText(at),
    resource: 'account',
    resource_path: `/v2/accounts/${id}`,
    allow_deposits: false,
    allow_withdrawals: false,
  }
}

import { answer } from '../serving/answer.ts'
import type { Route } from '../serving/served-venue.ts'
import type { VenueRequest } from '../serving/venue-request.ts'
import type { TradingAccount } from '../world/trading-account.ts'
import { atomsText } from '../world/wire-numbers.ts'
import { accountUuid, portfolioId } from './coinbase-ids.ts'
import { feeRates } from './coinbase-terms.ts'
import { brokerage } from './market-routes.ts'
import { isoText, type CoinbaseProducts } from './products.ts'
import { pageOf, Query } from './queries.ts'
import { refuse } from './refusals.ts'
import { currenciesOf, isMoney } from './wallet-routes.ts'

/** What an account has, and what its key may do. */
export function accountRoutes(
  products: CoinbaseProducts,
  account: TradingAccount,
  requireKey: (request: VenueRequest) => void,
): readonly Route[] {
  const currencies = currenciesOf(products)
  const get = (path: string, body: (request: VenueRequest) => unknown): Route => ({
    method: 'GET',
    path: brokerage + path,
    handle(request) {
      requireKey(request)
      return answer(body(request))
    },
  })
  return [
    get('/accounts', (request) => {
      const rows = currencies.map((code) => accountRow(account, code, request.at))
      const { page, cursor } = pageOf(rows, new Query(request), 49)
      return { accounts: page, has_next: cursor !== '', cursor, size: page.length }
    }),
    get('/accounts/:account', ({ places, at }) => {
      const code = currencies.find((each) => accountUuid(each) === places['account'])
      if (code === undefined) return refuse('NOT_FOUND', 'account not found', 404)
      return { account: accountRow(account, code, at) }
    }),
    get('/transaction_summary', () => transactionSummary(account)),
    // A key that trades and cannot withdraw.
    get('/key_permissions', () => ({
      can_view: true,
      can_trade: true,
      can_transfer: false,
      can_receive: false,
      portfolio_uuid: portfolioId,
      portfolio_type: 'DEFAULT',
    })),
    get('/portfolios', () => ({
      portfolios: [{ name: 'Default', uuid: portfolioId, type: 'DEFAULT', deleted: false }],
    })),
    get('/payment_methods', () => ({ payment_methods: [] })),
    // Nothing but spot is traded here.
    get('/cfm/positions', () => ({ positions: [] })),
    get('/cfm/balance_summary', () => ({ balance_summary: null })),
    get('/intx/positions/:portfolio', () => ({ positions: [], summary: null })),
  ]
}

function accountRow(
  account: TradingAccount,
  currency: string,
  at: number,
): Readonly<Record<string, unknown>> {
  const held = account.venue.account.wallet(currency)
  const locked = account.lockedOf(currency)
  const money = (atoms: bigint): object => ({ value: atomsText(atoms, 16), currency })
  return {
    uuid: accountUuid(currency),
    name: `${currency} Wallet`,
    currency,
    available_balance: money(held - locked),
    default: true,
    active: true,
    created_at: '2023-01-01T00:00:00Z',
    updated_at: isoText(at),
    deleted_at: null,
    type: isMoney(currency) ? 'ACCOUNT_TYPE_FIAT' : 'ACCOUNT_TYPE_CRYPTO',
    ready: true,
    hold: money(locked),
    retail_portfolio_id: portfolioId,
    platform: 'ACCOUNT_PLATFORM_CONSUMER',
  }
}

function transactionSummary(account: TradingAccount): Readonly<Record<string, unknown>> {
  const fills = account.records.fills()
  const sum = (of: (fill: (typeof fills)[number]) => bigint): number =>
    Number(
      atomsText(
        fills.reduce((total, fill) => total + of(fill), 0n),
        8,
      ),
    )
  const volume = sum(({ notional }) => notional)
  const fees = sum(({ feeAtoms }) => feeAtoms)
  return {
    total_volume: volume,
    total_fees: fees,
    fee_tier: {
      pricing_tier: 'Advanced 1',
      usd_from: '0',
      usd_to: '1000',
      taker_fee_rate: String(feeRates.taker),
      maker_fee_rate: String(feeRates.maker),
      aop_from: '',
      aop_to: '',
    },
    margin_rate: null,
    goods_and_services_tax: null,
    advanced_trade_only_volume: volume,
    advanced_trade_only_fees: fees,
    coinbase_pro_volume: 0,
    coinbase_pro_fees: 0,
    total_balance: '',
    has_promo_fee: false,
  }
}

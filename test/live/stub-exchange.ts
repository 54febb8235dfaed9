import type { OrderCommand } from '../../src/core/orders/order.ts'
import type { Lots, PriceTicks } from '../../src/core/price.ts'
import type { CcxtExchange, CcxtOrder, CcxtTrade } from '../../src/gateways/ccxt-exchange.ts'
import type { TradedListing } from '../../src/gateways/read-orders.ts'

/** What a stub is to answer; what it has no answer to is a fault of the test. */
export interface StubAnswers {
  readonly id?: string
  readonly has?: Readonly<Record<string, boolean>>
  readonly createOrder?: (...order: readonly unknown[]) => Promise<CcxtOrder>
  readonly cancelOrder?: (...order: readonly unknown[]) => Promise<CcxtOrder>
  readonly fetchOrder?: (
    id: string | undefined,
    symbol: string,
    params?: object,
  ) => Promise<CcxtOrder>
  readonly fetchOpenOrders?: () => Promise<readonly CcxtOrder[]>
  readonly fetchClosedOrders?: () => Promise<readonly CcxtOrder[]>
  readonly fetchMyTrades?: () => Promise<readonly CcxtTrade[]>
  readonly [other: string]: unknown
}

/** What an exchange need not have. */
const absent: readonly (string | symbol)[] = ['then', 'orderWay', 'hold', 'verbose']

/** An exchange of ccxt that says what a test wants. */
export function stubExchange(answers: StubAnswers): CcxtExchange {
  const given: Record<string | symbol, unknown> = {
    id: 'binance',
    has: {},
    options: {},
    urls: {},
    close: () => Promise.resolve(),
    milliseconds: () => Date.now(),
    calculateRateLimiterCost: () => 1,
    sign: (...request: readonly unknown[]) => ({ url: request[0], method: 'POST', headers: {} }),
    ...answers,
  }
  return new Proxy(given, {
    get(target, name) {
      if (name in target || absent.includes(name)) return target[name]
      if (['apiKey', 'secret', 'password'].includes(String(name))) return 'top-secret-key'
      throw new Error(`the stub has no ${String(name)}`)
    },
  }) as unknown as CcxtExchange
}

export const btc: TradedListing = {
  index: 0,
  symbol: 'BTC/USDT',
  instrument: {
    name: 'BTC-USDT',
    venue: 'binance',
    base: 'BTC',
    quote: 'USDT',
    class: 'spot',
    tickSize: { units: 1, decimals: 2 },
    lotSize: { units: 1, decimals: 5 },
  },
}

/** A dozen lots of `btc` bought at once at a limit. */
export const placing: Extract<OrderCommand, { kind: 'place' }> = {
  kind: 'place',
  order: {
    clientOrderId: 7,
    instrument: btc.index,
    side: 'buy',
    lots: 12 as Lots,
    pricing: { kind: 'limit', priceTicks: 10_001 as PriceTicks, isPostOnly: false },
    timeInForce: { kind: 'ioc' },
    isReduceOnly: false,
  },
}

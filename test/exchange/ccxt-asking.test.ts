import { afterAll, beforeAll, expect, test } from 'vitest'
import { signingKeyOf } from '../../src/exchanges/coinbase/signing-key.ts'
import { accountFees } from '../../src/gateways/account-fees.ts'
import { servedKeys } from '../../src/app/exchange/serve.ts'
import { ccxtCases, ccxtVenues } from './ccxt-cases.ts'
import { ccxtClient } from './ccxt-client.ts'
import { served } from './served.ts'

// What a trading program asks and never changes anything by: of each market every method that ccxt says it has there.

type Row = Readonly<Record<string, unknown>>
type Asking = Readonly<Record<string, unknown>> & {
  loadMarkets(): Promise<unknown>
  close(): Promise<unknown>
  readonly has: Row
}

let exchange: Awaited<ReturnType<typeof served>>
/** OKX tells how its systems are once in two seconds: its perpetuals are asked about at another. */
let another: Awaited<ReturnType<typeof served>>

beforeAll(async () => {
  exchange = await served([...ccxtVenues, 'kraken', 'coinbase'])
  another = await served(['okx'])
})
afterAll(() => Promise.all([exchange.close(), another.close()]))

const { name: apiKey, privateKey: secret } = signingKeyOf(servedKeys)
const dollars = [
  { venue: 'kraken', symbol: 'BTC/USD', settings: {}, hasPositions: false },
  { venue: 'coinbase', symbol: 'BTC/USD', settings: { apiKey, secret }, hasPositions: false },
] as const

const aPrice = expect.closeTo(60_000, -4) as number

/** The arguments of a method behind its symbol, and what its answer is like. */
type Question = readonly [method: string, arguments_: (symbol: string) => unknown[], like: unknown]

const told = (row: Row): Row => expect.objectContaining(row) as Row
const aNumber = expect.any(Number) as number
const candles = told({ 0: told({ 1: aPrice, 4: aPrice }) })

const questions: readonly Question[] = [
  ['fetchTime', () => [], expect.closeTo(Date.now(), -6)],
  ['fetchStatus', () => [], told({ status: 'ok' })],
  ['fetchMarkPrice', (symbol) => [symbol], told({ markPrice: aPrice })],
  ['fetchBidsAsks', (symbol) => [[symbol]], expect.any(Object)],
  ['fetchTradingFee', (symbol) => [symbol], told({ maker: aNumber, taker: aNumber })],
  ['fetchBalance', () => [], told({ total: expect.any(Object) })],
  ['fetchDeposits', (symbol) => [quoteOf(symbol)], []],
  ['fetchWithdrawals', (symbol) => [quoteOf(symbol)], []],
  ['fetchTransfers', (symbol) => [quoteOf(symbol)], []],
]

const ofSwaps: readonly Question[] = [
  ['fetchMarkOHLCV', (symbol) => [symbol, '1m', undefined, 1], candles],
  ['fetchIndexOHLCV', (symbol) => [symbol, '1m', undefined, 1], candles],
  ['fetchFundingRate', (symbol) => [symbol], told({ fundingRate: aNumber })],
  ['fetchFundingInterval', (symbol) => [symbol], told({ interval: '8h' })],
  ['fetchFundingRateHistory', (symbol) => [symbol], []],
  ['fetchOpenInterest', (symbol) => [symbol], told({ symbol: expect.any(String) })],
  ['fetchMarketLeverageTiers', (symbol) => [symbol], told({ 0: told({ minNotional: aNumber }) })],
  ['fetchPositionMode', (symbol) => [symbol], told({ hedged: false })],
  ['fetchOrderBookWs', (symbol) => [symbol, 5], told({ nonce: aNumber })],
  ['fetchTickerWs', (symbol) => [symbol], told({ bid: aPrice, ask: aPrice })],
]

test.each([...ccxtCases, ...dollars])(
  'unmodified ccxt is answered at $venue: $symbol',
  async ({ venue, symbol, settings, hasPositions }) => {
    const { address } = venue === 'okx' && hasPositions ? another : exchange
    // Each question is asked once, which no limit of the venue's is against; ccxt's own took 30 s of waiting.
    const limits = { enableRateLimit: false }
    const client = (await ccxtClient(address, venue, {
      ...settings,
      ...limits,
    })) as unknown as Asking
    try {
      await client.loadMarkets()
      for (const [method, arguments_, like] of [...questions, ...(hasPositions ? ofSwaps : [])]) {
        if (client.has[method] !== true) continue
        const ask = client[method] as (...asked: readonly unknown[]) => Promise<unknown>
        expect(await ask.call(client, ...arguments_(symbol)), method).toEqual(like)
      }
      expect(await feesOf(client, symbol)).toEqual([[symbol]])
    } finally {
      await client.close()
    }
  },
)

/** What one market is charged, as a run asks it: the symbols of each answer, or why there is none. */
async function feesOf(client: Asking, symbol: string): Promise<unknown[]> {
  const asked = client as unknown as Parameters<typeof accountFees>[0]
  const found: unknown[] = []
  for await (const answer of accountFees(asked, [symbol], () => Promise.resolve(true)))
    found.push(answer.kind === 'told' ? [...answer.fees.keys()] : answer.cause)
  return found
}

function quoteOf(symbol: string): string {
  return symbol.split('/')[1]!.split(':')[0]!
}

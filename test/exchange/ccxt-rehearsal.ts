import { Random } from '../../src/math/random.ts'
import type { CcxtCase } from './ccxt-cases.ts'
import type { CcxtExchange, CcxtOrder } from './ccxt-client.ts'

/** What a rehearsal saw of one market. */
export interface Rehearsed {
  readonly books: number
  readonly crossed: number
  readonly trades: number
  readonly tickers: number
  readonly placed: number
  readonly edited: number
  readonly cancelled: number
  /** Errors by the class of ccxt. */
  readonly errors: Readonly<Record<string, number>>
}

type Counts = { -readonly [Name in keyof Omit<Rehearsed, 'errors'>]: number }

/**
 * A bot of unmodified ccxt at work in one market while things go wrong: it watches, and places, edits and cancels orders,
 * until it is told to end. Whatever ccxt throws it counts and goes on.
 */
export async function rehearse(
  client: CcxtExchange,
  { symbol }: CcxtCase,
  terms: {
    readonly isOver: () => boolean
    readonly over: Promise<void>
    readonly seed: number
    /** Told of every order that was placed. */
    readonly placed: () => void
  },
): Promise<Rehearsed> {
  const counts: Counts = {
    books: 0,
    crossed: 0,
    trades: 0,
    tickers: 0,
    placed: 0,
    edited: 0,
    cancelled: 0,
  }
  const errors: Record<string, number> = {}
  const random = new Random(terms.seed)
  const until = async (work: () => Promise<void>): Promise<void> => {
    while (!terms.isOver()) {
      try {
        await Promise.race([work(), terms.over])
      } catch (error) {
        const { name } = (error as Error).constructor
        errors[name] = (errors[name] ?? 0) + 1
        await pause(50)
      }
    }
  }
  let last = NaN
  await Promise.all([
    until(async () => {
      const { bids, asks } = await client.watchOrderBook(symbol)
      counts.books++
      if (!(bids[0]![0] < asks[0]![0])) counts.crossed++
      last = (bids[0]![0] + asks[0]![0]) / 2
    }),
    until(async () => {
      counts.trades += (await client.watchTrades(symbol)).length
    }),
    until(async () => {
      await client.watchTicker(symbol)
      counts.tickers++
    }),
    until(async () => {
      await pause(150 + random.uniform() * 300)
      // What is begun after the end nobody would count.
      if (!Number.isNaN(last) && !terms.isOver())
        await act(client, symbol, { counts, random, last, placed: terms.placed })
    }),
  ])
  return { ...counts, errors }
}

async function act(
  client: CcxtExchange,
  symbol: string,
  {
    counts,
    random,
    last,
    placed,
  }: {
    readonly counts: Counts
    readonly random: Random
    readonly last: number
    readonly placed: () => void
  },
): Promise<void> {
  const drawn = random.uniform()
  const side = random.uniform() < 0.5 ? 'buy' : 'sell'
  const away = side === 'buy' ? 0.995 : 1.005
  const quantity = 0.01 + Math.floor(random.uniform() * 20) / 1_000
  if (drawn < 0.3) {
    await client.createOrder(symbol, 'market', side, quantity)
    counts.placed++
    placed()
    return
  }
  if (drawn < 0.45) {
    await client.createOrder(symbol, 'limit', side, quantity, last, { timeInForce: 'IOC' })
    counts.placed++
    placed()
    return
  }
  const order: CcxtOrder = await client.createOrder(symbol, 'limit', side, quantity, last * away)
  counts.placed++
  placed()
  const edited =
    drawn < 0.75
      ? await client.editOrder(order.id, symbol, 'limit', side, quantity + 0.01, last * away)
      : order
  if (edited !== order) counts.edited++
  await client.cancelOrder(edited.id, symbol)
  counts.cancelled++
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms)
  })
}

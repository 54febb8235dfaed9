import type { DeskMarket } from '../src/app/market/desk-market.ts'
import type { AccountState, MarketState } from '../src/protocol/market.ts'

/** A market of three books of bitcoin, made up; `change` changes all of them, and the switch works. */
export function marketFixture(): {
  readonly market: DeskMarket
  readonly change: () => void
} {
  const changes = new Float64Array(instruments.length)
  let killed: AccountState['killed'] = null
  const state = (): MarketState => ({ ...fixed, account: { ...account, killed } })
  return {
    change: () => {
      for (const place of changes.keys()) changes[place]!++
    },
    market: {
      state,
      changes: () => changes,
      placesOf: (base) => (base === 'BTC' ? [0, 1, 2] : []),
      book: (place) => {
        const { venue, instrument, class: kind } = instruments[place]!
        return {
          venue,
          instrument,
          class: kind,
          bids: [[100 + place, 1]],
          asks: [[101 + place, 2]],
        }
      },
      kill: (reason, flatten) => {
        killed = { time: 1_704_067_200_000, reason, flatten }
        return Promise.resolve(true)
      },
      resume: () => {
        killed = null
        return Promise.resolve(true)
      },
    },
  }
}

const instruments = [
  { venue: 'binance', instrument: 'BTC-USDT', quote: 'USDT' },
  { venue: 'okx', instrument: 'BTC-USDT', quote: 'USDT' },
  { venue: 'kraken', instrument: 'BTC-USD', quote: 'USD' },
].map((each, place) => ({
  ...each,
  class: 'spot',
  base: 'BTC',
  bid: 100 + place,
  ask: 101 + place,
  trust: place === 2 ? 0.31 : 1,
  halts: place === 2 ? ['distrusted'] : [],
  priceDecimals: 1,
  quantityDecimals: 3,
}))

const account: AccountState = {
  mode: 'paper',
  journal: 'desk/simulated',
  currency: 'USD',
  equity: 100_250.5,
  positions: [
    { venue: 'binance', instrument: 'BTC-USDT', quantity: 0.25, fills: 3 },
    { venue: 'okx', instrument: 'BTC-USDT', quantity: 0, fills: 0 },
  ],
  openOrders: [
    {
      clientOrderId: 'abcd1234-7',
      venue: 'okx',
      instrument: 'BTC-USDT',
      side: 'sell',
      quantity: 0.25,
      filledQuantity: 0.1,
      price: 101.5,
      stage: 'open',
    },
  ],
  intents: 4,
  fills: 3,
  killed: null,
  records: [
    {
      number: 2,
      time: 1_704_067_201_250,
      kind: 'fill',
      where: 'binance:BTC-USDT',
      what: 'quantity 0.25, price 100.5',
    },
    { number: 1, time: 1_704_067_200_000, kind: 'run', where: '', what: 'mode paper' },
  ],
  droppedRows: 0,
}

const fixed: MarketState = {
  mode: {
    kind: 'simulated',
    seed: 7,
    address: 'http://127.0.0.1:4290',
    reason: 'no exchange could be reached',
  },
  time: 1_704_067_202_000,
  venues: instruments.map(({ venue, trust }) => ({
    venue,
    status: 'live',
    trust,
    latencyMsMedian: 4.2,
    latencyMsHigh: 31.7,
    clockOffsetMs: -1.5,
    messagesPerSecond: 42.5,
    gaps: venue === 'kraken' ? 2 : 0,
    lastMessageAt: 1_704_067_201_900,
    notice: 'connected: subscribed',
  })),
  instruments,
  account,
}

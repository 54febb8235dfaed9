import { DeskArbitrage } from '../src/app/market/desk-arbitrage.ts'
import type { DeskMarket } from '../src/app/market/desk-market.ts'
import { eventSide } from '../src/core/events/event-codes.ts'
import { EventColumns } from '../src/core/events/event-columns.ts'
import type { Instrument } from '../src/core/instrument.ts'
import type { Instant } from '../src/core/time.ts'
import type { AccountState, MarketState } from '../src/protocol/market.ts'

/** A market of three books of bitcoin, made up; `change` changes all of them, and the switch works. */
export function marketFixture(): {
  readonly market: DeskMarket
  readonly change: () => void
} {
  const changes = new Float64Array(instruments.length)
  let killed: AccountState['killed'] = null
  let { trading } = account
  const arbitrage = arbitrageFixture()
  const state = (): MarketState => ({ ...fixed, account: { ...account, killed, trading } })
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
      arbitrage: (asked) => arbitrage.state(asked, arbitrageNow),
      route: (asked, order) => arbitrage.route(asked, order, arbitrageNow),
      kill: (reason, flatten) => {
        killed = { time: 1_704_067_200_000, reason, flatten }
        return Promise.resolve(true)
      },
      resume: () => {
        killed = null
        return Promise.resolve(true)
      },
      trade: (chosen) => {
        const { obstacle } = trading.choices.find(({ name }) => name === chosen)!
        if (obstacle !== null) return Promise.resolve(obstacle)
        trading = {
          ...trading,
          chosen,
          choices: trading.choices.map((each) => {
            return { ...each, obstacle: each.name === chosen ? 'it trades already' : null }
          }),
        }
        return Promise.resolve(undefined)
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

const arbitrageNow = 1_704_067_203_000_000 as Instant

/** The same venues, OKX dearer than its fee, Kraken in dollars of which a USDT is worth a little less; one had a gap. */
function arbitrageFixture(): DeskArbitrage {
  const placed = [
    ['binance', 'BTC-USDT', 1],
    ['okx', 'BTC-USDT', 1],
    ['kraken', 'BTC-USD', 1],
    ['coinbase', 'BTC-USD', 1],
    ['kraken', 'USDT-USD', 4],
  ] as const
  const desk = new DeskArbitrage({
    instruments: placed.map(([venue, name, decimals]): Instrument => {
      const [base, quote] = name.split('-') as [string, string]
      const lotSize = { units: 1, decimals: 3 }
      const tickSize = { units: 1, decimals }
      return { name, venue, base, quote, class: 'spot', tickSize, lotSize }
    }),
    shown: 4,
    takerFeeBpsOf: () => 5,
    isListedFee: ({ venue }) => venue === 'kraken',
    leastOf: ({ venue }) => (venue === 'binance' ? { minQuantity: 0.001, minNotional: 5 } : {}),
    orderMsOf: () => 5,
    now: (arbitrageNow - 3_000_000) as Instant,
  })
  const told = (
    member: number,
    agoMs: number,
    levels: readonly [bid: number, ask: number],
  ): void => {
    const rows = new EventColumns()
    rows.begin(member, (arbitrageNow - agoMs * 1_000) as Instant, NaN, NaN)
    rows.addClear()
    for (let step = 0; step < 8; step++) {
      rows.addLevel(eventSide.bid, levels[0] - step, 900 + 400 * step)
      rows.addLevel(eventSide.ask, levels[1] + step, 700 + 500 * step)
    }
    rows.end()
    desk.take(rows)
  }
  told(4, 2_900, [9_990, 9_992])
  told(0, 2_800, [600_000, 600_010])
  told(2, 2_700, [599_500, 599_520])
  told(3, 2_650, [599_400, 599_430])
  // Binance at 60,001 and five basis points more is beaten by a bid of 60,100, for a fifth of a second.
  told(1, 2_500, [601_000, 601_010])
  told(1, 2_300, [600_010, 600_020])
  told(1, 2_100, [600_900, 600_910])
  const gap = new EventColumns()
  gap.begin(3, (arbitrageNow - 1_000_000) as Instant, NaN, NaN)
  gap.addGap()
  gap.end()
  desk.take(gap)
  return desk
}

const account: AccountState = {
  mode: 'paper',
  journal: 'desk/simulated',
  currency: 'USD',
  equity: 100_250.5,
  equityPath: [
    [1_704_067_200_000, 100_000],
    [1_704_067_201_000, 100_100],
    [1_704_067_202_000, 100_250.5],
  ],
  trading: {
    chosen: 'market-maker',
    choices: [
      {
        name: 'market-maker',
        title: 'Market maker',
        words: 'Quotes both sides.',
        kind: 'example',
        obstacle: 'it trades already',
      },
      {
        name: 'imbalance-taker',
        title: 'Imbalance taker',
        words: 'Takes.',
        kind: 'example',
        obstacle: null,
      },
      {
        name: 'none',
        title: 'Look on',
        words: 'Nothing is traded.',
        kind: 'none',
        obstacle: null,
      },
    ],
    isChanging: false,
    since: 1_704_067_200_000,
    strategies: [
      {
        name: 'market maker',
        intents: 4,
        refusals: 1,
        fills: 3,
        turnover: 75.4,
        pnl: { total: 250.5, price: 240, spread: 12.5, slippage: 0, fees: -2, funding: 0 },
      },
    ],
    assumptions: ['binance: orders take 5 ms.'],
  },
  positions: [
    {
      venue: 'binance',
      instrument: 'BTC-USDT',
      quantity: 0.25,
      fills: 3,
      averageEntry: 98.5,
      mark: 100.5,
      quote: 'USDT',
      pnl: { realised: 1.5, unrealised: 0.5, fees: -0.25, funding: 0, total: 1.75 },
      value: 25.125,
      priceDecimals: 1,
      quantityDecimals: 3,
    },
    {
      venue: 'okx',
      instrument: 'BTC-USDT',
      quantity: 0,
      fills: 0,
      averageEntry: null,
      mark: 101.5,
      quote: 'USDT',
      pnl: { realised: 0, unrealised: 0, fees: 0, funding: 0, total: 0 },
      value: 0,
      priceDecimals: 1,
      quantityDecimals: 3,
    },
  ],
  pnl: {
    marksTime: 1_704_067_202_000,
    quotes: [
      {
        currency: 'USDT',
        rate: 0.999,
        realised: 1.5,
        unrealised: 0.5,
        fees: -0.25,
        funding: 0,
        total: 1.75,
      },
    ],
    reporting: {
      currency: 'USD',
      realised: 1.4985,
      unrealised: 0.4995,
      fees: -0.24975,
      funding: 0,
      total: 1.74825,
    },
    feesPaid: { USDT: 0.25 },
    unmarked: [],
  },
  openOrders: [
    {
      clientOrderId: 'abcd1234-7',
      venue: 'okx',
      instrument: 'BTC-USDT',
      side: 'sell',
      quantity: 0.25,
      filledQuantity: 0.1,
      type: 'limit',
      price: 101.5,
      stage: 'open',
    },
    {
      clientOrderId: 'abcd1234-8',
      venue: 'binance',
      instrument: 'BTC-USDT',
      side: 'sell',
      quantity: 0.25,
      filledQuantity: 0,
      type: 'stop',
      price: null,
      trigger: 96.5,
      triggeredBy: 'mark',
      reduceOnly: true,
      stage: 'accepted',
    },
  ],
  intents: 4,
  fills: 3,
  lastFills: [
    {
      number: 3,
      time: 1_704_067_201_250,
      strategy: 'market maker',
      venue: 'binance',
      instrument: 'BTC-USDT',
      side: 'buy',
      quantity: 0.25,
      price: 100.5,
      liquidity: 'maker',
      fee: 0.0025,
      feeCurrency: 'USDT',
    },
  ],
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

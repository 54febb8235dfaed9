// Ten instruments at each of five served exchanges, made up: `node market.mjs`. Says its address and then, when asked by a
// line, what it has used.
import { defaultMarketPlan } from '../../build/src/simulation/market/default-plan.js'
import { SyntheticMarket } from '../../build/src/simulation/market/synthetic-market.js'
import { usualSwitches } from '../../build/src/exchanges/faults/fault-switches.js'
import { serveExchanges } from '../../build/src/exchanges/serving/exchange-server.js'
import { servedKeys } from '../../build/src/app/exchange/serve.js'
import { servedVenues } from '../../build/src/app/exchange/served-venues.js'
import { wallClock } from '../../build/src/app/live/wall-clock.js'
import { answerSamples, say } from './sample.mjs'

/** Their prices in dollars; ticks of a basis point or so, as venues choose them. */
const coins = [
  ['BTC', 60_000, 1, 5],
  ['ETH', 3_000, 2, 4],
  ['SOL', 150, 2, 2],
  ['XRP', 2, 4, 0],
  ['ADA', 0.6, 4, 0],
  ['LTC', 90, 2, 3],
  ['LINK', 20, 3, 2],
  ['AVAX', 25, 2, 2],
  ['DOT', 6, 3, 2],
  ['UNI', 9, 3, 2],
]
const quotes = { binance: 'USDT', bybit: 'USDT', okx: 'USDT', kraken: 'USD', coinbase: 'USD' }

const clock = () => wallClock.now()
const start = clock() - 30_000_000
const usual = defaultMarketPlan(1)
const coin = usual.assets.find(({ name }) => name === 'SOL')
const plan = {
  ...usual,
  start,
  assets: [
    ...coins.map(([name, price]) => ({ ...coin, name, price })),
    ...usual.assets.filter(({ name }) => name === 'USDT'),
  ],
  venues: usual.venues.map((venue) => ({
    ...venue,
    feed: 'levels',
    latencyMs: 0,
    jitterMs: 0,
    conflationMs: 0,
    snapshotSeconds: 0,
    quotes: false,
  })),
  listings: Object.entries(quotes).flatMap(([venue, quote]) =>
    coins.map(([base, , priceDecimals, lotDecimals]) => ({
      venue,
      base,
      quote,
      class: 'spot',
      tickSize: { units: 1, decimals: priceDecimals },
      lotSize: { units: 1, decimals: lotDecimals },
      activity: 1,
      halfSpreadBps: 0.3,
    })),
  ),
}
const market = new SyntheticMarket(plan)
const running = await serveExchanges({
  source: {
    instruments: market.instruments,
    advance: (until, out) => market.advance(until, out),
  },
  venues: servedVenues,
  faults: new Map(servedVenues.map(({ name }) => [name, { ...usualSwitches }])),
  keys: servedKeys,
  seed: 1,
  clock,
  start,
  port: 0,
  failed: (error) => process.stderr.write(`${String(error)}\n`),
})
say({ address: running.address, bases: coins.map(([base]) => base), quotes })
answerSamples(() => ({}))

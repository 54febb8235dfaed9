// A maker: every 100 ms it looks whether its quotes are where they should be, five ticks from the touch's middle, and
// moves those that are not. One lot a side, held within ten lots. The same rules as bench/thirdparty/engine/maker.py.
import { eventSide, estimatedQueue, powerShare } from 'isobar/book'
import { Replay, noIntents } from 'isobar/engine'

const from = (path) => import(new URL(`../../build/src/${path}.js`, import.meta.url))
const { SimulatedVenue } = await from('simulation/venue/simulated-venue')
const { constantFeed } = await from('simulation/venue/latency/feed-clock')
const { constantLatency } = await from('simulation/venue/latency/order-latency')
const { freedByChange } = await from('simulation/venue/matching/taken-liquidity')
const { plainFees } = await from('core/fee-plan')
const { flatFees } = await from('core/fee-schedule')
const { plainRules } = await from('core/trading-rules')

export const terms = { feedUs: 1_000, orderUs: 1_000, everyUs: 100_000, awayTicks: 5, mostLots: 10 }

function requote(desk) {
  const book = desk.book(0)
  const middle = (book.best(eventSide.bid) + book.best(eventSide.ask)) / 2
  if (Number.isNaN(middle)) return noIntents
  const held = desk.position(0)
  const intents = []
  const open = desk.orders()
  for (const side of ['buy', 'sell']) {
    const price =
      side === 'buy' ? Math.floor(middle) - terms.awayTicks : Math.ceil(middle) + terms.awayTicks
    const isWanted = side === 'buy' ? held < terms.mostLots : held > -terms.mostLots
    const own = open.find(({ request }) => request.side === side)
    if (own === undefined) {
      if (!isWanted) continue
      const pricing = { kind: 'limit', priceTicks: price, isPostOnly: true }
      intents.push({ kind: 'place', order: { instrument: 0, side, lots: 1, pricing } })
    } else if (own.stage === 'accepted' && (own.priceTicks !== price || !isWanted)) {
      intents.push({ kind: 'cancel', clientOrderId: own.request.clientOrderId })
    }
  }
  return intents
}

function maker(hearsMarkets) {
  return {
    name: 'maker',
    hearsMarkets,
    begin: () => undefined,
    decide(_, event, desk) {
      if (event.kind === 'market') return noIntents
      if (event.kind !== 'woken' && event.kind !== 'begun') return noIntents
      const wake = { kind: 'wake', at: event.time + terms.everyUs, key: 0 }
      return event.kind === 'begun' ? [wake] : [...requote(desk), wake]
    },
  }
}

/** Once through the tape: asked at its timers alone, as the rival is, or at every message (`undefined`). */
export function runMaker({ rows, instrument: listed }, hearsMarkets = false) {
  // The rival knows no margin: neither does this run.
  const instrument = { ...listed, class: 'spot' }
  const traded = {
    index: 0,
    instrument,
    rules: plainRules,
    fees: plainFees(flatFees(5, 2)),
    queue: estimatedQueue(powerShare(2)),
    taken: freedByChange,
  }
  const plenty = [instrument.base, instrument.quote].map((currency) => ({
    currency,
    atoms: 10n ** 27n,
  }))
  const venue = new SimulatedVenue({
    seed: 1,
    instruments: [traded],
    feed: constantFeed(terms.feedUs),
    orderLatency: constantLatency(terms.orderUs),
    answerLatency: constantLatency(terms.orderUs),
    selfTrade: 'cancel-newest',
    idReuse: 'never',
    deposits: plenty,
  })
  const replay = new Replay({
    instruments: [instrument],
    strategies: [maker(hearsMarkets)],
    reporting: { currency: instrument.quote, rates: new Map() },
    capital: 1e6,
    limits: { openOrdersMost: 10, positionNotionalMost: 1e9 },
    seed: 1,
    answerWithin: 5_000_000,
    watchEvery: 60_000_000,
    venues: [venue],
    venueOf: [0],
    flightMost: 5_000_000,
  })
  const started = process.cpuUsage()
  replay.runWhole(rows)
  const seconds = process.cpuUsage(started).user / 1e6
  const { engine, counts } = replay
  const [{ fills }] = engine.account.holdings
  return {
    seconds,
    fills,
    orders: counts.commands,
    messages: engine.messages,
    hash: engine.audit.hash(),
  }
}

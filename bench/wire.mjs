// Messages of Binance from bytes to rows of events, against JSON.parse and an object for each event:
//
//   npm run build && node bench/wire.mjs
//
// One go is 64 different messages. Before the race every event of both is compared; the rival rounds prices and
// quantities to whole steps, ours reads them exactly and refuses what is on no step.
import { deepStrictEqual } from 'node:assert'
import { Random } from 'isobar/math'
import { codecOf, EventColumns, marketEventAt, protocols, SymbolTable } from 'isobar/wire'
import { printRaces, race } from './race.mjs'

const messageCount = 64
const localTime = 1_714_521_600_200_000
const random = new Random(7)

const symbol = 'BTCUSDT'
const instrument = {
  name: 'binance:BTC-USDT',
  venue: 'binance',
  base: 'BTC',
  quote: 'USDT',
  class: 'spot',
  tickSize: { units: 1, decimals: 2 },
  lotSize: { units: 1, decimals: 3 },
}
const ticksOfOne = 100
const lotsOfOne = 1000

const races = []
for (const perSide of [5, 20, 100]) {
  const levelsOf = (best) => levels(perSide, best, 2, 3)
  const messages = messagesOf((number) => ({
    e: 'depthUpdate',
    E: 1_714_521_600_123 + number,
    T: 1_714_521_600_120 + number,
    s: symbol,
    U: 4_512_345_678_901 + number,
    u: 4_512_345_678_999 + number,
    pu: 4_512_345_678_900 + number,
    b: levelsOf(63_000),
    a: levelsOf(63_010),
  }))
  races.push(
    await raceOf(
      `USD-M depth, ${perSide} levels a side`,
      'binance-usd-margined',
      messages,
      depthEvents,
    ),
  )
}
for (const perSide of [5, 20, 100]) {
  const levelsOf = (best) => levels(perSide, best, 8, 8)
  const messages = messagesOf((number) => ({
    e: 'depthUpdate',
    E: 1_714_521_600_123 + number,
    s: symbol,
    U: 45_123_456_789 + number,
    u: 45_123_456_799 + number,
    b: levelsOf(63_000),
    a: levelsOf(63_010),
  }))
  races.push(
    await raceOf(`spot depth, ${perSide} levels a side`, 'binance-spot', messages, depthEvents),
  )
}
const trades = messagesOf((number) => ({
  e: 'trade',
  E: 1_714_521_600_123 + number,
  T: 1_714_521_600_120 + number,
  s: symbol,
  t: 5_012_345_678 + number,
  p: (63_000 + number / 10).toFixed(2),
  q: (0.001 * (number + 1)).toFixed(3),
  X: 'MARKET',
  m: number % 2 === 0,
}))
races.push(await raceOf('USD-M trade', 'binance-usd-margined', trades, tradeEvents))
printRaces(`${messageCount} messages, bytes to events`, 'node bench/wire.mjs', races)

function messagesOf(messageAt) {
  return Array.from({ length: messageCount }, (_, number) =>
    Buffer.from(JSON.stringify(messageAt(number))),
  )
}

/** Levels of one side; three in ten are gone, as in the recordings. */
function levels(count, best, priceDecimals, quantityDecimals) {
  return Array.from({ length: count }, (_, level) => {
    const lots = random.uniform() < 0.3 ? 0 : Math.floor(random.uniform() * 5000)
    return [(best + level / 10).toFixed(priceDecimals), (lots / 1000).toFixed(quantityDecimals)]
  })
}

async function raceOf(name, feed, messages, eventsOf) {
  const symbols = new SymbolTable()
  symbols.add({ symbol, index: 0, instrument })
  const codec = codecOf(protocols[feed], symbols)
  const columns = new EventColumns()
  const frame = { bytes: messages[0], start: 0, end: 0, localTime }
  const decode = (bytes) => {
    columns.empty()
    frame.bytes = bytes
    frame.end = bytes.length
    return codec.decode(frame, columns)
  }
  for (const bytes of messages) {
    const { kind } = decode(bytes)
    if (kind !== 'decoded') throw new Error(`${name}: ${kind}`)
    const events = Array.from({ length: columns.length }, (_, row) => marketEventAt(columns, row))
    deepStrictEqual(events, eventsOf(JSON.parse(bytes.toString())))
  }
  const ours = () => {
    let value = 0
    for (const bytes of messages) {
      decode(bytes)
      value += columns.price[columns.length - 1]
    }
    return value
  }
  const theirs = async (count) => {
    let value = 0
    const started = performance.now()
    for (let k = 0; k < count; k++) {
      value = 0
      for (const bytes of messages) value += eventsOf(JSON.parse(bytes.toString())).at(-1).price
    }
    return { seconds: (performance.now() - started) / 1000, value }
  }
  return race({ name, ours, theirs, tolerance: 0 })
}

function depthEvents(message) {
  const common = commonOf(message)
  const events = []
  for (const pair of message.b) events.push(levelOf(common, 'bid', pair))
  for (const pair of message.a) events.push(levelOf(common, 'ask', pair))
  if (events.length > 0) events.at(-1).endsMessage = true
  return events
}

function levelOf({ exchangeTime, sequence }, side, [price, quantity]) {
  return {
    kind: 'level',
    instrument: 0,
    localTime,
    exchangeTime,
    sequence,
    isSnapshot: false,
    endsMessage: false,
    side,
    price: Math.round(Number(price) * ticksOfOne),
    quantity: Math.round(Number(quantity) * lotsOfOne),
  }
}

function tradeEvents(message) {
  const event = {
    kind: 'trade',
    instrument: 0,
    localTime,
    exchangeTime: message.T * 1000,
    isSnapshot: false,
    endsMessage: true,
    aggressor: message.m ? 'sell' : 'buy',
    price: Math.round(Number(message.p) * ticksOfOne),
    quantity: Math.round(Number(message.q) * lotsOfOne),
    id: message.t,
  }
  return [event]
}

function commonOf(message) {
  return { exchangeTime: (message.T ?? message.E) * 1000, sequence: message.u }
}

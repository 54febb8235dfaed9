// Depth messages with the snapshot they follow, recorded or made up.
import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { Random } from 'isobar/math'

/** Messages of one go: enough that the snapshot is a small part of it. */
const messagesMost = 3000
/** Of made-up ones, whose hundred levels a side take the rival ten times as long. */
const madeUpMessages = 1000

const markets = {
  spot: { feed: 'binance-spot', tickSize: step(1, 2), lotSize: step(1, 8) },
  usdm: { feed: 'binance-usd-margined', tickSize: step(1, 1), lotSize: step(1, 3) },
  cm: { feed: 'binance-coin-margined', tickSize: step(1, 1), lotSize: step(1, 0) },
}

/** The snapshot of a raw file and the depth messages behind it. */
export function rawDepth(file) {
  const lines = gunzipSync(readFileSync(file)).toString().split('\n')
  const texts = lines.map((line) => line.slice(line.indexOf(' ') + 1))
  const snapshot = texts.findIndex((text) => text.startsWith('{"lastUpdateId"'))
  if (snapshot < 0) throw new Error(`${file}: no snapshot in it`)
  const { lastUpdateId } = JSON.parse(texts[snapshot])
  // What was under way when the snapshot was asked for stands before it, and what it holds already is of no use.
  const changes = texts.filter((text) => text.includes('"depthUpdate"'))
  const from = changes.findIndex((text) => payloadOf(text).u > lastUpdateId)
  const { s: symbol } = payloadOf(changes[from])
  const taken = [texts[snapshot], ...changes.slice(from, from + messagesMost)]
  const messages = taken.map((text) => Buffer.from(text))
  return {
    name: nameOf(basename(file), messages),
    symbol,
    messages,
    ...marketOf(basename(file)),
  }
}

/** The message, which stands by itself or with the name of its stream. */
function payloadOf(text) {
  const message = JSON.parse(text)
  return message.data ?? message
}

/** A book of 1,000 levels a side, and messages that change so many of each, three in ten of them to nothing. */
export function syntheticDepth(feed, perSide) {
  const random = new Random(7)
  const market = Object.values(markets).find((each) => each.feed === feed)
  const isSpot = feed === 'binance-spot'
  const decimals = isSpot ? [8, 8] : [2, 3]
  // Prices in whole tenths, which are ticks of every market.
  const pair = (price, lots) => [price.toFixed(decimals[0]), (lots / 1000).toFixed(decimals[1])]
  const lots = () => 1 + Math.floor(random.uniform() * 5000)
  const whole = (side) => Array.from({ length: 1000 }, (_, k) => pair(priceAt(side, k), lots()))
  const changes = (side) =>
    Array.from({ length: perSide }, () => {
      const ticks = Math.floor(-40 * Math.log(1 - random.uniform()))
      return pair(priceAt(side, ticks), random.uniform() < 0.3 ? 0 : lots())
    })
  const start = 1_714_521_600_123
  // The futures markets say of their snapshots when those were, spot does not.
  const head = { lastUpdateId: 100, ...(isSpot ? {} : { E: start, T: start }) }
  const messages = [{ ...head, bids: whole('b'), asks: whole('a') }]
  for (let number = 0; number < madeUpMessages; number++) {
    const time = start + number
    const ids = { U: 101 + number, u: 101 + number, ...(isSpot ? {} : { pu: 100 + number }) }
    const times = isSpot ? { E: time } : { E: time, T: time - 3 }
    messages.push({
      e: 'depthUpdate',
      ...times,
      s: 'BTCUSDT',
      ...ids,
      b: changes('b'),
      a: changes('a'),
    })
  }
  const name = `made up, ${isSpot ? 'spot' : 'USD-M'}, ${perSide} levels a side`
  return {
    name,
    symbol: 'BTCUSDT',
    messages: messages.map((each) => Buffer.from(JSON.stringify(each))),
    ...market,
  }
}

function nameOf(file, messages) {
  const bytes = messages.reduce((sum, message) => sum + message.length, 0)
  return `${file.split('.')[0]} (${messages.length} messages, ${(bytes / 2 ** 20).toFixed(1)} MiB)`
}

function step(units, decimals) {
  return { units, decimals }
}

function priceAt(side, ticks) {
  return (630_000 + (side === 'b' ? -1 - ticks : ticks)) / 10
}

/** Ether has finer ticks than bitcoin on both futures markets. */
function marketOf(file) {
  const market = markets[file.split('_')[0]]
  return file.includes('_eth') ? { ...market, tickSize: step(1, 2) } : market
}

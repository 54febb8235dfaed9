// Scans made-up quotes of 5 venues x 50 instruments, and times a decision from the bytes of the second venue's message.
//
//   node bench/arbitrage.mjs [UPDATES]
//
// First: quote updates a second through the detector, every directed pair of venues looked at on every update, from rows
// in columns; with opportunities rare, and with some open all the time. A plain loop over all pairs in doubles, without
// lots, depth, silence or faults, is the rival. Second: a best bid and ask as Binance writes it, from its bytes through
// codec, book and decision; every second message opens an opportunity, with its exact size and profit, or closes it.
import { cpus } from 'node:os'
import { performance } from 'node:perf_hooks'
import { EventColumns } from '../build/src/core/events/event-columns.js'
import { SymbolTable } from '../build/src/core/events/symbol-table.js'
import { Random } from '../build/src/math/random.js'
import { ArbitrageDetector } from '../build/src/strategies/arbitrage/detector.js'
import { codecOf } from '../build/src/wire/codec.js'
import { protocols } from '../build/src/wire/protocols.js'

const venues = ['a', 'b', 'c', 'd', 'e']
const instruments = 50
const updates = Number(process.argv[2] ?? 4_000_000)
const machine = `${cpus()[0]?.model.trim()}, ${cpus().length} cores, Node ${process.versions.node}`
const lines = [
  `Arbitrage (${machine}, ${new Date().toISOString().slice(0, 10)}, node bench/arbitrage.mjs)`,
  '',
  '| 5 venues x 50 instruments | opened | updates a processor second | rival: pairs in a plain loop |',
  '|---|---:|---:|---:|',
]
for (const [name, apart] of [
  ['opportunities rare', 0],
  ['some always open', 14],
]) {
  const tape = drawn(apart)
  scan(tape)
  const { opened, seconds } = scan(tape)
  const rival = plainLoop(tape)
  lines.push(
    `| ${name} | ${opened} | ${million(updates / seconds)} | ${million(updates / rival)} |`,
  )
}
const latency = fromBytes()
lines.push(
  '',
  '| from bytes to decision | messages | median us | p99 us | p99.9 us | longest us |',
  '|---|---:|---:|---:|---:|---:|',
  `| opens or closes every time | ${latency.count} | ${[0.5, 0.99, 0.999, 1].map(latency.at).join(' | ')} |`,
)
process.stdout.write(`${lines.join('\n')}\n`)

/** Processor seconds, collector's threads included: on a machine that others use too, the clock measures them. */
function spent(since) {
  const { user, system } = process.cpuUsage(since)
  return (user + system) / 1e6
}

function million(value) {
  return `${(value / 1e6).toFixed(2)} M`
}

/** Quotes of random walks, every venue around the same middle, one update an instant. */
function drawn(apart) {
  const random = new Random(1)
  const middles = new Float64Array(instruments).fill(100_000)
  const rows = new EventColumns(2 * updates)
  for (let k = 0; k < updates; k++) {
    const asset = random.integerBelow(instruments)
    const venue = random.integerBelow(venues.length)
    middles[asset] += random.integerBelow(5) - 2
    const middle = middles[asset] + random.integerBelow(21) - 10 + (venue === 0 ? apart : 0)
    rows.begin(asset * venues.length + venue, 1e15 + 10 * k, NaN, NaN)
    rows.addQuoteBid(middle - 5, 1 + random.integerBelow(1_000))
    rows.addQuoteAsk(middle + 5, 1 + random.integerBelow(1_000))
    rows.end()
  }
  return rows
}

function newDetector(tell) {
  const settings = {
    minEdgeBps: 0,
    staleAfter: 5_000_000,
    quoteMap: new Map(),
    withBasis: false,
    cycleLegsMost: 3,
  }
  const detector = new ArbitrageDetector(settings, tell)
  for (let asset = 0; asset < instruments; asset++) {
    for (const venue of venues) detector.add(listed(venue, `A${asset}`))
  }
  return detector
}

function listed(venue, base) {
  return {
    instrument: {
      name: `${base}-USDT`,
      venue,
      base,
      quote: 'USDT',
      class: 'spot',
      tickSize: { units: 1, decimals: 2 },
      lotSize: { units: 1, decimals: 3 },
    },
    symbol: `${base}USDT`,
    terms: { takerFeeBps: 1, lotSize: 0.001, minNotional: 5 },
  }
}

function scan(rows) {
  let opened = 0
  const detector = newDetector((signal) => {
    if (signal.kind === 'opened') opened++
  })
  const started = process.cpuUsage()
  const { length, localTime } = rows
  let now = localTime[0]
  for (let row = 0; row < length; row++) {
    const time = localTime[row]
    if (time !== now) {
      detector.settle(now)
      detector.advance(time)
      now = time
    }
    detector.apply(rows, row)
  }
  detector.settle(now)
  return { opened, seconds: spent(started) }
}

/** What one writes in an afternoon: best prices in arrays, and two loops. */
function plainLoop(rows) {
  const bids = new Float64Array(venues.length * instruments)
  const asks = new Float64Array(bids.length).fill(Infinity)
  let seen = 0
  const started = process.cpuUsage()
  for (let row = 0; row < rows.length; row += 2) {
    const member = rows.instrument[row]
    bids[member] = rows.price[row]
    asks[member] = rows.price[row + 1]
    const first = member - (member % venues.length)
    for (let buy = first; buy < first + venues.length; buy++) {
      for (let sell = first; sell < first + venues.length; sell++) {
        if (buy !== sell && bids[sell] * 0.9999 > asks[buy] * 1.0001) seen++
      }
    }
  }
  if (seen < 0) throw new Error('the loop must not be left out')
  return spent(started)
}

/** One message after another of two venues; what is timed are those of the second. */
function fromBytes() {
  const count = 200_000
  const symbols = new SymbolTable()
  const detector = newDetector(() => undefined)
  for (let asset = 0; asset < instruments; asset++) {
    const { instrument, symbol } = detector.listed(asset * venues.length + 1)
    symbols.add({ symbol, index: asset * venues.length + 1, instrument })
  }
  const codec = codecOf(protocols['binance-spot'], symbols)
  const rows = new EventColumns(64)
  for (let asset = 0; asset < instruments; asset++) {
    for (const venue of [0, 2, 3, 4]) {
      rows.begin(asset * venues.length + venue, 1e15, NaN, NaN)
      rows.addQuoteBid(100_000, 500)
      rows.addQuoteAsk(100_005, 700)
      rows.end()
    }
  }
  for (let row = 0; row < rows.length; row++) detector.apply(rows, row)
  detector.settle(1e15)
  const random = new Random(2)
  const times = new Float64Array(count)
  for (let k = -20_000; k < count; k++) {
    const asset = random.integerBelow(instruments)
    const bid = 1000 + (k % 2 === 0 ? 1 : 0) + random.integerBelow(50) / 100
    const text = `{"u":${400_900_217 + k},"s":"A${asset}USDT","b":"${bid.toFixed(2)}000000","B":"0.${100 + random.integerBelow(899)}00000","a":"${(bid + 0.1).toFixed(2)}000000","A":"0.35000000"}`
    const bytes = Buffer.from(text)
    // Within five seconds in all, so that nobody falls silent.
    const localTime = 1e15 + 20_001 + k
    const started = performance.now()
    rows.empty()
    const outcome = codec.decode({ bytes, start: 0, end: bytes.length, localTime }, rows)
    detector.advance(localTime)
    for (let row = 0; row < rows.length; row++) detector.apply(rows, row)
    detector.settle(localTime)
    if (k >= 0) times[k] = (performance.now() - started) * 1_000
    if (outcome.kind !== 'decoded') throw new Error(JSON.stringify(outcome))
  }
  times.sort()
  return {
    count,
    at: (share) => times[Math.min(count - 1, Math.floor(share * count))].toFixed(1),
  }
}

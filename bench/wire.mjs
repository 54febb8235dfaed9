// Depth messages of Binance from the bytes of a socket to a book, against JSON.parse and objects, in one process and in
// turns:
//
//   node bench/wire.mjs [--cpu] [FILE of raw Binance messages, .txt.gz, with a snapshot in it] ...
//
// With --cpu the processor's time is compared, which other work on the machine moves less; it holds what the collector
// does on threads of its own, which the time on the wall does not.
//
// One go is a snapshot and the messages behind it. Both sides hold every message against the one before it and set every
// level; ours besides reads prices and quantities exactly, refuses what is on no step and looks for a crossed touch.
// After the race both books are compared level by level. The rival comes in three kinds: objects of price and quantity
// into Map objects, which is the least that can be called a book and has no best price; the same into sorted arrays,
// which has; and events that say what a row of ours says (time, sequence, instrument, side) into sorted arrays.
import { deepStrictEqual } from 'node:assert'
import { eventSide, FollowedBook, feedRulesOf } from 'isobar/book'
import { codecOf, EventColumns, protocols, SymbolTable } from 'isobar/wire'
import { compiledMessageKernel } from '../build/src/app/kernels/compiled-messages.js'
import { printRaces, processorClock, race } from './race.mjs'
import { rawDepth, syntheticDepth } from './wire/depth.mjs'
import { EventBook, MapBook, SortedBook } from './wire/object-books.mjs'

const isOnProcessor = process.argv.includes('--cpu')
const clock = isOnProcessor ? processorClock : () => performance.now()
const files = process.argv.slice(2).filter((argument) => argument !== '--cpu')
const workloads =
  files.length > 0
    ? files.map((file) => rawDepth(file))
    : [5, 20, 100].flatMap((levels) => [
        syntheticDepth('binance-usd-margined', levels),
        syntheticDepth('binance-spot', levels),
      ])

const rivals = [
  { kind: 'pairs in maps', Book: MapBook },
  { kind: 'pairs in sorted arrays', Book: SortedBook },
  { kind: 'events in sorted arrays', Book: EventBook },
]
// Made-up messages show how a ratio goes with their length, for which the least of the rivals is enough.
for (const { kind, Book } of files.length > 0 ? rivals : rivals.slice(0, 1)) {
  const races = []
  for (const workload of workloads) races.push(await raceOf(workload, Book))
  const options = isOnProcessor ? ['--cpu'] : []
  const names = files.map((file) => file.split('/').at(-1))
  const command = ['node bench/wire.mjs', ...options, ...names].join(' ')
  printRaces(`Bytes to book, against JSON.parse and ${kind}`, command, races)
}

function raceOf({ name, feed, symbol, tickSize, lotSize, messages }, Book) {
  const ours = ourSide({ feed, symbol, tickSize, lotSize, messages })
  const theirs = new Book()
  const followAll = () => {
    let applied = 0
    for (const bytes of messages) if (theirs.follow(JSON.parse(bytes.toString()))) applied++
    return applied
  }
  return race({
    name,
    ours: () => ours.followAll(),
    theirs: (count) => {
      const started = clock()
      let value = 0
      for (let k = 0; k < count; k++) value = followAll()
      return { seconds: (clock() - started) / 1000, value }
    },
    tolerance: 0,
    clock,
  }).then((result) => {
    const found = [eventSide.bid, eventSide.ask].map((side) => ours.levels(side))
    const expected = [theirs.levels('bids'), theirs.levels('asks')]
    deepStrictEqual(found, expected)
    return result
  })
}

function ourSide({ feed, symbol, tickSize, lotSize, messages }) {
  const symbols = new SymbolTable()
  const instrument = {
    name: 'BTC-USDT',
    venue: 'binance',
    base: 'BTC',
    quote: 'USDT',
    class: 'spot',
    tickSize,
    lotSize,
  }
  symbols.add({ symbol, index: 0, instrument })
  const codec = codecOf(protocols[feed], symbols, compiledMessageKernel())
  const book = new FollowedBook(feedRulesOf(protocols[feed], instrument))
  const columns = new EventColumns()
  const frame = {
    bytes: messages[0],
    start: 0,
    end: 0,
    localTime: 1_714_521_600_200_000,
    instrument: 0,
  }
  return {
    followAll() {
      // As after a lost connection: the snapshot that comes first begins the book anew.
      book.lose('disconnected')
      let applied = 0
      for (const bytes of messages) {
        columns.empty()
        frame.bytes = bytes
        frame.end = bytes.length
        const outcome = codec.decode(frame, columns)
        if (outcome.kind !== 'decoded') throw new Error(`${outcome.kind}: ${outcome.detail}`)
        if (book.follow(columns, 0, columns.length, outcome.sequence) === 'applied') applied++
      }
      return applied
    },
    levels(side) {
      const { levels } = book.book
      const count = levels.levelCount(side)
      const [prices, quantities] = [new Float64Array(count), new Float64Array(count)]
      levels.readTop(side, prices, quantities)
      return Array.from(prices, (price, k) => [
        inNumbers(price, tickSize),
        inNumbers(quantities[k], lotSize),
      ])
    },
  }
}

function inNumbers(steps, { units, decimals }) {
  return (steps * units) / 10 ** decimals
}

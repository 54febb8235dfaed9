// The order book against those of tardis-dev and ccxt, one level a call, in one process and in turns:
//
//   npm ci --ignore-scripts --prefix bench/thirdparty/books
//   node bench/books.mjs [FILE of raw Binance depth messages, .txt.gz]
import { DenseBook, eventSide } from 'isobar/book'
import { strictEqual } from 'node:assert'
import { existsSync } from 'node:fs'
import { printRaces, race } from './race.mjs'
import { levelsOfCapture } from './books/capture.mjs'
import { syntheticLevels } from './books/synthetic.mjs'

const modules = new URL('thirdparty/books/node_modules/', import.meta.url)
if (!existsSync(modules)) {
  process.stderr.write('bench/books.mjs: its rivals are not installed (see the top of the file)\n')
  process.exit(1)
}
const { OrderBook: TardisBook } = await import(new URL('tardis-dev/dist/index.js', modules))
const { OrderBook: CcxtBook } = await import(new URL('ccxt/js/src/base/ws/OrderBook.js', modules))

const depth = 5
const nothing = [0, 0]

/**
 * The best five of both sides as they were read last: prices, then quantities, of the bids and then of the asks. Reading is
 * writing them down here; that every reading agrees is checked by {@link worthOfReadings} outside the race, because a sum
 * over them costs our side more than reading does.
 */
const seen = new Float64Array(4 * depth)
const sideOffset = { bid: 0, ask: 2 * depth }

/**
 * Applies every level and reads both tops after each message. A top that is as it was is not read again: our book tells,
 * the others do not.
 */
function ours({ side, price, quantity, endsMessage, rows }, onReading) {
  const book = new DenseBook()
  let [bidTurn, askTurn] = [-1, -1]
  for (let row = 0; row < rows; row++) {
    book.setLevel(side[row], price[row], quantity[row])
    if (endsMessage[row] === 0) continue
    if (book.topTurn(eventSide.bid) !== bidTurn) {
      readTop(book.top(eventSide.bid, depth), sideOffset.bid)
      bidTurn = book.topTurn(eventSide.bid)
    }
    if (book.topTurn(eventSide.ask) !== askTurn) {
      readTop(book.top(eventSide.ask, depth), sideOffset.ask)
      askTurn = book.topTurn(eventSide.ask)
    }
    onReading?.()
  }
  return sumOfSeen()
}

function readTop({ length, prices, quantities }, offset) {
  for (let level = 0; level < depth; level++) {
    seen[offset + level] = level < length ? prices[level] : 0
    seen[offset + depth + level] = level < length ? quantities[level] : 0
  }
}

function tardis({ side, price, quantity, endsMessage, rows }, onReading) {
  const book = new TardisBook()
  book.update({ isSnapshot: true, bids: [], asks: [] })
  // One record used again: it copies what it keeps.
  const level = { price: 0, amount: 0 }
  const bid = { isSnapshot: false, bids: [level], asks: [] }
  const ask = { isSnapshot: false, bids: [], asks: [level] }
  for (let row = 0; row < rows; row++) {
    level.price = price[row]
    level.amount = quantity[row]
    book.update(side[row] === 0 ? bid : ask)
    if (endsMessage[row] === 0) continue
    readLevels(book.bids(), sideOffset.bid)
    readLevels(book.asks(), sideOffset.ask)
    onReading?.()
  }
  return sumOfSeen()
}

function readLevels(levels, offset) {
  let read = 0
  for (const best of levels) {
    seen[offset + read] = best.price
    seen[offset + depth + read] = best.amount
    if (++read === depth) return
  }
  for (; read < depth; read++) {
    seen[offset + read] = 0
    seen[offset + depth + read] = 0
  }
}

function ccxt({ side, price, quantity, endsMessage, rows }, onReading) {
  const book = new CcxtBook({ bids: [], asks: [] })
  for (let row = 0; row < rows; row++) {
    const levels = side[row] === 0 ? book.bids : book.asks
    levels.storeArray([price[row], quantity[row]])
    if (endsMessage[row] === 0) continue
    readPairs(book.bids, sideOffset.bid)
    readPairs(book.asks, sideOffset.ask)
    onReading?.()
  }
  return sumOfSeen()
}

function readPairs(pairs, offset) {
  for (let level = 0; level < depth; level++) {
    const best = level < pairs.length ? pairs[level] : nothing
    seen[offset + level] = best[0]
    seen[offset + depth + level] = best[1]
  }
}

function sumOfSeen() {
  return seen.reduce((sum, value) => sum + value, 0)
}

/** The sum of every reading's values, each weighed by its place: what both sides must agree in, to the last bit. */
function worthOfReadings(side, columns) {
  let sum = 0
  side(columns, () => {
    for (let place = 0; place < seen.length; place++) sum += (place + 1) * seen[place]
  })
  return sum
}

const workloads = [
  { name: 'synthetic, tops read after every level', columns: syntheticLevels(1) },
  { name: 'synthetic, tops read after five levels', columns: syntheticLevels(5) },
]
for (const file of process.argv.slice(2)) {
  const name = file.split('/').at(-1).replace('.txt.gz', '')
  workloads.push({ name: `${name}, tops read after every message`, columns: levelsOfCapture(file) })
}

await printAgainst('tardis-dev', tardis)
await printAgainst('ccxt', ccxt)

/** @param {string} rival @param {(columns: object, onReading?: () => void) => number} theirs */
async function printAgainst(rival, theirs) {
  const races = []
  for (const { name, columns } of workloads) {
    strictEqual(
      worthOfReadings(ours, columns),
      worthOfReadings(theirs, columns),
      `${rival}, ${name}`,
    )
    races.push(
      await race({
        name: `${name} (${columns.rows.toLocaleString('en')} levels)`,
        ours: () => ours(columns),
        theirs: async (count) => inTurn(() => theirs(columns), count),
        // Sums of the same values in the same order.
        tolerance: 0,
        rounds: 15,
      }),
    )
  }
  printRaces(`Order book against ${rival}`, 'node bench/books.mjs', races)
}

function inTurn(work, count) {
  const started = performance.now()
  let value = 0
  for (let k = 0; k < count; k++) value = work()
  return { seconds: (performance.now() - started) / 1000, value }
}

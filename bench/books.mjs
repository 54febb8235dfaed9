// The order book against those of tardis-dev and ccxt, one level a call, in one process and in turns:
//
//   npm ci --ignore-scripts --prefix bench/thirdparty/books
//   node bench/books.mjs [FILE of raw Binance depth messages, .txt.gz]
import { DenseBook, eventSide } from 'isobar/book'
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

/**
 * Applies every level and reads both tops after each message; the sum over what was read is compared. A top that is as it
 * was is not worked out again: our book tells, the others do not.
 */
function ours({ side, price, quantity, endsMessage, rows }) {
  const book = new DenseBook()
  let sum = 0
  let [bids, asks] = [0, 0]
  let [bidTurn, askTurn] = [-1, -1]
  for (let row = 0; row < rows; row++) {
    book.setLevel(side[row], price[row], quantity[row])
    if (endsMessage[row] === 0) continue
    if (book.topTurn(eventSide.bid) !== bidTurn) {
      bids = worthOf(book.top(eventSide.bid, depth))
      bidTurn = book.topTurn(eventSide.bid)
    }
    if (book.topTurn(eventSide.ask) !== askTurn) {
      asks = worthOf(book.top(eventSide.ask, depth))
      askTurn = book.topTurn(eventSide.ask)
    }
    sum += bids + asks
  }
  return sum
}

function worthOf({ length, prices, quantities }) {
  let worth = 0
  for (let level = 0; level < depth && level < length; level++) {
    worth += prices[level] * quantities[level]
  }
  return worth
}

function tardis({ side, price, quantity, endsMessage, rows }) {
  const book = new TardisBook()
  book.update({ isSnapshot: true, bids: [], asks: [] })
  // One record used again: it copies what it keeps.
  const level = { price: 0, amount: 0 }
  const bid = { isSnapshot: false, bids: [level], asks: [] }
  const ask = { isSnapshot: false, bids: [], asks: [level] }
  let sum = 0
  for (let row = 0; row < rows; row++) {
    level.price = price[row]
    level.amount = quantity[row]
    book.update(side[row] === 0 ? bid : ask)
    if (endsMessage[row] === 0) continue
    let bids = 0
    let asks = 0
    let read = 0
    for (const best of book.bids()) {
      bids += best.price * best.amount
      if (++read === depth) break
    }
    read = 0
    for (const best of book.asks()) {
      asks += best.price * best.amount
      if (++read === depth) break
    }
    sum += bids + asks
  }
  return sum
}

function ccxt({ side, price, quantity, endsMessage, rows }) {
  const book = new CcxtBook({ bids: [], asks: [] })
  let sum = 0
  for (let row = 0; row < rows; row++) {
    const levels = side[row] === 0 ? book.bids : book.asks
    levels.storeArray([price[row], quantity[row]])
    if (endsMessage[row] === 0) continue
    let bids = 0
    let asks = 0
    for (let level = 0; level < depth && level < book.bids.length; level++) {
      bids += book.bids[level][0] * book.bids[level][1]
    }
    for (let level = 0; level < depth && level < book.asks.length; level++) {
      asks += book.asks[level][0] * book.asks[level][1]
    }
    sum += bids + asks
  }
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

/** @param {string} rival @param {(columns: object) => number} theirs */
async function printAgainst(rival, theirs) {
  const races = []
  for (const { name, columns } of workloads) {
    races.push(
      await race({
        name: `${name} (${columns.rows.toLocaleString('en')} levels)`,
        ours: () => ours(columns),
        theirs: async (count) => inTurn(() => theirs(columns), count),
        // Sums of the same products in the same order.
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

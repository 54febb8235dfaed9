// Follows the book of a Binance USD-M perpetual through a capture (a time of receipt and a message on each line, plain or
// gzip), and says at the end what it knows. Run it:
//
//   node examples/follow-capture.mjs CAPTURE [SYMBOL TICK-DECIMALS LOT-DECIMALS]
//
// What each step is for: docs/following-feeds.md.
import { FollowedBook, FollowedFeed, eventSide, feedRulesOf } from 'isobar/book'
import { EventColumns, SymbolTable, codecOf, protocols } from 'isobar/wire'
import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'

const [path, symbol = 'BTCUSDT', tickDecimals = '1', lotDecimals = '3'] = process.argv.slice(2)
const file = readFileSync(path)
const bytes = file[0] === 0x1f ? gunzipSync(file) : file

const [base, quote] = [symbol.slice(0, -4), symbol.slice(-4)]
const instrument = {
  venue: 'binance-futures',
  name: `${base}-${quote}`,
  base,
  quote,
  class: 'linear',
  tickSize: { units: 1, decimals: Number(tickDecimals) },
  lotSize: { units: 1, decimals: Number(lotDecimals) },
}
const symbols = new SymbolTable()
symbols.add({ symbol, index: 0, instrument })

const protocol = protocols['binance-usd-margined']
const codec = codecOf(protocol, symbols)
const followed = new FollowedBook(feedRulesOf(protocol, instrument))
const feed = new FollowedFeed()
feed.add(0, followed)

const rows = new EventColumns()
let messages = 0
let trades = 0
let notUnderstood = 0
for (let start = 0; start < bytes.length; start = bytes.indexOf(0x0a, start) + 1 || bytes.length) {
  const space = bytes.indexOf(0x20, start)
  const lineEnd = bytes.indexOf(0x0a, start)
  const end = lineEnd < 0 ? bytes.length : lineEnd
  if (space < 0 || space > end) continue
  // Nanoseconds, of which a double holds microseconds exactly.
  const localTime = Math.floor(Number(bytes.toString('latin1', start, space - 3)))
  messages++
  rows.empty()
  // `instrument` is whose the message is where it names nobody: the answer over REST.
  const outcome = codec.decode({ bytes, start: space + 1, end, localTime, instrument: 0 }, rows)
  if (outcome.kind === 'decoded') {
    const became = feed.follow(rows, 0, rows.length, outcome.sequence)
    if (became === 'other') trades++
  } else if (outcome.kind === 'malformed') {
    notUnderstood++
    if (outcome.isBook) feed.miss(outcome.instrument)
  }
}

const { book, counts, voidReason } = followed
const priceOf = (ticks) => ticks / 10 ** instrument.tickSize.decimals
const best = (side) => priceOf(book.levels.best(side))
const state = book.isVoid
  ? `nothing is known of the book: ${voidReason}`
  : `bid ${best(eventSide.bid)}, ask ${best(eventSide.ask)}`
process.stdout.write(
  `${messages} messages, ${trades} of them no book's, ${notUnderstood} not understood; book messages: ` +
    `${counts.applied} applied, ${counts.stale} stale, ${counts.held} held; lost ${counts.lost.gap} times by a gap\n` +
    `${state}\n`,
)

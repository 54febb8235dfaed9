// Our feeds alone, as ccxt's loops are: books followed and trades read, nothing done with them. `node reader.mjs MARKET`.
import { InstrumentBook } from '../../build/src/book/instrument-book.js'
import { eventKind } from '../../build/src/core/events/event-codes.js'
import { answerSamples, say } from './sample.mjs'
import { soakFeeds } from './feeds.mjs'

const { instruments, feeds } = await soakFeeds(JSON.parse(process.argv[2]))
const books = instruments.map(() => new InstrumentBook())
const counts = { rows: 0, trades: 0, gaps: 0, notices: 0 }
await Promise.all(
  feeds.map((feed) =>
    feed.start({
      rows: (rows) => {
        for (let row = 0; row < rows.length; row++) {
          books[rows.instrument[row]].apply(rows, row)
          if (rows.kind[row] === eventKind.trade) counts.trades++
          if (rows.kind[row] === eventKind.gap) counts.gaps++
        }
        counts.rows += rows.length
      },
      notice: ({ kind }) => {
        if (kind !== 'connected') counts.notices++
      },
    }),
  ),
)
say({ ready: true })
answerSamples(() => counts)

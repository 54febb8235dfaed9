// A trader on paper over the same market: our feeds, the engine, the journal, simulated fills, and a drill that orders at
// every venue, a hundred times a second in all, so that what is remembered of orders that are over (16,384 here, 8,192 at each
// venue) is full within seven minutes: `node trader.mjs MARKET FOLDER`.
import { beginRun } from '../../build/src/app/live/begin-run.js'
import { LiveDriver } from '../../build/src/app/live/live-driver.js'
import { usualLive } from '../../build/src/app/live/live-setup.js'
import { openJournal } from '../../build/src/app/live/open-journal.js'
import { PaperVenue } from '../../build/src/app/live/paper-venue.js'
import { wallClock } from '../../build/src/app/live/wall-clock.js'
import { Fields } from '../../build/src/app/trade/config-fields.js'
import { simulatedVenues } from '../../build/src/app/trade/simulated-venues.js'
import { venueConfig } from '../../build/src/app/trade/venue-config.js'
import { drillStrategy } from '../../build/src/strategies/drill.js'
import { answerSamples, say } from './sample.mjs'
import { soakFeeds } from './feeds.mjs'

const market = JSON.parse(process.argv[2])
const { instruments, feeds } = await soakFeeds(market)
const { venues: simulated, venueOf } = simulatedVenues(instruments, {
  venues: new Map([['*', venueConfig(new Fields({}, 'the soak'))]]),
  seed: 1,
})
const venues = feeds.map(
  (feed) =>
    new PaperVenue(
      feed,
      simulated[venueOf[instruments.findIndex(({ venue }) => venue === feed.venue)]],
      wallClock,
    ),
)
const counts = { told: 0 }
const journal = await openJournal(process.argv[3])
beginRun(journal, 'paper', instruments, wallClock.now())
const driver = new LiveDriver({
  ...usualLive,
  mode: 'paper',
  clock: wallClock,
  journal,
  venues,
  feeds: venues,
  instruments,
  strategies: [drillStrategy({ settings: { everyMs: 50 }, instruments })],
  reporting: { currency: 'USD', rates: new Map([['USDT', { kind: 'fixed', rate: 1 }]]) },
  capital: 100_000,
  limits: {},
  seed: 1,
  answerWithin: 5_000_000,
  watchEvery: 1_000_000,
  tell: (line) => {
    counts.told++
    process.stderr.write(`${line}\n`)
  },
})
driver.failed.addEventListener('abort', () => process.stderr.write(`${driver.failed.reason}\n`))
const started = await driver.start()
if (started.kind === 'refused') throw new Error(started.differences.join('; '))
say({ ready: true })
answerSamples(() => ({
  rows: driver.engine.events,
  messages: driver.engine.messages,
  dropped: driver.queue.droppedMessages,
  books: driver.engine.market.books.filter(({ isVoid }) => !isVoid).length,
  fills: driver.engine.account.holdings.reduce((sum, { fills }) => sum + fills, 0),
  commands: driver.counts.commands,
  told: counts.told,
}))

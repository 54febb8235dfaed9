// A made-up market of a venue's bitcoin as a recording: `node bench/parity/record.mjs FOLDER SECONDS VENUE [SEED]`.
import { EventColumns } from '../../build/src/core/events/event-columns.js'
import { defaultMarketPlan } from '../../build/src/simulation/market/default-plan.js'
import { SyntheticMarket } from '../../build/src/simulation/market/synthetic-market.js'
import { unknownRules } from '../../build/src/stores/recording/listing.js'
import { RecordingWriter } from '../../build/src/stores/recording/recording-writer.js'

const [folder, seconds, venue, seed = '1'] = process.argv.slice(2)
const plan = defaultMarketPlan(Number(seed))
const market = new SyntheticMarket({
  ...plan,
  venues: plan.venues
    .filter(({ name }) => name === venue)
    .map((each) => ({
      ...each,
      feed: 'levels',
      // As it happened at the venue; each book ten times a second, each trade at its instant.
      latencyMs: 0,
      jitterMs: 0,
      conflationMs: 100,
      snapshotSeconds: 0,
      quotes: false,
      // Queues that are worth a thought.
      touchSize: 30,
    })),
  listings: plan.listings.filter(
    (each) => each.venue === venue && each.base === 'BTC' && each.class === 'spot',
  ),
})
const instruments = market.instruments.list()
const writer = await RecordingWriter.create(folder)
for (let second = 1; second <= Number(seconds); second++) {
  const rows = new EventColumns()
  market.advance(plan.start + second * 1_000_000, rows)
  await writer.append(rows, {
    listingAt: (index) => ({
      instrument: instruments[index],
      symbol: instruments[index].base + instruments[index].quote,
      stepsInferred: false,
      rules: unknownRules,
    }),
    clock: 'receive',
  })
}
await writer.finish('0', [])

// Our own decoders over every served venue, for the trader and for the feeds alone.
import { LiveVenue } from '../../build/src/app/market/live-venue.js'
import { wallClock } from '../../build/src/app/live/wall-clock.js'

/** Feeds of a market that `market.mjs` serves, and the instruments of all of them. */
export async function soakFeeds({ address, bases, quotes }) {
  const instruments = []
  const feeds = []
  for (const [name, quote] of Object.entries(quotes)) {
    const venue = new LiveVenue(name, { url: address })
    const listed = await venue.listAll(bases.map((base) => ({ base, quote, class: 'spot' })))
    const placed = listed.map(({ instrument }) => ({
      index: instruments.push(instrument) - 1,
      instrument,
    }))
    feeds.push(await venue.feed(placed, wallClock))
  }
  return { instruments, feeds }
}

// Our own decoders over every served venue, for the trader and for the feeds alone.
import { listInstruments } from '../../build/src/app/market/list-instruments.js'
import { WireFeed } from '../../build/src/app/market/wire-feed.js'
import { servedPlace, wireVenuesNamed } from '../../build/src/app/market/wire-venues.js'
import { wallClock } from '../../build/src/app/live/wall-clock.js'

/** Feeds of a market that `market.mjs` serves, and the instruments of all of them. */
export async function soakFeeds({ address, bases, quotes }) {
  const instruments = []
  const feeds = []
  for (const venue of wireVenuesNamed(Object.keys(quotes))) {
    const place = servedPlace(venue, address)
    const wanted = bases.map((base) => ({ base, quote: quotes[venue.name] }))
    const found = await listInstruments(venue, place, wanted, new AbortController().signal)
    if (found.length < bases.length) throw new Error(`${venue.name} lists ${found.length}`)
    const listings = found.map((each) => ({
      ...each,
      index: instruments.push(each.instrument) - 1,
    }))
    feeds.push(new WireFeed(venue, place, listings, wallClock))
  }
  return { instruments, feeds }
}

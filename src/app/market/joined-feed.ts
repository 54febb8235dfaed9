import type { MarketFeed } from '../../core/events/market-feed.ts'
import { invariant } from '../../math/invariant.ts'

/** A part of a venue's feed, and what it brings. */
interface FeedPart {
  readonly feed: MarketFeed
  readonly instruments: ReadonlySet<number>
}

/** Feeds of one venue as one: its spot and its perpetuals come from different places. */
export function joinedFeed(parts: readonly FeedPart[]): MarketFeed {
  const [first] = parts
  invariant(first !== undefined, 'a venue without a feed')
  if (parts.length === 1) return first.feed
  const { feed: any } = first
  const all = async (work: (feed: MarketFeed) => Promise<void>): Promise<void> => {
    await Promise.all(parts.map(({ feed }) => work(feed)))
  }
  return {
    venue: any.venue,
    start: (listener) =>
      all((feed) =>
        feed.start({
          ...(listener.raw === undefined ? {} : { raw: (message) => listener.raw!(message) }),
          rows: (rows) => listener.rows(rows),
          // What a part says of itself is about its own instruments.
          notice: (notice) =>
            listener.notice({
              ...notice,
              instruments: notice.instruments ?? [
                ...parts.find((each) => each.feed === feed)!.instruments,
              ],
            }),
        }),
      ),
    resync: (instruments) => {
      for (const { feed, instruments: own } of parts) {
        const lost = instruments.filter((each) => own.has(each))
        if (lost.length > 0) feed.resync(lost)
      }
    },
    touch: (instrument) =>
      parts.find(({ instruments }) => instruments.has(instrument))!.feed.touch(instrument),
    heardAt: (instrument) => {
      const { feed } = parts.find(({ instruments }) => instruments.has(instrument))!
      return feed.heardAt?.(instrument) ?? -Infinity
    },
    ...(any.readClock === undefined ? {} : { readClock: () => any.readClock!() }),
    close: () => all((feed) => feed.close()),
  }
}

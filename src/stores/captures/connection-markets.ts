import type { FeedName } from '../../wire/protocols.ts'
import type { CaptureEntry } from './capture-files.ts'
import { marketOf } from './capture-venues.ts'

/** Which market each connection of a capture speaks of, as far as the records of connections tell it. */
export class ConnectionMarkets {
  readonly #feed: FeedName
  readonly #markets = new Map<string, string>()

  constructor(feed: FeedName) {
    this.#feed = feed
  }

  /** The market of an entry; of one that connects, from here on that of its connection. */
  of({ kind, connection, address }: CaptureEntry): string {
    if (kind === 'connected') this.#markets.set(connection, marketOf(this.#feed, address))
    return this.#markets.get(connection) ?? ''
  }
}

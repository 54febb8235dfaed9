import type { Instant } from '../time.ts'

/** Something that came from a venue, as it came and before anybody read it. */
export interface RawMessage {
  /** By which protocol it is read: a name of `wire/protocols.ts`. */
  readonly feed: string
  /**
   * The connection it came by. One that is made anew keeps its name, in another process too: that it begins voids the books it
   * spoke for before.
   */
  readonly connection: string
  /** `answer`: to a request over REST. `connected`: the connection begins, and nothing was said yet. */
  readonly kind: 'message' | 'answer' | 'connected'
  /** Where the connection goes to, or what was asked for. */
  readonly address: string
  readonly localTime: Instant
  /** To be read before this returns. */
  readonly bytes: Uint8Array
}

import type { Instant } from '../../core/time.ts'
import type { MarketMessage } from '../world/exchange-world.ts'
import type { PublicState } from '../world/public-state.ts'
import type { Connection } from './connection.ts'
import type { Topics } from './topics.ts'

/** What a channel tells: to who has just come, by the message, or at intervals. */
export interface Channel {
  /** Of one instrument; undefined: of all. */
  readonly state: PublicState | undefined
  /** Does a sequence break without one of its messages? */
  readonly isBook: boolean
  /** What a new subscriber is told before anything else. */
  first?(at: Instant): readonly string[]
  told?(message: MarketMessage): readonly string[]
  /** Microseconds between two messages of `due`. */
  readonly everyUs?: number
  due?(at: Instant): readonly string[]
}

/** The channels that someone is told of; one is made when its first subscriber comes, and dropped after its last. */
export class OpenChannels {
  readonly #topics: Topics
  readonly #prefix: string
  readonly #channelOf: (name: string) => Channel | undefined
  readonly #open = new Map<string, { readonly channel: Channel; nextAt: number }>()

  /** @param prefix tells topics of one market from those of another that calls its channels alike */
  constructor(topics: Topics, prefix: string, channelOf: (name: string) => Channel | undefined) {
    this.#topics = topics
    this.#prefix = prefix
    this.#channelOf = channelOf
  }

  /** Subscribes; false when there is no channel of that name. */
  join(name: string, connection: Connection): boolean {
    const channel = this.#open.get(name)?.channel ?? this.#channelOf(name)
    if (channel === undefined) return false
    if (!this.#open.has(name)) this.#open.set(name, { channel, nextAt: -Infinity })
    this.#topics.subscribe(this.#topic(name), connection)
    return true
  }

  leave(name: string, connection: Connection): void {
    this.#topics.unsubscribe(this.#topic(name), connection)
  }

  /** Tells a new subscriber what it must know before what is told to all; to be called once it was answered. */
  greet(name: string, connection: Connection, at: Instant): void {
    for (const text of this.#open.get(name)?.channel.first?.(at) ?? []) {
      if (connection.begin === undefined) connection.reply(text)
      else connection.begin(text)
    }
  }

  told(message: MarketMessage): void {
    for (const [name, { channel }] of this.#open) {
      if (channel.told === undefined) continue
      if (channel.state !== undefined && channel.state !== message.state) continue
      this.#publish(name, channel, channel.told(message))
    }
  }

  tick(at: Instant): void {
    for (const [name, open] of this.#open) {
      const { channel } = open
      if (!this.#topics.isWanted(this.#topic(name))) {
        this.#open.delete(name)
        continue
      }
      const { everyUs } = channel
      if (everyUs === undefined || channel.due === undefined || at < open.nextAt) continue
      // On the grid of its interval, as venues do.
      open.nextAt = (Math.floor(at / everyUs) + 1) * everyUs
      this.#publish(name, channel, channel.due(at))
    }
  }

  #topic(name: string): string {
    return `${this.#prefix} ${name}`
  }

  #publish(name: string, { isBook }: Channel, texts: readonly string[]): void {
    for (const text of texts) this.#topics.publish(this.#topic(name), text, isBook)
  }
}

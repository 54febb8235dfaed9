import type { Connection } from './connection.ts'

/** How a subscriber gets a text: as it is, or in an envelope of its own. */
export type Envelope = (text: string) => string

/** Who is told of what: connections by topic, a topic being the venue's own name of a stream. */
export class Topics {
  readonly #subscribers = new Map<string, Map<Connection, Envelope>>()
  readonly #topics = new Map<Connection, Set<string>>()

  subscribe(topic: string, connection: Connection, envelope: Envelope = asItIs): void {
    const subscribers = this.#subscribers.get(topic) ?? new Map<Connection, Envelope>()
    this.#subscribers.set(topic, subscribers.set(connection, envelope))
    const topics = this.#topics.get(connection) ?? new Set()
    this.#topics.set(connection, topics.add(topic))
  }

  unsubscribe(topic: string, connection: Connection): void {
    const subscribers = this.#subscribers.get(topic)
    subscribers?.delete(connection)
    if (subscribers?.size === 0) this.#subscribers.delete(topic)
    this.#topics.get(connection)?.delete(topic)
  }

  /** Forgets a connection that is closed. */
  forget(connection: Connection): void {
    for (const topic of this.#topics.get(connection) ?? []) this.unsubscribe(topic, connection)
    this.#topics.delete(connection)
  }

  /** What a connection has subscribed to, in that order. */
  of(connection: Connection): readonly string[] {
    return [...(this.#topics.get(connection) ?? [])]
  }

  /** Is anyone told of it? Asked before a message is written. */
  isWanted(topic: string): boolean {
    return this.#subscribers.has(topic)
  }

  /** Every topic that anyone is told of. */
  wanted(): IterableIterator<string> {
    return this.#subscribers.keys()
  }

  /** @param isBook does a sequence break without it? */
  publish(topic: string, text: string, isBook: boolean): void {
    const subscribers = this.#subscribers.get(topic)
    if (subscribers === undefined) return
    for (const [connection, envelope] of subscribers) connection.stream(envelope(text), isBook)
  }
}

const asItIs: Envelope = (text) => text

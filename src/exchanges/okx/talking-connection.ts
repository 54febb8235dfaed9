import type { Instant } from '../../core/time.ts'
import type { Connection } from '../serving/connection.ts'
import type { IdleSockets } from '../serving/idle-sockets.ts'

/** A client's socket at which whatever is said, either way, counts as a sign of life. */
export class TalkingConnection implements Connection {
  readonly #connection: Connection
  readonly #idle: IdleSockets
  readonly #now: () => Instant

  constructor(connection: Connection, idle: IdleSockets, now: () => Instant) {
    this.#connection = connection
    this.#idle = idle
    this.#now = now
    this.stirred()
  }

  stirred(): void {
    this.#idle.stirred(this.#connection, this.#now())
  }

  closed(): void {
    this.#idle.closed(this.#connection)
  }

  reply(text: string): void {
    this.stirred()
    this.#connection.reply(text)
  }

  stream(text: string, isBook: boolean): void {
    this.stirred()
    this.#connection.stream(text, isBook)
  }

  begin(text: string): void {
    this.stirred()
    if (this.#connection.begin === undefined) this.#connection.reply(text)
    else this.#connection.begin(text)
  }

  close(code: number, reason: string): void {
    this.#connection.close(code, reason)
  }
}

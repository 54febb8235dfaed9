import type { Connection } from './connection.ts'
import { OwnPauses } from './own-pauses.ts'

/** Cuts clients that say nothing for too long, at venues where the client has to ping. */
export class IdleSockets {
  readonly #patienceUs: number
  readonly #words: { readonly code: number; readonly reason: string }
  readonly #lastAt = new Map<Connection, number>()
  readonly #pauses = new OwnPauses()

  constructor(patienceMs: number, words: { readonly code: number; readonly reason: string }) {
    this.#patienceUs = patienceMs * 1_000
    this.#words = words
  }

  /** Something was heard of a client, or it is told something where that counts too. */
  stirred(connection: Connection, at: number): void {
    this.#lastAt.set(connection, at)
  }

  closed(connection: Connection): void {
    this.#lastAt.delete(connection)
  }

  tick(at: number): void {
    const { code, reason } = this.#words
    const paused = this.#pauses.look(at)
    if (paused > 0)
      for (const [connection, last] of this.#lastAt) this.#lastAt.set(connection, last + paused)
    for (const [connection, last] of this.#lastAt) {
      if (at - last <= this.#patienceUs) continue
      this.#lastAt.delete(connection)
      connection.close(code, reason)
    }
  }
}

import type { WireSocket } from './connection.ts'
import { OwnPauses } from './own-pauses.ts'

/** A venue's ping frames on one socket, and its patience for the pongs. */
export class Heartbeat {
  readonly #socket: WireSocket
  readonly #terms: { readonly pingEveryMs: number; readonly pongWithinMs: number }
  #pingedAt: number
  #answeredAt: number
  #isAnswered = true
  readonly #pauses = new OwnPauses()

  constructor(
    socket: WireSocket,
    terms: { readonly pingEveryMs: number; readonly pongWithinMs: number },
    at: number,
  ) {
    this.#socket = socket
    this.#terms = terms
    this.#pingedAt = at
    this.#answeredAt = at
    socket.on('pong', () => {
      this.#isAnswered = true
    })
  }

  /** Pings when it is time, and cuts who has not answered in time. */
  look(at: number): void {
    const { pingEveryMs, pongWithinMs } = this.#terms
    this.#answeredAt += this.#pauses.look(at)
    if (this.#isAnswered) this.#answeredAt = at
    else if (at - this.#answeredAt > pongWithinMs * 1_000) return this.#socket.terminate()
    if (at - this.#pingedAt < pingEveryMs * 1_000) return
    this.#pingedAt = at
    this.#isAnswered = false
    this.#socket.ping()
  }
}

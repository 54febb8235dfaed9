import type { Random } from '../../math/random.ts'
import type { FaultSwitches } from '../faults/fault-switches.ts'
import type { Connection, WireSocket } from './connection.ts'

/** Bytes that may wait for a client; one that is slower is cut. */
const bufferedMost = 16 * 1_048_576
/** `readyState` of an open socket. */
const openState = 1

/** A client's socket, and the faults that befall what is told on it. */
export class FaultyConnection implements Connection {
  readonly #socket: WireSocket
  readonly #faults: Readonly<FaultSwitches>
  readonly #random: Random
  /** What is under way, each until milliseconds of the process; nothing overtakes what is before it. */
  readonly #underWay: { readonly text: string; readonly due: number }[] = []

  constructor(socket: WireSocket, faults: Readonly<FaultSwitches>, random: Random) {
    this.#socket = socket
    this.#faults = faults
    this.#random = random
  }

  reply(text: string): void {
    this.#send(text)
  }

  stream(text: string, isBook: boolean): void {
    const { drop, gap, duplicate, delayMs } = this.#faults
    if (this.#happens(drop) || (isBook && this.#happens(gap))) return
    const copies = this.#happens(duplicate) ? 2 : 1
    for (let copy = 0; copy < copies; copy++) {
      if (delayMs === 0 && this.#underWay.length === 0) this.#send(text)
      else this.#sendLate(text, delayMs)
    }
  }

  close(code: number, reason: string): void {
    this.#socket.close(code, reason)
  }

  /** Ends it without a word. */
  cut(): void {
    this.#socket.terminate()
  }

  #happens(share: number): boolean {
    return share > 0 && this.#random.uniform() < share
  }

  #sendLate(text: string, delayMs: number): void {
    const now = performance.now()
    const before = this.#underWay.at(-1)?.due ?? now
    this.#underWay.push({ text, due: Math.max(before, now + this.#random.uniform() * delayMs) })
    if (this.#underWay.length === 1) this.#wake()
  }

  /** One timer for all: timers of their own would fire in any order within a millisecond. */
  #wake(): void {
    const [next] = this.#underWay
    if (next === undefined) return
    setTimeout(() => {
      while (this.#underWay.length > 0 && this.#underWay[0]!.due <= performance.now()) {
        this.#send(this.#underWay.shift()!.text)
      }
      this.#wake()
    }, next.due - performance.now()).unref()
  }

  #send(text: string): void {
    if (this.#socket.readyState !== openState) return
    if (this.#socket.bufferedAmount > bufferedMost) this.#socket.terminate()
    else this.#socket.send(text)
  }
}

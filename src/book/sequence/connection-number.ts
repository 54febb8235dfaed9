/**
 * The numbers of one connection, over all that comes on it, heartbeats and answers included (Coinbase `sequence_num`).
 *
 * A missing number may have been a change of any book of the connection, so that every one of them is void; the
 * numbers themselves go on. A number that is not past the last is as bad: either the message came too late, or this is
 * another connection whose beginning is missing. A new connection begins with a new counter.
 *
 * @example
 * const counter = new ConnectionNumber()
 * counter.judge(0) // => 'next'
 * counter.judge(1) // => 'next'
 * counter.judge(3) // => 'gap'
 * counter.judge(4) // => 'next'
 * counter.judge(1) // => 'gap'
 */
export class ConnectionNumber {
  #last = NaN

  /** @param number that of the next message; NaN where it carries none */
  judge(number: number): 'next' | 'gap' {
    if (Number.isNaN(number)) return 'next'
    const isNext = Number.isNaN(this.#last) || number === this.#last + 1
    this.#last = number
    return isNext ? 'next' : 'gap'
  }
}

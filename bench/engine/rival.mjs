// Another program as a process that runs the same events when it is asked to.
import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { terms } from './maker.mjs'

/** The columns the rival needs, one after the other: kind, side, exchange and local time, price, quantity. */
export function writeRivalFile({ rows, instrument }, folder) {
  const { length } = rows
  const price = new Float64Array(length)
  const quantity = new Float64Array(length)
  const times = new Float64Array(length)
  const { tickSize, lotSize } = instrument
  for (let row = 0; row < length; row++) {
    price[row] = (rows.price[row] * tickSize.units) / 10 ** tickSize.decimals
    quantity[row] = (rows.quantity[row] * lotSize.units) / 10 ** lotSize.decimals
    times[row] = rows.localTime[row] - terms.feedUs
  }
  const bytes = (column) =>
    Buffer.from(column.buffer, column.byteOffset, length * column.BYTES_PER_ELEMENT)
  const file = join(folder, 'events.bin')
  writeFileSync(
    file,
    Buffer.concat([times, rows.localTime, price, quantity, rows.kind, rows.side].map(bytes)),
  )
  return file
}

export class Rival {
  #child
  #answers

  /** @param script of bench/thirdparty/engine */
  constructor(python, script) {
    const path = fileURLToPath(new URL(`../thirdparty/engine/${script}`, import.meta.url))
    this.#child = spawn(python, [path], { stdio: ['pipe', 'pipe', 'inherit'] })
    this.#answers = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]()
  }

  /** Gives how many events it made of the rows, of the first `rowsMost`. */
  async open(file, { rows, instrument }, rowsMost) {
    const { tickSize, lotSize } = instrument
    const { events } = await this.#ask({
      file,
      rows: rows.length,
      rowsMost,
      tick: tickSize.units / 10 ** tickSize.decimals,
      lot: lotSize.units / 10 ** lotSize.decimals,
      ...terms,
    })
    return events
  }

  async run() {
    return this.#ask({})
  }

  close() {
    this.#child.stdin.end()
  }

  async #ask(question) {
    this.#child.stdin.write(`${JSON.stringify(question)}\n`)
    const { value, done } = await this.#answers.next()
    if (done) throw new Error('the rival has gone')
    return JSON.parse(value)
  }
}

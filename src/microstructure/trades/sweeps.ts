import type { TradeColumns } from './trade-columns.ts'

/** What one aggressive order did: its prints at one instant, together. */
export interface Sweep {
  /** Of its first print, by the clock that tells instants apart. */
  time: number
  /** Local instant of its last print: when it could be known whole. */
  localTime: number
  /** 1 buys, -1 sells, 0 is not known. */
  sign: number
  quantity: number
  /** Price times quantity, over all prints. */
  notional: number
  firstPrice: number
  lastPrice: number
  prints: number
}

/** One trade as it is printed. */
export interface Print {
  /** By the clock that tells instants apart: the venue's where it gives one. */
  readonly time: number
  readonly localTime: number
  readonly price: number
  readonly quantity: number
  readonly sign: number
}

/**
 * Merges the prints of one aggressive order: an order that walks through ten resting ones is printed ten times at one
 * instant, and is one decision. Trade sizes, runs and intensities are of orders, not of prints.
 *
 * Prints belong together while instant and aggressor are the same. A sweep is complete with the first print that does
 * not belong to it, or once the local clock is more than `patience` past its last print, since prints of one instant may
 * come in several messages. Two orders of one side at one instant count as one: nothing in a public feed tells them
 * apart where its clock is coarse (of milliseconds, mostly).
 *
 * A class, for it guards the sweep that is open. The record `done` is used again: read it before the next call.
 * Allocates nothing. Batch twin: `mergeSweeps`.
 *
 * @example
 * const sweeps = new SweepMerger(0)
 * sweeps.add({ time: 1, localTime: 5, price: 100, quantity: 2, sign: 1 }) // => false
 * sweeps.add({ time: 1, localTime: 5, price: 101, quantity: 3, sign: 1 }) // => false
 * sweeps.advance(6) // => true
 * sweeps.done.quantity // => 5
 */
export class SweepMerger {
  /** The last complete sweep; of two records the other one is open. */
  done: Sweep = emptySweep()
  readonly #patience: number
  #open: Sweep = emptySweep()

  /** @param patience microseconds of the local clock */
  constructor(patience: number) {
    this.#patience = patience
  }

  /** Takes a print; true when it completed the sweep before it. */
  add(print: Print): boolean {
    const wasOpen = this.#open.prints > 0
    const belongs =
      wasOpen &&
      print.time === this.#open.time &&
      print.sign === this.#open.sign &&
      print.localTime - this.#open.localTime <= this.#patience
    if (!belongs) this.#begin(print)
    const open = this.#open
    open.localTime = print.localTime
    open.quantity += print.quantity
    open.notional += print.price * print.quantity
    open.lastPrice = print.price
    open.prints++
    return wasOpen && !belongs
  }

  /** Moves the local clock; true when that completed a sweep. */
  advance(localTime: number): boolean {
    const open = this.#open
    if (open.prints === 0 || !(localTime - open.localTime > this.#patience)) return false
    this.#complete()
    return true
  }

  /** Forgets the open sweep. */
  restart(): void {
    this.#open.prints = 0
  }

  #begin(print: Print): void {
    if (this.#open.prints > 0) this.#complete()
    const open = this.#open
    open.time = print.time
    open.sign = print.sign
    open.quantity = 0
    open.notional = 0
    open.firstPrice = print.price
  }

  #complete(): void {
    const complete = this.#open
    this.#open = this.done
    this.#open.prints = 0
    this.done = complete
  }
}

/**
 * The sweeps of a whole tape, as trades of their own (price: the average paid): the batch twin of `SweepMerger` where no
 * two prints of an instant come apart.
 *
 * @example
 * const trades = tradeColumns([[1, 100, 2, 1], [1, 101, 2, 1], [1, 99, 4, -1]])
 * mergeSweeps(trades).length // => 2
 * mergeSweeps(trades).prices[0] // => 100.5
 */
export function mergeSweeps({
  length,
  times,
  prices,
  quantities,
  signs,
}: TradeColumns): TradeColumns {
  const starts: number[] = []
  for (let row = 0; row < length; row++) {
    if (row === 0 || times[row] !== times[row - 1] || signs[row] !== signs[row - 1])
      starts.push(row)
  }
  const sumsOf = (weight: (row: number) => number): Float64Array =>
    Float64Array.from(starts, (start, k) => {
      let sum = 0
      for (let row = start; row < (starts[k + 1] ?? length); row++) sum += weight(row)
      return sum
    })
  const volumes = sumsOf((row) => quantities[row]!)
  const notionals = sumsOf((row) => quantities[row]! * prices[row]!)
  return {
    length: starts.length,
    times: Float64Array.from(starts, (row) => times[row]!),
    prices: notionals.map((notional, k) => notional / volumes[k]!),
    quantities: volumes,
    signs: Int8Array.from(starts, (row) => signs[row]!),
  }
}

function emptySweep(): Sweep {
  return {
    time: Number.NaN,
    localTime: Number.NaN,
    sign: 0,
    quantity: Number.NaN,
    notional: Number.NaN,
    firstPrice: Number.NaN,
    lastPrice: Number.NaN,
    prints: 0,
  }
}

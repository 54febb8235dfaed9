import { RollingSum } from '../streaming/rolling-sum.ts'

/**
 * Trade imbalance of the last so many steps of a grid and of the one at hand, every trade alike: what flow with a memory of
 * just that long would be.
 *
 *   (V+ - V-) / (V+ + V-)   0 where nothing was traded
 *
 * Batch twin: the sums over the trades of the window. A class, for it keeps the window.
 *
 * @example
 * const flow = new WindowFlow(2)
 * flow.add(3, 1)
 * flow.step()
 * flow.add(1, -1)
 * flow.imbalance() // => 0.5
 */
export class WindowFlow {
  readonly #signed: RollingSum
  readonly #volume: RollingSum
  #signedNow = 0
  #volumeNow = 0

  constructor(steps: number) {
    this.#signed = new RollingSum(steps)
    this.#volume = new RollingSum(steps)
  }

  /** @param sign 1 buys, -1 sells; what is neither counts in neither */
  add(quantity: number, sign: number): void {
    if (sign === 0) return
    this.#signedNow += sign * quantity
    this.#volumeNow += quantity
  }

  /** A step of the grid is over. */
  step(): void {
    this.#signed.push(this.#signedNow)
    this.#volume.push(this.#volumeNow)
    this.#signedNow = 0
    this.#volumeNow = 0
  }

  imbalance(): number {
    const volume = this.#volume.partialSum() + this.#volumeNow
    return volume > 0 ? (this.#signed.partialSum() + this.#signedNow) / volume : 0
  }

  restart(): void {
    this.#signed.restart()
    this.#volume.restart()
    this.#signedNow = 0
    this.#volumeNow = 0
  }
}

/** Counts weights in windows of a clock, from 1970: all is forgotten when the next begins. */
export class WindowCounter {
  readonly windowUs: number
  readonly most: number
  #window = -1
  #used = 0

  constructor(windowUs: number, most: number) {
    this.windowUs = windowUs
    this.most = most
  }

  /** Adds a weight and gives what was used in the window so far, it included. */
  add(weight: number, at: number): number {
    this.used(at)
    this.#used += weight
    return this.#used
  }

  used(at: number): number {
    const window = Math.floor(at / this.windowUs)
    if (window !== this.#window) {
      this.#window = window
      this.#used = 0
    }
    return this.#used
  }

  /** Microseconds until the window is over. */
  left(at: number): number {
    return this.windowUs - (at % this.windowUs)
  }
}

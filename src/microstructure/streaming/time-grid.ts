import { invariant } from '../../math/invariant.ts'
import { StepClock } from './step-clock.ts'

/**
 * A value looked at on a fixed grid of times: the last few of what stood there.
 *
 * The instants are the multiples of the step. What is read at an instant is the last value set at or before it, and an
 * instant is complete once time has gone beyond it: what is set at the instant itself still counts. So nothing of a
 * sample depends on when anybody looked, and no sample knows of later.
 *
 * Where nothing was heard the value stays (a price that nobody changed); what is not known is set to NaN. Allocates
 * nothing; a pause longer than the window is made up for in one window's time.
 *
 * @example
 * const grid = new TimeGrid(10, 4)
 * grid.advance(5)
 * grid.set(7)
 * grid.advance(15)
 * grid.count // => 1
 * grid.set(9)
 * grid.advance(21)
 * grid.ago(0) // => 9
 * grid.ago(1) // => 7
 */
export class TimeGrid {
  readonly step: number
  readonly window: number
  /** Complete instants since the start, up to the window. */
  count = 0
  /** Complete instants since the start, all of them. */
  instants = 0
  readonly #values: Float64Array
  readonly #clock: StepClock
  #at = 0
  #value = Number.NaN

  /**
   * @param step   between instants, in the unit of the times
   * @param window how many samples are kept
   */
  constructor(step: number, window: number) {
    invariant(Number.isInteger(window) && window > 0, `a window of ${window} samples`)
    this.step = step
    this.window = window
    this.#clock = new StepClock(step)
    this.#values = new Float64Array(window)
  }

  /** The value from now on. */
  set(value: number): void {
    this.#value = value
  }

  /** Moves to an instant: samples what stands now at every grid time before it. Returns how many those were. */
  advance(time: number): number {
    const complete = this.#clock.advance(time)
    if (complete === 0) return 0
    this.instants += complete
    const kept = Math.min(complete, this.window)
    for (let k = 0; k < kept; k++) {
      this.#values[this.#at] = this.#value
      this.#at = this.#at + 1 === this.window ? 0 : this.#at + 1
    }
    this.count = Math.min(this.window, this.count + kept)
    return complete
  }

  /** The sample so many instants before the last complete one; NaN where there is none. */
  ago(samples: number): number {
    if (samples >= this.count) return Number.NaN
    const at = this.#at - 1 - samples
    return this.#values[at < 0 ? at + this.window : at]!
  }

  /** The first instant that is not complete. */
  nextInstant(): number {
    return this.#clock.end
  }
}

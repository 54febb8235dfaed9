import { invariant } from '../../math/invariant.ts'

/**
 * Counts steps of a fixed length, which end at the multiples of it.
 *
 * A step is (begin, end]: what happens at its end belongs to it. So it is over for good once time has gone beyond its end,
 * and at the end itself it is over as far as is known: `isEnd` says so, and who is asked there looks at the step as over
 * without ending it. The first step ends at the first multiple at or after the first instant.
 *
 * @example
 * const clock = new StepClock(10)
 * clock.advance(5) // => 0
 * clock.isEnd(10) // => true
 * clock.advance(10) // => 0
 * clock.advance(31) // => 3
 */
export class StepClock {
  readonly step: number
  /** The end of the step at hand; NaN before the first instant. */
  end: number = Number.NaN

  /** @param step in the unit of the times */
  constructor(step: number) {
    invariant(step > 0, `steps of ${step}`)
    this.step = step
  }

  /** Moves to an instant; returns how many steps have ended before it. */
  advance(time: number): number {
    if (!(time > this.end)) {
      // Also at the very first call, when there is no end.
      if (Number.isNaN(this.end)) this.end = Math.ceil(time / this.step) * this.step
      return 0
    }
    const ended = Math.ceil((time - this.end) / this.step)
    this.end += ended * this.step
    return ended
  }

  /** Whether the step at hand ends at this instant. */
  isEnd(time: number): boolean {
    return time === this.end
  }
}

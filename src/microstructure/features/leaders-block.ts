import { TimeGrid } from '../streaming/time-grid.ts'
import type { FeaturePlan } from './feature-plan.ts'
import { type FeatureBlock, microsecondsPerSecond, namePer } from './feature-part.ts'
import type { BookView, InstrumentListener, TrackedInstrument } from './tracked-instrument.ts'

/**
 * What other instruments have done: for each leader and span, `lead-K-return` in bps, from so long before the last complete
 * step up to now, and `lead-K-gap`, that less the target's own return over the same time: what it may still have to do.
 * NaN until the span is known, and while a mid is not.
 */
export class LeadersBlock implements FeatureBlock {
  readonly names: readonly string[]
  readonly #steps: readonly number[]
  readonly #target: MidHistory
  readonly #leaders: readonly MidHistory[]

  constructor(plan: FeaturePlan, target: TrackedInstrument, leaders: readonly TrackedInstrument[]) {
    this.#steps = plan.spansSeconds.map((seconds) => Math.round(seconds / plan.stepSeconds))
    const step = plan.stepSeconds * microsecondsPerSecond
    const window = Math.max(0, ...this.#steps) + 1
    const historyOf = (tracked: TrackedInstrument): MidHistory => {
      const history = new MidHistory(step, window)
      tracked.listen(history)
      return history
    }
    this.#target = historyOf(target)
    this.#leaders = leaders.map(historyOf)
    this.names = leaders.flatMap((_, k) =>
      plan.spansSeconds.flatMap((seconds) => [
        namePer(`lead-${k + 1}-return`, seconds),
        namePer(`lead-${k + 1}-gap`, seconds),
      ]),
    )
  }

  read(time: number, out: Float64Array, at: number): void {
    let column = at
    for (let k = 0; k < this.#leaders.length; k++) {
      const leader = this.#leaders[k]!
      for (let span = 0; span < this.#steps.length; span++) {
        const moved = leader.returnBps(time, this.#steps[span]!)
        out[column++] = moved
        out[column++] = moved - this.#target.returnBps(time, this.#steps[span]!)
      }
    }
  }
}

/** The mid of one instrument on the grid of the plan. */
class MidHistory implements InstrumentListener {
  readonly #grid: TimeGrid
  #mid = Number.NaN

  constructor(step: number, window: number) {
    this.#grid = new TimeGrid(step, window)
  }

  onBook({ time, mid }: BookView): void {
    this.#grid.advance(time)
    this.#grid.set(mid)
    this.#mid = mid
  }

  onLost(time: number): void {
    this.#grid.advance(time)
    this.#grid.set(Number.NaN)
    this.#mid = Number.NaN
  }

  returnBps(time: number, steps: number): number {
    this.#grid.advance(time)
    return (this.#mid / this.#grid.ago(steps) - 1) * 10_000
  }
}

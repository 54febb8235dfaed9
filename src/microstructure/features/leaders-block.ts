import type { FeaturePlan } from './feature-plan.ts'
import { type FeatureBlock, namePer } from './feature-part.ts'
import type { MidReturns } from './mid-returns.ts'

/**
 * What other instruments have done: for each leader and span, `lead-K-return` in bps over (t - span, t], and `lead-K-gap`,
 * that less the target's own return over the same time: what it may still have to do. NaN until the span is known, and while
 * a mid is not.
 */
export class LeadersBlock implements FeatureBlock {
  readonly names: readonly string[]
  readonly #target: MidReturns
  readonly #leaders: readonly MidReturns[]

  constructor({ spansSeconds }: FeaturePlan, target: MidReturns, leaders: readonly MidReturns[]) {
    this.#target = target
    this.#leaders = leaders
    this.names = leaders.flatMap((_, k) =>
      spansSeconds.flatMap((seconds) => [
        namePer(`lead-${k + 1}-return`, seconds),
        namePer(`lead-${k + 1}-gap`, seconds),
      ]),
    )
  }

  read(time: number, out: Float64Array, at: number): void {
    const own = this.#target.returnsBps(time)
    let column = at
    for (let k = 0; k < this.#leaders.length; k++) {
      const led = this.#leaders[k]!.returnsBps(time)
      for (let span = 0; span < own.length; span++) {
        out[column++] = led[span]!
        out[column++] = led[span]! - own[span]!
      }
    }
  }
}

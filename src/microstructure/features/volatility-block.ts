import { StepClock } from '../streaming/step-clock.ts'
import { RollingSum } from '../streaming/rolling-sum.ts'
import { rangeVarianceOf } from '../volatility/range-variance.ts'
import { RealisedVariance, ReturnTerms } from '../volatility/realised-variance.ts'
import type { FeaturePlan } from './feature-plan.ts'
import { type FeatureBlock, microsecondsPerSecond, namePer } from './feature-part.ts'
import type { MidReturns } from './mid-returns.ts'
import type { BookView, InstrumentListener } from './tracked-instrument.ts'

/** What is kept for one span. */
interface Span {
  readonly realised: RealisedVariance
  /** Of Parkinson's variance. */
  readonly range: RollingSum
}

/** For each span, beside its return. */
const steppedCount = 5

/**
 * Moves of the mid.
 *
 * Columns, for each span: `return` over (t - span, t]; and of the mid looked at every step of the plan, over as many of the
 * last steps that are over: `realised-volatility`, `bipower-volatility` and `range-volatility` (Parkinson's) as deviations over
 * the span; all in bps; `jump-share` and `jump-statistic`. A step is over at its end, what happens at which is part of it: at t on
 * the grid these look over (t - span, t] as well. NaN until the span is known; a mid that is not known at a step makes what looks
 * over it NaN, for a span.
 */
export class VolatilityBlock implements FeatureBlock, InstrumentListener {
  readonly names: readonly string[]
  readonly #returns: MidReturns
  readonly #clock: StepClock
  readonly #spans: readonly Span[]
  /** Of the longest span. */
  readonly #stepsMost: number
  /** What changes with a step only, kept from one to the next. */
  readonly #values: Float64Array
  /** The same at the end of a step, of which more may yet come. */
  readonly #ahead: Float64Array
  readonly #terms = new ReturnTerms()
  #mid = Number.NaN
  /** Of the mid at the last step's end. */
  #close = Number.NaN
  #open = Number.NaN
  #high = Number.NaN
  #low = Number.NaN

  constructor({ spansSeconds, stepSeconds }: FeaturePlan, returns: MidReturns) {
    const steps = spansSeconds.map((seconds) => Math.round(seconds / stepSeconds))
    this.#returns = returns
    this.#spans = steps.map((count) => ({
      realised: new RealisedVariance(count),
      range: new RollingSum(count),
    }))
    this.#stepsMost = Math.max(0, ...steps)
    this.#clock = new StepClock(stepSeconds * microsecondsPerSecond)
    this.#values = new Float64Array(steppedCount * spansSeconds.length).fill(Number.NaN)
    this.#ahead = this.#values.slice()
    this.names = spansSeconds.flatMap((seconds) =>
      [
        'return',
        'realised-volatility',
        'bipower-volatility',
        'range-volatility',
        'jump-share',
        'jump-statistic',
      ].map((name) => namePer(name, seconds)),
    )
  }

  onMid({ time, mid }: BookView): void {
    this.#advance(time)
    this.#mid = mid
    // NaN stays where it is: a bar with a moment that is not known is none.
    this.#high = Math.max(this.#high, mid)
    this.#low = Math.min(this.#low, mid)
    if (Number.isNaN(this.#open)) {
      this.#open = mid
      this.#high = mid
      this.#low = mid
    }
  }

  onLost(time: number): void {
    this.#advance(time)
    for (const { realised, range } of this.#spans) {
      realised.restart()
      range.restart()
    }
    this.#mid = Number.NaN
    this.#open = Number.NaN
    this.#values.fill(Number.NaN)
  }

  read(time: number, out: Float64Array, at: number): void {
    this.#advance(time)
    const values = this.#clock.isEnd(time) ? this.#lookAhead() : this.#values
    const returns = this.#returns.returnsBps(time)
    let column = at
    for (let k = 0; k < returns.length; k++) {
      out[column++] = returns[k]!
      for (let value = 0; value < steppedCount; value++) {
        out[column++] = values[k * steppedCount + value]!
      }
    }
  }

  #advance(time: number): void {
    const ended = this.#clock.advance(time)
    if (ended === 0) return
    // What happened is of the first of them; in the others nothing did.
    const kept = Math.min(ended, 1 + this.#stepsMost)
    for (let step = 0; step < kept; step++) this.#endStep()
    this.#refresh(this.#values)
  }

  /** Values with the step at hand over, of which more may yet come: all else stays as it is. */
  #lookAhead(): Float64Array {
    const [close, open, high, low] = [this.#close, this.#open, this.#high, this.#low]
    this.#terms.hold()
    for (const { realised, range } of this.#spans) {
      realised.hold()
      range.hold()
    }
    this.#endStep()
    this.#refresh(this.#ahead)
    this.#terms.release()
    for (const { realised, range } of this.#spans) {
      realised.release()
      range.release()
    }
    this.#close = close
    this.#open = open
    this.#high = high
    this.#low = low
    return this.#ahead
  }

  #endStep(): void {
    const close = this.#mid
    this.#terms.set(Math.log(close / this.#close))
    // Of a mid that is not known, all are NaN.
    const { parkinson } = rangeVarianceOf({
      open: this.#open,
      high: close === close ? this.#high : close,
      low: close === close ? this.#low : close,
      close,
    })
    for (let k = 0; k < this.#spans.length; k++) {
      this.#spans[k]!.realised.addTerms(this.#terms)
      this.#spans[k]!.range.push(parkinson)
    }
    this.#close = close
    this.#open = close
    this.#high = close
    this.#low = close
  }

  #refresh(values: Float64Array): void {
    for (let k = 0; k < this.#spans.length; k++) {
      const { realised, range } = this.#spans[k]!
      const at = k * steppedCount
      values[at] = Math.sqrt(realised.realisedVariance()) * 10_000
      values[at + 1] = Math.sqrt(realised.bipowerVariation()) * 10_000
      values[at + 2] = Math.sqrt(range.sum()) * 10_000
      values[at + 3] = realised.jumpShare()
      values[at + 4] = realised.jumpStatistic()
    }
  }
}

import { TimeGrid } from '../streaming/time-grid.ts'
import { RollingRange } from '../volatility/range-variance.ts'
import { RealisedVariance } from '../volatility/realised-variance.ts'
import type { FeaturePlan } from './feature-plan.ts'
import { type FeatureBlock, microsecondsPerSecond, namePer } from './feature-part.ts'
import type { BookView, InstrumentListener } from './tracked-instrument.ts'

/** What is kept for one span. */
interface Span {
  readonly steps: number
  readonly realised: RealisedVariance
  readonly range: RollingRange
}

const columnsPerSpan = 6

/**
 * Moves of the mid, looked at every step of the plan.
 *
 * Columns, for each span: `return` from so long before the last complete step up to now; `realised-volatility`,
 * `bipower-volatility` and `range-volatility` (Parkinson's) as deviations over the span; all in bps; `jump-share` and
 * `jump-statistic`. NaN until the span is known; a mid that is not known at a step makes what looks over it NaN, for a span.
 */
export class VolatilityBlock implements FeatureBlock, InstrumentListener {
  readonly names: readonly string[]
  readonly #grid: TimeGrid
  readonly #spans: readonly Span[]
  /** What changes with a step only, kept from one to the next: five columns a span. */
  readonly #values: Float64Array
  #mid = Number.NaN
  #open = Number.NaN
  #high = Number.NaN
  #low = Number.NaN

  constructor({ spansSeconds, stepSeconds }: FeaturePlan) {
    this.#spans = spansSeconds.map((seconds) => {
      const steps = Math.round(seconds / stepSeconds)
      return { steps, realised: new RealisedVariance(steps), range: new RollingRange(steps) }
    })
    const most = Math.max(0, ...this.#spans.map(({ steps }) => steps))
    this.#grid = new TimeGrid(stepSeconds * microsecondsPerSecond, most + 1)
    this.#values = new Float64Array((columnsPerSpan - 1) * spansSeconds.length).fill(Number.NaN)
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

  onBook({ time, mid }: BookView): void {
    this.#advance(time)
    this.#grid.set(mid)
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
    this.#grid.set(Number.NaN)
    this.#mid = Number.NaN
    this.#open = Number.NaN
    this.#values.fill(Number.NaN)
  }

  read(time: number, out: Float64Array, at: number): void {
    this.#advance(time)
    let column = at
    for (let k = 0; k < this.#spans.length; k++) {
      out[column++] = (this.#mid / this.#grid.ago(this.#spans[k]!.steps) - 1) * 10_000
      for (let value = 0; value < columnsPerSpan - 1; value++) {
        out[column++] = this.#values[k * (columnsPerSpan - 1) + value]!
      }
    }
  }

  #advance(time: number): void {
    const complete = this.#grid.advance(time)
    if (complete === 0) return
    // What happened before the first of them is its bar; the others had none.
    const kept = Math.min(complete, this.#grid.window)
    for (let step = 0; step < kept; step++) this.#addStep(kept - 1 - step, step === 0)
    this.#refresh()
  }

  #addStep(ago: number, isBar: boolean): void {
    const close = this.#grid.ago(ago)
    const before = this.#grid.ago(ago + 1)
    const isWhole = isBar && close === this.#mid && !Number.isNaN(this.#open)
    const bar = {
      open: this.#open,
      high: isWhole ? this.#high : close,
      low: isWhole ? this.#low : close,
      close,
    }
    for (const { realised, range } of this.#spans) {
      realised.add(Math.log(close / before))
      range.add(bar)
    }
    this.#open = close
    this.#high = close
    this.#low = close
  }

  #refresh(): void {
    for (const [k, { realised, range }] of this.#spans.entries()) {
      const { realisedVariance, bipowerVariation, jumpShare, jumpStatistic } = realised.measures()
      const at = k * (columnsPerSpan - 1)
      this.#values[at] = Math.sqrt(realisedVariance) * 10_000
      this.#values[at + 1] = Math.sqrt(bipowerVariation) * 10_000
      this.#values[at + 2] = Math.sqrt(range.variance().parkinson) * 10_000
      this.#values[at + 3] = jumpShare
      this.#values[at + 4] = jumpStatistic
    }
  }
}

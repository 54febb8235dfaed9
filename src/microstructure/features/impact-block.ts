import { Resiliency } from '../book-shape/resiliency.ts'
import { Amihud } from '../impact/amihud.ts'
import { CorwinSchultz } from '../impact/corwin-schultz.ts'
import { KyleLambda } from '../impact/kyle-lambda.ts'
import { RollSpread } from '../impact/roll-spread.ts'
import { TradeCostMeter } from '../impact/trade-costs.ts'
import { pushesLike } from '../streaming/rolling-regression.ts'
import { StepClock } from '../streaming/step-clock.ts'
import type { Sweep } from '../trades/sweeps.ts'
import type { FeaturePlan } from './feature-plan.ts'
import { type FeatureBlock, microsecondsPerSecond } from './feature-part.ts'
import type { BookView, InstrumentListener, TradeView } from './tracked-instrument.ts'

const names = [
  'kyle-lambda',
  'kyle-error',
  'amihud',
  'amihud-error',
  'roll-spread',
  'corwin-schultz-spread',
  'effective-spread',
  'realised-spread',
  'price-impact',
  'resiliency',
] as const

/** Columns that change with a step: the first ones, and the last. */
const steppedCount = 5
const kappaAt = 4

/**
 * What trading moves and costs, over the last `impactWindow` steps, sweeps, bars or trades. A step is over at its end, what
 * happens at which is part of it.
 *
 * Columns: `kyle-lambda` and its robust error, bps of the mid per quantity, over steps; `amihud` and its error, fraction
 * per quote unit; `roll-spread` of the last prices of sweeps and `corwin-schultz-spread` of bars of trades, bps;
 * `effective-spread`, `realised-spread`, `price-impact`, bps, of trades that are one horizon old; `resiliency` of the depth
 * of both sides, share a step. NaN as each says while there is too little; a bar without a trade, or with a gap in it,
 * makes Corwin and Schultz's NaN for a window.
 */
export class ImpactBlock implements FeatureBlock, InstrumentListener {
  readonly names: readonly string[] = names
  readonly isPrompt = true
  readonly #clock: StepClock
  readonly #window: number
  readonly #kyle: KyleLambda
  readonly #amihud: Amihud
  readonly #roll: RollSpread
  readonly #schultz: CorwinSchultz
  readonly #costs: TradeCostMeter
  readonly #resiliency: Resiliency
  readonly #barLength: number
  readonly #levels: number
  /** A trade by our clock. */
  readonly #cost = { time: NaN, price: NaN, quantity: NaN, sign: 0 }
  readonly #stepped = new Float64Array(steppedCount).fill(Number.NaN)
  /** The same at the end of a step, of which more may yet come. */
  readonly #ahead = new Float64Array(steppedCount)
  #mid = Number.NaN
  /** Of the mid at the last step's end. */
  #close = Number.NaN
  #depth = Number.NaN
  #signedVolume = 0
  #notional = 0
  #bar = Number.NaN
  #high = Number.NaN
  #low = Number.NaN

  constructor(plan: FeaturePlan) {
    const { impactWindow, barSeconds, costHorizonSeconds, stepSeconds, levels } = plan
    this.#clock = new StepClock(stepSeconds * microsecondsPerSecond)
    this.#window = impactWindow
    this.#kyle = new KyleLambda(impactWindow)
    this.#amihud = new Amihud(impactWindow)
    this.#roll = new RollSpread(impactWindow)
    this.#schultz = new CorwinSchultz(Math.min(impactWindow, 60))
    const horizon = costHorizonSeconds * microsecondsPerSecond
    this.#costs = new TradeCostMeter({ horizon, window: impactWindow })
    this.#resiliency = new Resiliency(impactWindow)
    this.#barLength = barSeconds * microsecondsPerSecond
    this.#levels = levels
  }

  onMid({ time, mid }: BookView): void {
    this.#advance(time)
    this.#mid = mid
    this.#costs.setMid(time, mid)
  }

  onBook({ time, bids, asks, isOpen }: BookView): void {
    this.#advance(time)
    let depth = isOpen ? 0 : Number.NaN
    for (let m = 0; m < this.#levels && m < bids.length; m++) depth += bids.quantities[m]!
    for (let m = 0; m < this.#levels && m < asks.length; m++) depth += asks.quantities[m]!
    this.#depth = depth
  }

  onTrade(trade: TradeView): void {
    const time = trade.localTime
    this.#advance(time)
    this.#signedVolume += trade.sign * trade.quantity
    this.#notional += trade.price * trade.quantity
    const cost = this.#cost
    cost.time = time
    cost.price = trade.price
    cost.quantity = trade.quantity
    cost.sign = trade.sign
    this.#costs.advance(time)
    this.#costs.add(cost)
    const bar = Math.floor(time / this.#barLength)
    if (bar !== this.#bar) this.#beginBar(bar)
    if (!(trade.price <= this.#high)) this.#high = trade.price
    if (!(trade.price >= this.#low)) this.#low = trade.price
  }

  onSweep({ lastPrice }: Sweep): void {
    this.#roll.add(lastPrice)
  }

  onLost(time: number): void {
    this.#advance(time)
    this.#signedVolume = 0
    this.#notional = 0
    this.#kyle.restart()
    this.#amihud.restart()
    this.#roll.restart()
    this.#schultz.restart()
    this.#costs.restart()
    this.#resiliency.restart()
    this.#mid = Number.NaN
    this.#stepped.fill(Number.NaN)
    this.#depth = Number.NaN
    this.#bar = Number.NaN
    this.#high = Number.NaN
    this.#low = Number.NaN
  }

  read(time: number, out: Float64Array, at: number): void {
    this.#advance(time)
    this.#costs.advance(time)
    const stepped = this.#clock.isEnd(time) ? this.#lookAhead() : this.#stepped
    for (let k = 0; k < kappaAt; k++) out[at + k] = stepped[k]!
    const effective = this.#costs.effectiveBps()
    const impact = this.#costs.impactBps()
    out[at + 4] = (this.#roll.spread() / this.#roll.lastPrice) * 10_000
    out[at + 5] = this.#schultz.mean() * 10_000
    out[at + 6] = effective
    out[at + 7] = effective - impact
    out[at + 8] = impact
    out[at + 9] = stepped[kappaAt]!
  }

  #advance(time: number): void {
    const ended = this.#clock.advance(time)
    if (ended === 0) return
    // What was traded belongs to the first of the steps that have gone by.
    this.#endStep()
    this.#signedVolume = 0
    this.#notional = 0
    const empty = pushesLike(ended - 1, this.#window)
    for (let step = 0; step < empty; step++) this.#endStep()
    this.#refresh(this.#stepped)
  }

  /** Values with the step at hand over, of which more may yet come: all else stays as it is. */
  #lookAhead(): Float64Array {
    const close = this.#close
    this.#kyle.hold()
    this.#amihud.hold()
    this.#resiliency.hold()
    this.#endStep()
    this.#refresh(this.#ahead)
    this.#kyle.release()
    this.#amihud.release()
    this.#resiliency.release()
    this.#close = close
    return this.#ahead
  }

  #endStep(): void {
    const logReturn = Math.log(this.#mid / this.#close)
    this.#close = this.#mid
    this.#kyle.add(logReturn * 10_000, this.#signedVolume)
    this.#amihud.add(logReturn, this.#notional)
    this.#resiliency.push(this.#depth)
  }

  #refresh(stepped: Float64Array): void {
    const kyle = this.#kyle.estimate()
    const amihud = this.#amihud.estimate()
    stepped[0] = kyle?.lambda ?? Number.NaN
    stepped[1] = kyle?.robustError ?? Number.NaN
    stepped[2] = amihud?.illiquidity ?? Number.NaN
    stepped[3] = amihud?.standardError ?? Number.NaN
    stepped[kappaAt] = this.#resiliency.estimate()?.kappa ?? Number.NaN
  }

  #beginBar(bar: number): void {
    const isFirst = Number.isNaN(this.#bar)
    if (!isFirst) this.#schultz.add(this.#high, this.#low)
    // Bars without a trade in between break the chain of pairs.
    if (bar > this.#bar + 1) this.#schultz.add(Number.NaN, Number.NaN)
    this.#bar = bar
    this.#high = Number.NaN
    this.#low = Number.NaN
  }
}

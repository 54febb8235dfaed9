import type { Random } from '../../math/random.ts'
import type { AssetPlan } from './market-plan.ts'

const secondsPerDay = 86_400

/**
 * The efficient prices of all assets, in dollars: what each would cost if everybody knew everything. No venue sees
 * them; each follows, late.
 *
 *   d log price_i = beta_i sigma v_m dW_m + sigma_i v_i dW_i + jumps      (what trades move is added by `move`)
 *   v^2 = exp(h - Var(h) / 2), h = a slow + a quick Ornstein-Uhlenbeck process, the market's and one's own
 *
 * Jumps come at random times and have Laplace sizes. A stablecoin is drawn back to its price.
 */
export class EfficientPrices {
  /** Natural logarithm of dollars. */
  readonly log: Float64Array
  /** How lively things are: volatility against its long mean. */
  readonly activity: Float64Array
  readonly #assets: readonly AssetPlan[]
  readonly #random: Random
  readonly #start: Float64Array
  readonly #own: Float64Array
  readonly #slow: Reverting
  readonly #quick: Reverting
  #seconds = NaN
  #slowStep: RevertingStep = { kept: 1, noise: 0 }
  #quickStep: RevertingStep = { kept: 1, noise: 0 }
  #ownStep: RevertingStep = { kept: 1, noise: 0 }

  constructor(assets: readonly AssetPlan[], random: Random) {
    this.#assets = assets
    this.#random = random
    this.#start = Float64Array.from(assets, ({ price }) => Math.log(price))
    this.log = this.#start.slice()
    this.activity = new Float64Array(assets.length).fill(1)
    this.#slow = { value: slowDeviation * random.normal() }
    this.#quick = { value: quickDeviation * random.normal() }
    this.#own = Float64Array.from(assets, () => ownDeviation * random.normal())
  }

  /** Lets time pass. */
  advance(seconds: number): void {
    if (seconds !== this.#seconds) this.#prepare(seconds)
    const random = this.#random
    step(this.#slow, this.#slowStep, random)
    step(this.#quick, this.#quickStep, random)
    const common = this.#slow.value + this.#quick.value - commonVariance / 2
    const root = Math.sqrt(seconds / secondsPerDay)
    const market = marketDailyVolatility * Math.exp(common / 2) * root * random.normal()
    for (let asset = 0; asset < this.#assets.length; asset++) {
      const plan = this.#assets[asset]!
      const { kept, noise } = this.#ownStep
      const own = kept * this.#own[asset]! + noise * random.normal()
      this.#own[asset] = own
      const lively = Math.exp((common + own - ownDeviation ** 2 / 2) / 2)
      this.activity[asset] = lively
      const deviation = plan.dailyVolatility * lively
      let change = deviation * root * random.normal() + plan.marketBeta * market
      if (random.uniform() * secondsPerDay < plan.jumpsPerDay * seconds) change += this.#jump(plan)
      if (plan.pegHalfLifeSeconds !== undefined) {
        const back = 1 - 2 ** (-seconds / plan.pegHalfLifeSeconds)
        change += back * (this.#start[asset]! - this.log[asset]!)
      }
      this.log[asset] = this.log[asset]! + change
    }
  }

  /** Standard deviation of an asset's log return over so many seconds in the long run, jumps included. */
  deviation(asset: number, seconds: number): number {
    const { dailyVolatility, marketBeta, jumpsPerDay, jumpBps } = this.#assets[asset]!
    // A Laplace variable's variance is twice its mean size squared.
    const jumps = 2 * jumpsPerDay * (jumpBps / 1e4) ** 2
    const market = (marketBeta * marketDailyVolatility) ** 2
    return Math.sqrt(((dailyVolatility ** 2 + market + jumps) * seconds) / secondsPerDay)
  }

  /** A move from outside, of the logarithm. */
  move(asset: number, by: number): void {
    this.log[asset] = this.log[asset]! + by
  }

  #jump({ jumpBps }: AssetPlan): number {
    const size = (jumpBps / 1e4) * this.#random.exponential()
    return this.#random.uniform() < 0.5 ? size : -size
  }

  #prepare(seconds: number): void {
    this.#seconds = seconds
    this.#slowStep = stepOf(slowHalfLife, slowDeviation, seconds)
    this.#quickStep = stepOf(quickHalfLife, quickDeviation, seconds)
    this.#ownStep = stepOf(quickHalfLife, ownDeviation, seconds)
  }
}

/** Of the logarithm of the variance. Hours of storm and calm, and minutes within them. */
const slowHalfLife = 6 * 3600
const slowDeviation = 0.7
const quickHalfLife = 120
const quickDeviation = 0.9
const ownDeviation = 0.5
const commonVariance = slowDeviation ** 2 + quickDeviation ** 2
const marketDailyVolatility = 0.02

interface Reverting {
  value: number
}

/** One step of a process that comes back to zero. */
export interface RevertingStep {
  readonly kept: number
  readonly noise: number
}

/** One step of an Ornstein-Uhlenbeck process around zero, exact for any length. */
export function stepOf(halfLife: number, deviation: number, seconds: number): RevertingStep {
  const kept = 2 ** (-seconds / halfLife)
  return { kept, noise: deviation * Math.sqrt(1 - kept * kept) }
}

function step(process: Reverting, { kept, noise }: RevertingStep, random: Random): void {
  process.value = kept * process.value + noise * random.normal()
}

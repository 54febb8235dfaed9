import { invariant } from '../../math/invariant.ts'

/** Prices (or their logarithms) of one asset at its own times. */
export interface ObservedSeries {
  /** Rising. */
  readonly times: Float64Array
  readonly values: Float64Array
}

/** Covariation of two assets that are not looked at together. */
export interface Covariation {
  readonly covariance: number
  readonly varianceA: number
  readonly varianceB: number
  readonly correlation: number
}

/**
 * Hayashi and Yoshida's covariance: of two assets seen at times of their own, without putting them on a grid, which would
 * make correlations of short steps vanish (Epps).
 *
 *   C = sum_{i, j} dA_i dB_j [ (s_i, t_i] meets (u_j, v_j] ]
 *
 * dA_i the change of A over the interval between two of its observations, dB_j of B over its own; sums over what has been
 * seen since the start. `decay` below 1 per observation is not offered: restart instead, or take `leadLag` of a window.
 *
 * A class, for it guards both sides' open intervals. Observations come in the order of time, of equal times in any order
 * between the assets; equal times within one asset change nothing but its value. What is not finite is left out.
 * Constant per observation, nothing allocated. Source: Hayashi and Yoshida (2005), Bernoulli 11, 359-379.
 * Batch twin: `hayashiYoshidaOf`. Checked against a double loop in numpy.
 *
 * @example
 * const both = new HayashiYoshida()
 * both.addA(0, 0)
 * both.addB(1, 0)
 * both.addA(2, 1)
 * both.addB(3, 2)
 * both.covariance // => 2
 */
export class HayashiYoshida {
  covariance = 0
  varianceA = 0
  varianceB = 0
  readonly #a = openInterval()
  readonly #b = openInterval()

  addA(time: number, value: number): void {
    this.varianceA += this.#add(this.#a, this.#b, time, value)
  }

  addB(time: number, value: number): void {
    this.varianceB += this.#add(this.#b, this.#a, time, value)
  }

  /** NaN while one of them has not moved. */
  correlation(): number {
    return this.covariance / Math.sqrt(this.varianceA * this.varianceB)
  }

  restart(): void {
    this.covariance = 0
    this.varianceA = 0
    this.varianceB = 0
    Object.assign(this.#a, openInterval())
    Object.assign(this.#b, openInterval())
  }

  /** Ends an asset's open interval; returns the square of its change. */
  // oxlint-disable-next-line eslint/max-params -- two assets, and what is seen of one of them
  #add(own: OpenInterval, other: OpenInterval, time: number, value: number): number {
    if (!Number.isFinite(value)) return 0
    const isFirst = Number.isNaN(own.start)
    const change = isFirst ? 0 : value - own.value
    // The other's complete intervals that end within this one; its open one takes this change along when it ends.
    this.covariance += change * own.met
    if (time > other.start) other.met += change
    own.met = 0
    own.start = time
    own.value = value
    return change * change
  }
}

interface OpenInterval {
  start: number
  value: number
  /** Changes of the other asset over its complete intervals that end after `start`. */
  met: number
}

function openInterval(): OpenInterval {
  return { start: Number.NaN, value: Number.NaN, met: 0 }
}

/**
 * The same from whole series, interval by interval with the intervals that it meets: the batch twin of `HayashiYoshida`.
 *
 * @param lag B is looked at so much later: a positive lag at which the correlation is highest means that A leads
 * NaN values must not be in the series. Cost: as many steps as there are intervals that meet.
 *
 * @example
 * const a = { times: Float64Array.of(0, 2), values: Float64Array.of(0, 1) }
 * const b = { times: Float64Array.of(1, 3), values: Float64Array.of(0, 2) }
 * hayashiYoshidaOf(a, b).covariance // => 2
 * hayashiYoshidaOf(a, b, 1).covariance // => 2
 */
export function hayashiYoshidaOf(a: ObservedSeries, b: ObservedSeries, lag = 0): Covariation {
  let covariance = 0
  let first = 1
  for (let i = 1; i < a.times.length; i++) {
    const [start, end] = [a.times[i - 1]!, a.times[i]!]
    const change = a.values[i]! - a.values[i - 1]!
    // Intervals of B that end at or before this one's start will meet none of A's later ones.
    while (first < b.times.length && b.times[first]! - lag <= start) first++
    for (let j = first; j < b.times.length && b.times[j - 1]! - lag < end; j++) {
      covariance += change * (b.values[j]! - b.values[j - 1]!)
    }
  }
  const varianceA = squaredChanges(a.values)
  const varianceB = squaredChanges(b.values)
  const correlation = covariance / Math.sqrt(varianceA * varianceB)
  return { covariance, varianceA, varianceB, correlation }
}

function squaredChanges(values: Float64Array): number {
  let sum = 0
  for (let row = 1; row < values.length; row++) sum += (values[row]! - values[row - 1]!) ** 2
  return sum
}

/** Which of two assets moves first. */
export interface LeadLag {
  readonly lags: readonly number[]
  /** Of A with B so much later. */
  readonly correlations: readonly number[]
  /** The lag of the largest absolute correlation; positive: A leads. */
  readonly lag: number
  readonly correlation: number
  /** Sum of squared correlations at positive lags over that at negative ones; above 1: A leads. NaN without both. */
  readonly ratio: number
}

/**
 * Who leads: Hayashi and Yoshida's correlation with one asset shifted in time, over a grid of lags.
 *
 *   rho(l) = corr(A_t, B_{t+l}),   lag = argmax |rho|,   LLR = sum_{l>0} rho(l)^2 / sum_{l<0} rho(l)^2
 *
 * @param lags any; the same ones to both sides of 0 for a ratio that means something. In the unit of the times
 *
 * Where nothing leads, the highest of many correlations is still somewhere: look at its size. Both series by one clock:
 * a difference of the venues' clocks is a lead. Source: Hoffmann, Rosenbaum and Yoshida (2013), Bernoulli 19, 426-461;
 * Huth and Abergel (2014), Journal of Empirical Finance 26, 41-58, for the ratio. Checked against numpy.
 *
 * @example
 * const times = Float64Array.from({ length: 50 }, (_, t) => t)
 * const leader = { times, values: times.map((t) => Math.sin(t * t)) }
 * const late = { times, values: times.map((t) => Math.sin((t - 3) * (t - 3))) }
 * leadLag(leader, late, [-4, -3, -2, -1, 0, 1, 2, 3, 4]).lag // => 3
 */
export function leadLag(a: ObservedSeries, b: ObservedSeries, lags: readonly number[]): LeadLag {
  invariant(lags.length > 0, 'a lead at no lag')
  const correlations = lags.map((lag) => hayashiYoshidaOf(a, b, lag).correlation)
  let best = 0
  for (const [k, correlation] of correlations.entries()) {
    if (!(Math.abs(correlation) <= Math.abs(correlations[best]!))) best = k
  }
  const squaresOf = (sign: number): number =>
    correlations.reduce((sum, rho, k) => sum + (lags[k]! * sign > 0 ? rho * rho : 0), 0)
  const [ahead, behind] = [squaresOf(1), squaresOf(-1)]
  return {
    lags,
    correlations,
    lag: lags[best]!,
    correlation: correlations[best]!,
    ratio: behind > 0 && ahead > 0 ? ahead / behind : Number.NaN,
  }
}

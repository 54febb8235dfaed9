import type { PricePath } from './price-path.ts'

/** Which barrier was met first, and when. */
export interface BarrierLabels {
  /** 1 the upper, -1 the lower, 0 neither in time, NaN where it is not known. */
  readonly sides: Float64Array
  /** When, microseconds: t + h where neither was. Until then a label overlaps with others. */
  readonly ends: Float64Array
}

/**
 * Triple-barrier labels: what a position would have met first, its target, its stop, or its time.
 *
 *   upper_t = price_t (1 + u w_t / 1e4),   lower_t = price_t (1 - d w_t / 1e4),   t + h
 *
 * @param widths  w by sample, bps: a trailing volatility, or a constant
 * @param options u and d as multiples of w; h and the longest silence in microseconds
 * A silence within a sample's life makes it unknown, as does a path that ends before it is decided. Cost: the rows of each
 * sample's life. Source: M. Lopez de Prado (2018), Advances in Financial Machine Learning, section 3.4.
 *
 * @example
 * const path = { times: Float64Array.of(0, 10, 20), prices: Float64Array.of(100, 99.95, 100.2) }
 * const width = Float64Array.of(10)
 * tripleBarrier(path, Float64Array.of(0), width, { up: 1, down: 1, after: 20, gapMost: 30 }).sides[0] // => 1
 */
export function tripleBarrier(
  path: PricePath,
  times: Float64Array,
  widths: Float64Array,
  options: {
    readonly up: number
    readonly down: number
    readonly after: number
    readonly gapMost: number
  },
): BarrierLabels {
  const sides = new Float64Array(times.length).fill(Number.NaN)
  const ends = times.map((time) => time + options.after)
  let next = 0
  for (let k = 0; k < times.length; k++) {
    while (next < path.times.length && path.times[next]! <= times[k]!) next++
    const entry = path.prices[next - 1] ?? Number.NaN
    const width = widths[k]! / 10_000
    const met = firstMet(path, next, {
      from: times[k]!,
      to: ends[k]!,
      upper: entry * (1 + options.up * width),
      lower: entry * (1 - options.down * width),
      gapMost: options.gapMost,
    })
    sides[k] = met.side
    ends[k] = met.end
  }
  return { sides, ends }
}

function firstMet(
  { times, prices }: PricePath,
  first: number,
  life: {
    readonly from: number
    readonly to: number
    readonly upper: number
    readonly lower: number
    readonly gapMost: number
  },
): { readonly side: number; readonly end: number } {
  const unknown = { side: Number.NaN, end: life.to }
  if (first === 0 || !(life.upper > life.lower)) return unknown
  if (life.from - times[first - 1]! > life.gapMost) return unknown
  for (let row = first; row < times.length; row++) {
    const isOver = times[row]! > life.to
    if (Math.min(times[row]!, life.to) - times[row - 1]! > life.gapMost) return unknown
    if (isOver) return { side: 0, end: life.to }
    const price = prices[row]!
    if (Number.isNaN(price)) return unknown
    if (price >= life.upper) return { side: 1, end: times[row]! }
    if (price <= life.lower) return { side: -1, end: times[row]! }
    if (times[row] === life.to) return { side: 0, end: life.to }
  }
  return unknown
}

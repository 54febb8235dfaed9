import { momentsOf } from '../../src/math/moments.ts'
import type { Random } from '../../src/math/random.ts'
import type { Noise } from './noises.ts'

/** Draws the series of one run. */
export type World = (random: Random, noise: Noise, rows: number) => readonly Float64Array[]

/** Sums from zero. */
export function walkOf(increments: Float64Array): Float64Array {
  let level = 0
  return increments.map((step) => (level += step))
}

/** An autoregression of the half-life that the increments drive. */
function revertingBy(increments: Float64Array, halfLifeBars: number): Float64Array {
  const phi = 2 ** (-1 / halfLifeBars)
  let level = 0
  return increments.map((step) => (level = phi * level + step))
}

/** The standard deviation: what shifts are counted in, for real returns are hundredths. */
export function deviationOf(series: Float64Array): number {
  const { mean } = momentsOf(series)
  const squares = series.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  return Math.sqrt(squares / series.length)
}

/** As they come. */
export const increments =
  (count: number): World =>
  (random, noise, rows) =>
    noise(random, rows, count)

/** Walks of their own; those of real coins share their hours. */
export const walks =
  (count: number): World =>
  (random, noise, rows) =>
    noise(random, rows, count).map(walkOf)

/** One series that comes back to zero. */
export const reverting =
  (halfLifeBars: number): World =>
  (random, noise, rows) => [revertingBy(noise(random, rows, 1)[0]!, halfLifeBars)]

/** Walks, and before them a series that keeps within a reverting distance of `slope` times their sum. */
export const pairApart =
  (halfLifeBars: number, { slope = 1, count = 2 } = {}): World =>
  (random, noise, rows) => {
    const [apart, ...steps] = noise(random, rows, count)
    const xs = steps.map(walkOf)
    const distance = revertingBy(apart!, halfLifeBars)
    const y = distance.map((gap, row) => xs.reduce((sum, x) => sum + slope * x[row]!, gap))
    return [y, ...xs]
  }

/** The first given random signs: it has nothing to do with the others but, in real returns, the size of its hours. */
export const unrelated =
  (count: number): World =>
  (random, noise, rows) => {
    const [y, ...xs] = noise(random, rows, count)
    return [y!.map((value) => (random.bits() & 1 ? value : -value)), ...xs]
  }

/** The first moves with the second by this share of its own deviation. */
export const related =
  (count: number, share: number): World =>
  (random, noise, rows) => {
    const [y, ...xs] = unrelated(count)(random, noise, rows)
    const unit = (share * deviationOf(y!)) / deviationOf(xs[0]!)
    return [y!.map((value, row) => value + unit * xs[0]![row]!), ...xs]
  }

/** A world whose series remember: each an autoregression of that half-life. */
export const remembered =
  (world: World, halfLifeBars: number): World =>
  (random, noise, rows) =>
    world(
      random,
      (source, length, count) =>
        noise(source, length, count).map((steps) => revertingBy(steps, halfLifeBars)),
      rows,
    )

/** A world whose columns named are raised by so many deviations. */
export const raised =
  (world: World, columns: readonly number[], deviations: number): World =>
  (random, noise, rows) =>
    world(random, noise, rows).map((series, k) => {
      const shift = columns.includes(k) ? deviations * deviationOf(series) : 0
      return series.map((value) => value + shift)
    })

/** A pair that belongs together, then walks of their own. */
export const pairAmongWalks =
  (count: number, halfLifeBars: number): World =>
  (random, noise, rows) => {
    // One draw for all, for coins of one hour belong together.
    const [apart, ...steps] = noise(random, rows, count)
    const xs = steps.map(walkOf)
    const gap = revertingBy(apart!, halfLifeBars)
    return [xs[0]!.map((level, row) => level + gap[row]!), ...xs]
  }

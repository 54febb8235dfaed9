import type { Random } from '../../src/math/random.ts'
import type { Noise } from './noises.ts'

/** A test with a p-value, and the two worlds it is tried in. */
export interface StudiedTest {
  readonly name: string
  /** Rows of each series. */
  readonly rows: number
  /** NaN where the data have no answer: it counts as not rejected. */
  readonly pValue: (columns: readonly Float64Array[], seed: number) => number
  /** Series for which the null hypothesis is true. */
  readonly null: World
  /** Series for which it is false, in the way the test is meant to find. */
  readonly alternative: World
  /** The alternative in words. */
  readonly against: string
  /** By how much fewer runs it is studied, for it takes that much longer; default 1. */
  readonly cost?: number
  /** What is known of its true size at 5 %, where that is not 5 %; the table says why. */
  readonly sizeAt5Most?: number
}

type World = (random: Random, noise: Noise, rows: number) => readonly Float64Array[]

/** Sums from zero. */
export function walkOf(increments: Float64Array): Float64Array {
  let level = 0
  return increments.map((step) => (level += step))
}

/** An autoregression of the half-life that the increments drive. */
export function revertingBy(increments: Float64Array, halfLifeBars: number): Float64Array {
  const phi = 2 ** (-1 / halfLifeBars)
  let level = 0
  return increments.map((step) => (level = phi * level + step))
}

/** Independent walks. */
export const walks =
  (count: number): World =>
  (random, noise, rows) =>
    noise(random, rows, count).map(walkOf)

/** A walk, and a second one that keeps within a reverting distance of it. */
export const pairApart =
  (halfLifeBars: number): World =>
  (random, noise, rows) => {
    const [common, apart] = noise(random, rows, 2)
    const x = walkOf(common!)
    const distance = revertingBy(apart!, halfLifeBars)
    return [x.map((level, row) => level + distance[row]!), x]
  }

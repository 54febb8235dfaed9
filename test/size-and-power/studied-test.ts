import type { Noise } from './noises.ts'
import type { Score } from './scores.ts'
import type { World } from './worlds.ts'

/** A test with a p-value or a known rate of false alarms, and the two worlds it is tried in. */
export interface StudiedTest {
  readonly name: string
  /** Rows of each series. */
  readonly rows: number
  /** What it says of one draw of a world. */
  readonly rejects: Score
  /** What is counted under the alternative; default `rejects`. */
  readonly finds?: Score
  /** Series for which the null hypothesis is true. */
  readonly null: World
  /** Series for which it is false, in the way the test is meant to find. */
  readonly alternative: World
  /** The alternative in words. */
  readonly against: string
  /** By how much fewer runs it is studied, for it takes that much longer; below 1: more, for its tail. Default 1. */
  readonly cost?: number
  /** Most draws of the alternative; default 500. */
  readonly powerRunsMax?: number
  /** What its true size at 5 % is known to reach, where that is not 5 %. */
  readonly oversized?: { readonly at5Most: number; readonly why: string }
  /** Held to more than keeping its level: 4 to 6 % at 5 %, at most twice 0.1 %, and a power of 80 %. */
  readonly promised?: true
}

/** Tests that stand in one table. */
export interface StudiedFamily {
  readonly name: string
  readonly tests: readonly StudiedTest[]
  /** In place of the usual three. */
  readonly noises?: readonly NamedNoise[]
  /** A 95 % interval beside every share, and a column for 0.01 %. */
  readonly looksAtTail?: true
}

/** A kind of increments. */
export interface NamedNoise {
  readonly name: string
  readonly of: () => Noise
  /** It takes the market data that stand beside the project. */
  readonly isReal?: true
}

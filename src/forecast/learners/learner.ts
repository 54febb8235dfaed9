import type { Outcome } from '../../math/outcome.ts'

/** What a learner is given. Columns have no NaN. */
export interface TrainingRows {
  readonly columns: readonly Float64Array[]
  /** What the price did, bps; up is above zero. */
  readonly returnsBps: Float64Array
}

/** What came of learning. */
export interface Learnt<Model> {
  readonly model: Model
  /** Rounds that were best on the watched rows; NaN of a learner without rounds. */
  readonly rounds: number
}

/**
 * Something that learns to score rows, higher for a price that rises: what a forecast is calibrated on. A model is plain
 * data and goes through JSON unchanged. A model that was trained elsewhere (ONNX) stands behind this too: its `fit` gives
 * what was loaded.
 */
export interface Learner<Model> {
  readonly kind: string
  /**
   * @param watched rows to stop on, for learners that work in rounds
   * @param rounds  how many, where that is known: then nothing is watched
   */
  fit(
    training: TrainingRows,
    how: { readonly watched?: TrainingRows; readonly rounds?: number },
  ): Outcome<Learnt<Model>, string>
  scores(model: Model, columns: readonly Float64Array[]): Float64Array
  /** Of one row, allocating nothing. */
  score(model: Model, row: Float64Array): number
}

/**
 * 1 where a return is above zero, else 0.
 *
 * @example
 * Array.from(upOf(Float64Array.of(2, 0, -1))) // => [1, 0, 0]
 */
export function upOf(returnsBps: Float64Array): Float64Array {
  return returnsBps.map((value) => (value > 0 ? 1 : 0))
}

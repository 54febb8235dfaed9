import { censoringWeights } from '../../econometrics/survival/censoring-weights.ts'
import { censoredFates, fatesOf, isSaid, isSaidFirst } from './fates.ts'
import type { QueueTrial } from './queue-trials.ts'

/** A model's forecasts at one horizon against fates, over one set of trials; NaN where nobody is to be averaged over. */
export interface ForecastFigures {
  readonly saidFirst: number
  readonly filledFirst: number
  readonly saidFirstLessFilledFirst: number
  readonly said: number
  readonly filled: number
  readonly saidLessFilled: number
  readonly filledWhenSaid: number
  readonly filledWhenNotSaid: number
  readonly brier: number
  readonly saidLessExact: number
}

/** Trials with what each model says of them and what became of them, so that sets of them are cheap to average over. */
export interface ForecastTable {
  readonly horizonsSeconds: readonly number[]
  readonly models: number
  readonly trials: number
  /** Seconds stood, and 1 where filled, else 0. */
  readonly times: Float64Array
  readonly filled: Uint8Array
  /** By horizon, model and trial: had it stayed, and before it was cancelled. */
  readonly said: readonly (readonly Uint8Array[])[]
  readonly saidFirst: readonly (readonly Uint8Array[])[]
}

export function forecastTable(
  trials: readonly QueueTrial[],
  horizonsSeconds: readonly number[],
): ForecastTable {
  const { times, causes } = censoredFates(fatesOf(trials, horizonsSeconds.at(-1)!))
  const models = trials[0]?.filledAt.length ?? 0
  const table = (says: typeof isSaid): Uint8Array[][] =>
    horizonsSeconds.map((seconds) =>
      Array.from({ length: models }, (_, model) =>
        Uint8Array.from(trials, (trial) => (says(trial, model, seconds) ? 1 : 0)),
      ),
    )
  return {
    horizonsSeconds,
    models,
    trials: trials.length,
    times,
    filled: causes,
    said: table(isSaid),
    saidFirst: table(isSaidFirst),
  }
}

/**
 * The figures of every horizon and model over some of the trials, one of them as often as its row is among `rows`.
 * Means over fates carry the weights of those that were cancelled (`censoringWeights`).
 */
export function forecastFigures(
  table: ForecastTable,
  rows: Uint32Array,
): readonly (readonly ForecastFigures[])[] {
  const times = Float64Array.from(rows, (row) => table.times[row]!)
  const causes = Uint8Array.from(rows, (row) => table.filled[row]!)
  return table.horizonsSeconds.map((seconds, at) => {
    const weights = censoringWeights({ times, causes }, seconds)
    const isFilled = causes.map((cause, k) => (cause === 1 && times[k]! <= seconds ? 1 : 0))
    const said = table.said[at]!
    const exact = meanAt(said[table.models - 1]!, rows)
    return said.map((own, model) => {
      const saidFirst = meanAt(table.saidFirst[at]![model]!, rows)
      return figuresOf({ own, rows, weights, isFilled }, { exact, saidFirst })
    })
  })
}

function figuresOf(
  {
    own,
    rows,
    weights,
    isFilled,
  }: {
    readonly own: Uint8Array
    readonly rows: Uint32Array
    readonly weights: Float64Array
    readonly isFilled: Uint8Array
  },
  { exact, saidFirst }: { readonly exact: number; readonly saidFirst: number },
): ForecastFigures {
  // Weight, and weight of the filled, of those it said would not be and of those it said would.
  const weight = [0, 0]
  const filled = [0, 0]
  for (const [k, row] of rows.entries()) {
    const group = own[row]!
    weight[group]! += weights[k]!
    filled[group]! += weights[k]! * isFilled[k]!
  }
  const said = meanAt(own, rows)
  const filledFirst = isFilled.reduce((sum, each) => sum + each, 0) / rows.length
  const filledAll = (filled[0]! + filled[1]!) / rows.length
  return {
    saidFirst,
    filledFirst,
    saidFirstLessFilledFirst: saidFirst - filledFirst,
    said,
    filled: filledAll,
    saidLessFilled: said - filledAll,
    filledWhenSaid: filled[1]! / weight[1]!,
    filledWhenNotSaid: filled[0]! / weight[0]!,
    brier: (filled[0]! + weight[1]! - filled[1]!) / (weight[0]! + weight[1]!),
    saidLessExact: said - exact,
  }
}

function meanAt(values: Uint8Array, rows: Uint32Array): number {
  let sum = 0
  for (const row of rows) sum += values[row]!
  return sum / rows.length
}

/** What one run comes to, in figures that are held against each other. */
export interface RunFigures {
  readonly sharpe: number | null
  readonly totalReturn: number
  /** Relations chosen over all folds; of one pair, folds that were traded. */
  readonly chosen: number
  readonly trades: number
}

/** Where a figure stands among the same figure of universes without cointegration. */
export interface NullPlace {
  readonly observed: number | null
  /** Mean and quantiles of the runs that have the figure; null where none has. */
  readonly mean: number | null
  readonly quantiles: {
    readonly '5%': number
    readonly '50%': number
    readonly '95%': number
  } | null
  /** Share of runs at least as good, the observed counted among them. */
  readonly pValue: number
}

/** The same rules on data drawn without any cointegration. */
export interface NullComparison {
  readonly runs: number
  readonly seed: number
  /** How they were drawn: a joint wild bootstrap of the return vector. */
  readonly scheme: 'joint-wild'
  readonly sharpe: NullPlace
  readonly totalReturn: NullPlace
  /** Relations chosen, or folds traded, by the run and on average by the others. */
  readonly chosen: { readonly observed: number; readonly mean: number }
  readonly trades: { readonly observed: number; readonly mean: number }
}

/**
 * Where a run stands among runs of the same rules on universes without cointegration.
 *
 *   p = (1 + runs at least as good) / (1 + runs)
 *
 * Null hypothesis: nothing in the universe is cointegrated, its returns are as likely as their mirror images; the run
 * is then one of them, and p is at most alpha with probability alpha whatever the rules are. A run without a figure (no
 * trade, hence no Sharpe ratio) is no better than 0. None where there are no runs.
 */
export function compareWithNull(
  observed: RunFigures,
  runs: readonly RunFigures[],
  seed: number,
): NullComparison | null {
  if (runs.length === 0) return null
  return {
    runs: runs.length,
    seed,
    scheme: 'joint-wild',
    sharpe: placeOf(
      observed.sharpe,
      runs.map(({ sharpe }) => sharpe),
    ),
    totalReturn: placeOf(
      observed.totalReturn,
      runs.map(({ totalReturn }) => totalReturn),
    ),
    chosen: {
      observed: observed.chosen,
      mean: meanOf(runs.map(({ chosen }) => chosen)),
    },
    trades: {
      observed: observed.trades,
      mean: meanOf(runs.map(({ trades }) => trades)),
    },
  }
}

function placeOf(observed: number | null, runs: readonly (number | null)[]): NullPlace {
  const values = runs.filter((value) => value !== null).toSorted((a, b) => a - b)
  const atLeast = runs.filter((value) => (value ?? 0) >= (observed ?? 0)).length
  return {
    observed,
    mean: values.length === 0 ? null : meanOf(values),
    quantiles:
      values.length === 0
        ? null
        : {
            '5%': nearest(values, 0.05),
            '50%': nearest(values, 0.5),
            '95%': nearest(values, 0.95),
          },
    pValue: (1 + atLeast) / (1 + runs.length),
  }
}

/** The smallest value that so large a share of all does not exceed. */
function nearest(ascending: readonly number[], share: number): number {
  return ascending[Math.max(0, Math.ceil(share * ascending.length) - 1)]!
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

/** The place of a run's return in a sentence; nothing without a comparison. */
export function chance(comparison: NullComparison | null, what: 'pairs' | 'universes'): string {
  if (comparison === null) return ''
  const { runs, totalReturn } = comparison
  return ` Held against ${runs} ${what} without cointegration, its return has p = ${totalReturn.pValue.toFixed(3)}.`
}

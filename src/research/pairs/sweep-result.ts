import type { Overfitting } from '../../performance/probability-of-overfitting.ts'
import type {
  BacktestMetrics,
  BacktestParameters,
  Deflated,
  DelayedMetrics,
} from './backtest-result.ts'

/** What a grid may vary, as the options of `isobar pairs backtest` are called. */
export type SweepParameter =
  | 'entry'
  | 'exit'
  | 'stop'
  | 'max-holding'
  | 'train'
  | 'test'
  | 'filter-half-lives'
  | 'band'
  | 'delay'
  | 'notional'
  | 'fee-bps'
  | 'slippage-bps'
  | 'borrow-bps-per-day'
  | 'participation'

/** One parameter of a grid and what it is set to, ascending; null stands for not set. */
export interface GridDimension {
  readonly name: SweepParameter
  readonly values: readonly (number | null)[]
}

/** What a parameter set comes to: as a single backtest of it tells, but for what is told by leg. */
export type CellMetrics = Omit<BacktestMetrics, 'pnlByLeg' | 'delayed' | keyof Deflated>

/** Cells one step away in one parameter, as far as the grid has them and they have a Sharpe ratio. */
export interface CellNeighbours {
  readonly count: number
  readonly meanSharpe: number | null
  readonly lowestSharpe: number | null
}

/** One parameter set of the grid. */
export interface SweepCell {
  /** In the order of the grid's dimensions. */
  readonly values: readonly (number | null)[]
  readonly metrics: CellMetrics
  readonly neighbours: CellNeighbours
}

/** The best cell by its Sharpe ratio, and how it stands among those around it. */
export interface SweepBest extends Deflated {
  /** Index in `cells`. */
  readonly cell: number
  /** Mean ratio of the neighbours over its own: near 1 on a plateau, near or below 0 on a lone peak; null without. */
  readonly flatness: number | null
  /** Cells with at least half of its ratio, as a share of those that have one. */
  readonly halfHeightShare: number
  /** The same cell with every order one bar later still. */
  readonly delayed: DelayedMetrics
}

/** What `isobar pairs sweep` prints and a run keeps. Version 1. */
export interface SweepResult {
  readonly kind: 'pairs-sweep'
  readonly version: 1
  /** What is not in the grid. `delayBars` is by how much every order of a cell comes late. */
  readonly parameters: BacktestParameters
  readonly grid: readonly GridDimension[]
  /** Joined rows, and of each file those the other lacks. */
  readonly rows: number
  readonly dropped: { readonly y: number; readonly x: number }
  /** First and last instant of the joined bars, epoch milliseconds; the last exclusive. */
  readonly from: number
  readonly to: number
  /** In the order of the grid, the last dimension moving fastest; cells without sense are not among them. */
  readonly cells: readonly SweepCell[]
  /** Cells of the grid whose exit is not below their entry, or whose stop not beyond it. */
  readonly leftOut: number
  /** null where no cell has a Sharpe ratio. */
  readonly best: SweepBest | null
  /** Index of the cell whose neighbours, itself among them, have the highest mean ratio. */
  readonly plateau: number | null
  /** By cross-validation over the grid; null with one configuration, or days too few. */
  readonly probabilityOfOverfitting: number | null
  readonly overfitting: Overfitting | null
  readonly elapsedMs: number
  /** One sentence, sober. */
  readonly conclusion: string
  readonly notes: readonly string[]
}

import type { ScreenResult, ScreenRow } from '../../src/research/pairs/screen-result.ts'
import { formatFixed, formatProbability, formatSignificant } from '../format.ts'
import type { SortColumn } from '../table-order.ts'

/** One column of the table of pairs. */
export interface PairColumn {
  readonly key: SortColumn
  readonly head: string
  /** What the number is, for who asks. */
  readonly title: string
  readonly isText?: true
  readonly text: (row: ScreenRow) => string
}

/** The columns of a screen; where universes were drawn, what they say stands in the place of rank and lags. */
export function pairColumns({ null: drawn }: ScreenResult): readonly PairColumn[] {
  if (drawn === undefined) return columns
  const own = columns.filter(({ key }) => key !== 'johansenRank' && key !== 'lags')
  return [...own.slice(0, 4), ...drawnColumns, ...own.slice(4)]
}

const drawnColumns: readonly PairColumn[] = [
  {
    key: 'bootstrapPValue',
    head: 'p drawn',
    title: 'p-value of the pair against drawn universes; the q-value rests on it',
    text: (row) => formatProbability(row.bootstrapPValue ?? null),
  },
  {
    key: 'stepdownPValue',
    head: 'step-down',
    title: 'Chance that any pair of a universe without relations is as extreme',
    text: (row) => formatProbability(row.stepdownPValue ?? null),
  },
]

const columns: readonly PairColumn[] = [
  { key: 'y', head: 'y', title: 'The series explained', isText: true, text: (row) => row.y },
  { key: 'x', head: 'x', title: 'The series that explains it', isText: true, text: (row) => row.x },
  {
    key: 'statistic',
    head: 'statistic',
    title: 'Engle-Granger statistic of this direction; the lower, the stronger',
    text: (row) => formatFixed(row.statistic, 3),
  },
  {
    key: 'pValue',
    head: 'p',
    title: 'p-value of this direction alone',
    text: (row) => formatProbability(row.pValue),
  },
  {
    key: 'qValue',
    head: 'q',
    title: 'q-value of the pair, after the control for many tests',
    text: (row) => formatProbability(row.qValue),
  },
  {
    key: 'halfLifeBars',
    head: 'half-life',
    title: 'Bars until half of a deviation is gone; a dash where nothing reverts',
    text: (row) => formatFixed(row.halfLifeBars, 1),
  },
  {
    key: 'hedgeRatio',
    head: 'hedge',
    title: 'Hedge ratio: units of x against one of y (of notional, with log prices)',
    text: (row) => formatSignificant(row.hedgeRatio, 4),
  },
  {
    key: 'rSquared',
    head: 'R\u00b2',
    title: 'Of the regression of y on x',
    text: (row) => formatFixed(row.rSquared, 3),
  },
  {
    key: 'johansenRank',
    head: 'rank',
    title: 'Cointegration rank by Johansen\u2019s trace test; 1 agrees with cointegration',
    text: (row) => formatFixed(row.johansenRank, 0),
  },
  {
    key: 'lags',
    head: 'lags',
    title: 'Lagged differences in the test of the residual',
    text: (row) => formatFixed(row.lags, 0),
  },
  {
    key: 'observations',
    head: 'rows',
    title: 'Bars the two series have in common',
    text: (row) => formatFixed(row.observations, 0),
  },
]

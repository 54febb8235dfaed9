import type { VNode } from 'preact'
import { useMemo } from 'preact/hooks'
import type { BacktestFold, BacktestResult } from '../../src/research/pairs/backtest-result.ts'
import { foldMoney, type FoldMoney } from '../fold-rows.ts'
import {
  formatDay,
  formatFixed,
  formatProbability,
  formatSignificant,
  formatSigned,
} from '../format.ts'
import { change } from '../store.ts'
import { toneOf } from './figure.tsx'
import { MoneyBar } from './money-bar.tsx'
import { RowGrid, type GridHead } from './row-grid.tsx'

const heads: readonly GridHead[] = [
  { text: 'fold' },
  { text: 'traded from' },
  { text: 'to' },
  { text: 'hedge' },
  { text: 'half-life', title: 'Bars, of the training residual' },
  { text: 'statistic', title: 'Engle-Granger on the training rows' },
  { text: 'p', title: 'Null hypothesis: no cointegration' },
  { text: 'deviation', title: 'Of the training residual' },
  { text: 'trades', title: 'Positions opened in the fold, wherever they were closed' },
  { text: 'PnL' },
  { text: '' },
  { text: 'remark', isText: true },
]

/** What each fold estimated on its past, what it came to, and why it did not trade where it did not. */
export function FoldsPanel(props: {
  readonly backtest: BacktestResult
  readonly selected: number | null
}): VNode {
  const { backtest, selected } = props
  const { folds, trades, open } = backtest
  const money = useMemo(() => foldMoney(trades, open === null ? [] : [open]), [trades, open])
  const largest = Math.max(...[...money.values()].map(({ pnl }) => Math.abs(pnl)), 1e-9)
  return (
    <section class="panel" aria-label="Folds">
      <div class="panel-head">
        <h2>Folds</h2>
        <span class="soft">
          each estimated on the {backtest.parameters.trainBars} bars before it; choose one and the
          charts turn to it
        </span>
        <span class="count numbers">{folds.length}</span>
      </div>
      <RowGrid
        label="Folds"
        class="folds-grid"
        heads={heads}
        rowCount={folds.length}
        chosen={selected}
        onChoose={(fold) => change((state) => ({ ...state, fold, trade: null }))}
        row={(index) => (
          <Cells
            fold={folds[index]}
            money={money.get(folds[index]?.index ?? -1) ?? { trades: 0, pnl: 0 }}
            largest={largest}
          />
        )}
      />
    </section>
  )
}

function Cells(props: {
  readonly fold: BacktestFold | undefined
  readonly money: FoldMoney
  readonly largest: number
}): VNode | null {
  const { fold, money, largest } = props
  if (fold === undefined) return null
  const texts = [
    String(fold.index),
    formatDay(fold.testFrom),
    formatDay(fold.testTo),
    formatSignificant(fold.hedgeRatio, 4),
    formatFixed(fold.halfLifeBars, 1),
    formatFixed(fold.statistic, 3),
    formatProbability(fold.pValue),
    formatSignificant(fold.residualDeviation, 3),
    formatFixed(money.trades, 0),
  ]
  return (
    <>
      {texts.map((text, column) => (
        <div key={heads[column]?.text} role="gridcell" class="cell">
          {text}
        </div>
      ))}
      <div role="gridcell" class={`cell ${toneOf(money.pnl) ?? ''}`}>
        {formatSigned(money.pnl, 2)}
      </div>
      <div role="gridcell" class="cell bar-cell">
        <MoneyBar share={money.pnl / largest} />
      </div>
      <div role="gridcell" class="cell text soft" title={remarkOf(fold)}>
        {remarkOf(fold)}
      </div>
    </>
  )
}

function remarkOf({ untraded, alarmTime }: BacktestFold): string {
  if (untraded !== null) return untraded
  return typeof alarmTime === 'number' ? `broke on ${formatDay(alarmTime)}` : ''
}

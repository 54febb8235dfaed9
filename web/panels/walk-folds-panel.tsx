import type { VNode } from 'preact'
import { useMemo } from 'preact/hooks'
import type {
  WalkForwardFold,
  WalkForwardResult,
} from '../../src/research/pairs/walk-forward-result.ts'
import { foldMoney, seriesThatEnded, type FoldMoney } from '../fold-rows.ts'
import { formatDay, formatFixed, formatSigned } from '../format.ts'
import { change } from '../store.ts'
import { toneOf } from './figure.tsx'
import { MoneyBar } from './money-bar.tsx'
import { RelationsTable } from './relations-table.tsx'
import { RowGrid, type GridHead } from './row-grid.tsx'

const heads: readonly GridHead[] = [
  { text: 'fold' },
  { text: 'formed from' },
  { text: 'traded from' },
  { text: 'to' },
  { text: 'listed', title: 'Series listed over the formation' },
  { text: 'tested', title: 'Relations' },
  { text: 'found', title: 'Kept by the control for many tests' },
  { text: 'chosen' },
  { text: 'trades', title: 'Positions opened in the fold, wherever they were closed' },
  { text: 'PnL' },
  { text: '' },
  {
    text: 'ended',
    isText: true,
    title: 'Series listed in this fold and no longer in the next',
  },
]

/** What each fold chose and what that came to; the chosen one's relations below, and the chart turns to it. */
export function WalkFoldsPanel(props: {
  readonly result: WalkForwardResult
  readonly selected: number | null
}): VNode {
  const { result, selected } = props
  const { folds, selection } = result
  const money = useMemo(() => foldMoney(result.trades, result.open), [result])
  const ended = useMemo(() => seriesThatEnded(selection), [selection])
  const largest = Math.max(...[...money.values()].map(({ pnl }) => Math.abs(pnl)), 1e-9)
  const chosen = selected === null ? undefined : selection[selected]
  return (
    <section class="panel" aria-label="Folds">
      <div class="panel-head">
        <h2>Folds</h2>
        <span class="soft">choose one for its relations; the chart turns to it</span>
        <span class="count numbers">{folds.length}</span>
      </div>
      <RowGrid
        label="Folds"
        class="walk-folds-grid"
        heads={heads}
        rowCount={folds.length}
        chosen={selected}
        onChoose={(fold) => change((state) => ({ ...state, fold, trade: null }))}
        row={(index) => (
          <Cells
            fold={folds[index]}
            money={money.get(folds[index]?.index ?? -1) ?? { trades: 0, pnl: 0 }}
            largest={largest}
            ended={ended.get(folds[index]?.index ?? -1) ?? []}
          />
        )}
      />
      {chosen !== undefined && <RelationsTable selection={chosen} />}
    </section>
  )
}

function Cells(props: {
  readonly fold: WalkForwardFold | undefined
  readonly money: FoldMoney
  readonly largest: number
  readonly ended: readonly string[]
}): VNode | null {
  const { fold, money, ended } = props
  if (fold === undefined) return null
  const texts = [
    String(fold.index),
    formatDay(fold.formationFrom),
    formatDay(fold.tradingFrom),
    formatDay(fold.tradingTo),
    ...[fold.listed, fold.tested, fold.found, fold.chosen, money.trades].map((count) =>
      formatFixed(count, 0),
    ),
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
        <MoneyBar share={money.pnl / props.largest} />
      </div>
      <div role="gridcell" class="cell text soft" title={ended.join(', ')}>
        {ended.join(', ')}
      </div>
    </>
  )
}

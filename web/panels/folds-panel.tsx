import type { VNode } from 'preact'
import type { BacktestFold, BacktestResult } from '../../src/research/pairs/backtest-result.ts'
import { formatFixed, formatProbability, formatSignificant, formatTime } from '../format.ts'
import { useVirtualRows } from '../virtual-rows.ts'
import { useState } from 'preact/hooks'

const rowHeightPx = 23
const heads = [
  'fold',
  'tested from',
  'to',
  'hedge',
  'deviation',
  'statistic',
  'p',
  'half-life',
  'remark',
]

/** What each fold estimated on its past, and why it did not trade where it did not. */
export function FoldsPanel({ backtest }: { readonly backtest: BacktestResult }): VNode {
  const { folds } = backtest
  const [place, setPlace] = useState(-1)
  const list = useVirtualRows({
    rowCount: folds.length,
    rowHeightPx,
    place,
    resetOn: '',
    onPlace: setPlace,
    onEnter: setPlace,
  })
  const { first, end, topPx, heightPx } = list.window
  return (
    <section class="panel" aria-label="Folds">
      <div class="panel-head">
        <h2>Folds</h2>
        <span class="soft">
          each estimated on the {backtest.parameters.trainBars} bars before it
        </span>
        <span class="count numbers">{folds.length}</span>
      </div>
      <div
        class="grid folds-grid"
        role="grid"
        tabIndex={0}
        aria-label="Folds"
        aria-rowcount={folds.length + 1}
        ref={list.box}
        onScroll={list.onScroll}
        onKeyDown={list.onKeyDown}
      >
        <div class="grid-head" role="row">
          {heads.map((head) => (
            <div key={head} role="columnheader" class={head === 'remark' ? 'cell text' : 'cell'}>
              {head}
            </div>
          ))}
        </div>
        <div class="grid-space" style={{ height: `${heightPx}px` }}>
          <div class="grid-window" style={{ transform: `translateY(${topPx}px)` }}>
            {folds.slice(first, end).map((fold) => (
              <Row key={fold.index} fold={fold} isCursor={fold.index === place} />
            ))}
          </div>
        </div>
      </div>
    </section>
  )
}

function Row(props: { readonly fold: BacktestFold; readonly isCursor: boolean }): VNode {
  const { fold, isCursor } = props
  const cells = [
    String(fold.index),
    formatTime(fold.testFrom),
    formatTime(fold.testTo),
    formatSignificant(fold.hedgeRatio, 4),
    formatSignificant(fold.residualDeviation, 3),
    formatFixed(fold.statistic, 3),
    formatProbability(fold.pValue),
    formatFixed(fold.halfLifeBars, 1),
  ]
  return (
    <div role="row" class={`grid-row${isCursor ? ' cursor' : ''}`}>
      {cells.map((cell, index) => (
        <div key={heads[index]} role="gridcell" class="cell">
          {cell}
        </div>
      ))}
      <div role="gridcell" class="cell text soft" title={fold.untraded ?? undefined}>
        {fold.untraded ?? ''}
      </div>
    </div>
  )
}

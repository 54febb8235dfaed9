import type { VNode } from 'preact'
import type { BacktestResult, PairTrade } from '../../src/research/pairs/backtest-result.ts'
import { formatFixed, formatSigned, formatTime } from '../format.ts'
import { change } from '../store.ts'
import { useVirtualRows } from '../virtual-rows.ts'
import { toneOf } from './figure.tsx'
import { ClosedLegs, OpenLegs } from './legs.tsx'

const rowHeightPx = 23
const heads = ['#', 'side', 'entry', 'exit', 'because', 'bars', 'z in', 'z out', 'costs', 'PnL']

const reasons = {
  break: 'relation broke',
  exit: 'z returned',
  stop: 'stop',
  'max-holding': 'held too long',
  'series-ended': 'series ended',
} as const

/** All round trips; the chosen one's legs below, and the charts turn to it. */
export function TradesPanel(props: {
  readonly backtest: BacktestResult
  readonly selected: number | null
}): VNode {
  const { backtest, selected } = props
  const { trades, open } = backtest
  const list = useVirtualRows({
    rowCount: trades.length,
    rowHeightPx,
    place: selected ?? -1,
    resetOn: '',
    onPlace: choose,
    onEnter: () => choose(null),
  })
  const { first, end, topPx, heightPx } = list.window
  const trade = selected === null ? undefined : trades[selected]
  return (
    <section class="panel" aria-label="Trades">
      <div class="panel-head">
        <h2>Trades</h2>
        <span class="soft">choose one for its legs; the charts turn to it</span>
        <span class="count numbers">{trades.length}</span>
      </div>
      {trades.length === 0 ? (
        <p class="grid-empty">
          No position was ever opened. A lower entry, or another training window, may open some.
        </p>
      ) : (
        <div
          class="grid trades-grid"
          role="grid"
          tabIndex={0}
          aria-label="Trades"
          aria-rowcount={trades.length + 1}
          ref={list.box}
          onScroll={list.onScroll}
          onKeyDown={list.onKeyDown}
        >
          <div class="grid-head" role="row">
            {heads.map((head) => (
              <div key={head} role="columnheader" class={isText(head) ? 'cell text' : 'cell'}>
                {head}
              </div>
            ))}
          </div>
          <div class="grid-space" style={{ height: `${heightPx}px` }}>
            <div class="grid-window" style={{ transform: `translateY(${topPx}px)` }}>
              {trades.slice(first, end).map((one, offset) => (
                <Row
                  key={first + offset}
                  trade={one}
                  index={first + offset}
                  isCursor={first + offset === selected}
                />
              ))}
            </div>
          </div>
        </div>
      )}
      {trade !== undefined && <ClosedLegs trade={trade} />}
      {open !== null && <OpenLegs open={open} />}
    </section>
  )
}

function choose(trade: number | null): void {
  change((state) => ({ ...state, trade }))
}

function Row(props: {
  readonly trade: PairTrade
  readonly index: number
  readonly isCursor: boolean
}): VNode {
  const { trade, index, isCursor } = props
  const costs = -trade.legs.reduce((sum, leg) => sum + leg.fees + leg.slippage, 0)
  const cells = [
    formatFixed(index + 1, 0),
    trade.side,
    formatTime(trade.entryTime),
    formatTime(trade.exitTime),
    reasons[trade.exitReason],
    formatFixed(trade.holdingBars, 0),
    formatFixed(trade.entryZScore, 2),
    formatFixed(trade.exitZScore, 2),
    formatSigned(costs, 2),
    formatSigned(trade.pnl, 2),
  ]
  return (
    <div
      role="row"
      class={`grid-row${isCursor ? ' cursor' : ''}`}
      aria-selected={isCursor}
      onClick={() => choose(isCursor ? null : index)}
    >
      {cells.map((cell, column) => {
        const head = heads[column] ?? ''
        const tone = head === 'PnL' ? ` ${toneOf(trade.pnl) ?? ''}` : ''
        const side = head === 'side' ? (trade.side === 'long' ? ' leg-y' : ' leg-x') : ''
        return (
          <div
            key={head}
            role="gridcell"
            class={`cell${isText(head) ? ' text' : ''}${tone}${side}`}
          >
            {cell}
          </div>
        )
      })}
    </div>
  )
}

function isText(head: string): boolean {
  return head === 'side' || head === 'because'
}

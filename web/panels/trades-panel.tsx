import type { VNode } from 'preact'
import { useMemo } from 'preact/hooks'
import type { OpenPair, PairTrade } from '../../src/research/pairs/backtest-result.ts'
import { formatFixed, formatSigned, formatTime, shortNames } from '../format.ts'
import { change } from '../store.ts'
import { toneOf } from './figure.tsx'
import { ClosedLegs, OpenLegs } from './legs.tsx'
import { tradesTable } from '../../src/protocol/run-tables.ts'
import { TableDownload } from './table-download.tsx'
import { RowGrid, type GridHead } from './row-grid.tsx'

const tradeHeads: readonly GridHead[] = [
  { text: 'side', isText: true },
  { text: 'entry' },
  { text: 'exit' },
  { text: 'because', isText: true },
  { text: 'bars' },
  { text: 'z in' },
  { text: 'z out' },
  { text: 'costs', title: 'Fees and slippage' },
  { text: 'PnL' },
]

const heads: Readonly<Record<'pair' | 'universe', readonly GridHead[]>> = {
  pair: [{ text: '#' }, ...tradeHeads],
  universe: [{ text: '#' }, { text: 'legs', isText: true }, { text: 'fold' }, ...tradeHeads],
}

const reasons = {
  break: 'relation broke',
  exit: 'z returned',
  stop: 'stop',
  'max-holding': 'held too long',
  'series-ended': 'series ended',
} as const

/** All round trips; the chosen one's legs below, and the charts turn to it. */
export function TradesPanel(props: {
  readonly trades: readonly PairTrade[]
  readonly open: readonly OpenPair[]
  /** Trades of a universe say which legs they had and which fold opened them. */
  readonly of: 'pair' | 'universe'
  readonly selected: number | null
}): VNode {
  const { trades, open, of, selected } = props
  const names = useMemo(() => shortNames(instrumentsOf(trades)), [trades])
  const trade = selected === null ? undefined : trades[selected]
  return (
    <section class="panel" aria-label="Trades">
      <div class="panel-head">
        <h2>Trades</h2>
        <span class="soft">choose one for its legs; the charts turn to it</span>
        <span class="count numbers">{trades.length}</span>
        {trades.length > 0 && <TableDownload name="trades" table={() => tradesTable(trades)} />}
      </div>
      {trades.length === 0 ? (
        <p class="grid-empty">
          No position was closed. A lower entry, or another window to estimate on, may open some.
        </p>
      ) : (
        <RowGrid
          label="Trades"
          class={`trades-grid of-${of}`}
          heads={heads[of]}
          rowCount={trades.length}
          chosen={selected}
          onChoose={choose}
          row={(index) => <Cells trade={trades[index]} index={index} of={of} names={names} />}
        />
      )}
      {trade !== undefined && <ClosedLegs trade={trade} />}
      {open.map((one) => (
        <OpenLegs key={`${one.entryTime} ${one.legs[0].instrument}`} open={one} />
      ))}
    </section>
  )
}

function choose(trade: number | null): void {
  change((state) => ({ ...state, trade }))
}

function Cells(props: {
  readonly trade: PairTrade | undefined
  readonly index: number
  readonly of: 'pair' | 'universe'
  readonly names: ReadonlyMap<string, string>
}): VNode | null {
  const { trade, index, of, names } = props
  if (trade === undefined) return null
  const costs = -trade.legs.reduce((sum, leg) => sum + leg.fees + leg.slippage, 0)
  const cells = [
    formatFixed(index + 1, 0),
    ...(of === 'universe' ? [legsText(trade, names), String(trade.fold)] : []),
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
    <>
      {heads[of].map(({ text, isText }, column) => {
        const tone = text === 'PnL' ? ` ${toneOf(trade.pnl) ?? ''}` : ''
        const side = text === 'side' ? (trade.side === 'long' ? ' leg-y' : ' leg-x') : ''
        const place = isText === true ? ' text' : ''
        return (
          <div key={text} role="gridcell" class={`cell${place}${tone}${side}`}>
            {cells[column]}
          </div>
        )
      })}
    </>
  )
}

function instrumentsOf(trades: readonly PairTrade[]): string[] {
  return [...new Set(trades.flatMap(({ legs }) => legs.map(({ instrument }) => instrument)))]
}

function legsText({ legs }: PairTrade, names: ReadonlyMap<string, string>): string {
  return legs.map(({ instrument }) => names.get(instrument) ?? instrument).join(' on ')
}

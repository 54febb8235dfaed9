import type { VNode } from 'preact'
import { useMemo, useState } from 'preact/hooks'
import type { ArbitrageTrade } from '../../src/research/arbitrage/backtest-result.ts'
import { arbTradesTable } from '../../src/protocol/arb-tables.ts'
import {
  formatClock,
  formatElapsed,
  formatFixed,
  formatPercent,
  formatQuantity,
  formatSigned,
} from '../format.ts'
import { toneOf } from './figure.tsx'
import { RowGrid, type GridHead } from './row-grid.tsx'
import { TableDownload } from './table-download.tsx'
import { VenueName } from './venue-name.tsx'

const heads: readonly GridHead[] = [
  { text: 'decided (UTC)', isText: true },
  { text: 'took' },
  { text: 'asset', isText: true },
  { text: 'buy at', isText: true },
  { text: 'sell at', isText: true },
  { text: 'wanted' },
  { text: 'both got' },
  { text: 'chance', title: 'Of full capture, as forecast when it was decided' },
  { text: 'edge' },
  { text: 'after all' },
]

/** Every trade of two legs; the chosen one's money by cause below. */
export function ArbTradesPanel(props: {
  readonly trades: readonly ArbitrageTrade[]
  readonly colours: ReadonlyMap<string, string>
}): VNode {
  const { colours } = props
  const trades = useMemo(
    () => props.trades.toSorted((a, b) => a.startTime - b.startTime),
    [props.trades],
  )
  const [chosen, setChosen] = useState<number | null>(null)
  const one = chosen === null ? undefined : trades[chosen]
  return (
    <section class="panel" aria-label="Trades">
      <div class="panel-head">
        <h2>Trades</h2>
        <span class="soft">choose one for its money by cause</span>
        <span class="count numbers">{formatFixed(trades.length, 0)}</span>
        {trades.length > 0 && <TableDownload name="trades" table={() => arbTradesTable(trades)} />}
      </div>
      {trades.length === 0 ? (
        <p class="grid-empty">No opening was worth a trade; what they lacked is told beside.</p>
      ) : (
        <RowGrid
          label="Trades"
          class="opportunities-grid"
          heads={heads}
          rowCount={trades.length}
          chosen={chosen}
          onChoose={setChosen}
          row={(index) => <Cells trade={trades[index]!} colours={colours} />}
        />
      )}
      {one !== undefined && <Details trade={one} />}
    </section>
  )
}

function Cells(props: {
  readonly trade: ArbitrageTrade
  readonly colours: ReadonlyMap<string, string>
}): VNode {
  const { trade, colours } = props
  const isPart = trade.filledQuantity < trade.quantity
  return (
    <>
      <div role="gridcell" class="cell text">
        {formatClock(trade.startTime)}
      </div>
      <div role="gridcell" class="cell">
        {formatElapsed(trade.endTime - trade.startTime)}
      </div>
      <div role="gridcell" class="cell text">
        {trade.base}
      </div>
      {[trade.buyVenue, trade.sellVenue].map((venue, leg) => (
        <div key={leg} role="gridcell" class="cell text">
          <VenueName venue={venue} colours={colours} />
        </div>
      ))}
      <div role="gridcell" class="cell">
        {formatQuantity(trade.quantity, 5)}
      </div>
      <div role="gridcell" class={`cell${isPart ? ' loss' : ''}`}>
        {formatQuantity(trade.filledQuantity, 5)}
      </div>
      <div role="gridcell" class="cell">
        {formatPercent(trade.captureProbability, 0)}
      </div>
      <div role="gridcell" class="cell">
        {formatSigned(trade.pnl.edge, 2)}
      </div>
      <div role="gridcell" class={`cell ${toneOf(trade.pnl.total) ?? ''}`}>
        {formatSigned(trade.pnl.total, 2)}
      </div>
    </>
  )
}

const outcomes = {
  entered: 'both legs ended as wanted',
  stopped: 'stopped and undone',
  stuck: 'one leg could not be undone',
} as const

function Details({ trade }: { readonly trade: ArbitrageTrade }): VNode {
  const { pnl } = trade
  const parts = [
    ['expected', trade.expectedProfit],
    ['edge', pnl.edge],
    ['slippage', pnl.slippage],
    ['one leg only', pnl.legs],
    ['fees', pnl.fees],
    ['after all', pnl.total],
  ] as const
  return (
    <div class="legs scroll">
      <table class="rows">
        <caption>
          {outcomes[trade.outcome]}, {formatFixed(trade.orders, 0)} orders, one leg ahead by{' '}
          {formatQuantity(trade.nakedMost, 5)} at most
        </caption>
        <thead>
          <tr>
            {parts.map(([name]) => (
              <th key={name}>{name}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          <tr>
            {parts.map(([name, value]) => (
              <td key={name} class={toneOf(value) ?? ''}>
                {formatSigned(value, 4)}
              </td>
            ))}
          </tr>
        </tbody>
      </table>
    </div>
  )
}

import type { VNode } from 'preact'
import { useMemo } from 'preact/hooks'
import type { ArbitrageTrade } from '../../src/research/arbitrage/backtest-result.ts'
import { formatFixed, formatSignificant, formatSigned } from '../format.ts'
import { groupBy } from '../group-by.ts'
import { toneOf } from './figure.tsx'
import { MoneyBar } from './money-bar.tsx'
import { VenueName } from './venue-name.tsx'

/** What each way between two venues came to. */
export function ArbPairsPanel(props: {
  readonly trades: readonly ArbitrageTrade[]
  readonly colours: ReadonlyMap<string, string>
}): VNode | null {
  const { trades, colours } = props
  const pairs = useMemo(() => pairsOf(trades), [trades])
  if (pairs.length === 0) return null
  const largest = Math.max(...pairs.map(({ total }) => Math.abs(total)), 1e-300)
  return (
    <section class="panel" aria-label="Between venues">
      <div class="panel-head">
        <h2>Between venues</h2>
        <span class="count numbers">{pairs.length}</span>
      </div>
      <div class="scroll faults">
        <table class="rows">
          <thead>
            <tr>
              <th class="text">asset</th>
              <th class="text">buy at</th>
              <th class="text">sell at</th>
              <th>trades</th>
              <th>quantity</th>
              <th>edge</th>
              <th>after all</th>
              <th />
            </tr>
          </thead>
          <tbody>
            {pairs.map(({ base, buyVenue, sellVenue, count, quantity, edge, total }) => (
              <tr key={`${base} ${buyVenue} ${sellVenue}`}>
                <td class="text strong">{base}</td>
                {[buyVenue, sellVenue].map((venue, leg) => (
                  <td key={leg} class="text">
                    <VenueName venue={venue} colours={colours} />
                  </td>
                ))}
                <td>{formatFixed(count, 0)}</td>
                <td>{formatSignificant(quantity, 5)}</td>
                <td>{formatSigned(edge, 2)}</td>
                <td class={toneOf(total) ?? ''}>{formatSigned(total, 2)}</td>
                <td class="bar-cell">
                  <MoneyBar share={total / largest} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}

function pairsOf(trades: readonly ArbitrageTrade[]) {
  const groups = groupBy(
    trades,
    ({ base, buyVenue, sellVenue }) => `${base}\n${buyVenue}\n${sellVenue}`,
  )
  return [...groups.values()]
    .map((own) => ({
      ...own[0]!,
      count: own.length,
      quantity: sum(own, ({ filledQuantity }) => filledQuantity),
      edge: sum(own, ({ pnl }) => pnl.edge),
      total: sum(own, ({ pnl }) => pnl.total),
    }))
    .toSorted((a, b) => b.total - a.total)
}

function sum(own: readonly ArbitrageTrade[], of: (trade: ArbitrageTrade) => number): number {
  return own.reduce((total, trade) => total + of(trade), 0)
}

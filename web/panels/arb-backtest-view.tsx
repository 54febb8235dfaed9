import type { VNode } from 'preact'
import { useMemo } from 'preact/hooks'
import type { ArbitrageBacktestResult } from '../../src/research/arbitrage/backtest-result.ts'
import {
  formatElapsed,
  formatFixed,
  formatPercent,
  formatQuantity,
  formatSigned,
  formatTime,
} from '../format.ts'
import { venueColours } from '../venue-colours.ts'
import { ArbFaultsPanel } from './arb-faults-panel.tsx'
import { ArbPairsPanel } from './arb-pairs-panel.tsx'
import { ArbTradesPanel } from './arb-trades-panel.tsx'
import { ArbTransfersPanel } from './arb-transfers-panel.tsx'
import { Figure, toneOf } from './figure.tsx'
import { LineChart } from './line-chart.tsx'
import { LeftAlonePanel } from './left-alone-panel.tsx'
import { Line } from './metrics-panel.tsx'
import { MoneyBar } from './money-bar.tsx'
import { NotesPanel } from './notes-panel.tsx'

/** What trading every opening worth it came to: the money by cause, over time, by pair of venues, and what was left alone. */
export function ArbBacktestView({ result }: { readonly result: ArbitrageBacktestResult }): VNode {
  const colours = useMemo(() => venueColours(result.venues), [result])
  const { trades, transfers, summary } = result
  return (
    <main class="result">
      <Head result={result} />
      <div class="result-main">
        <MoneyPanel result={result} />
        <ArbPairsPanel trades={trades} colours={colours} />
        <ArbTradesPanel trades={trades} colours={colours} />
        {transfers.length > 0 && <ArbTransfersPanel transfers={transfers} />}
      </div>
      <aside class="result-side">
        <CausesPanel result={result} />
        <SkippedPanel result={result} />
        <BalancesPanel result={result} />
        <ArbFaultsPanel faults={summary.faults} />
        <Assumptions result={result} />
        <NotesPanel notes={summary.notes} />
      </aside>
    </main>
  )
}

function Head({ result }: { readonly result: ArbitrageBacktestResult }): VNode {
  const { summary, pnl, quote, trades, from, to } = result
  const share = summary.capital === 0 ? null : summary.arbitrage / summary.capital
  const naked = trades.reduce((most, { nakedMost }) => Math.max(most, nakedMost), 0)
  return (
    <section class="result-head" aria-label="Conclusion">
      <div class="result-title">
        <h1>Arbitrage backtest</h1>
        <span class="soft numbers">
          {result.venues.length} venues, {formatFixed(result.events, 0)} rows
          {from !== null && to !== null && `, ${formatTime(from)} to ${formatTime(to)}`}
        </span>
      </div>
      <p class="conclusion">{conclusionOf(result)}</p>
      <dl class="figures">
        <Figure
          name="Left of arbitrage"
          tone={toneOf(summary.arbitrage)}
          after={quote ?? undefined}
        >
          {formatSigned(summary.arbitrage, 2)}
        </Figure>
        <Figure name="Edge the books promised">{formatSigned(pnl.edge, 2)}</Figure>
        <Figure name="Of capital" after={formatFixed(summary.capital, 0)}>
          {formatPercent(share, 4)}
        </Figure>
        <Figure name="Trades" after={`of ${formatFixed(summary.opportunities, 0)} openings`}>
          {formatFixed(summary.traded, 0)}
        </Figure>
        <Figure name="Both legs whole">
          {formatPercent(summary.traded === 0 ? null : summary.full / summary.traded, 1)}
        </Figure>
        <Figure name="Most naked" title="Base units by which one leg was ahead, at most">
          {formatQuantity(naked, 4)}
        </Figure>
      </dl>
    </section>
  )
}

function conclusionOf({ summary, pnl, quote }: ArbitrageBacktestResult): string {
  const openings = `${formatFixed(summary.opportunities, 0)} ${summary.opportunities === 1 ? 'opening' : 'openings'}`
  if (summary.traded === 0) return `None of ${openings} was worth a trade.`
  const verdict = summary.arbitrage > 0 ? 'was left' : 'was lost'
  return `${formatFixed(Math.abs(summary.arbitrage), 2)} ${quote ?? ''} ${verdict} after every cost, of ${formatFixed(pnl.edge, 2)} that the books promised in ${formatFixed(summary.traded, 0)} trades.`
}

/** What trades came to, one after the other; transfers and capital come on top. */
function MoneyPanel({ result }: { readonly result: ArbitrageBacktestResult }): VNode | null {
  const { trades, from } = result
  if (trades.length === 0 || from === null) return null
  const byEnd = trades.toSorted((a, b) => a.endTime - b.endTime)
  let [total, edge] = [0, 0]
  const totals: [number, number][] = [[from, 0]]
  const edges: [number, number][] = [[from, 0]]
  for (const trade of byEnd) {
    totals.push([trade.endTime, (total += trade.pnl.total)])
    edges.push([trade.endTime, (edge += trade.pnl.edge)])
  }
  return (
    <section class="panel" aria-label="Money over time">
      <div class="panel-head">
        <h2>Money over time</h2>
        <span class="soft">sums over trades that have ended, {result.quote}</span>
      </div>
      <LineChart
        label="Edge and what was left of it"
        lines={[
          {
            name: 'promised by the books',
            colour: 'var(--faint)',
            points: edges,
            isStepped: true,
            isDashed: true,
          },
          {
            name: 'after slippage, legs and fees',
            colour: 'var(--y)',
            points: totals,
            isStepped: true,
          },
        ]}
        xName="UTC"
        yName={result.quote ?? ''}
        heightPx={270}
        isTime
        yIncludes={0}
      />
    </section>
  )
}

const causes = [
  ['edge', 'Edge', 'What the books promised of the quantity both legs got, before fees'],
  ['slippage', 'Slippage', 'What was filled of it at other prices'],
  ['legs', 'One leg only', 'What only one leg got, and its undoing'],
  ['fees', 'Fees', ''],
  ['transfers', 'Transfers', 'Network fees of inventory moved back'],
  ['capital', 'Capital', 'What it would have brought elsewhere'],
] as const

function CausesPanel({ result }: { readonly result: ArbitrageBacktestResult }): VNode {
  const { pnl, summary, quote } = result
  const rows = [
    ...causes.map(([cause, name, title]) => [name, pnl[cause], title] as const),
    ['Arbitrage', summary.arbitrage, 'All of the above'] as const,
  ]
  const beside = [
    ['Inventory', pnl.inventory, 'Base held all the while, and its price: not arbitrage'],
    ['Currencies', pnl.currency, 'Quote currencies against the one it is counted in'],
  ] as const
  const largest = Math.max(...rows.map(([, value]) => Math.abs(value)), 1e-300)
  return (
    <section class="panel" aria-label="Money by cause">
      <div class="panel-head">
        <h2>Money by cause</h2>
        <span class="soft">{quote}</span>
      </div>
      <table class="rows causes">
        <tbody>
          {rows.map(([name, value, title]) => (
            <tr key={name} title={title} class={name === 'Arbitrage' ? 'sum' : ''}>
              <td class="text">{name}</td>
              <td class="bar">
                <MoneyBar share={value / largest} />
              </td>
              <td class={toneOf(value) ?? ''}>{formatSigned(value, 2)}</td>
            </tr>
          ))}
          {beside.map(([name, value, title]) => (
            <tr key={name} title={title}>
              <td class="text soft">{name}</td>
              <td class="soft">beside</td>
              <td class="soft">{formatSigned(value, 2)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

function SkippedPanel({ result }: { readonly result: ArbitrageBacktestResult }): VNode {
  const { skipped, forecast } = result.summary
  return (
    <LeftAlonePanel title="Left alone" leftAlone={skipped}>
      {forecast !== null && (
        <Line name="Brier of capture forecasts">
          {formatFixed(forecast.brier, 4)}{' '}
          <span class="soft">base rate {formatFixed(forecast.brierBaseRate, 4)}</span>
        </Line>
      )}
    </LeftAlonePanel>
  )
}

function BalancesPanel({ result }: { readonly result: ArbitrageBacktestResult }): VNode {
  const venues = Object.entries(result.balances)
  return (
    <section class="panel" aria-label="Balances">
      <div class="panel-head">
        <h2>Balances at the end</h2>
      </div>
      <div class="scroll faults">
        <table class="rows">
          <tbody>
            {venues.flatMap(([venue, held]) =>
              Object.entries(held).map(([currency, units]) => (
                <tr key={`${venue} ${currency}`}>
                  <td class="text">{venue}</td>
                  <td class="text soft">{currency}</td>
                  <td>{formatQuantity(units, 9)}</td>
                </tr>
              )),
            )}
          </tbody>
        </table>
      </div>
    </section>
  )
}

function Assumptions({ result }: { readonly result: ArbitrageBacktestResult }): VNode {
  const { parameters } = result
  const { usual, venues } = parameters.latencyMs
  const latency = [
    ...(usual === null ? [] : [`${usual} ms`]),
    ...Object.entries(venues).map(([venue, ms]) => `${venue} ${ms} ms`),
  ]
  return (
    <section class="panel" aria-label="Assumptions">
      <div class="panel-head">
        <h2>Assumptions</h2>
      </div>
      <dl class="pairs-of">
        <Line name="Capital a venue, base and quote each">
          {formatFixed(parameters.capitalPerVenue, 0)}
        </Line>
        <Line name="Most of one trade">{formatFixed(parameters.notionalMost, 0)}</Line>
        <Line name="Least profit">{formatFixed(parameters.profitLeast, 2)}</Line>
        <Line name="Latency">{latency.join(', ')}</Line>
        <Line name="Least edge, bps">{formatFixed(parameters.minEdgeBps, 2)}</Line>
        <Line name="Not used after silence of">
          {parameters.staleMs === 0 ? 'never' : formatElapsed(parameters.staleMs)}
        </Line>
        <Line name="Using inventory, bps">{formatFixed(parameters.inventoryBps, 2)}</Line>
        <Line name="Capital, bps a year">{formatFixed(parameters.capitalBpsPerYear, 0)}</Line>
      </dl>
    </section>
  )
}

import type { VNode } from 'preact'
import type { ComparedRun, TradeComparison } from '../../src/research/parity/trade-comparison.ts'
import { formatFixed, formatPercent, formatSigned } from '../format.ts'
import { Figure, toneOf } from './figure.tsx'
import { MoneyBar } from './money-bar.tsx'
import { pnlCauses, PnlCells } from './money-table.tsx'

/** Two runs beside one another: the conclusion, which figures they are, the figures, and where the gap comes from. */
export function ComparisonView({ result }: { readonly result: TradeComparison }): VNode {
  return (
    <main class="result">
      <Head result={result} />
      <div class="result-main">
        <RunsPanel result={result} />
      </div>
      <aside class="result-side">
        <GapPanel result={result} />
      </aside>
    </main>
  )
}

function Head({ result }: { readonly result: TradeComparison }): VNode {
  const { conclusion, currency, gap, parts, runs } = result
  const rest = parts.at(-1)
  return (
    <section class="result-head" aria-label="Conclusion">
      <div class="result-title">
        <h1>Two runs beside one another</h1>
      </div>
      <p class="conclusion">{conclusion}</p>
      <dl class="figures">
        <Figure name={`Second less first, ${currency}`} tone={toneOf(gap.total)}>
          {formatSigned(gap.total, 2)}
        </Figure>
        {runs.map(({ name, pnl, fills }) => (
          <Figure
            key={name}
            name={`PnL of the ${name}`}
            tone={toneOf(pnl.total)}
            after={`${formatFixed(fills, 0)} fills`}
          >
            {formatSigned(pnl.total, 2)}
          </Figure>
        ))}
        {rest !== undefined && (
          <Figure name="Unexplained" after={shareText(rest.share)}>
            {formatSigned(rest.pnl, 2)}
          </Figure>
        )}
      </dl>
    </section>
  )
}

function RunsPanel({ result }: { readonly result: TradeComparison }): VNode {
  const { runs, gap, currency } = result
  const causes = pnlCauses(gap)
  return (
    <section class="panel" aria-label="Runs">
      <div class="panel-head">
        <h2>Runs</h2>
        <span class="soft">PnL and its parts in {currency}</span>
      </div>
      <div class="scroll" tabIndex={0}>
        <table class="rows row-cards">
          <thead>
            <tr>
              <th class="text" />
              {['fills', 'maker', 'turnover', ...causes, 'total'].map((name) => (
                <th key={name}>{name}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {runs.map((run) => (
              <tr key={run.name}>
                <td class="text strong row-card-wide">{nameOf(run)}</td>
                <td data-name="fills">{formatFixed(run.fills, 0)}</td>
                <td data-name="maker">{formatFixed(run.makerFills, 0)}</td>
                <td data-name="turnover">{formatFixed(run.turnover, 0)}</td>
                <PnlCells causes={causes} pnl={run.pnl} />
              </tr>
            ))}
            <tr class="sum">
              <td class="text row-card-wide">second less first</td>
              {['fills', 'maker', 'turnover'].map((name) => (
                <td key={name} class="row-card-blank" />
              ))}
              <PnlCells causes={causes} pnl={gap} />
            </tr>
          </tbody>
        </table>
      </div>
      <ul class="notes" aria-label="Whose figures">
        {runs.map(({ name, figures }) => (
          <li key={name}>
            {name}: {figures}
          </li>
        ))}
      </ul>
    </section>
  )
}

function nameOf({ name, mode, savedFills }: ComparedRun): string {
  return `${name}, ${mode}${savedFills === null ? '' : ' anew'}`
}

function GapPanel({ result }: { readonly result: TradeComparison }): VNode {
  const { parts, currency, unsplit } = result
  const largest = Math.max(...parts.map(({ pnl }) => Math.abs(pnl)), 1e-9)
  return (
    <section class="panel" aria-label="Of the gap">
      <div class="panel-head">
        <h2>Of the gap</h2>
        {parts.length > 0 && <span class="soft">one supposition after another replaced</span>}
      </div>
      {unsplit !== null && <p class="foot">Not split: {unsplit}.</p>}
      {parts.length > 0 && (
        <table class="rows causes">
          <thead>
            <tr>
              <th class="text" />
              <th />
              <th>{currency}</th>
              <th>share</th>
              <th>fills then</th>
            </tr>
          </thead>
          <tbody>
            {parts.map(({ cause, pnl, share, fills }) => (
              <tr key={cause}>
                <td class="text">{cause}</td>
                <td class="bar">
                  <MoneyBar share={pnl / largest} />
                </td>
                <td class={toneOf(Number(pnl.toFixed(2))) ?? ''}>{formatSigned(pnl, 2)}</td>
                <td>{shareText(share)}</td>
                <td>{formatFixed(fills, 0)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  )
}

/** Empty where there is no gap to have a share of. */
function shareText(share: number | null): string {
  return share === null ? '' : formatPercent(share, 1)
}

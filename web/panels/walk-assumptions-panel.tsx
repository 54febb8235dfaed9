import type { VNode } from 'preact'
import type { WalkForwardResult } from '../../src/research/pairs/walk-forward-result.ts'
import { formatFixed } from '../format.ts'
import { Line } from './metrics-panel.tsx'

/** What a walk-forward assumed, and what a reader must know about it. */
export function WalkAssumptionsPanel({ result }: { readonly result: WalkForwardResult }): VNode {
  const { parameters: use, notes, skipped } = result
  return (
    <section class="panel" aria-label="Assumptions">
      <div class="panel-head">
        <h2>Assumptions</h2>
      </div>
      <dl class="pairs-of">
        <Line name="Capital">{formatFixed(use.capital, 0)}</Line>
        <Line name="A relation, all legs">{formatFixed(use.notional, 0)}</Line>
        <Line name="Gross at most">
          {use.gross === null ? 'no cap' : `${formatFixed(use.gross, 2)} x capital`}
        </Line>
        <Line name="One coin at most">
          {use.coinCap === null ? 'no cap' : `${formatFixed(use.coinCap, 2)} x capital`}
        </Line>
        <Line name="Fee, each leg and side">{formatFixed(use.feeBps, 2)} bps</Line>
        <Line name="Slippage, each fill">{formatFixed(use.slippageBps, 2)} bps</Line>
        <Line name="Funding">
          {use.funding.length === 0 ? 'none given' : `settled, of ${use.funding.length}`}
        </Line>
        <Line name="Fills">next bar’s open</Line>
      </dl>
      {notes.length > 0 && (
        <ul class="notes">
          {notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      )}
      {skipped.length > 0 && (
        <ul class="notes">
          {skipped.map(({ series, reason }) => (
            <li key={series}>
              {series} left out: {reason}
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}

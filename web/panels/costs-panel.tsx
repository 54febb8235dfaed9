import type { VNode } from 'preact'
import type { BacktestResult } from '../../src/research/pairs/backtest-result.ts'
import { formatFixed } from '../format.ts'
import { Line } from './metrics-panel.tsx'

/** What was assumed to cost what, and what a reader must know about it. */
export function CostsPanel({ backtest }: { readonly backtest: BacktestResult }): VNode {
  const { parameters, metrics, notes, dropped } = backtest
  const { y, x } = parameters.funding
  return (
    <section class="panel" aria-label="Costs">
      <div class="panel-head">
        <h2>Costs and assumptions</h2>
      </div>
      <dl class="pairs-of">
        <Line name="Fee, each leg and side">{formatFixed(parameters.feeBps, 2)} bps</Line>
        <Line name="Slippage, each fill">{formatFixed(parameters.slippageBps, 2)} bps</Line>
        <Line name="Fee at break-even">{formatFixed(metrics.breakEvenFeeBps, 2)} bps</Line>
        <Line name="Borrow, short spot leg">
          {formatFixed(parameters.borrowBpsPerDay, 2)} bps a day
        </Line>
        <Line name="Funding">
          {y || x
            ? `settled: ${[y ? 'y' : '', x ? 'x' : ''].filter(Boolean).join(', ')}`
            : 'none given'}
        </Line>
        <Line name="Notional, both legs">{formatFixed(parameters.notional, 0)}</Line>
        <Line name="Longest holding">
          {parameters.maxHoldingBars === null
            ? 'no limit'
            : `${formatFixed(parameters.maxHoldingBars, 0)} bars`}
        </Line>
        <Line name="Fills">next bar’s open</Line>
        <Line name="Rows without partner">
          {formatFixed(dropped.y, 0)} y, {formatFixed(dropped.x, 0)} x
        </Line>
      </dl>
      {notes.length > 0 && (
        <ul class="notes">
          {notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      )}
    </section>
  )
}

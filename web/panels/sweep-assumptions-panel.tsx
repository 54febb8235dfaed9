import type { VNode } from 'preact'
import type { SweepResult } from '../../src/research/pairs/sweep-result.ts'
import { formatElapsed, formatFixed } from '../format.ts'
import { Line } from './metrics-panel.tsx'

/** What was not in the grid, and what a reader must know of what was. */
export function SweepAssumptionsPanel({ result }: { readonly result: SweepResult }): VNode {
  const { parameters: use, dropped, notes } = result
  return (
    <section class="panel" aria-label="Assumptions">
      <div class="panel-head">
        <h2>Beside the grid</h2>
        <span class="count">took {formatElapsed(result.elapsedMs)}</span>
      </div>
      <dl class="pairs-of">
        <Line name="Entry, exit, stop">
          {use.entry}, {use.exit}, {use.stop}
        </Line>
        <Line name="Train, test">
          {formatFixed(use.trainBars, 0)}, {formatFixed(use.testBars, 0)} bars
        </Line>
        <Line name="Hedge, z of">
          {use.hedge}, {use.zScore}
        </Line>
        <Line name="Fee, slippage">
          {formatFixed(use.feeBps, 2)}, {formatFixed(use.slippageBps, 2)} bps
        </Line>
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

import type { VNode } from 'preact'
import type { SweepResult } from '../../src/research/pairs/sweep-result.ts'
import { formatFixed, formatPercent } from '../format.ts'
import { Line } from './metrics-panel.tsx'

/** How much of the best cell is the luck of having looked at many. */
export function OverfittingPanel({ result }: { readonly result: SweepResult }): VNode | null {
  const { best, overfitting } = result
  if (best === null) return null
  const { deflation } = best
  return (
    <section class="panel" aria-label="Luck of the choice">
      <div class="panel-head">
        <h2>Luck of the choice</h2>
      </div>
      <dl class="pairs-of">
        <Line name="Deflated Sharpe">{formatFixed(best.deflatedSharpe, 3)}</Line>
        {deflation !== null && (
          <>
            <Line name="Trials on this pair">{formatFixed(deflation.trials, 0)}</Line>
            <Line name="Best by luck, Sharpe">{formatFixed(deflation.expectedMaximum, 2)}</Line>
          </>
        )}
        <Line name="Probability of overfitting">
          {formatPercent(result.probabilityOfOverfitting, 1)}
        </Line>
        {overfitting !== null && (
          <>
            <Line name="Sharpe on the days chosen by">
              {formatFixed(overfitting.sharpeInSample, 2)}
            </Line>
            <Line name="Sharpe on the other days">
              {formatFixed(overfitting.sharpeOutOfSample, 2)}
            </Line>
            <Line name="A loss on the other days">
              {formatPercent(overfitting.lossProbability, 0)}
            </Line>
          </>
        )}
        <Line name="Neighbours over the best">{formatFixed(best.flatness, 2)}</Line>
        <Line name="Cells at half its height">{formatPercent(best.halfHeightShare, 0)}</Line>
      </dl>
      <p class="foot">
        {deflation === null
          ? 'Trials were not counted: the bars are made up, or the run was kept out of the ledger.'
          : 'Every cell was entered in the ledger of trials.'}
      </p>
    </section>
  )
}

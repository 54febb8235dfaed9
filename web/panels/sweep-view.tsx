import type { VNode } from 'preact'
import type { SweepResult } from '../../src/research/pairs/sweep-result.ts'
import type { SweepAddress } from '../address.ts'
import { formatDay, formatFixed, formatPercent } from '../format.ts'
import { sweepWork } from '../load.ts'
import type { DeskState } from '../state.ts'
import { Figure, toneOf } from './figure.tsx'
import { LongWaiting } from './long-waiting.tsx'
import { OverfittingPanel } from './overfitting-panel.tsx'
import { PairTitle } from './pair-title.tsx'
import { Sealed } from './sealed.tsx'
import { SweepAssumptionsPanel } from './sweep-assumptions-panel.tsx'
import { SweepBestPanel } from './sweep-best-panel.tsx'
import { SweepForm } from './sweep-form.tsx'
import { SweepMapPanel } from './sweep-map-panel.tsx'

/** A grid of parameters over a pair: the conclusion, the map, the best cells, and how much of them is luck. */
export function SweepView(props: {
  readonly state: DeskState
  readonly address: SweepAddress
}): VNode {
  const { state, address } = props
  const { sweep } = state
  const result = sweep.kind === 'ready' ? sweep.value : null
  return (
    <main class="result" aria-busy={sweep.kind === 'running'}>
      <section class="result-head" aria-label="Conclusion">
        <PairTitle state={state} address={address}>
          {state.report === null && `${address.universe.venue} `}
          {address.universe.timeframe}
          {result !== null &&
            `, ${formatFixed(result.rows, 0)} bars, ${formatDay(result.from)} to ${formatDay(result.to)}, ${formatFixed(result.cells.length, 0)} parameter sets`}
        </PairTitle>
        {sweep.kind === 'ready' && <Sealed lines={sweep.sealed} />}
        {result !== null && <p class="conclusion">{result.conclusion}</p>}
        {result !== null && <BestFigures result={result} />}
      </section>
      <div class="result-main">
        {result === null ? (
          <LongWaiting
            state={state}
            long={sweep}
            work={sweepWork}
            title={`Sweeping ${address.y} on ${address.x}`}
            unit="parameter sets"
          >
            <p>
              A sweep backtests every parameter set of the grid and maps them: a result that stands
              on a plateau hardly hangs on its parameters, one that stands alone was found by
              looking. Every cell counts as a trial.
            </p>
          </LongWaiting>
        ) : (
          <>
            <SweepMapPanel key={result.elapsedMs} state={state} address={address} result={result} />
            <SweepBestPanel state={state} address={address} result={result} />
          </>
        )}
      </div>
      <aside class="result-side">
        {state.report === null && (
          <SweepForm
            address={address}
            canRunAgain={sweep.kind === 'absent' || sweep.kind === 'failed'}
          />
        )}
        {result !== null && <OverfittingPanel result={result} />}
        {result !== null && <SweepAssumptionsPanel result={result} />}
      </aside>
    </main>
  )
}

function BestFigures({ result }: { readonly result: SweepResult }): VNode | null {
  const { best, cells, overfitting } = result
  const cell = best === null ? undefined : cells[best.cell]
  if (best === null || cell === undefined) return null
  const { metrics } = cell
  return (
    <dl class="figures">
      <Figure
        name="Sharpe of the best"
        title="Annual; its interval as if it had been the only one"
        after={
          metrics.sharpeInterval !== null &&
          `${formatFixed(metrics.sharpeInterval.low, 2)} to ${formatFixed(metrics.sharpeInterval.high, 2)}`
        }
      >
        {formatFixed(metrics.sharpe, 2)}
      </Figure>
      <Figure
        name="Deflated Sharpe"
        title="Probability that it is more than the best of the trials shows by luck"
        after={best.deflation === null ? 'trials not counted' : trialWords(best.deflation.trials)}
      >
        {formatFixed(best.deflatedSharpe, 3)}
      </Figure>
      <Figure
        name="Probability of overfitting"
        title="How often the best on half of the days is no better than the median on the other half"
        after={overfitting !== null && `${formatFixed(overfitting.splits, 0)} splits`}
      >
        {formatPercent(result.probabilityOfOverfitting, 0)}
      </Figure>
      <Figure name="Neighbours" title="Mean Sharpe ratio one step away" after={lowest(cell)}>
        {formatFixed(cell.neighbours.meanSharpe, 2)}
      </Figure>
      <Figure name="One bar late" title="The best cell with every order one bar later still">
        {formatFixed(best.delayed.sharpe, 2)}
      </Figure>
      <Figure name="Return of the best" tone={toneOf(metrics.totalReturn)}>
        {formatPercent(metrics.totalReturn, 2)}
      </Figure>
    </dl>
  )
}

function trialWords(trials: number): string {
  return `of ${formatFixed(trials, 0)} ${trials === 1 ? 'trial' : 'trials'}`
}

function lowest({ neighbours }: SweepResult['cells'][number]): string | false {
  return neighbours.lowestSharpe !== null && `lowest ${formatFixed(neighbours.lowestSharpe, 2)}`
}

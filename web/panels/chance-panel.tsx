import type { ComponentChildren, VNode } from 'preact'
import type {
  BacktestMetrics,
  Deflated,
  DelayedMetrics,
} from '../../src/research/pairs/backtest-result.ts'
import type { NullComparison, NullPlace } from '../../src/research/pairs/null-comparison.ts'
import { formatFixed, formatPercent, formatProbability } from '../format.ts'

/** What the result is worth beside the same rules a bar late, and beside chance. */
export function ChancePanel(props: {
  readonly metrics: Omit<BacktestMetrics, 'pnlByLeg' | keyof Deflated>
  readonly comparison: NullComparison | null
  /** What was counted as chosen: `chosen`, `folds traded`. */
  readonly chosen: string
  /** Shown where nothing was drawn. */
  readonly children?: ComponentChildren
}): VNode {
  const { metrics, comparison, chosen } = props
  return (
    <section class="panel" aria-label="Beside chance and delay">
      <div class="panel-head">
        <h2>Beside delay and chance</h2>
      </div>
      {metrics.delayed !== null && <Delayed metrics={metrics} delayed={metrics.delayed} />}
      {comparison === null ? props.children : <Drawn comparison={comparison} chosen={chosen} />}
    </section>
  )
}

function Delayed(props: {
  readonly metrics: Omit<BacktestMetrics, 'pnlByLeg' | keyof Deflated>
  readonly delayed: DelayedMetrics
}): VNode {
  const { metrics, delayed } = props
  const bars = delayed.delayBars === 1 ? 'one bar late' : `${delayed.delayBars} bars late`
  return (
    <table class="rows beside">
      <thead>
        <tr>
          <th class="text">orders filled</th>
          <th>return</th>
          <th>Sharpe</th>
          <th>drawdown</th>
          <th>trades</th>
        </tr>
      </thead>
      <tbody>
        {[
          { name: 'at the next open', ...metrics },
          { name: bars, ...delayed },
        ].map(({ name, totalReturn, sharpe, maxDrawdown, trades }) => (
          <tr key={name}>
            <td class="text">{name}</td>
            <td>{formatPercent(totalReturn, 2)}</td>
            <td>{formatFixed(sharpe, 2)}</td>
            <td>{formatPercent(maxDrawdown, 2)}</td>
            <td>{formatFixed(trades, 0)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Drawn(props: { readonly comparison: NullComparison; readonly chosen: string }): VNode {
  const { comparison, chosen } = props
  const { runs, seed, totalReturn, sharpe } = comparison
  return (
    <>
      <table class="rows beside drawn">
        <thead>
          <tr>
            <th class="text">drawn</th>
            <th>here</th>
            <th>5 %</th>
            <th>median</th>
            <th>95 %</th>
            <th>p</th>
          </tr>
        </thead>
        <tbody>
          <Place name="return" place={totalReturn} text={(value) => formatPercent(value, 1)} />
          <Place name="Sharpe" place={sharpe} text={(value) => formatFixed(value, 2)} />
        </tbody>
      </table>
      <RangeLine place={totalReturn} />
      <p class="foot">
        The same rules on {runs} drawn without cointegration (seed {seed}): on average{' '}
        {formatFixed(comparison.chosen.mean, 1)} {chosen} (here{' '}
        {formatFixed(comparison.chosen.observed, 0)}) and {formatFixed(comparison.trades.mean, 1)}{' '}
        trades (here {formatFixed(comparison.trades.observed, 0)}). p is the share at least as good.
      </p>
    </>
  )
}

function Place(props: {
  readonly name: string
  readonly place: NullPlace
  readonly text: (value: number | null) => string
}): VNode {
  const { name, place, text } = props
  return (
    <tr>
      <td class="text">{name}</td>
      <td class="strong">{text(place.observed)}</td>
      <td>{text(place.quantiles?.['5%'] ?? null)}</td>
      <td>{text(place.quantiles?.['50%'] ?? null)}</td>
      <td>{text(place.quantiles?.['95%'] ?? null)}</td>
      <td class="strong">{formatProbability(place.pValue)}</td>
    </tr>
  )
}

/** The return among those of the drawn data: the bar from 5 % to 95 %, its median, and where this run stands. */
function RangeLine({ place }: { readonly place: NullPlace }): VNode | null {
  const { observed, quantiles } = place
  if (observed === null || quantiles === null) return null
  const values = [observed, quantiles['5%'], quantiles['95%'], 0]
  const low = Math.min(...values)
  const span = Math.max(...values) - low || 1
  const at = (value: number): number => 8 + ((value - low) / span) * 264
  return (
    <svg class="interval" viewBox="0 0 280 18" role="img" aria-label="The return among drawn ones">
      <line class="interval-zero" x1={at(0)} x2={at(0)} y1="1" y2="17" />
      <rect
        class="range"
        x={at(quantiles['5%'])}
        width={Math.max(1, at(quantiles['95%']) - at(quantiles['5%']))}
        y="6"
        height="6"
      />
      <line
        class="range-middle"
        x1={at(quantiles['50%'])}
        x2={at(quantiles['50%'])}
        y1="4"
        y2="14"
      />
      <circle class="interval-value" cx={at(observed)} cy="9" r="3.5" />
    </svg>
  )
}

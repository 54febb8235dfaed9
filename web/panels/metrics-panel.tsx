import type { ComponentChildren, VNode } from 'preact'
import type {
  BacktestMetrics,
  Deflated,
  Interval,
} from '../../src/research/pairs/backtest-result.ts'
import { formatFixed, formatPercent } from '../format.ts'

/** What the backtest measured, with intervals where there are any. */
export function MetricsPanel(props: {
  readonly metrics: Omit<BacktestMetrics, 'pnlByLeg' | keyof Deflated>
  /** What it is beside the trials it was chosen from, as far as the record knows. */
  readonly luck?: Deflated & { readonly probabilityOfOverfitting?: number | null }
  /** Beside the head. */
  readonly children?: ComponentChildren
}): VNode {
  const { metrics, luck } = props
  return (
    <section class="panel" aria-label="Metrics">
      <div class="panel-head">
        <h2>Metrics</h2>
        {props.children}
      </div>
      <dl class="pairs-of">
        <Line name="Sharpe, annual, 95 %">
          {formatFixed(metrics.sharpe, 2)}
          {metrics.sharpeInterval !== null && (
            <span class="soft">
              {' '}
              {formatFixed(metrics.sharpeInterval.low, 2)} to{' '}
              {formatFixed(metrics.sharpeInterval.high, 2)}
            </span>
          )}
        </Line>
        {metrics.sharpe !== null && metrics.sharpeInterval !== null && (
          <IntervalLine value={metrics.sharpe} interval={metrics.sharpeInterval} />
        )}
        {luck !== undefined && <LuckLines luck={luck} />}
        <Line name="Return on capital">{formatPercent(metrics.totalReturn, 3)}</Line>
        <Line name="Deepest drawdown">{formatPercent(metrics.maxDrawdown, 3)}</Line>
        <Line name="Trades that won">{formatPercent(metrics.winRate, 1)}</Line>
        <Line name="Average holding">{formatFixed(metrics.averageHoldingBars, 1)} bars</Line>
        <Line name="Time with a position">{formatPercent(metrics.timeInMarket, 1)}</Line>
        <Line name="Turnover">{formatFixed(metrics.turnover, 1)} x capital</Line>
      </dl>
    </section>
  )
}

/** Deflated by the trials made, and how likely the choice was overfitted; nothing of what was not asked. */
function LuckLines(props: {
  readonly luck: Deflated & { readonly probabilityOfOverfitting?: number | null }
}): VNode {
  const { deflatedSharpe, deflation, probabilityOfOverfitting = null } = props.luck
  return (
    <>
      {deflatedSharpe !== null && (
        <Line name="Deflated Sharpe">
          {formatFixed(deflatedSharpe, 3)}
          {deflation !== null && (
            <span class="soft">
              {' '}
              by {formatFixed(deflation.trials, 0)} {deflation.trials === 1 ? 'trial' : 'trials'}
            </span>
          )}
        </Line>
      )}
      {probabilityOfOverfitting !== null && (
        <Line name="Probability of overfitting">{formatPercent(probabilityOfOverfitting, 1)}</Line>
      )}
    </>
  )
}

/** One name and its value. */
export function Line(props: {
  readonly name: string
  readonly children: ComponentChildren
}): VNode {
  return (
    <div>
      <dt>{props.name}</dt>
      <dd class="numbers">{props.children}</dd>
    </div>
  )
}

/** An interval drawn to scale with zero marked: whether it contains zero is the whole question. */
function IntervalLine(props: { readonly value: number; readonly interval: Interval }): VNode {
  const { value, interval } = props
  const low = Math.min(interval.low, 0)
  const span = Math.max(interval.high, 0) - low || 1
  const at = (number: number): number => 4 + ((number - low) / span) * 272
  return (
    <svg
      class="interval"
      viewBox="0 0 280 18"
      role="img"
      aria-label="The interval, with zero marked"
    >
      <line class="interval-zero" x1={at(0)} x2={at(0)} y1="1" y2="17" />
      <line class="interval-line" x1={at(interval.low)} x2={at(interval.high)} y1="9" y2="9" />
      <line class="interval-line" x1={at(interval.low)} x2={at(interval.low)} y1="5" y2="13" />
      <line class="interval-line" x1={at(interval.high)} x2={at(interval.high)} y1="5" y2="13" />
      <circle class="interval-value" cx={at(value)} cy="9" r="3.2" />
    </svg>
  )
}

import type { VNode } from 'preact'
import type { BacktestMetrics, Deflated } from '../../src/research/pairs/backtest-result.ts'
import { formatFixed, formatPercent, formatSigned } from '../format.ts'
import { Figure, toneOf } from './figure.tsx'

/** The few numbers a run turns on. */
export function Headline(props: {
  readonly metrics: Omit<BacktestMetrics, 'pnlByLeg' | keyof Deflated>
  readonly feeBps: number
}): VNode {
  const { metrics, feeBps } = props
  const interval = metrics.sharpeInterval
  return (
    <dl class="figures">
      <Figure name="PnL after costs" tone={toneOf(metrics.pnl.total)}>
        {formatSigned(metrics.pnl.total, 2)}
      </Figure>
      <Figure name="Return on capital" tone={toneOf(metrics.totalReturn)}>
        {formatPercent(metrics.totalReturn, 2)}
      </Figure>
      <Figure
        name="Sharpe, annual"
        after={
          interval !== null && `${formatFixed(interval.low, 2)} to ${formatFixed(interval.high, 2)}`
        }
      >
        {formatFixed(metrics.sharpe, 2)}
      </Figure>
      <Figure name="Deepest drawdown">{formatPercent(metrics.maxDrawdown, 2)}</Figure>
      <Figure name="Trades" after={`in ${formatFixed(metrics.days, 0)} days`}>
        {formatFixed(metrics.trades, 0)}
      </Figure>
      <Figure
        name="Break-even fee"
        title="Fee per side at which the total would be zero"
        after={`bps, assumed ${formatFixed(feeBps, 1)}`}
        tone={
          metrics.breakEvenFeeBps === null ? undefined : toneOf(metrics.breakEvenFeeBps - feeBps)
        }
      >
        {formatFixed(metrics.breakEvenFeeBps, 2)}
      </Figure>
    </dl>
  )
}

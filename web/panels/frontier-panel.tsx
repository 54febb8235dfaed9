import type { VNode } from 'preact'
import type { RouteScheduleRun } from '../../src/protocol/route-schedule-run.ts'
import { formatFixed, formatPercent } from '../format.ts'
import { LineChart } from './line-chart.tsx'

/** Expected cost against risk: the best schedules there are, and the one that was worked off. */
export function FrontierPanel({ run }: { readonly run: RouteScheduleRun }): VNode {
  const { frontier, place, costs } = run
  const notional = costs?.notional ?? null
  const bps = (money: number): number => (notional === null ? money : (money / notional) * 1e4)
  const unit = notional === null ? 'quote' : 'bps'
  const [slow, fast] = [frontier[0], frontier.at(-1)]
  if (slow === undefined || fast === undefined || place === null) {
    return (
      <section class="panel" aria-label="Risk and cost">
        <div class="panel-head">
          <h2>Risk against cost</h2>
        </div>
        <p class="grid-empty">
          The market’s volatility is not known, so there is no frontier: a recording of 30 s before
          the order, or --volatility-bps-per-day, gives one.
        </p>
      </section>
    )
  }
  const at = (point: { readonly standardDeviation: number; readonly expectedCost: number }) =>
    [bps(point.standardDeviation), bps(point.expectedCost)] as const
  return (
    <section class="panel" aria-label="Risk and cost">
      <div class="panel-head">
        <h2>Risk against cost</h2>
        <span class="soft">
          the best schedules of Almgren and Chriss, {unit}
          {notional !== null && ' of notional'}, fees left out
        </span>
      </div>
      <LineChart
        label="Expected cost against its standard deviation"
        lines={[
          {
            name: 'least cost for its risk',
            colour: 'var(--y)',
            points: frontier.map(at).toReversed(),
          },
        ]}
        marks={[{ name: 'this schedule', at: at(place) }]}
        xName={`standard deviation, ${unit}`}
        yName={`cost, ${unit}`}
        heightPx={280}
      />
      <p class="foot numbers">
        In even slices {formatFixed(bps(slow.expectedCost), 3)} ±{' '}
        {formatFixed(bps(slow.standardDeviation), 3)}; {formatPercent(fast.firstShare, 1)} at once{' '}
        {formatFixed(bps(fast.expectedCost), 3)} ± {formatFixed(bps(fast.standardDeviation), 3)};
        this schedule {formatFixed(bps(place.expectedCost), 3)} ±{' '}
        {formatFixed(bps(place.standardDeviation), 3)}, {formatPercent(place.firstShare, 1)} of it
        in its first slice.
      </p>
    </section>
  )
}

import type { VNode } from 'preact'
import type { RouteScheduleRun } from '../../src/protocol/route-schedule-run.ts'
import { formatFixed, formatSigned } from '../format.ts'
import { toneOf } from './figure.tsx'
import { MoneyBar } from './money-bar.tsx'
import { VenueName } from './venue-name.tsx'

const causes = [
  ['timing', 'Timing', 'The market moved while the schedule waited'],
  ['arrival', 'Latency', 'It moved while orders travelled'],
  ['spread', 'Spread', 'Mid to the first unit’s price'],
  ['impact', 'Impact', 'The first unit’s price to the average'],
  ['fee', 'Fees', ''],
  ['opportunity', 'Not filled', 'What is left over, at the last mid'],
  ['total', 'Total', ''],
] as const

/** What the order cost, taken apart: an identity, nothing left over. */
export function ScheduleCostsPanel(props: {
  readonly run: RouteScheduleRun
  readonly colours: ReadonlyMap<string, string>
}): VNode | null {
  const { costs } = props.run
  if (costs === null) return null
  const bps = (money: number): number => (money / costs.notional) * 1e4
  const largest = Math.max(...causes.map(([cause]) => Math.abs(costs[cause])), 1e-300)
  return (
    <section class="panel" aria-label="Cost by cause">
      <div class="panel-head">
        <h2>Cost by cause</h2>
        <span class="soft">bps of the mid it began at</span>
      </div>
      <table class="rows causes">
        <tbody>
          {causes.map(([cause, name, title]) => (
            <tr key={cause} class={cause === 'total' ? 'sum' : ''} title={title}>
              <td class="text">{name}</td>
              <td class="bar">
                <MoneyBar share={-costs[cause] / largest} />
              </td>
              <td class={toneOf(-Number(bps(costs[cause]).toFixed(2))) ?? ''}>
                {formatSigned(bps(costs[cause]), 2)}
              </td>
              <td>{formatFixed(costs[cause], 2)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <table class="rows beside">
        <thead>
          <tr>
            <th class="text">venue</th>
            <th>spread</th>
            <th>impact</th>
            <th>fees</th>
            <th>all</th>
          </tr>
        </thead>
        <tbody>
          {Object.entries(costs.byVenue).map(([venue, own]) => (
            <tr key={venue}>
              <td class="text">
                <VenueName venue={venue} colours={props.colours} />
              </td>
              {([own.spread, own.impact, own.fee, own.total] as const).map((part, k) => (
                <td key={k}>{formatFixed(bps(part), 2)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

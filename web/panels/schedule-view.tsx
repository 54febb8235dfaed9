import type { VNode } from 'preact'
import { useMemo } from 'preact/hooks'
import type { RouteScheduleRun } from '../../src/protocol/route-schedule-run.ts'
import {
  formatClock,
  formatElapsed,
  formatFixed,
  formatQuantity,
  formatSignificant,
  formatSigned,
} from '../format.ts'
import { venueColours } from '../venue-colours.ts'
import { Figure, toneOf } from './figure.tsx'
import { FrontierPanel } from './frontier-panel.tsx'
import { LineChart } from './line-chart.tsx'
import { ScheduleCostsPanel } from './schedule-costs-panel.tsx'
import { ScheduleModelPanel } from './schedule-model-panel.tsx'
import { VenueName } from './venue-name.tsx'

const names: Readonly<Record<RouteScheduleRun['algorithm'], string>> = {
  twap: 'TWAP',
  vwap: 'VWAP',
  pov: 'Share of volume',
  'almgren-chriss': 'Almgren-Chriss',
}

/** An order over time: what it cost and by what, slice by slice, and where it stands between cost and risk. */
export function ScheduleView({ run }: { readonly run: RouteScheduleRun }): VNode {
  const venues = run.slices.flatMap(({ legs }) => legs.map(({ venue }) => venue))
  const colours = useMemo(() => venueColours(venues), [run])
  return (
    <main class="result">
      <Head run={run} />
      <div class="result-main">
        <HoldingsPanel run={run} />
        <FrontierPanel run={run} />
        <SlicesPanel run={run} colours={colours} />
      </div>
      <aside class="result-side">
        <ScheduleCostsPanel run={run} colours={colours} />
        <ScheduleModelPanel run={run} />
      </aside>
    </main>
  )
}

function Head({ run }: { readonly run: RouteScheduleRun }): VNode {
  const { side, quantity, filled, slices, costs } = run
  return (
    <section class="result-head" aria-label="Conclusion">
      <div class="result-title">
        <h1>
          {names[run.algorithm]}: {side} {formatQuantity(quantity, 9)}
        </h1>
        <span class="soft numbers">
          {slices.length} slices in {formatElapsed(run.durationMs)}
          {run.from !== 0 && `, from ${formatClock(run.from)}`}
        </span>
      </div>
      <p class="conclusion">{run.summary.split('\n').at(-1)}</p>
      <dl class="figures">
        <Figure
          name="Cost, bps of the mid it began at"
          title="Implementation shortfall, fees in it"
        >
          {formatFixed(run.costBps, 2)}
        </Figure>
        <Figure name="Of it fees">
          {formatFixed(costs === null ? null : (costs.fee / costs.notional) * 1e4, 2)}
        </Figure>
        <Figure name="Average price">{formatSignificant(run.averagePrice, 8)}</Figure>
        <Figure
          name="Filled"
          after={`of ${formatQuantity(quantity, 9)}`}
          tone={filled < quantity * (1 - 1e-9) ? 'loss' : undefined}
        >
          {formatQuantity(filled, 9)}
        </Figure>
        <Figure
          name="The market moved, bps"
          title="From the decision until the slices left; what it cost"
          tone={toneOf(costs === null ? null : -costs.timing)}
        >
          {formatSigned(costs === null ? null : (costs.timing / costs.notional) * 1e4, 2)}
        </Figure>
      </dl>
    </section>
  )
}

/** What is left of the order, as sent and as filled. */
function HoldingsPanel({ run }: { readonly run: RouteScheduleRun }): VNode {
  const { slices, quantity, durationMs, from } = run
  const secondsOf = (time: number): number => (time - from) / 1_000
  const line = useMemo(() => {
    let left = quantity
    const points: [number, number][] = [[0, quantity]]
    for (const { time, filled } of slices) points.push([secondsOf(time), (left -= filled)])
    points.push([durationMs / 1_000, left])
    return points
  }, [run])
  const even = slices.map(({ time }, k): [number, number] => [
    secondsOf(time),
    quantity * (1 - (k + 1) / slices.length),
  ])
  return (
    <section class="panel" aria-label="What is left">
      <div class="panel-head">
        <h2>What is left of the order</h2>
      </div>
      <LineChart
        label="What is left after each slice"
        lines={[
          { name: 'left', colour: 'var(--y)', points: line, isStepped: true },
          {
            name: 'in even slices',
            colour: 'var(--faint)',
            points: [[0, quantity], ...even, [durationMs / 1_000, 0]],
            isStepped: true,
            isDashed: true,
          },
        ]}
        xName="seconds"
        yName="left"
        heightPx={230}
        yIncludes={0}
      />
    </section>
  )
}

function SlicesPanel(props: {
  readonly run: RouteScheduleRun
  readonly colours: ReadonlyMap<string, string>
}): VNode {
  const { run, colours } = props
  const { slices, from } = run
  const largest = Math.max(...slices.map(({ quantity }) => quantity), 1e-300)
  return (
    <section class="panel" aria-label="Slices">
      <div class="panel-head">
        <h2>Slices</h2>
        <span class="soft">each routed over the books as they were when it left</span>
        <span class="count numbers">{slices.length}</span>
      </div>
      <div class="scroll slices">
        <table class="rows">
          <thead>
            <tr>
              <th class="text">{from === 0 ? 'after' : 'at'}</th>
              <th>sent</th>
              <th>filled</th>
              <th class="text" />
              <th class="text">by venue</th>
            </tr>
          </thead>
          <tbody>
            {slices.map(({ time, quantity, filled, legs }) => (
              <tr key={time}>
                <td class="text">
                  {from === 0 ? formatElapsed(time) : formatClock(time).slice(11)}
                </td>
                <td>{formatSignificant(quantity, 6)}</td>
                <td class={filled < quantity * (1 - 1e-9) ? 'loss' : ''}>
                  {formatSignificant(filled, 6)}
                </td>
                <td class="text slice-bar">
                  <span class="ladder-parts">
                    {legs.map((leg) => (
                      <i
                        key={leg.venue}
                        style={{
                          background: colours.get(leg.venue) ?? 'var(--faint)',
                          width: `${(leg.quantity / largest) * 100}%`,
                        }}
                      />
                    ))}
                  </span>
                </td>
                <td class="text">
                  {legs.map((leg) => (
                    <span key={leg.venue} class="slice-leg">
                      <VenueName venue={leg.venue} colours={colours} />{' '}
                      {formatSignificant(leg.quantity, 5)} at{' '}
                      {formatSignificant(leg.averagePrice, 8)}
                    </span>
                  ))}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}

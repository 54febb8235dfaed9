import type { VNode } from 'preact'
import { useMemo } from 'preact/hooks'
import type { CostPoint, RouteRun } from '../../src/protocol/route-run.ts'
import {
  formatFixed,
  formatPercent,
  formatQuantity,
  formatSigned,
  formatSignificant,
} from '../format.ts'
import { venueColours } from '../venue-colours.ts'
import { Figure, toneOf } from './figure.tsx'
import { LadderPanel } from './ladder-panel.tsx'
import { LineChart, type ChartLine } from './line-chart.tsx'
import { Line } from './metrics-panel.tsx'
import { VenueName } from './venue-name.tsx'

/** A routed order: what it costs and how good that is, its legs, the same in other sizes, the books it was planned on. */
export function RouteView({ run }: { readonly run: RouteRun }): VNode {
  const { books, base, quote } = run
  const colours = useMemo(() => venueColours(books.map(({ venue }) => venue)), [run])
  return (
    <main class="result">
      <Head run={run} />
      <div class="result-main">
        <CostCurvePanel run={run} />
        <LegsPanel run={run} colours={colours} />
        <LadderPanel books={books} base={base} quote={quote} colours={colours} />
      </div>
      <aside class="result-side">
        <ProofPanel run={run} />
        <SavingsPanel run={run} />
        {run.excluded.length > 0 && <LeftOutPanel excluded={run.excluded} />}
      </aside>
    </main>
  )
}

function Head({ run }: { readonly run: RouteRun }): VNode {
  const { side, quantity, filled, base, quote, cost, costBps, savingBps, singleVenue, legs } = run
  return (
    <section class="result-head" aria-label="Conclusion">
      <div class="result-title">
        <h1>
          Route: {side} {formatQuantity(quantity, 9)} {base}
        </h1>
        <span class="soft numbers">
          over {run.books.length} books, prices in {quote}
        </span>
      </div>
      <p class="conclusion">{run.summary.split('\n').at(-1)}</p>
      <dl class="figures">
        <Figure
          name="Cost, bps of the best mid"
          title="Spread, depth and fees"
          after={run.mid !== null && `of ${formatSignificant(run.mid, 7)}`}
        >
          {formatFixed(costBps, 2)}
        </Figure>
        <Figure name={side === 'buy' ? 'Pays' : 'Receives'} after={quote}>
          {formatFixed(Math.abs(cost), 2)}
        </Figure>
        <Figure name="Filled" after={filled < quantity ? 'all there is' : base}>
          {formatQuantity(filled, 9)}
        </Figure>
        <Figure
          name="Saves, bps"
          tone={toneOf(savingBps)}
          after={singleVenue === null ? 'no venue alone fills it' : `on ${singleVenue.venue} alone`}
        >
          {formatFixed(savingBps, 2)}
        </Figure>
        <Figure name="Orders">{legs.length}</Figure>
        <Figure name="Planned in" after={'\u00b5s'}>
          {formatFixed(run.elapsedUs, 0)}
        </Figure>
      </dl>
    </section>
  )
}

/** What the order costs in other sizes, beside the best single venue. */
export function CostCurvePanel({ run }: { readonly run: RouteRun }): VNode {
  const { curve, base, filled, costBps } = run
  const lines = useMemo(() => costLines(curve), [curve])
  return (
    <section class="panel" aria-label="Cost against size">
      <div class="panel-head">
        <h2>Cost against size</h2>
        <span class="soft">basis points of the best mid, fees included</span>
      </div>
      {curve.length === 0 ? (
        <p class="grid-empty">No size of it can be filled, or there is no mid to measure by.</p>
      ) : (
        <LineChart
          label="Cost of the order in other sizes"
          lines={lines}
          marks={costBps === null ? [] : [{ name: 'this order', at: [filled, costBps] }]}
          xName={base}
          yName="bps"
          heightPx={300}
        />
      )}
    </section>
  )
}

function costLines(curve: readonly CostPoint[]): ChartLine[] {
  const single = curve.flatMap(({ filled, singleCostBps }) =>
    singleCostBps === null ? [] : [[filled, singleCostBps] as const],
  )
  return [
    {
      name: 'split over venues',
      colour: 'var(--y)',
      points: curve.map((point) => [point.filled, point.costBps]),
    },
    ...(single.length === 0
      ? []
      : [
          {
            name: 'best single venue, as far as one fills it',
            colour: 'var(--x)',
            points: single,
            isDashed: true as const,
          },
        ]),
  ]
}

/** Its orders, one a venue and instrument. */
export function LegsPanel(props: {
  readonly run: RouteRun
  readonly colours: ReadonlyMap<string, string>
}): VNode {
  const { run, colours } = props
  const { legs, filled } = run
  return (
    <section class="panel" aria-label="Legs">
      <div class="panel-head">
        <h2>Legs</h2>
        <span class="soft">one order a venue and instrument, in its own quote currency</span>
        <span class="count numbers">{legs.length}</span>
      </div>
      {legs.length === 0 ? (
        <p class="grid-empty">Nothing can be filled.</p>
      ) : (
        <div class="scroll">
          <table class="rows">
            <thead>
              <tr>
                <th class="text">venue</th>
                <th class="text">instrument</th>
                <th>quantity</th>
                <th class="text">share</th>
                <th>average</th>
                <th title="The limit its order needs">worst</th>
                <th>notional</th>
                <th>fee</th>
                <th class="text">in</th>
              </tr>
            </thead>
            <tbody>
              {legs.map((leg) => (
                <tr key={`${leg.venue} ${leg.instrument}`}>
                  <td class="text strong">
                    <VenueName venue={leg.venue} colours={colours} />
                  </td>
                  <td class="text">{leg.instrument}</td>
                  <td>{formatQuantity(leg.quantity, 9)}</td>
                  <td class="text share">
                    <i
                      style={{
                        background: colours.get(leg.venue) ?? 'var(--faint)',
                        width: `${(leg.quantity / filled) * 90}px`,
                      }}
                    />{' '}
                    {formatPercent(leg.quantity / filled, 1)}
                  </td>
                  <td>{formatSignificant(leg.averagePrice, 9)}</td>
                  <td>{formatSignificant(leg.worstPrice, 9)}</td>
                  <td>{formatFixed(leg.notional, 2)}</td>
                  <td>{formatFixed(leg.fee, leg.feeCurrency === run.base ? 8 : 2)}</td>
                  <td class="text soft">{leg.feeCurrency}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  )
}

function ProofPanel({ run }: { readonly run: RouteRun }): VNode {
  const { lowerBound, cost, gapBps, isOptimal, averagePrice, singleVenue } = run
  return (
    <section class="panel" aria-label="Proof">
      <div class="panel-head">
        <h2>How good it is</h2>
      </div>
      <dl class="pairs-of">
        <Line name="Cost">{formatFixed(cost, 4)}</Line>
        <Line name="No plan is below">{formatFixed(lowerBound, 4)}</Line>
        <Line name="Gap, bps">{formatFixed(gapBps, 4)}</Line>
        <Line name="Proven cheapest">{isOptimal ? 'yes' : 'no: within the gap'}</Line>
        <Line name="Average, before fees">{formatSignificant(averagePrice, 9)}</Line>
        {singleVenue !== null && (
          <Line name={`All at ${singleVenue.venue}`}>{formatFixed(singleVenue.cost, 4)}</Line>
        )}
      </dl>
    </section>
  )
}

/** What splitting saves in other sizes. */
export function SavingsPanel({ run }: { readonly run: RouteRun }): VNode | null {
  const points = run.curve.flatMap(({ filled, savingBps }) =>
    savingBps === null ? [] : [[filled, savingBps] as const],
  )
  const last = run.curve.findLast(({ savingBps }) => savingBps !== null)
  if (last === undefined) return null
  return (
    <section class="panel" aria-label="Savings">
      <div class="panel-head">
        <h2>Savings on the best venue, bps</h2>
      </div>
      <LineChart
        label="Savings in other sizes"
        lines={[{ name: 'saved by splitting', colour: 'var(--gain)', points }]}
        xName={run.base}
        yName="bps"
        heightPx={190}
        yIncludes={0}
      />
      <p class="foot">
        Up to {formatQuantity(last.filled, 6)} {run.base} one venue fills it alone (
        {last.singleVenue}); there the split saves {formatSigned(last.savingBps, 2)} bps. Beyond, no
        venue does.
      </p>
    </section>
  )
}

const reasons: Readonly<Record<string, string>> = {
  asked: 'as asked',
  crossed: 'its book is crossed in itself',
  'other-base': 'another coin',
  'other-class': 'another kind of contract',
  'unmapped-quote': 'another quote currency without a rate',
  'other-asset': 'priced as another asset',
  distrusted: 'its book is not trusted',
}

function LeftOutPanel({ excluded }: Pick<RouteRun, 'excluded'>): VNode {
  return (
    <section class="panel" aria-label="Left out">
      <div class="panel-head">
        <h2>Left out</h2>
      </div>
      <dl class="pairs-of">
        {excluded.map(({ venue, instrument, reason }) => (
          <Line key={`${venue} ${instrument} ${reason}`} name={`${venue} ${instrument}`}>
            {reasons[reason] ?? reason}
          </Line>
        ))}
      </dl>
    </section>
  )
}

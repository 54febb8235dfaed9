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
import { stepDecimals } from '../ladder-rows.ts'
import { venueColours } from '../venue-colours.ts'
import { Figure } from './figure.tsx'
import { LadderPanel } from './ladder-panel.tsx'
import { LineChart, type ChartLine } from './line-chart.tsx'
import { Line } from './metrics-panel.tsx'
import { RouteFigures } from './route-figures.tsx'
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
  const { side, quantity, base, quote, legs } = run
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
      <RouteFigures
        run={run}
        class="figures"
        after={run.mid !== null && `of ${formatSignificant(run.mid, 7)}`}
      >
        <Figure name="Orders">{legs.length}</Figure>
        <Figure name="Planned in" after={'\u00b5s'}>
          {formatFixed(run.elapsedUs, 0)}
        </Figure>
      </RouteFigures>
    </section>
  )
}

/** What the order costs in other sizes, beside the best single venue. */
export function CostCurvePanel({ run }: { readonly run: RouteRun }): VNode {
  const { curve, base, filled, costBps } = run
  const isOneVenue = splitSavesNothing(run)
  const lines = useMemo(() => costLines(curve, isOneVenue), [curve, isOneVenue])
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
      {isOneVenue && <p class="foot">{oneVenueWords(run)}</p>}
    </section>
  )
}

function costLines(curve: readonly CostPoint[], isOneVenue: boolean): ChartLine[] {
  if (isOneVenue) {
    const points = curve.map((point) => [point.filled, point.costBps] as const)
    return [{ name: 'the cheapest way', colour: 'var(--y)', points }]
  }
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
  const { legs } = run
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
          <table class="rows route-legs row-cards">
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
                <Leg key={`${leg.venue} ${leg.instrument}`} leg={leg} run={run} colours={colours} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  )
}

function Leg(props: {
  readonly leg: RouteRun['legs'][number]
  readonly run: RouteRun
  readonly colours: ReadonlyMap<string, string>
}): VNode {
  const { leg, run, colours } = props
  const { venue, instrument, quantity, averagePrice, worstPrice, notional, fee, feeCurrency } = leg
  const book = run.books.find((each) => each.venue === venue && each.instrument === instrument)
  const decimals = book?.priceStep === undefined ? undefined : stepDecimals(book.priceStep)
  // An average over levels is finer than a price, but no more than can be read.
  const price = (value: number, finer: number): string =>
    decimals === undefined ? formatQuantity(value, 9) : formatFixed(value, decimals + finer)
  const share = quantity / run.filled
  return (
    <tr>
      <td class="text strong">
        <VenueName venue={venue} colours={colours} />
      </td>
      <td class="text" data-name="instrument">
        {instrument}
      </td>
      <td data-name="quantity">{formatQuantity(quantity, 9)}</td>
      <td class="text share" data-name="share">
        <i
          style={{
            background: colours.get(venue) ?? 'var(--faint)',
            width: `${share * 90}px`,
          }}
        />{' '}
        {formatPercent(share, 1)}
      </td>
      <td data-name="average">{price(averagePrice, averagePrice === worstPrice ? 0 : 2)}</td>
      <td data-name="worst">{price(worstPrice, 0)}</td>
      <td data-name="notional">{formatFixed(notional, 2)}</td>
      <td data-name="fee">{formatFixed(fee, feeCurrency === run.base ? 8 : 2)}</td>
      <td class="text soft" data-name="in">
        {feeCurrency}
      </td>
    </tr>
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
  if (splitSavesNothing(run)) {
    return (
      <section class="panel" aria-label="Savings">
        <div class="panel-head">
          <h2>Savings on the best venue, bps</h2>
        </div>
        <p class="grid-empty">{oneVenueWords(run)}</p>
      </section>
    )
  }
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
  'other-class': 'another class',
  inverse: 'inverse contracts are counted in quote and not routed',
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
        {excluded.map(({ venue, instrument, class: kind, reason }) => (
          <Line
            key={`${venue} ${instrument} ${kind} ${reason}`}
            name={`${venue} ${instrument}${kind === undefined ? '' : ` (${kind})`}`}
          >
            {reasons[reason] ?? reason}
          </Line>
        ))}
      </dl>
    </section>
  )
}

/** What rounds to zero where savings are shown. */
const nothingBps = 0.005

/** Is one venue alone as cheap as any split, in every size that one fills? */
function splitSavesNothing({ curve }: RouteRun): boolean {
  const alone = curve.filter(({ savingBps }) => savingBps !== null)
  return alone.length > 0 && alone.every(({ savingBps }) => Math.abs(savingBps!) < nothingBps)
}

function oneVenueWords({ curve, base }: RouteRun): string {
  const alone = curve.filter(({ savingBps }) => savingBps !== null)
  const venues = [...new Set(alone.map(({ singleVenue }) => singleVenue))]
  const isAll = alone.length === curve.length
  const until = isAll
    ? 'at every size shown'
    : `up to ${formatQuantity(alone.at(-1)!.filled, 6)} ${base}, which is all that one venue fills`
  return venues.length === 1
    ? `${venues[0]} alone is cheapest ${until}: splitting saves nothing.`
    : `One venue alone (${venues.join(' or ')}, by size) is cheapest ${until}: splitting saves nothing.`
}

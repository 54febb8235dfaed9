import type { VNode } from 'preact'
import { useMemo } from 'preact/hooks'
import type { ArbitrageScanResult } from '../../src/research/arbitrage/scan-result.ts'
import { formatClock, formatElapsed, formatFixed, formatPercent, formatTime } from '../format.ts'
import { venueColours } from '../venue-colours.ts'
import { ArbFaultsPanel } from './arb-faults-panel.tsx'
import { ArbHoursPanel } from './arb-hours-panel.tsx'
import { CapturePanel } from './capture-panel.tsx'
import { CyclesPanel } from './cycles-panel.tsx'
import { EdgeMatrixPanel } from './edge-matrix-panel.tsx'
import { Figure } from './figure.tsx'
import { LadderPanel } from './ladder-panel.tsx'
import { Line } from './metrics-panel.tsx'
import { NotesPanel } from './notes-panel.tsx'
import { OpportunityTape } from './opportunity-tape.tsx'

/** A scan of several venues: what there was between them, when, the books at the best moment, and what was not used. */
export function ArbScanView({ result }: { readonly result: ArbitrageScanResult }): VNode {
  const colours = useMemo(() => venueColours(result.venues), [result])
  const { best, summary } = result
  return (
    <main class="result">
      <Head result={result} />
      <div class="result-main">
        <EdgeMatrixPanel result={result} colours={colours} />
        <OpportunityTape result={result} colours={colours} />
        {best !== null && (
          <LadderPanel books={best.books} base={best.base} quote={best.quote} colours={colours}>
            <span class="soft numbers">
              when the opportunity with most {best.profitQuote === null ? 'edge' : 'profit'} began,{' '}
              {formatClock(best.time)}
            </span>
          </LadderPanel>
        )}
        <ArbHoursPanel hours={result.hours} />
        {result.cycles.length > 0 && <CyclesPanel cycles={result.cycles} />}
      </div>
      <aside class="result-side">
        <CapturePanel result={result} />
        <ArbFaultsPanel faults={summary.faults} />
        <Assumptions result={result} />
        <NotesPanel notes={summary.notes} />
      </aside>
    </main>
  )
}

function Head({ result }: { readonly result: ArbitrageScanResult }): VNode {
  const { summary, venues, events, from, to, opportunities } = result
  const { inUsd = null } = summary
  const best = opportunities.reduce((most, { peakBps }) => Math.max(most, peakBps), -Infinity)
  return (
    <section class="result-head" aria-label="Conclusion">
      <div class="result-title">
        <h1>Arbitrage scan</h1>
        <span class="soft numbers">
          {venues.length} venues, {formatFixed(events, 0)} rows
          {from !== null && to !== null && `, ${formatTime(from)} to ${formatTime(to)}`}
        </span>
      </div>
      <p class="conclusion">{conclusionOf(result)}</p>
      <dl class="figures">
        <Figure name="Opportunities" after={`${formatFixed(summary.clusters.count, 0)} events`}>
          {formatFixed(summary.count, 0)}
        </Figure>
        <Figure name="Best edge, bps" title="After both fees, at the touch">
          {formatFixed(Number.isFinite(best) ? best : null, 2)}
        </Figure>
        <Figure name="Open for" title="Several at once count each">
          {formatElapsed(summary.totalDurationMs)}
        </Figure>
        <Figure
          name="Median life"
          after={summary.life.censored > 0 && `${summary.life.censored} cut off`}
        >
          {summary.life.medianMs === null ? '\u2013' : formatElapsed(summary.life.medianMs)}
        </Figure>
        {profitsOf(result).map(([quote, profit]) => (
          <Figure
            key={quote}
            name="Profit, one an event"
            title="The best of overlapping ones that share a leg, if each had been taken at once"
            after={quote}
          >
            {formatFixed(profit, 2)}
          </Figure>
        ))}
        {inUsd !== null && (
          <Figure
            name="All of them in dollars"
            title="Each at what one of its currency was worth by spot books when it began"
            after="USD"
          >
            {formatFixed(inUsd.clusterProfit, 2)}
          </Figure>
        )}
        {summary.capture !== null && (
          <Figure name="Captured whole" after={`of ${formatFixed(summary.capture.attempts, 0)}`}>
            {formatPercent(summary.capture.probability?.value ?? null, 1)}
          </Figure>
        )}
      </dl>
    </section>
  )
}

/** Nothing where quotes told no quantities: that is no profit of zero. */
function profitsOf({ summary }: ArbitrageScanResult): readonly (readonly [string, number])[] {
  return summary.indicative === summary.count ? [] : Object.entries(summary.clusters.profitQuote)
}

function conclusionOf({ summary, opportunities }: ArbitrageScanResult): string {
  if (opportunities.length === 0) {
    return 'Nothing was ever above the least edge after both fees.'
  }
  const { count, indicative, clusters, capture } = summary
  if (indicative === count) {
    return 'Every quote here tells a price without a quantity: these openings are upper bounds, what could really have been traded in them is not known.'
  }
  const worth = Object.entries(clusters.profitQuote)
    .map(([quote, profit]) => `${formatFixed(profit, 2)} ${quote}`)
    .join(' and ')
  const captured =
    capture === null
      ? 'Without a latency (--latency-ms) nothing is known of how much of it two orders would have got.'
      : `Two orders sent at every start and filled when they arrived would have come to ${Object.entries(
          capture.profitQuote,
        )
          .map(([quote, profit]) => `${formatFixed(profit, 2)} ${quote}`)
          .join(' and ')}, overlapping ones counted each and what only one leg got undone.`
  return `Taken the instant they opened, one of each event (openings that overlap and share a leg) would have been worth ${worth}. ${captured}`
}

function Assumptions({ result }: { readonly result: ArbitrageScanResult }): VNode {
  const { parameters } = result
  const { minEdgeBps, staleMs, latencyMs, quoteMap, takerFeeBps, basis } = parameters
  const maps = Object.entries(quoteMap).map(([from, into]) => `${from} = ${into}`)
  return (
    <section class="panel" aria-label="Assumptions">
      <div class="panel-head">
        <h2>Assumptions</h2>
      </div>
      <dl class="pairs-of">
        <Line name="Least edge, bps">{formatFixed(minEdgeBps, 2)}</Line>
        <Line name="Not used after silence of">
          {staleMs === 0 ? 'never' : formatElapsed(staleMs)}
        </Line>
        <Line name="Latency">{latencyText(latencyMs)}</Line>
        <Line name="Currencies">{maps.length === 0 ? 'as quoted' : maps.join(', ')}</Line>
        <Line name="Spot against perpetuals">{basis ? 'yes, as basis' : 'no'}</Line>
        {Object.entries(takerFeeBps)
          .slice(0, feesMost)
          .map(([instrument, fee]) => (
            <Line key={instrument} name={`Fee, ${instrument}`}>
              {formatFixed(fee, 2)} bps
            </Line>
          ))}
      </dl>
    </section>
  )
}

const feesMost = 24

function latencyText(latencyMs: ArbitrageScanResult['parameters']['latencyMs']): string {
  if (latencyMs === null) return 'not told'
  const { usual, venues } = latencyMs
  const own = Object.entries(venues).map(([venue, ms]) => `${venue} ${ms} ms`)
  return [...(usual === null ? [] : [`${usual} ms`]), ...own].join(', ')
}

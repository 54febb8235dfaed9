import type { VNode } from 'preact'
import type { FlowWatching } from '../../src/protocol/flow.ts'
import { formatClock, formatFixed, formatPercent, formatSigned } from '../format.ts'
import { market } from '../market-store.ts'
import { Figure, toneOf } from './figure.tsx'
import { LineChart, type ChartLine } from './line-chart.tsx'

/** What is said now, or why nothing is, and what was said before beside what came of it. */
export function FlowForecastPanel({ watching }: { readonly watching: FlowWatching }): VNode {
  const { said, points, model, everySeconds, nominal } = watching
  return (
    <section class="panel" aria-label="Forecast">
      <div class="panel-head">
        <h2>Forecast</h2>
        <span class="soft">
          of the mid over the next {model.horizonSeconds} s
          {everySeconds !== null && `, every ${everySeconds} s`}
        </span>
      </div>
      {said === null ? (
        <p class="panel-empty" role="status">
          Waiting for the first look.
        </p>
      ) : said.kind === 'withdrawn' ? (
        <div class="flow-silent" role="status">
          <strong>No forecast: {reasons[said.reason]}</strong>
          <span class="soft">{said.detail}</span>
        </div>
      ) : (
        <dl class="figures flow-figures">
          <Figure name="Expected move" tone={toneOf(said.expectedReturnBps)}>
            {formatSigned(said.expectedReturnBps, 2)} bps
          </Figure>
          <Figure
            name={`${formatPercent(nominal, 0)} interval`}
            title="Adaptive: after thirty outcomes as wide as the errors here make it"
            after={said.intervalFrom === 'training' ? 'as wide as in training' : 'by errors here'}
          >
            {said.intervalFrom === null
              ? 'none yet'
              : `${formatSigned(said.lowBps, 1)} to ${formatSigned(said.highBps, 1)}`}
          </Figure>
          <Figure name="Probability of a rise">{formatPercent(said.probabilityUp, 1)}</Figure>
          <Figure
            name="Strength"
            title="Share of forecasts on rows not trained on that expected less, either way"
          >
            {formatPercent(said.strength, 0)}
          </Figure>
          <Figure name="Mid" after={`${formatClock(said.time).slice(11, 19)} UTC`}>
            {formatFixed(said.mid, decimalsOf(watching))}
          </Figure>
        </dl>
      )}
      {points.length > 1 && (
        <LineChart
          label={`Expected moves of the last ${points.length} forecasts with their intervals, and what came of them`}
          lines={linesOf(watching)}
          xName="when it was said, UTC"
          yName="bps"
          heightPx={240}
          isTime
          formatX={(time) => formatClock(time).slice(11, 19)}
          yIncludes={0}
        />
      )}
    </section>
  )
}

/** A mid may lie between two ticks. */
function decimalsOf({ place }: FlowWatching): number {
  return 1 + (market.value?.instruments[place]?.priceDecimals ?? 1)
}

const reasons: Readonly<Record<string, string>> = {
  'no-book': 'nothing was heard of the book yet',
  disconnected: 'the connection is lost',
  'distrusted-book': 'the book is not trusted',
  'stale-book': 'the book is silent',
  'no-mid': 'the book has no mid',
  'unknown-feature': 'some measures are not known yet',
  'out-of-distribution': 'the market is not one that it was trained on',
  drift: 'the market has drifted from what it was trained on',
}

function linesOf({ points, nominal }: FlowWatching): ChartLine[] {
  const line = (pick: (point: (typeof points)[number]) => number | null) =>
    points.map((point) => [point.time, pick(point) ?? Number.NaN] as const)
  return [
    { name: 'came', colour: 'var(--x)', points: line((point) => point.realisedReturnBps) },
    { name: 'expected', colour: 'var(--y)', points: line((point) => point.expectedReturnBps) },
    {
      name: `${formatPercent(nominal, 0)} interval`,
      colour: 'var(--faint)',
      isDashed: true,
      // Both its ends, and nothing between them.
      points: [
        ...line((point) => point.lowBps),
        [Number.NaN, Number.NaN] as const,
        ...line((point) => point.highBps),
      ],
    },
  ]
}

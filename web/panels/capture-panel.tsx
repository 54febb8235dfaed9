import type { VNode } from 'preact'
import type {
  ArbitrageScanResult,
  CaptureEstimate,
} from '../../src/research/arbitrage/scan-result.ts'
import { formatElapsed, formatFixed, formatPercent, formatSigned } from '../format.ts'
import { LineChart } from './line-chart.tsx'
import { Line } from './metrics-panel.tsx'

/** How long opportunities live, and what two orders of one's own would have got of them. */
export function CapturePanel({ result }: { readonly result: ArbitrageScanResult }): VNode {
  const { capture, life } = result.summary
  return (
    <>
      <section class="panel" aria-label="Capture">
        <div class="panel-head">
          <h2>Capture</h2>
          <span class="soft">two frozen orders, after latency</span>
        </div>
        {capture === null ? (
          <p class="grid-empty">
            Not asked for: --latency-ms says what orders would have found when they arrived.
          </p>
        ) : (
          <CaptureLines capture={capture} />
        )}
      </section>
      {life.survival.length > 1 && (
        <section class="panel" aria-label="Life">
          <div class="panel-head">
            <h2>How long they live</h2>
          </div>
          <LineChart
            label="Share that lives longer"
            lines={[
              {
                name: 'live longer',
                colour: 'var(--y)',
                points: survivalOf(result),
                isStepped: true,
              },
            ]}
            xName="life"
            yName="%"
            heightPx={180}
            formatX={(decades) => formatElapsed(10 ** decades)}
            yIncludes={0}
          />
          <p class="foot">
            Kaplan and Meier over {formatFixed(life.count, 0)}, {formatFixed(life.censored, 0)} of
            them cut off by the tape’s end.
          </p>
        </section>
      )}
    </>
  )
}

/** In per cent, over powers of ten of milliseconds: lives differ that much. Where none is left the line ends. */
function survivalOf({ summary }: ArbitrageScanResult): readonly (readonly [number, number])[] {
  const { survival } = summary.life
  const last = survival.findIndex(({ probability }) => probability === 0)
  return survival
    .slice(0, last === -1 ? undefined : last + 1)
    .map(({ ms, probability }) => [Math.log10(ms), probability * 100])
}

function CaptureLines({ capture }: { readonly capture: CaptureEstimate }): VNode {
  const { probability, forecast } = capture
  return (
    <dl class="pairs-of">
      <Line name="Tried">{formatFixed(capture.attempts, 0)}</Line>
      <Line name="Both legs whole">{formatFixed(capture.full, 0)}</Line>
      <Line name="In part">{formatFixed(capture.partial, 0)}</Line>
      <Line name="Not at all">{formatFixed(capture.none, 0)}</Line>
      <Line name="Whole, 95 %">
        {probability === null
          ? '\u2013'
          : `${formatPercent(probability.value, 1)} (${formatPercent(probability.low, 1)} to ${formatPercent(probability.high, 1)})`}
      </Line>
      {Object.entries(capture.profitQuote).map(([quote, profit]) => (
        <Line key={quote} name={`Came to, ${quote}`}>
          {formatSigned(profit, 2)}
        </Line>
      ))}
      {capture.unpriced > 0 && (
        <Line name="Could not be undone">{formatFixed(capture.unpriced, 0)}</Line>
      )}
      {forecast !== null && (
        <Line name="Brier of its forecast">
          {formatFixed(forecast.brier, 4)}{' '}
          <span class="soft">base rate {formatFixed(forecast.brierBaseRate, 4)}</span>
        </Line>
      )}
    </dl>
  )
}

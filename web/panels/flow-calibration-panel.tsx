import type { VNode } from 'preact'
import type { FlowWatching } from '../../src/protocol/flow.ts'
import { axisTicks, tickDecimals } from '../draw/axis-ticks.ts'
import { formatFixed } from '../format.ts'

type Bins = FlowWatching['calibration']

/** Fewer forecasts that do not overlap say nothing of a curve. */
const independentLeast = 30
const size = { width: 420, height: 260 }
const edge = { left: 46, right: 12, top: 10, bottom: 38 }

/** Probabilities against shares that rose, with the interval of each: on the diagonal they are right. */
export function FlowCalibrationPanel({ watching }: { readonly watching: FlowWatching }): VNode {
  const { scorecard, calibration, score } = watching
  const trained = 'reason' in scorecard ? [] : scorecard.calibration
  const here = score.independent >= independentLeast ? calibration : []
  return (
    <section class="panel" aria-label="Calibration">
      <div class="panel-head">
        <h2>Calibration</h2>
        <span class="soft">share of rises by the probability that was told, 95 %</span>
      </div>
      {trained.length + here.length === 0 ? (
        <p class="panel-empty">There is nothing to show yet.</p>
      ) : (
        <Chart trained={trained} here={here} />
      )}
      <p class="flow-line soft">
        <Key tone="flow-trained" /> in training
        {here.length > 0 ? (
          <>
            {' '}
            <Key tone="flow-here" /> here
          </>
        ) : (
          `; here from ${independentLeast} forecasts on that do not overlap (${score.independent} by now)`
        )}
      </p>
      <ErrorWords scorecard={scorecard} />
    </section>
  )
}

/** How far the probabilities were off in training; of older models that is not known. */
function ErrorWords({ scorecard }: Pick<FlowWatching, 'scorecard'>): VNode | null {
  const error = 'reason' in scorecard ? undefined : scorecard.calibrationError
  if (error === undefined) return null
  const { expected, byChance, verdict } = error
  return (
    <p class="flow-line">
      In training: off by {points(expected.value)} points on average ({points(expected.low)} to{' '}
      {points(expected.high)}), {points(byChance)} by chance alone. {verdict}
    </p>
  )
}

function points(share: number | null): string {
  return formatFixed(share === null ? null : 100 * share, 1)
}

function Key({ tone }: { readonly tone: string }): VNode {
  return (
    <svg width="10" height="10" aria-hidden="true">
      <circle class={tone} cx="5" cy="5" r="4" />
    </svg>
  )
}

function Chart({ trained, here }: { readonly trained: Bins; readonly here: Bins }): VNode {
  const bins = [...trained, ...here]
  const told = bins.map(({ predicted }) => predicted)
  const came = bins.flatMap(({ low, high }) => [low, high])
  const all = [...told, ...came]
  const [low, high] = [Math.min(...all), Math.max(...all)]
  const scale = (from: number, to: number) => (value: number) =>
    from + ((value - low) / (high - low || 1)) * (to - from)
  const x = scale(edge.left, size.width - edge.right)
  const y = scale(size.height - edge.bottom, edge.top)
  const ticks = axisTicks(low, high, 5)
  const word = (tick: number): string => formatFixed(tick, tickDecimals(ticks))
  const bottom = size.height - edge.bottom
  return (
    <svg
      class="flow-calibration"
      viewBox={`0 0 ${size.width} ${size.height}`}
      role="img"
      aria-label={`Share that rose against the probability that was told: ${wordsOf(trained)} in training${here.length === 0 ? '' : `, ${wordsOf(here)} here`}`}
    >
      <g class="chart-axes">
        {ticks.map((tick) => (
          <g key={tick}>
            <line x1={edge.left} x2={size.width - edge.right} y1={y(tick)} y2={y(tick)} />
            <text x={edge.left - 6} y={y(tick) + 4} text-anchor="end">
              {word(tick)}
            </text>
            <text x={x(tick)} y={bottom + 18} text-anchor="middle">
              {word(tick)}
            </text>
          </g>
        ))}
        <text class="chart-name" x={size.width - edge.right} y={size.height - 5} text-anchor="end">
          probability told
        </text>
        <text class="chart-name" x={12} y={size.height - 5}>
          rose
        </text>
      </g>
      <line class="flow-right" x1={x(low)} y1={y(low)} x2={x(high)} y2={y(high)} />
      <Points bins={trained} tone="flow-trained" x={x} y={y} />
      <Points bins={here} tone="flow-here" x={x} y={y} />
    </svg>
  )
}

function Points(props: {
  readonly bins: Bins
  readonly tone: string
  readonly x: (value: number) => number
  readonly y: (value: number) => number
}): VNode {
  const { bins, tone, x, y } = props
  return (
    <g class={tone}>
      {bins.map(({ predicted, observed, low, high, count }) => (
        <g key={predicted}>
          <title>
            {`told ${formatFixed(predicted, 3)}, rose ${formatFixed(observed, 3)} (${formatFixed(low, 3)} to ${formatFixed(high, 3)}) of ${count}`}
          </title>
          <line x1={x(predicted)} x2={x(predicted)} y1={y(low)} y2={y(high)} />
          <circle cx={x(predicted)} cy={y(observed)} r="4" />
        </g>
      ))}
    </g>
  )
}

/** For who hears the page: the ends of the curve. */
function wordsOf(bins: Bins): string {
  const [first, last] = [bins[0], bins.at(-1)]
  if (first === undefined || last === undefined) return 'nothing'
  const of = (bin: Bins[number]): string =>
    `${formatFixed(bin.observed, 2)} where ${formatFixed(bin.predicted, 2)} was told`
  return `${of(first)} and ${of(last)}`
}

import type { VNode } from 'preact'
import type { FlowWatching } from '../../src/protocol/flow.ts'
import { formatFixed, formatPercent, missing } from '../format.ts'

type Told = (value: number | null) => string

const fixed =
  (decimals: number): Told =>
  (value) =>
    formatFixed(value, decimals)
const share: Told = (value) => formatPercent(value, 1)

const figures = [
  [
    'informationCoefficient',
    'Information coefficient',
    'Rank correlation of forecast and outcome',
    fixed(3),
  ],
  ['r2', 'R²', 'Of the outcome, against a forecast of nothing', fixed(4)],
  ['hitRate', 'Hit rate', 'Of moves that were not zero', share],
  ['auc', 'AUC', 'How probabilities rank rises; 0.5 by chance', fixed(3)],
  ['brier', 'Brier', 'Mean squared error of the probability; less is better', fixed(4)],
  [
    'brierBaseline',
    'Brier of the base rate',
    'What the share of rises in training alone would get',
    fixed(4),
  ],
  ['logLoss', 'Log loss', 'Less is better', fixed(4)],
] as const

/** What forecasts have been worth here, beside the walk-forward of training. */
export function FlowScorePanel({ watching }: { readonly watching: FlowWatching }): VNode {
  const { score, scorecard, nominal, forecasts, withdrawn, doubt } = watching
  const trained = 'reason' in scorecard ? null : scorecard.outOfSample
  const silent = Object.entries(withdrawn)
  return (
    <section class="panel" aria-label="Scorecard">
      <div class="panel-head">
        <h2>Scorecard</h2>
        <span class="soft">
          {score.forecasts === 0
            ? 'no forecast is due yet'
            : `${formatFixed(score.forecasts, 0)} due, ${formatFixed(score.independent, 0)} of which do not overlap`}
        </span>
      </div>
      <div class="scroll" tabIndex={0}>
        <table class="rows">
          <thead>
            <tr>
              <th class="text">measure</th>
              <th>here</th>
              <th title="With its 95 % interval by the stationary bootstrap">in training, 95 %</th>
            </tr>
          </thead>
          <tbody>
            {figures.map(([name, title, words, told]) => (
              <tr key={name} title={words}>
                <td class="text">{title}</td>
                <td class="strong">{told(score.measures[name])}</td>
                <td>
                  {told(trained?.[name].value ?? null)}{' '}
                  <span class="flow-interval soft">
                    {trained !== null &&
                      trained[name].low !== null &&
                      `${told(trained[name].low)} to ${told(trained[name].high)}`}
                  </span>
                </td>
              </tr>
            ))}
            <tr title="Share of intervals that held what came">
              <td class="text">Intervals that held, of {formatPercent(nominal, 0)}</td>
              <td class="strong">{share(score.coverage)}</td>
              <td>
                {'reason' in scorecard ? missing : share(scorecard.intervals.coverage)}{' '}
                <span class="flow-interval" />
              </td>
            </tr>
          </tbody>
        </table>
      </div>
      <p class="flow-line soft">
        {powerOf(watching)} {formatFixed(forecasts, 0)} made, {formatFixed(score.waiting, 0)} not
        due yet
        {silent.length > 0 &&
          `; withdrawn: ${silent.map(([reason, times]) => `${reason} ${formatFixed(times, 0)}`).join(', ')}`}
        .
      </p>
      {doubt !== null && <p class="flow-line loss">Not to be relied on: {doubt}.</p>}
      <p class="flow-line">In training: {scorecard.verdict}</p>
    </section>
  )
}

function powerOf({ score }: FlowWatching): string {
  const least = score.detectableInformationCoefficient
  if (least === null) return ''
  return least >= 1
    ? 'So few show nothing yet.'
    : `An information coefficient below ${formatFixed(least, 2)} would not show in so few.`
}

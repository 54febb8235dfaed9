// Whether the evaluation of flow leaks: labels are rotated in time, seed by seed, so that nothing can be forecast, and how
// often the 95 % interval of the AUC holds one half is counted.
//
//   node bench/flow-leakage.mjs BARS INSTRUMENT [SEEDS [MODEL [HORIZON SECONDS]]]
//
// BARS is a folder of bars with taker volume. Features are made once; costs, decay and importance are left out, which no AUC
// is made of. Nothing is timed. A learner that finds nothing tells every row the same: its AUC is one half without any width,
// and such rotations are counted apart.
import { openFlow } from '../build/src/app/flow/open-flow.js'
import { walkForward } from '../build/src/research/flow/evaluate-flow.js'
import { scorecardOf } from '../build/src/research/flow/judge-forecasts.js'

const [bars, instrument, seeds = '50', kind = 'logistic', seconds = '60'] = process.argv.slice(2)
const { samples } = await openFlow(bars, {
  instrument,
  clock: { kind: 'time', every: 5e6 },
  firstShare: 0.3,
  tell: () => undefined,
})
const horizon = Number(seconds) * 1e6
let held = 0
let silent = 0
let widest = 0
for (let rotateSeed = 1; rotateSeed <= Number(seeds); rotateSeed++) {
  const options = {
    kind,
    calibration: 'platt',
    horizon,
    embargo: horizon,
    folds: 6,
    firstShare: 0.3,
    gapMost: 30e6,
    draws: 500,
    seed: 1,
    withImportance: false,
    rotateSeed,
  }
  const job = walkForward(samples, options)
  let next = job.next()
  while (!next.done) next = job.next()
  const { low, high, value } = scorecardOf(next.value.judged, options).outOfSample.auc
  if (low <= 0.5 && high >= 0.5) held++
  if (low === high) silent++
  widest = Math.max(widest, (high - low) / 2)
  process.stdout.write(
    `${rotateSeed}: ${value.toFixed(4)} (${low.toFixed(4)} to ${high.toFixed(4)}), held ${held}\n`,
  )
}
process.stdout.write(
  `${instrument}, ${kind}, ${seconds} s: ${held} of ${seeds} hold 0.5 (${silent} without any forecast), half-widths up to ${widest.toFixed(4)}\n`,
)

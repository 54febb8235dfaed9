// Whether the evaluation of flow leaks: labels are rotated in time, seed by seed, so that nothing can be forecast, and how
// often the 95 % interval of the AUC holds one half is counted.
//
//   node bench/flow-leakage.mjs BARS INSTRUMENT [SEEDS [MODEL [HORIZON SECONDS]]]
//
// BARS is a folder of bars with taker volume. Nothing is timed.
import { evaluateFlow } from '../build/src/research/flow/evaluate-flow.js'
import { openFlow } from '../build/src/app/flow/open-flow.js'

const [bars, instrument, seeds = '50', kind = 'logistic', seconds = '60'] = process.argv.slice(2)
const { samples } = await openFlow(bars, {
  instrument,
  clock: { kind: 'time', every: 5e6 },
  firstShare: 0.3,
  tell: () => undefined,
})
const horizon = Number(seconds) * 1e6
let held = 0
let widest = 0
for (let rotateSeed = 1; rotateSeed <= Number(seeds); rotateSeed++) {
  const job = evaluateFlow(samples, {
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
  })
  let next = job.next()
  while (!next.done) next = job.next()
  const { low, high, value } = next.value.result.outOfSample.auc
  if (low <= 0.5 && high >= 0.5) held++
  widest = Math.max(widest, (high - low) / 2)
  process.stdout.write(
    `${rotateSeed}: ${value.toFixed(4)} (${low.toFixed(4)} to ${high.toFixed(4)}), held ${held}\n`,
  )
}
process.stdout.write(
  `${instrument}, ${kind}, ${seconds} s: ${held} of ${seeds} hold 0.5, half-widths up to ${widest.toFixed(4)}\n`,
)

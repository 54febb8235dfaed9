import { Option, type Command } from 'commander'
import { UsageError } from '../../core/errors.ts'
import type { ModelKind } from '../../forecast/model/forecast-model.ts'
import { evaluateFlow, fitOn, type EvaluatedFlow } from '../../research/flow/evaluate-flow.ts'
import type { FlowSamples } from '../../research/flow/flow-samples.ts'
import { writeModelFile } from '../flow/model-file.ts'
import { openFlow } from '../flow/open-flow.ts'
import { numberWithin } from './arguments.ts'
import {
  durationOf,
  evaluateOptionsOf,
  modelKinds,
  requestOf,
  withFlowFit,
  type FlowFitOptions,
} from './flow-options.ts'
import { count, minuteOf } from './format.ts'
import { printJson, printLines, withCommonOptions } from './output.ts'

interface TrainOptions extends FlowFitOptions {
  readonly out: string
  readonly horizon: number
  readonly model: ModelKind
  readonly holdout: number
}

/** `isobar flow train` */
export function addFlowTrain(flow: Command): void {
  const command = flow
    .command('train <dir>')
    .description(
      'train a model and write it with its features, its training range, its scorecard and its hash; the last fifth is\nleft for evaluate --model',
    )
    .requiredOption('--out <file>', 'the model, JSON')
    .option('--horizon <time>', 'what is forecast', durationOf, 60e6)
    .addOption(new Option('--model <name>', 'what learns').choices(modelKinds).default('logistic'))
    .option(
      '--holdout <share>',
      'of the span, at its end, not trained on',
      numberWithin(0, 0.9),
      0.2,
    )
  withCommonOptions(
    withFlowFit(command),
    'isobar flow train bars-taker-flow --instrument FIL-USDT --horizon 60s --out model.json',
  ).action(train)
}

async function train(dir: string, options: TrainOptions): Promise<void> {
  if (!options.out.endsWith('.json')) {
    throw new UsageError(`--out ${options.out}: expected a name that ends in .json`)
  }
  const { samples } = await openFlow(dir, requestOf(options))
  const { horizon, model: kind } = options
  const settings = evaluateOptionsOf(options, { kind, horizon, step: samples.step })
  const { times } = samples.matrix
  const first = times[0] ?? 0
  const to = first + ((times.at(-1) ?? 0) - first) * (1 - options.holdout)
  const fit = fitOn(samples, to, settings)
  if (fit.kind === 'unavailable') {
    const reason = fit.detail
    if (options.json === true) printJson({ instrument: samples.instrument, reason })
    else printLines(`Not trained: ${reason}.`)
    process.exitCode = 5
    return
  }
  const card = scorecardOf(cutAt(samples, to), settings)
  const written = await writeModelFile(options.out, {
    instrument: samples.instrument,
    source: samples.source,
    model: fit.value,
    plan: samples.features?.plan ?? null,
    clock: samples.features === null ? null : options.clock,
    scorecard: card,
  })
  const { training, features } = fit.value
  const [from, last] = [training.from / 1_000, training.to / 1_000]
  if (options.json === true) {
    printJson({
      instrument: samples.instrument,
      model: kind,
      horizonSeconds: horizon / 1e6,
      file: options.out,
      sha256: written.sha256,
      features,
      training: { from, to: last, rows: training.rows },
      scorecard: card,
    })
    return
  }
  printLines(
    `${samples.instrument}: ${kind} on ${count(training.rows)} samples of ${features.length} features, ${minuteOf(from)} to ${minuteOf(last)} UTC.`,
    card.verdict,
    `${options.out}: sha256 ${written.sha256}`,
  )
}

/** Samples up to an instant, and no price after it: labels that reach beyond it are not known then. */
function cutAt(samples: FlowSamples, to: number): FlowSamples {
  const { matrix, path } = samples
  const rows = matrix.times.findIndex((time) => time > to)
  const prices = path.times.findIndex((time) => time > to)
  const row = rows < 0 ? matrix.times.length : rows
  const price = prices < 0 ? path.times.length : prices
  return {
    ...samples,
    matrix: {
      ...matrix,
      times: matrix.times.subarray(0, row),
      columns: matrix.columns.map((column) => column.subarray(0, row)),
    },
    path: { times: path.times.subarray(0, price), prices: path.prices.subarray(0, price) },
    signedVolume: samples.signedVolume.subarray(0, price),
    volume: samples.volume.subarray(0, price),
  }
}

/** What a walk-forward within the training range says of such a model. */
function scorecardOf(
  samples: FlowSamples,
  settings: Parameters<typeof evaluateFlow>[1],
): EvaluatedFlow['result'] {
  const job = evaluateFlow(samples, settings)
  let next = job.next()
  while (next.done !== true) next = job.next()
  return next.value.result
}

import { Option, type Command } from 'commander'
import { UsageError } from '../../core/errors.ts'
import type { EvaluatedFlow } from '../../research/flow/evaluate-flow.ts'
import type { ModelKind } from '../../forecast/model/forecast-model.ts'
import { writeModelFile } from '../flow/model-file.ts'
import { openFlow } from '../flow/open-flow.ts'
import { runFlowTraining } from '../workers/run-flow-work.ts'
import { numberWithin } from './arguments.ts'
import {
  durationOf,
  evaluateOptionsOf,
  modelKinds,
  requestOf,
  requireClockOfTicks,
  withFlowFit,
  type FlowFitOptions,
} from './flow-options.ts'
import { inStages, readInStage } from './flow-stages.ts'
import { usedColumns, usedColumnsLine } from '../../research/flow/used-columns.ts'
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
    .addOption(
      new Option('--horizon <time>', 'what is forecast').argParser(durationOf).default(60e6, '60s'),
    )
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

async function train(dir: string, options: TrainOptions, command: Command): Promise<void> {
  if (!options.out.endsWith('.json')) {
    throw new UsageError(`--out ${options.out}: expected a name that ends in .json`)
  }
  const { horizon, model: kind } = options
  const { samples, fit } = await inStages(
    options,
    `${options.out} was not written`,
    async (all) => {
      const { samples: read } = await openFlow(dir, readInStage(requestOf(options), all))
      requireClockOfTicks(read.source, command)
      const settings = evaluateOptionsOf(options, { kind, horizon, step: read.step })
      const work = { kind: 'train', samples: read, settings, holdout: options.holdout } as const
      return { samples: read, fit: await runFlowTraining(work, all.begin('training')) }
    },
  )
  if (fit.kind === 'unavailable') {
    const reason = fit.detail
    if (options.json === true) printJson({ instrument: samples.instrument, reason })
    else printLines(`Not trained: ${reason}.`)
    process.exitCode = 5
    return
  }
  const { model, scorecard: card } = fit.value
  const written = await writeModelFile(options.out, {
    instrument: samples.instrument,
    source: samples.source,
    model,
    plan: samples.features?.plan ?? null,
    clock: samples.features === null ? null : options.clock,
    scorecard: card,
  })
  const { training, features } = model
  const columns = usedColumns(samples.matrix, features)
  const [from, last] = [training.from / 1_000, training.to / 1_000]
  if (options.json === true) {
    printJson({
      instrument: samples.instrument,
      model: kind,
      horizonSeconds: horizon / 1e6,
      file: options.out,
      sha256: written.sha256,
      features,
      columns,
      training: { from, to: last, rows: training.rows },
      scorecard: card,
    })
    return
  }
  printLines(
    `${samples.instrument}: ${kind}, the next ${horizon / 1e6} s, on ${count(training.rows)} samples of ${features.length} features, ${minuteOf(from)} to ${minuteOf(last)} UTC.`,
    card.verdict,
    ...calibrationSentence(card),
    usedColumnsLine(columns),
    ...samples.notes.map((note) => `note: ${note}`),
    `${options.out}: sha256 ${written.sha256}`,
  )
}

function calibrationSentence(card: EvaluatedFlow['result']): string[] {
  const verdict = 'reason' in card ? null : card.calibrationError?.verdict
  return verdict === null || verdict === undefined ? [] : [verdict]
}

import type { Command } from 'commander'
import { UsageError } from '../../core/errors.ts'
import type { ModelKind } from '../../forecast/model/forecast-model.ts'
import {
  evaluateFlow,
  evaluateModel,
  type EvaluatedFlow,
} from '../../research/flow/evaluate-flow.ts'
import type { FlowSamples } from '../../research/flow/flow-samples.ts'
import type { ForecastRow } from '../../research/flow/forecast-rows.ts'
import { writeTable, requireTableName } from '../../stores/table-file.ts'
import { readModelFile } from '../flow/model-file.ts'
import { openFlow } from '../flow/open-flow.ts'
import { flowLines } from './flow-lines.ts'
import {
  durationOf,
  evaluateOptionsOf,
  modelKinds,
  requestOf,
  withFlowFit,
  type FlowFitOptions,
} from './flow-options.ts'
import { printJson, printLines, withCommonOptions } from './output.ts'
import { progressBar } from './progress.ts'
import { keepRun, withRunOptions, type RunOptions } from './run-options.ts'

interface EvaluateCliOptions extends FlowFitOptions, RunOptions {
  readonly horizon?: number
  readonly model: string
  readonly predictions?: string
}

const horizonUsual = 60e6

/** `isobar flow evaluate` */
export function addFlowEvaluate(flow: Command): void {
  const command = flow
    .command('evaluate <dir>')
    .description(
      'walk forward over bars with taker volume, a recording or files of ticks: does flow forecast, how well, and at\nwhat fee would it pay; or judge a trained model on what came after it',
    )
    .option('--horizon <time>', 'what is forecast: the return until then (60s)', durationOf)
    .option(
      '--model <name>',
      `${modelKinds.join(', ')}, or the file of a trained model`,
      'logistic',
    )
    .option('--predictions <file>', 'CSV of every forecast and what came of it')
  withRunOptions(
    withCommonOptions(
      withFlowFit(command),
      'isobar flow evaluate bars-taker-flow --instrument FIL-USDT --horizon 60s --model boosted',
    ),
  ).action(evaluate)
}

async function evaluate(dir: string, options: EvaluateCliOptions): Promise<void> {
  if (options.predictions !== undefined) requireTableName(options.predictions, '--predictions')
  const { samples, files } = await openFlow(dir, requestOf(options))
  const { result, rows } = await evaluated(samples, options)
  if (options.predictions !== undefined) {
    await writePredictions(options.predictions, rows, result.horizonSeconds)
  }
  const { times } = samples.matrix
  const period = times.length === 0 ? {} : { from: times[0]! / 1_000, to: times.at(-1)! / 1_000 }
  await keepRun(
    'flow evaluate',
    { result: { ...result }, files, instruments: [samples.instrument], period },
    { ...options, clock: samples.source === 'bars' ? null : options.clock } as RunOptions,
  )
  if (options.json === true) printJson(result)
  else printLines(...flowLines(result))
  if ('reason' in result) process.exitCode = 5
}

async function evaluated(
  samples: FlowSamples,
  options: EvaluateCliOptions,
): Promise<EvaluatedFlow> {
  const { step } = samples
  if (!isKind(options.model)) {
    const { model } = await readModelFile(options.model)
    if (options.horizon !== undefined && options.horizon !== model.horizon) {
      const own = `${model.horizon / 1e6}s`
      throw new UsageError(`--horizon ${options.horizon / 1e6}s: the model forecasts ${own}`)
    }
    const lacking = model.features.filter((name) => !samples.matrix.names.includes(name))
    if (lacking.length > 0) {
      throw new UsageError(`the model needs features that are not here: ${lacking.join(', ')}`)
    }
    const wanted = { kind: model.learnt.kind, horizon: model.horizon, step }
    return evaluateModel(samples, model, evaluateOptionsOf(options, wanted))
  }
  const wanted = { kind: options.model, horizon: options.horizon ?? horizonUsual, step }
  const job = evaluateFlow(samples, evaluateOptionsOf(options, wanted))
  const bar = progressBar('walking forward', options, ' %')
  let next = job.next()
  for (; next.done !== true; next = job.next()) bar.update(Math.round(100 * next.value), 100)
  bar.end()
  return next.value
}

function isKind(text: string): text is ModelKind {
  return modelKinds.some((kind) => kind === text)
}

const predictionColumns = [
  'time',
  'horizonSeconds',
  'probabilityUp',
  'expectedReturnBps',
  'realisedReturnBps',
  'fold',
]

async function writePredictions(
  path: string,
  rows: readonly ForecastRow[],
  horizonSeconds: number,
): Promise<void> {
  const lines = rows.map((row) =>
    [
      row.time / 1_000,
      horizonSeconds,
      row.probabilityUp,
      row.expectedReturnBps,
      row.realisedReturnBps,
      row.fold,
    ].join(','),
  )
  await writeTable(path, {
    csv: `${[predictionColumns.join(','), ...lines].join('\n')}\n`,
    columns: predictionColumns.map((name) => ({ name, type: 'DOUBLE' })),
  })
}

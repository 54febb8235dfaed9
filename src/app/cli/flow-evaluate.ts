import type { Command } from 'commander'
import { UsageError } from '../../core/errors.ts'
import type { ModelKind } from '../../forecast/model/forecast-model.ts'
import type { EvaluatedFlow, EvaluateOptions } from '../../research/flow/evaluate-flow.ts'
import type { FlowSamples } from '../../research/flow/flow-samples.ts'
import type { ForecastRow } from '../../research/flow/forecast-rows.ts'
import { writeTable, requireTableName } from '../../stores/table-file.ts'
import type { FlowRequest } from '../flow/flow-request.ts'
import type { KeptModel } from '../flow/model-file.ts'
import { withFlow, type OpenedFlow } from '../flow/open-flow.ts'
import { tryUses, type UseTerms } from '../flow/try-uses.ts'
import { runFlowEvaluation } from '../workers/run-flow-work.ts'
import { feeBps, nonNegativeNumber, positiveNumber } from './arguments.ts'
import { flowLines } from './flow-lines.ts'
import {
  durationOf,
  evaluateOptionsOf,
  modelKinds,
  readModelOption,
  requestOf,
  requireClockOfTicks,
  withFlowFit,
  type FlowFitOptions,
} from './flow-options.ts'
import { inStages, readInStage, type Stages } from './flow-stages.ts'
import { requireWhatModelBrings } from './model-brings.ts'
import { printJson, printLines, say, withCommonOptions } from './output.ts'
import { keepRun, withRunOptions, type RunOptions } from './run-options.ts'

interface EvaluateCliOptions extends FlowFitOptions, RunOptions {
  readonly horizon?: number
  readonly model: string
  readonly predictions?: string
  readonly uses: boolean
  readonly takerFeeBps?: number
  readonly makerFeeBps?: number
  readonly latencyMs: number
  readonly notional: number
  readonly details?: true
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
    .option(
      '--no-uses',
      'of ticks: do not try what the forecast is good for through the tick engine',
    )
    .option(
      '--taker-fee-bps <bps>',
      'of whoever uses it; what the recording says, else 4.5',
      feeBps,
    )
    .option(
      '--maker-fee-bps <bps>',
      'below zero a rebate; what the recording says, else 1.5',
      feeBps,
    )
    .option('--latency-ms <ms>', 'of orders and of answers', nonNegativeNumber, 50)
    .option('--notional <quote>', 'of an order', positiveNumber, 1_000)
    .option('--details', 'every latency, bin, horizon and markout too')
  withRunOptions(
    withCommonOptions(
      withFlowFit(command),
      'isobar flow evaluate bars-taker-flow --instrument FIL-USDT --horizon 60s --model boosted',
    ),
  ).action(evaluate)
}

async function evaluate(dir: string, options: EvaluateCliOptions, command: Command): Promise<void> {
  if (options.predictions !== undefined) requireTableName(options.predictions, '--predictions')
  const kept = isKind(options.model) ? undefined : await readModelOption(options.model, modelKinds)
  if (kept !== undefined) requireWhatModelBrings(kept, options, command)
  await inStages(options, 'nothing was written', async (stages) => {
    const request = readInStage({ ...requestOf(options), ...planOf(kept) }, stages)
    await withFlow(dir, request, async (opened) => {
      requireClockOfTicks(opened.samples.source, command)
      const done = await evaluated(opened.samples, { kept, options, stages })
      const begin = (): unknown => stages.begin('trying what it is good for')
      await tell(
        opened,
        { ...done, result: await withUses(opened, done, { request, begin }) },
        { ...options, clock: request.clock },
      )
    })
  })
}

/** A model that was kept looks at its own features, when it was taught to. */
function planOf(kept: KeptModel | undefined): Partial<FlowRequest> {
  return kept?.plan === null || kept?.clock === null || kept === undefined
    ? {}
    : { plan: kept.plan, clock: kept.clock }
}

async function withUses(
  { recording, samples }: OpenedFlow,
  done: EvaluatedBy,
  { request, begin }: { readonly request: FlowRequest; readonly begin: () => void },
): Promise<EvaluatedFlow['result']> {
  const { result, settings, terms } = done
  const isWanted = terms !== undefined && settings.rotateSeed === undefined
  if (recording === null || !isWanted || 'reason' in result) return result
  begin()
  const uses = await tryUses({ recording, samples }, done, { request, terms, options: settings })
  return uses === undefined ? result : { ...result, uses }
}

async function tell(
  { samples, files }: OpenedFlow,
  { result, rows }: EvaluatedFlow,
  options: EvaluateCliOptions,
): Promise<void> {
  const { predictions } = options
  if (predictions !== undefined) {
    if ('reason' in result) say(`there are no figures, so ${predictions} was not written`, options)
    else await writePredictions(predictions, rows, result.horizonSeconds)
  }
  const { times } = samples.matrix
  const period = times.length === 0 ? {} : { from: times[0]! / 1_000, to: times.at(-1)! / 1_000 }
  await keepRun(
    'flow evaluate',
    { result: { ...result }, files, instruments: [samples.instrument], period },
    { ...options, clock: samples.source === 'bars' ? null : options.clock } as RunOptions,
  )
  if (options.json === true) printJson(result)
  else printLines(...flowLines(result, { withDetails: options.details === true }))
  if ('reason' in result) process.exitCode = 5
}

/** Forecasts with what they were made by, and on what terms they are to be used. */
interface EvaluatedBy extends EvaluatedFlow {
  readonly settings: EvaluateOptions
  readonly terms: UseTerms | undefined
}

async function evaluated(
  samples: FlowSamples,
  parts: {
    readonly kept: KeptModel | undefined
    readonly options: EvaluateCliOptions
    readonly stages: Stages
  },
): Promise<EvaluatedBy> {
  const { kept, options, stages } = parts
  const { step } = samples
  const terms = options.uses ? options : undefined
  if (kept !== undefined) {
    const { model } = kept
    const lacking = model.features.filter((name) => !samples.matrix.names.includes(name))
    if (lacking.length > 0) {
      throw new UsageError(
        `--model ${options.model}: it looks at ${lacking.length} of ${model.features.length} features that are not in these data (${lacking.slice(0, 4).join(', ')}${lacking.length > 4 ? ', ...' : ''}); it was trained on ${kept.instrument}, from ${kept.source}, and these are ${samples.source} of ${samples.instrument}`,
      )
    }
    const wanted = { kind: model.learnt.kind, horizon: model.horizon, step }
    const settings = { ...evaluateOptionsOf(options, wanted), trainedOn: kept.instrument }
    const work = { kind: 'judge', samples, model, settings } as const
    const judged = await runFlowEvaluation(work, stages.begin('judging the model'))
    return { ...judged, settings, terms }
  }
  const kind = options.model as ModelKind
  const wanted = { kind, horizon: options.horizon ?? horizonUsual, step }
  const settings = evaluateOptionsOf(options, wanted)
  const work = { kind: 'walk-forward', samples, settings } as const
  const walked = await runFlowEvaluation(work, stages.begin('walking forward'))
  return { ...walked, settings, terms }
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

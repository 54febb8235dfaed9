import { existsSync } from 'node:fs'
import { InvalidArgumentError, Option, type Command } from 'commander'
import { UsageError } from '../../core/errors.ts'
import type { Instant } from '../../core/time.ts'
import type { SampleClock } from '../../forecast/labels/sample-clocks.ts'
import type { EvaluateOptions } from '../../research/flow/evaluate-flow.ts'
import type { ModelKind } from '../../forecast/model/forecast-model.ts'
import { tickKinds } from '../../stores/ticks/tick-kinds.ts'
import type { FlowRequest } from '../flow/flow-request.ts'
import { readModelFile, type ReadModel } from '../flow/model-file.ts'
import { instant, nonNegativeNumber, positiveNumber, share, wholeNumber } from './arguments.ts'
import type { CommonOptions } from './output.ts'

/** Options of every command that makes samples of flow. */
export interface FlowInputOptions extends CommonOptions {
  readonly instrument?: string
  readonly clock: SampleClock
  readonly kind?: string
  readonly from?: Instant
  readonly to?: Instant
  readonly firstShare: number
}

/** Options of those that fit. */
export interface FlowFitOptions extends FlowInputOptions {
  readonly folds: number
  readonly embargo?: number
  readonly maxGap: number
  readonly calibration: 'platt' | 'isotonic'
  readonly draws: number
  readonly seed: number
  readonly importance?: true
  readonly rotateLabels?: number
}

export const modelKinds: readonly ModelKind[] = ['linear', 'logistic', 'boosted']

/** Adds the options of `FlowInputOptions`. */
export function withFlowInput(command: Command): Command {
  return command
    .option('--instrument <name>', 'BASE-QUOTE or venue:BASE-QUOTE, where there are several')
    .addOption(
      new Option('--clock <clock>', 'of ticks, when to look: 5s, events:N or volume:N')
        .argParser(clockOf)
        .default({ kind: 'time', every: 5e6 } satisfies SampleClock, '5s'),
    )
    .option(
      '--kind <name>',
      `of files of ticks: ${Object.keys(tickKinds).join(', ')}; tried in turn where it is not told`,
    )
    .option('--from <instant>', 'first, inclusive', instant)
    .option('--to <instant>', 'last, exclusive', instant)
    .option(
      '--first-share <share>',
      'of the span, trained on before the first forecast',
      share,
      0.3,
    )
}

/** Adds those of `FlowFitOptions` that are more. */
export function withFlowFit(command: Command): Command {
  return withFlowInput(command)
    .option('--folds <n>', 'of the walk-forward', wholeNumber(1, 100), 6)
    .option('--embargo <time>', 'left out beside the horizon; a horizon where not told', durationOf)
    .addOption(
      new Option(
        '--max-gap <time>',
        'a price that old is not known; of ticks more than an hour is an hour',
      )
        .argParser(durationOf)
        .default(30e6, '30s'),
    )
    .addOption(
      new Option('--calibration <kind>', 'of probabilities, on inner purged folds')
        .choices(['platt', 'isotonic'])
        .default('platt'),
    )
    .option('--draws <n>', 'of the bootstrap', wholeNumber(100, 100_000), 1_000)
    .option('--seed <n>', 'of the bootstrap', wholeNumber(0), 1)
    .option('--importance', 'shuffle each feature within the test rows')
    .addOption(
      new Option(
        '--rotate-labels <seed>',
        'move labels round in time first: then there is nothing to forecast',
      ).argParser(wholeNumber(0)),
    )
}

/** A horizon or another time: `90s`, `5m`, `1h`, `1d`, or seconds; microseconds. */
export function durationOf(text: string): number {
  const parts = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)?$/.exec(text)
  if (parts === null) throw new InvalidArgumentError('expected a time: 90s, 5m, 1h.')
  const unit = units[(parts[2] ?? 's') as keyof typeof units]
  const microseconds = Math.round(nonNegativeNumber(parts[1]!) * unit)
  if (microseconds === 0) throw new InvalidArgumentError('expected a time above zero.')
  return microseconds
}

const units = { ms: 1e3, s: 1e6, m: 60e6, h: 3_600e6, d: 86_400e6 } as const

function clockOf(text: string): SampleClock {
  const [kind, every] = text.split(':')
  if (every === undefined) return { kind: 'time', every: durationOf(text) }
  if (kind === 'time') return { kind, every: durationOf(every) }
  if (kind !== 'events' && kind !== 'volume') {
    throw new InvalidArgumentError('expected a time, events:N or volume:N.')
  }
  return { kind, every: positiveNumber(every) }
}

/**
 * The model of a file that is named on the command line.
 *
 * @param others what else may stand there
 * @throws UsageError where there is no such file
 */
export async function readModelOption(
  file: string,
  others: readonly string[] = [],
): Promise<ReadModel> {
  if (existsSync(file)) return readModelFile(file)
  const expected = [
    ...others,
    others.length === 0 ? 'the file of a trained model' : 'or the file of a trained model',
  ]
  throw new UsageError(
    `--model ${file}: expected ${expected.join(', ')}, and there is no such file`,
  )
}

/** @throws UsageError where bars are to be looked at by a clock: they are looked at one by one */
export function requireClockOfTicks(source: 'bars' | 'ticks', command: Command): void {
  if (source === 'bars' && command.getOptionValueSource('clock') === 'cli') {
    throw new UsageError(
      '--clock is of ticks: these are bars, of which each is looked at as it ends',
    )
  }
}

export function requestOf(options: FlowInputOptions): FlowRequest {
  const { instrument, kind, from, to, clock, firstShare } = options
  return {
    clock,
    firstShare,
    ...(instrument === undefined ? {} : { instrument }),
    ...(kind === undefined ? {} : { kind }),
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
  }
}

/** @param step between bars, microseconds; 0 of ticks @throws UsageError where bars do not divide the horizon */
export function evaluateOptionsOf(
  options: FlowFitOptions,
  wanted: { readonly kind: ModelKind; readonly horizon: number; readonly step: number },
): EvaluateOptions {
  const { kind, horizon, step } = wanted
  if (step > 0 && horizon % step !== 0) {
    throw new UsageError(
      `--horizon ${horizon / 1e6}s is not a multiple of the bars' ${step / 1e6}s`,
    )
  }
  return {
    kind,
    horizon,
    embargo: options.embargo ?? horizon,
    calibration: options.calibration,
    folds: options.folds,
    firstShare: options.firstShare,
    gapMost: options.maxGap,
    draws: options.draws,
    seed: options.seed,
    withImportance: options.importance === true,
    ...(options.rotateLabels === undefined ? {} : { rotateSeed: options.rotateLabels }),
  }
}

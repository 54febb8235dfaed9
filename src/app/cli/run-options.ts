import { createHash } from 'node:crypto'
import { join, resolve } from 'node:path'
import type { Command } from 'commander'
import type { BarSeries } from '../../core/bars.ts'
import { saveRun, sha256OfFile, type Run } from '../../stores/run-folder.ts'
import { countTrials, type TrialCount } from '../../stores/trials-ledger.ts'
import { isobarHome } from '../isobar-home.ts'
import { buildStamp, packageVersion } from '../package-facts.ts'
import { usedRows } from '../used-rows.ts'
import { enterTried, type TriedConfiguration } from '../tried-configurations.ts'
import { say, type CommonOptions } from './output.ts'

/** Options of every command whose run yields a result. */
export interface RunOptions extends CommonOptions {
  readonly save?: string
  /** Commander's `--no-trials`. */
  readonly trials: boolean
}

/** Adds `--open-seal`, for the one run that may look at what is sealed. */
export function withOpenSealOption(command: Command): Command {
  return command.option('--open-seal', 'trade the sealed period (isobar pairs seal), once')
}

/** What a run is kept by. */
export interface FinishedRun {
  /** First and last instant of the data, epoch milliseconds; absent where the data have no instants. */
  readonly period: { readonly from?: number; readonly to?: number }
  readonly result: { readonly kind: string }
  readonly files: readonly string[]
  /** Files the result tells of that decide nothing about its trials. */
  readonly besides?: readonly string[]
  /** `venue:BASE-QUOTE`. */
  readonly instruments: readonly string[]
  /** The configurations it tried; without any, its options are the one. */
  readonly tried?: readonly TriedConfiguration[]
}

/** Adds `--save` and `--no-trials`. */
export function withRunOptions(command: Command): Command {
  return command
    .option('--save <dir>', 'write run.json there, for report')
    .option('--no-trials', 'leave the run out of the trials ledger')
}

/** Adds `--save` alone, to commands whose runs are no trials: nothing is estimated in them that could be chosen by luck. */
export function withSaveOption(command: Command): Command {
  return command.option('--save <dir>', 'write run.json there, for report')
}

/** Saves such a run where that was asked for. */
export async function keepUntriedRun(
  command: string,
  { result, files }: Pick<FinishedRun, 'result' | 'files'>,
  options: Omit<RunOptions, 'trials'>,
): Promise<void> {
  if (options.save === undefined) return
  await writeRun({ command, result, inputs: await inputsOf(files) }, options)
}

/**
 * Enters a run in the trials ledger unless it was asked not to, and saves it where it was asked for.
 *
 * An entry's hash is over everything that decides the result, so that the same configuration twice is one trial.
 */
export async function keepRun(
  command: string,
  finished: FinishedRun,
  options: RunOptions,
): Promise<void> {
  await keepJudgedRun(command, finished, options, () => finished.result)
}

/**
 * The same for a result that the trials made so far have a say in, its own among them.
 *
 * @param judge the result with the trials of its instruments and period in view; they are undefined where the ledger is
 *              left out
 * @returns the judged result
 */
export async function keepJudgedRun<Result extends FinishedRun['result']>(
  command: string,
  finished: FinishedRun,
  options: RunOptions,
  judge: (trials: TrialCount | undefined) => Result,
): Promise<Result> {
  const { files, besides = [], instruments, period } = finished
  if (!options.trials) say('not entered in the trials ledger', options)
  if (!options.trials && options.save === undefined) return judge(undefined)
  const inputs = await inputsOf(withBesides(files, besides))
  const parameters = decisive(options)
  // The ledger first: a run that could not be entered leaves nothing behind that looks like one that was.
  if (options.trials) {
    const decided = [{ decided: [command, parameters], sharpe: null }]
    await enterInputs(finished, finished.tried ?? decided, inputs.slice(0, files.length))
  }
  const trials = options.trials
    ? await countTrials(isobarHome(), { instruments, ...period })
    : undefined
  const result = judge(trials)
  await writeRun({ command, result, inputs }, options)
  return result
}

async function writeRun(
  run: Pick<Run, 'command' | 'result' | 'inputs'>,
  options: Omit<RunOptions, 'trials'>,
): Promise<void> {
  const { save } = options
  if (save === undefined) return
  const { command, result, inputs } = run
  await saveRun(save, {
    format: 1,
    command,
    version: packageVersion(),
    seed: 'seed' in options && typeof options.seed === 'number' ? options.seed : null,
    inputs,
    parameters: decisive(options),
    result,
  })
  say(`saved ${join(save, 'run.json')}`, options)
}

/** Files and those beside them, each once. */
function withBesides(files: readonly string[], besides: readonly string[]): readonly string[] {
  const known = new Set(files.map((file) => resolve(file)))
  return [...files, ...besides.filter((file) => !known.has(resolve(file)))]
}

/** What decides a run's result, hashed: the program, the command, its options, and the rows of the files it looks at. */
export async function runKey(
  job: {
    readonly command: string
    readonly files: readonly string[]
    readonly series: readonly BarSeries[]
  },
  options: object,
): Promise<string> {
  const { command, files, series } = job
  const hashes = await Promise.all(files.map(sha256OfFile))
  const program = [packageVersion(), buildStamp()]
  return createHash('sha256')
    .update(JSON.stringify([program, command, decisive(options), hashes, usedRows(series)]))
    .digest('hex')
}

/** Enters work in the ledger that a command does beside its own. */
export async function enterRun(
  work: Omit<FinishedRun, 'tried'> & Required<Pick<FinishedRun, 'tried'>>,
): Promise<void> {
  await enterInputs(work, work.tried, await inputsOf(work.files))
}

function enterInputs(
  { result, instruments, period }: FinishedRun,
  tried: readonly TriedConfiguration[],
  inputs: readonly { readonly sha256: string }[],
): Promise<void> {
  const hashes = inputs.map(({ sha256 }) => sha256)
  return enterTried({ kind: result.kind, instruments, period, hashes, tried })
}

function inputsOf(files: readonly string[]): Promise<{ file: string; sha256: string }[]> {
  return Promise.all(files.map(async (file) => ({ file, sha256: await sha256OfFile(file) })))
}

/** The options that decide the result, in one order. */
function decisive(options: object): Record<string, unknown> {
  const aside = new Set([
    'json',
    'quiet',
    'save',
    'trials',
    'top',
    'threads',
    'equity',
    'equityFile',
    'trades',
    'funding',
    'nullRuns',
  ])
  return Object.fromEntries(
    Object.entries(options)
      .filter(([name]) => !aside.has(name))
      .toSorted(([a], [b]) => (a < b ? -1 : 1)),
  )
}

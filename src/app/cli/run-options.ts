import { createHash } from 'node:crypto'
import { join, resolve } from 'node:path'
import type { Command } from 'commander'
import { saveRun, sha256OfFile } from '../../stores/run-folder.ts'
import { countTrials, enterTrials, type TrialCount } from '../../stores/trials-ledger.ts'
import { isobarHome } from '../isobar-home.ts'
import { packageVersion } from '../package-facts.ts'
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
  readonly instruments: readonly string[]
  /** The configurations it tried; without any, its options are the one. */
  readonly tried?: readonly TriedConfiguration[]
}

/** One configuration that was tried. */
interface TriedConfiguration {
  /** Everything that decided its result but the bytes of its files. */
  readonly decided: object
  /** Annualised; null where it has none. */
  readonly sharpe: number | null
}

/** Adds `--save` and `--no-trials`. */
export function withRunOptions(command: Command): Command {
  return command
    .option('--save <dir>', 'write run.json there, for report')
    .option('--no-trials', 'leave the run out of the trials ledger')
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
  const inputs = await Promise.all(
    withBesides(files, besides).map(async (file) => ({ file, sha256: await sha256OfFile(file) })),
  )
  const parameters = decisive(options)
  // The ledger first: a run that could not be entered leaves nothing behind that looks like one that was.
  if (options.trials) {
    const decided = [{ decided: [command, parameters], sharpe: null }]
    await enter(finished.tried ?? decided, finished, inputs.slice(0, files.length))
  }
  const trials = options.trials
    ? await countTrials(isobarHome(), { instruments, ...period })
    : undefined
  const result = judge(trials)
  if (options.save === undefined) return result
  await saveRun(options.save, {
    format: 1,
    command,
    version: packageVersion(),
    seed: 'seed' in options && typeof options.seed === 'number' ? options.seed : null,
    inputs,
    parameters,
    result,
  })
  say(`saved ${join(options.save, 'run.json')}`, options)
  return result
}

/** Files and those beside them, each once. */
function withBesides(files: readonly string[], besides: readonly string[]): readonly string[] {
  const known = new Set(files.map((file) => resolve(file)))
  return [...files, ...besides.filter((file) => !known.has(resolve(file)))]
}

/** What decides a run's result, hashed: version, command, options, and the bytes it reads. */
export async function runKey(
  command: string,
  files: readonly string[],
  options: object,
): Promise<string> {
  const hashes = await Promise.all(files.map(sha256OfFile))
  return createHash('sha256')
    .update(JSON.stringify([packageVersion(), command, decisive(options), hashes]))
    .digest('hex')
}

async function enter(
  tried: readonly TriedConfiguration[],
  { result, instruments, period }: FinishedRun,
  inputs: readonly { readonly sha256: string }[],
): Promise<void> {
  const hashes = inputs.map(({ sha256 }) => sha256)
  const enteredAt = Date.now()
  const entries = tried.map(({ decided, sharpe }) => ({
    hash: createHash('sha256')
      .update(JSON.stringify([decided, hashes]))
      .digest('hex'),
    kind: result.kind,
    instruments: [...instruments].toSorted(),
    ...period,
    ...(sharpe === null ? {} : { sharpe }),
    enteredAt,
  }))
  await enterTrials(isobarHome(), entries)
}

/** The options that decide the result, in one order. */
export function decisive(options: object): Record<string, unknown> {
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

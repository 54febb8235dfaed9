import { createHash } from 'node:crypto'
import { homedir } from 'node:os'
import { join } from 'node:path'
import type { Command } from 'commander'
import { saveRun, sha256OfFile } from '../../stores/run-folder.ts'
import { enterTrial } from '../../stores/trials-ledger.ts'
import { packageVersion } from '../package-facts.ts'
import { say, type CommonOptions } from './output.ts'

/** Options of every command whose run yields a result. */
export interface RunOptions extends CommonOptions {
  readonly save?: string
  /** Commander's `--no-trials`. */
  readonly trials: boolean
}

/** What a run is kept by. */
export interface FinishedRun {
  /** First and last instant of the data, epoch milliseconds; absent where the data have no instants. */
  readonly period: { readonly from?: number; readonly to?: number }
  readonly result: { readonly kind: string }
  readonly files: readonly string[]
  readonly instruments: readonly string[]
}

/** Adds `--save` and `--no-trials`. */
export function withRunOptions(command: Command): Command {
  return command
    .option('--save <dir>', 'write run.json there, for report')
    .option('--no-trials', 'leave the run out of the trials ledger')
}

/** Where the trials ledger lives: `ISOBAR_HOME`, else (and where it is empty) `~/.isobar`. */
function isobarHome(): string {
  return process.env['ISOBAR_HOME'] || join(homedir(), '.isobar')
}

/**
 * Saves a run where it was asked for, and enters it in the trials ledger unless it was asked not to.
 *
 * The entry's hash is over everything that decides the result, so that the same run twice is one trial.
 */
export async function keepRun(
  command: string,
  finished: FinishedRun,
  options: RunOptions,
): Promise<void> {
  const { result, files } = finished
  const wanted = options.save !== undefined || options.trials
  if (!wanted) return say('not entered in the trials ledger', options)
  const inputs = await Promise.all(
    files.map(async (file) => ({ file, sha256: await sha256OfFile(file) })),
  )
  const parameters = decisive(options)
  // The ledger first: a run that could not be entered leaves nothing behind that looks like one that was.
  if (options.trials) {
    await enter({ command, parameters, hashes: inputs.map(({ sha256 }) => sha256) }, finished)
  } else {
    say('not entered in the trials ledger', options)
  }
  if (options.save === undefined) return
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
  decided: {
    readonly command: string
    readonly parameters: object
    readonly hashes: readonly string[]
  },
  { result, instruments, period }: FinishedRun,
): Promise<void> {
  const { command, parameters, hashes } = decided
  await enterTrial(isobarHome(), {
    hash: createHash('sha256')
      .update(JSON.stringify([command, parameters, hashes]))
      .digest('hex'),
    kind: result.kind,
    instruments: [...instruments].toSorted(),
    ...period,
    enteredAt: Date.now(),
  })
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

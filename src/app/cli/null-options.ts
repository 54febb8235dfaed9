import { Option, type Command } from 'commander'
import { wholeNumber } from './arguments.ts'

/** Options of a run that is held against data without cointegration. */
export interface NullCliOptions {
  readonly nullRuns: number
  readonly seed: number
  readonly threads?: number
}

/** Adds `--null-runs`, `--seed` and `--threads`. */
export function withNullOptions(command: Command, runs: number = 0): Command {
  return command
    .addOption(
      new Option('--null-runs <n>', 'the same rules on so many universes without cointegration')
        .argParser(wholeNumber(0))
        .default(runs),
    )
    .addOption(new Option('--seed <n>', 'of these').argParser(wholeNumber(0)).default(1))
    .addOption(new Option('--threads <n>', 'worker threads').argParser(wholeNumber(1)))
}

import { Command, CommanderError } from 'commander'
import { addDataCommands } from './data.ts'
import { failureOf, type Failure } from './failure.ts'
import { addMarketCommands } from './market.ts'
import { addPairsCommands } from './pairs.ts'
import { addReportCommand } from './report.ts'
import { addRunCommand } from './run.ts'
import { addStartCommand } from './start.ts'
import { addStatsCommands } from './stats/stats.ts'
import { addTradeCommand } from './trade.ts'
import { packageVersion } from '../package-facts.ts'

/**
 * Runs one command line and leaves its exit code in `process.exitCode`: 0 done, 1 the world failed, 2 wrong usage,
 * 3 bad input data, 4 refused by risk, 5 done but the data were too few or an estimator did not converge.
 */
export async function main(args: readonly string[]): Promise<void> {
  // A reader that closes the pipe early (`| head`) ends the command; it is nobody's error.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
    process.exit(0)
  })
  try {
    await buildProgram().parseAsync(args, { from: 'user' })
  } catch (error) {
    const isAnswered = error instanceof CommanderError && error.exitCode === 0 // --help, --version
    if (isAnswered) return
    const failure = failureOf(error)
    report(failure, args.includes('--json'))
    process.exitCode = failure.exitCode
  }
}

/** The whole command tree; exported so that a test can walk it. */
export function buildProgram(): Command {
  const program = new Command('isobar')
    .description(
      'A desk for statistical arbitrage and market microstructure in crypto:\nnumbers one can trust, simulation that does not flatter, every cost counted.',
    )
    .version(packageVersion(), '-V, --version')
    .addHelpText(
      'after',
      [
        '',
        'Example:',
        '  $ isobar start                                  the desk, on synthetic data',
        '  $ isobar pairs screen bars/binance-perp --log   which pairs are cointegrated',
      ].join('\n'),
    )
  addStartCommand(program)
  addPairsCommands(program)
  addStatsCommands(program)
  addTradeCommand(program)
  addDataCommands(program)
  addRunCommand(program)
  addMarketCommands(program)
  addReportCommand(program)
  for (const command of allCommands(program)) {
    // Errors come back here as exceptions, so that they get one format and one place.
    command.exitOverride().configureOutput({ outputError: () => undefined })
    command.showSuggestionAfterError(true)
  }
  return program
}

function allCommands(command: Command): Command[] {
  return [command, ...command.commands.flatMap(allCommands)]
}

function report(failure: Failure, json: boolean): void {
  process.stderr.write(`isobar: ${failure.message}\n`)
  if (!json) return
  const { code, message, context } = failure
  process.stdout.write(`${JSON.stringify({ error: { code, message, context } })}\n`)
}

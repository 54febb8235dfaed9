import { Command, CommanderError } from 'commander'
import { failureOf, type Failure } from './failure.ts'
import { hearLostReaders } from './lost-readers.ts'
import { hearStrayRejections } from '../live/stray-rejections.ts'
import { packageVersion } from '../package-facts.ts'

let stopHearing = (): void => undefined

/**
 * Runs one command line and leaves its exit code in `process.exitCode`: 0 done, 1 the world failed, 2 wrong usage,
 * 3 bad input data, 4 refused by risk, 5 done but the data were too few or an estimator did not converge.
 */
export async function main(args: readonly string[]): Promise<void> {
  hearLostReaders()
  // Not taken back: what ccxt drops comes while a command ends, too.
  stopHearing()
  stopHearing = hearStrayRejections((line) => process.stderr.write(`isobar: ${line}\n`))
  try {
    const program = await buildProgram(...args.slice(0, 1))
    await program.parseAsync(args, { from: 'user' })
  } catch (error) {
    const isAnswered = error instanceof CommanderError && error.exitCode === 0 // --help, --version
    if (isAnswered) return
    const failure = failureOf(error)
    report(failure, args.includes('--json'))
    process.exitCode = failure.exitCode
  }
}

type Adding = (program: Command) => void

/** The commands in the order in which help names them. Each is read when it is asked for: all are half a second. */
const commands: Readonly<Record<string, () => Promise<Adding>>> = {
  start: async () => (await import('./start.ts')).addStartCommand,
  pairs: async () => (await import('./pairs.ts')).addPairsCommands,
  arb: async () => (await import('./arb.ts')).addArbCommands,
  flow: async () => (await import('./flow.ts')).addFlowCommands,
  stats: async () => (await import('./stats/stats.ts')).addStatsCommands,
  trade: async () => (await import('./trade.ts')).addTradeCommand,
  route: async () => (await import('./route.ts')).addRouteCommands,
  data: async () => (await import('./data.ts')).addDataCommands,
  run: async () => {
    const { addRunCommand } = await import('./run.ts')
    return (program) => addRunCommand(program, buildProgram)
  },
  risk: async () => (await import('./risk.ts')).addRiskCommands,
  market: async () => (await import('./market.ts')).addMarketCommands,
  exchange: async () => (await import('./exchange.ts')).addExchangeCommands,
  report: async () => (await import('./report.ts')).addReportCommand,
  doctor: async () => (await import('./doctor.ts')).addDoctorCommand,
}

/** @param words of commands, as the first of a command line; the whole tree where there is none, or one that is no command's */
export async function buildProgram(...words: readonly string[]): Promise<Command> {
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
  for (const add of await addings(words)) add(program)
  for (const command of allCommands(program)) {
    // Errors come back here as exceptions, so that they get one format and one place.
    command.exitOverride().configureOutput({ outputError: () => undefined })
    command.showSuggestionAfterError(true)
  }
  return program
}

/** Help may name any command; the version is known without any. */
async function addings(words: readonly string[]): Promise<Adding[]> {
  if (words[0] === '-V' || words[0] === '--version') return []
  const isKnown = words.length > 0 && words.every((word) => Object.hasOwn(commands, word))
  const wanted = isKnown ? [...new Set(words)] : Object.keys(commands)
  return Promise.all(wanted.map((word) => commands[word]!()))
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

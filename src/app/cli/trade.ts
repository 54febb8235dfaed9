import { join } from 'node:path'
import { Option, type Command } from 'commander'
import { UsageError } from '../../core/errors.ts'
import type { Duration } from '../../core/time.ts'
import type { EngineResult } from '../../engine/engine-result.ts'
import type { TradeRun } from '../../protocol/trade-run.ts'
import { manifestName } from '../../stores/recording/recording-format.ts'
import type { LogLevel } from '../operations/run-log.ts'
import { runBacktest } from '../trade/run-backtest.ts'
import { limitedBy, measuredFiles, readLimits, readTradeConfig } from '../trade/trade-config.ts'
import { tradeSharpe } from '../trade/trade-sharpe.ts'
import { duration, portNumber, wholeNumber } from './arguments.ts'
import { printJson, printLines, withCommonOptions, type CommonOptions } from './output.ts'
import { progressBar } from './progress.ts'
import { keepRun, withSaveOption, type RunOptions } from './run-options.ts'
import { loadStrategies, requiredOption, wantedStrategies } from './run-strategies.ts'
import { addTradeJournalCommands } from './trade-journal.ts'
import { tradeLines } from './trade-lines.ts'

interface TradeOptions extends CommonOptions, RunOptions {
  readonly mode: 'backtest' | 'paper' | 'live'
  readonly strategy?: string
  readonly config?: string
  readonly seed?: number
  readonly equity?: true
  readonly journal?: string
  readonly duration?: Duration
  readonly keys?: string
  readonly limits?: string
  readonly liveOrders?: true
  readonly acceptHoldings?: true
  readonly metrics?: number
  readonly log?: string
  readonly logLevel?: LogLevel
}

/** `isobar trade` */
export function addTradeCommand(program: Command): void {
  const command = program
    .command('trade')
    .description(
      'run a strategy, your own or one that is here: over recordings against venues whose every assumption is named, on paper against live markets, or live. Options are of every mode where they name none',
    )
    .addOption(
      new Option(
        '--mode <mode>',
        'over recordings (backtest), on paper against live markets, or live',
      )
        .choices(['backtest', 'paper', 'live'])
        .default('backtest'),
    )
    // Required, but not of the commands below: told where it is missing.
    .option(
      '--strategy <file>',
      'TypeScript or JavaScript that exports a function `strategy`, else the configuration lists strategies; or one that is here: `arbitrage`, `cross-market-maker`, `route`, or `drill`, small orders to rehearse with',
    )
    .option(
      '--config <file>',
      'YAML or JSON: venues, strategy, limits, reporting, of a backtest recordings',
    )
    .option('--journal <dir>', 'paper and live: where everything is written down before it is done')
    .addOption(
      new Option(
        '--duration <time>',
        'paper and live: 30s, 10m, 2h; else until asked to end',
      ).argParser(duration),
    )
    .option(
      '--keys <file>',
      'paper and live: keys by venue, a file of mode 0600; else the environment',
    )
    .option(
      '--limits <file>',
      'limits in a file of their own: each there goes before that of the configuration, the others stay; live trading needs it',
    )
    .option('--live-orders', 'live: real orders are sent only with this')
    .option(
      '--accept-holdings',
      'paper and live: take what the venues hold for right, whatever the journal says',
    )
    .addOption(
      new Option('--seed <n>', 'instead of the one in the configuration').argParser(wholeNumber(0)),
    )
    .addOption(
      new Option(
        '--metrics <port>',
        'paper and live: figures for Prometheus at 127.0.0.1:PORT/metrics; 0 picks a free port',
      ).argParser(portNumber),
    )
    .option('--log <file>', 'paper and live: JSON lines of what the run tells, appended')
    .addOption(
      new Option(
        '--log-level <level>',
        'paper and live: from which level on, else from info; debug has every record of the journal',
      ).choices(['debug', 'info', 'warn', 'error']),
    )
    .option('--equity', 'backtest: paths of equity, PnL by cause, positions, fills in the document')
    .option('--no-trials', 'backtest: leave the run out of the trials ledger')
  withSaveOption(
    withCommonOptions(
      command,
      'isobar trade --strategy examples/market-maker.ts --config examples/market-maker.yaml',
    ),
  ).action(trade)
  addTradeJournalCommands(command)
}

async function trade(options: TradeOptions): Promise<void> {
  const configFile = requiredOption(options.config, '--config <file>')
  if (options.mode !== 'backtest') {
    const { tradeLive } = await import('./trade-live.ts')
    const { mode } = options
    return tradeLive({ ...options, mode, config: configFile })
  }
  refuseThoseOfLive(options)
  const read = limitedBy(await readTradeConfig(configFile), await readLimits(options.limits))
  const config = options.seed === undefined ? read : { ...read, seed: options.seed }
  const wanted = wantedStrategies(options.strategy, config)
  const strategies = await loadStrategies(wanted)
  const bar = progressBar('running', options)
  const { result, eventsPerSecond } = await runBacktest(config, strategies, {
    withEquity: true,
    onProgress: bar.update,
  }).finally(bar.end)
  const files = [
    ...new Set(strategies.flatMap(({ files: own }) => own)),
    configFile,
    ...(options.limits === undefined ? [] : [options.limits]),
    ...measuredFiles(config),
    ...config.recordings.map((each) => join(each, manifestName)),
  ]
  const saved: TradeRun = { ...result, summary: tradeLines(result).join('\n') }
  await keepRun(
    'trade',
    {
      result: saved,
      files,
      instruments: instrumentsOf(result),
      period: { from: result.from, to: result.to },
      tried: [{ decided: ['trade', config.seed], sharpe: tradeSharpe(result) }],
    },
    { ...options, seed: config.seed } as RunOptions,
  )
  const { equityPath, path, ...rest } = result
  if (options.json === true)
    printJson(options.equity === true ? { ...rest, equityPath, path } : rest)
  else printLines(...tradeLines(result, eventsPerSecond))
}

/** Options of paper and live, and why a backtest has no use for each. */
const ofLive = {
  journal: ['--journal', 'keeps none (--save)'],
  duration: ['--duration', 'ends where its recordings do (`to`)'],
  keys: ['--keys', 'asks no venue'],
  liveOrders: ['--live-orders', 'sends none'],
  acceptHoldings: ['--accept-holdings', 'begins anew, with what its configuration says'],
  metrics: ['--metrics', 'is over before anybody asks'],
  log: ['--log', 'writes none (--save)'],
  logLevel: ['--log-level', 'writes no log (--save)'],
} as const satisfies { readonly [Name in keyof TradeOptions]?: readonly [string, string] }

/** An option that would be dropped is said: who gives one relies on it. @throws UsageError */
function refuseThoseOfLive(options: TradeOptions): void {
  for (const name of Object.keys(ofLive) as (keyof typeof ofLive)[]) {
    if (options[name] === undefined) continue
    const [option, why] = ofLive[name]
    throw new UsageError(`${option} is of paper and live: a backtest ${why}`)
  }
}

/** What the strategy was shown, traded or not. */
function instrumentsOf({ instruments }: EngineResult): string[] {
  return [...new Set(instruments.map(({ venue, instrument }) => `${venue}:${instrument}`))]
}

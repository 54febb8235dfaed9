import { join } from 'node:path'
import { Option, type Command } from 'commander'
import { UsageError } from '../../core/errors.ts'
import type { Duration } from '../../core/time.ts'
import type { EngineResult } from '../../engine/engine-result.ts'
import type { TradeRun } from '../../protocol/trade-run.ts'
import { manifestName } from '../../stores/recording/recording-format.ts'
import { loadStrategy } from '../trade/load-strategy.ts'
import { runBacktest, type PlacedStrategy } from '../trade/run-backtest.ts'
import { readTradeConfig, type StrategyConfig, type TradeConfig } from '../trade/trade-config.ts'
import { tradeSharpe } from '../trade/trade-sharpe.ts'
import { duration, wholeNumber } from './arguments.ts'
import { printJson, printLines, withCommonOptions, type CommonOptions } from './output.ts'
import { progressBar } from './progress.ts'
import { keepRun, withRunOptions, type RunOptions } from './run-options.ts'
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
}

/** `isobar trade` */
export function addTradeCommand(program: Command): void {
  const command = program
    .command('trade')
    .description(
      'run a strategy of your own over recordings, against venues whose every assumption is named',
    )
    .addOption(
      new Option('--mode <mode>', 'over recordings, on paper against live markets, or live')
        .choices(['backtest', 'paper', 'live'])
        .default('backtest'),
    )
    // Required, but not of the commands below: told where it is missing.
    .option(
      '--strategy <file>',
      'TypeScript or JavaScript that exports a function `strategy`, else the configuration lists strategies; or one that is here: `arbitrage`, `cross-market-maker`, or `drill`, small orders to rehearse with',
    )
    .option('--config <file>', 'YAML or JSON: recordings, venues, strategy, limits, reporting')
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
    .option('--limits <file>', 'limits in a file of their own; live trading needs it')
    .option('--live-orders', 'live trading sends real orders only with this')
    .option('--accept-holdings', 'take what the venues hold for right, whatever the journal says')
    .addOption(
      new Option('--seed <n>', 'instead of the one in the configuration').argParser(wholeNumber(0)),
    )
    .option('--equity', 'the path of equity, of PnL by cause, positions and fills in the document')
  withRunOptions(
    withCommonOptions(
      command,
      'isobar trade --strategy examples/market-maker.ts --config examples/market-maker.yaml',
    ),
  ).action(trade)
  addTradeJournalCommands(command)
}

/** An option that must be there. @throws UsageError */
function required(value: string | undefined, option: string): string {
  if (value === undefined) throw new UsageError(`required option '${option}' not specified`)
  return value
}

async function trade(options: TradeOptions): Promise<void> {
  const configFile = required(options.config, '--config <file>')
  if (options.mode !== 'backtest') {
    const { tradeLive } = await import('./trade-live.ts')
    const { mode } = options
    const strategy = required(options.strategy, '--strategy <file>')
    return tradeLive({ ...options, mode, strategy, config: configFile })
  }
  const read = await readTradeConfig(configFile)
  const config = options.seed === undefined ? read : { ...read, seed: options.seed }
  const wanted = wantedStrategies(options, config)
  const strategies = await Promise.all(wanted.map(placed))
  const bar = progressBar('running', options)
  const { result, eventsPerSecond } = await runBacktest(config, strategies, {
    withEquity: true,
    onProgress: bar.update,
  }).finally(bar.end)
  const files = [
    ...new Set(wanted.map(({ file }) => file)),
    configFile,
    ...config.recordings.map((each) => join(each, manifestName)),
  ]
  const saved: TradeRun = { ...result, summary: tradeLines(result).join('\n') }
  await keepRun(
    'trade',
    {
      result: saved,
      files,
      instruments: instrumentsOf(result, config),
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

/** The strategies of a run: those its configuration lists, or the one that is named beside it. */
function wantedStrategies(
  { strategy }: TradeOptions,
  { strategies, strategy: settings }: TradeConfig,
): readonly StrategyConfig[] {
  if (strategies.length === 0) {
    return [{ file: required(strategy, '--strategy <file>'), name: undefined, settings }]
  }
  if (strategy === undefined) return strategies
  throw new UsageError('--strategy names one strategy, and the configuration lists strategies')
}

async function placed({ file, name, settings }: StrategyConfig): Promise<PlacedStrategy> {
  return { factory: await loadStrategy(file), name, settings }
}

/** What the strategy was shown: what its configuration asks for, or all that was recorded; traded or not. */
function instrumentsOf({ instruments }: EngineResult, config: TradeConfig): string[] {
  const names = instruments.map(({ venue, instrument }) => `${venue}:${instrument}`)
  const asked = config.instruments
  if (asked.length === 0) return [...new Set(names)]
  return [...new Set(names)].filter((name) =>
    asked.some((each) => each === name || each.startsWith(`${name}:`)),
  )
}

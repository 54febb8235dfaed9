import { join } from 'node:path'
import { Option, type Command } from 'commander'
import { UsageError } from '../../core/errors.ts'
import type { TradeRun } from '../../protocol/trade-run.ts'
import { manifestName } from '../../stores/recording/recording-format.ts'
import { loadStrategy } from '../trade/load-strategy.ts'
import { runBacktest } from '../trade/run-backtest.ts'
import { readTradeConfig } from '../trade/trade-config.ts'
import { wholeNumber } from './arguments.ts'
import { printJson, printLines, withCommonOptions, type CommonOptions } from './output.ts'
import { progressBar } from './progress.ts'
import { keepRun, withRunOptions, type RunOptions } from './run-options.ts'
import { tradeLines } from './trade-lines.ts'

interface TradeOptions extends CommonOptions, RunOptions {
  readonly mode: 'backtest' | 'paper' | 'live'
  readonly strategy: string
  readonly config: string
  readonly seed?: number
  readonly equity?: true
}

/** `isobar trade` */
export function addTradeCommand(program: Command): void {
  const command = program
    .command('trade')
    .description(
      'run a strategy of your own over recordings, against venues whose every assumption is named',
    )
    .addOption(
      new Option('--mode <mode>', 'backtest; paper and live are not here yet')
        .choices(['backtest', 'paper', 'live'])
        .default('backtest'),
    )
    .requiredOption(
      '--strategy <file>',
      'TypeScript or JavaScript that exports a function `strategy`',
    )
    .requiredOption(
      '--config <file>',
      'YAML or JSON: recordings, venues, strategy, limits, reporting',
    )
    .addOption(
      new Option('--seed <n>', 'instead of the one in the configuration').argParser(wholeNumber(0)),
    )
    .option('--equity', 'the path of equity in the document')
  withRunOptions(
    withCommonOptions(
      command,
      'isobar trade --strategy examples/market-maker.ts --config examples/market-maker.yaml',
    ),
  ).action(trade)
}

async function trade(options: TradeOptions): Promise<void> {
  if (options.mode !== 'backtest')
    throw new UsageError(`mode ${options.mode} is not here yet; there is backtest`)
  const read = await readTradeConfig(options.config)
  const config = options.seed === undefined ? read : { ...read, seed: options.seed }
  const strategy = await loadStrategy(options.strategy)
  const bar = progressBar('running', options)
  const { result, eventsPerSecond } = await runBacktest(config, strategy, {
    withEquity: options.equity === true || options.save !== undefined,
    onProgress: bar.update,
  }).finally(bar.end)
  const files = [
    options.strategy,
    options.config,
    ...config.recordings.map((each) => join(each, manifestName)),
  ]
  const instruments = result.instruments.filter(({ fills }) => fills > 0)
  const saved: TradeRun = { ...result, summary: tradeLines(result).join('\n') }
  await keepRun(
    'trade',
    {
      result: saved,
      files,
      instruments: instruments.map(({ venue, instrument }) => `${venue}:${instrument}`),
      period: { from: result.from, to: result.to },
    },
    { ...options, seed: config.seed } as RunOptions,
  )
  const { equityPath, ...rest } = result
  if (options.json === true) printJson(options.equity === true ? { ...rest, equityPath } : rest)
  else printLines(...tradeLines(result, eventsPerSecond))
}

import { Option, type Command } from 'commander'
import { UsageError } from '../../core/errors.ts'
import { levelsFault } from '../../protocol/trading-levels.ts'
import { defaultTradingParameters as use } from '../../research/pairs/backtest-options.ts'
import type { TradingParameters } from '../../research/pairs/backtest-result.ts'
import {
  feeBps,
  finiteNumber,
  nonNegativeNumber,
  positiveNumber,
  share,
  wholeNumber,
} from './arguments.ts'

/** Options that say how a relation is traded and what that costs, as commander names them. */
export interface TradingCliOptions {
  readonly log?: true
  readonly hedge: TradingParameters['hedge']
  readonly filterHalfLives: number
  readonly z: TradingParameters['zScore']
  readonly entry: number
  readonly exit: number
  readonly stop: number
  readonly maxHolding?: number
  readonly breakMonitor?: true
  readonly rebalance: TradingParameters['rebalance']
  readonly band: number
  /** Absent where a command does not look back. */
  readonly delay?: number
  readonly notional: number
  readonly feeBps: number
  readonly slippageBps: number
  readonly borrowBpsPerDay: number
  readonly participation?: number
  readonly funding?: string
  readonly fundingMissing: TradingParameters['fundingMissing']
}

/** Adds the options of the signal: the relation, and when it is opened and closed. */
export function withSignalOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--hedge <method>', 'how the hedge ratio is estimated')
        .choices(['ols', 'tls', 'johansen', 'kalman'])
        .default(use.hedge),
    )
    .addOption(
      new Option(
        '--filter-half-lives <n>',
        'a filtered hedge remembers so many half-lives of the residual',
      )
        .argParser(positiveNumber)
        .default(use.filterHalfLives),
    )
    .addOption(
      new Option('--z <window>', 'mean and deviation of the training rows, or trailing ones')
        .choices(['training', 'trailing'])
        .default(use.zScore),
    )
    .addOption(new Option('--entry <z>', 'open at').argParser(positiveNumber).default(use.entry))
    .addOption(new Option('--exit <z>', 'close at').argParser(finiteNumber).default(use.exit))
    .addOption(
      new Option(
        '--stop <z>',
        'give up at; then nothing opens until |z| is below the exit (at 0: through it)',
      )
        .argParser(positiveNumber)
        .default(use.stop),
    )
    .addOption(
      new Option('--max-holding <bars>', 'close after so many bars').argParser(wholeNumber(1)),
    )
    .option('--break-monitor', 'watch every relation; close and stay out when it breaks')
    .addOption(
      new Option('--rebalance <rule>', 'bring legs back to a hedge ratio they have come away from')
        .choices(['never', 'band'])
        .default(use.rebalance),
    )
    .addOption(
      new Option('--band <share>', 'how far a leg may come away from it')
        .argParser(positiveNumber)
        .default(use.rebalanceBand),
    )
}

/** Adds `--delay`, for runs that look back. */
export function withDelayOption(command: Command): Command {
  return command.addOption(
    new Option('--delay <bars>', 'also tell what comes out when every order is so late; 0: do not')
      .argParser(wholeNumber(0))
      .default(use.delayBars),
  )
}

/** Adds the options of size and cost. */
export function withCostOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--notional <quote>', 'gross of all legs at entry')
        .argParser(positiveNumber)
        .default(use.notional),
    )
    .addOption(
      new Option('--fee-bps <bps>', 'taker fee of each leg and side')
        .argParser(feeBps)
        .default(use.feeBps),
    )
    .addOption(
      new Option('--slippage-bps <bps>', 'every fill is worse by so much')
        .argParser(nonNegativeNumber)
        .default(use.slippageBps),
    )
    .addOption(
      new Option('--borrow-bps-per-day <bps>', 'cost of a short spot leg')
        .argParser(nonNegativeNumber)
        .default(use.borrowBpsPerDay),
    )
    .addOption(
      new Option(
        '--participation <share>',
        "at most this share of the signal bar's volume",
      ).argParser(share),
    )
    .option('--funding <dir>', 'settled funding of the perpetual legs: <venue>/<SYMBOL>.csv[.gz]')
    .addOption(
      new Option('--funding-missing <rule>', 'when a settlement is not in the file')
        .choices(['refuse', 'zero'])
        .default(use.fundingMissing),
    )
}

/** @throws UsageError for orders that make no sense, before anything is read */
export function requireSense(options: TradingCliOptions): void {
  const fault = levelsFault(options, '--')
  if (fault !== undefined) throw new UsageError(fault.message)
}

/** The options as research takes them. */
export function tradingParameters(options: TradingCliOptions): TradingParameters {
  return {
    log: options.log === true,
    hedge: options.hedge,
    filterHalfLives: options.filterHalfLives,
    zScore: options.z,
    entry: options.entry,
    exit: options.exit,
    stop: options.stop,
    maxHoldingBars: options.maxHolding ?? null,
    breakMonitor: options.breakMonitor === true,
    rebalance: options.rebalance,
    rebalanceBand: options.band,
    notional: options.notional,
    feeBps: options.feeBps,
    slippageBps: options.slippageBps,
    borrowBpsPerDay: options.borrowBpsPerDay,
    participation: options.participation ?? null,
    fundingMissing: options.fundingMissing,
    delayBars: options.delay ?? 0,
  }
}

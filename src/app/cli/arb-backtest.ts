import { Option, type Command } from 'commander'
import { UsageError } from '../../core/errors.ts'
import type { Duration } from '../../core/time.ts'
import { backtestArbitrage } from '../../research/arbitrage/backtest.ts'
import { readTransfersFile } from '../arb/transfers-file.ts'
import type { Latencies } from '../arb/arb-arguments.ts'
import { arbBacktestLines } from './arb-backtest-lines.ts'
import { keepTapeRun, latencyFrom, quoteMapText } from './arb-run.ts'
import { openArbTape, withArbTapeOptions, type ArbTapeOptions } from './arb-tape.ts'
import { nonNegativeNumber, positiveNumber } from './arguments.ts'
import { count } from './format.ts'
import { printJson, printLines, say, withCommonOptions } from './output.ts'
import { withRunOptions, type RunOptions } from './run-options.ts'

interface BacktestCliOptions extends ArbTapeOptions, RunOptions {
  readonly capital: number
  readonly notional: number
  readonly profitLeast: number
  readonly inventoryBps: number
  readonly lookAgainMs: number
  readonly capitalBpsPerYear: number
  readonly transfers?: string
}

/** `isobar arb backtest` */
export function addArbBacktest(arb: Command): void {
  const command = arb
    .command('backtest <dir|file...>')
    .description(
      'trade what a scan finds, from inventory at both venues: two limits frozen at the signal, filled when they\narrive, what is left over undone; inventory moved back where that pays; PnL by cause',
    )
    .addOption(
      new Option('--capital <n>', 'worth of base, and of quote, each venue begins with')
        .argParser(positiveNumber)
        .default(10_000),
    )
    .addOption(
      new Option('--notional <n>', 'most of one trade').argParser(positiveNumber).default(10_000),
    )
    .option('--profit-least <n>', 'least expected profit of a trade', nonNegativeNumber, 0)
    .option(
      '--inventory-bps <n>',
      'what using inventory costs, of notional: moving it back',
      nonNegativeNumber,
      0,
    )
    .option(
      '--look-again-ms <n>',
      'after so long what is still open and came to nothing is looked at again; 0: never',
      nonNegativeNumber,
      1_000,
    )
    .option(
      '--capital-bps-per-year <n>',
      'what capital would bring elsewhere',
      nonNegativeNumber,
      500,
    )
    .option(
      '--transfers <file>',
      'JSON: network fee, minutes and limits of withdrawals by exchange; without it nothing is moved',
    )
  withRunOptions(
    withCommonOptions(
      withArbTapeOptions(command),
      'isobar arb backtest ticks --fees fees.json --latency-ms 20 --capital 50000 --transfers transfers.json',
    ),
  ).action(backtest)
}

async function backtest(paths: string[], options: BacktestCliOptions): Promise<void> {
  if (options.timeframe !== undefined)
    throw new UsageError('bars tell no quantities: there is nothing to be traded in them')
  const latencyMs: Latencies = options.latencyMs ?? { usual: 0, venues: {} }
  const venues =
    options.transfers === undefined ? new Map() : await readTransfersFile(options.transfers)
  const tape = await openArbTape(paths, options)
  if (options.latencyMs === undefined) tape.notes.push('no latency is told: orders arrive at once')
  const program = backtestArbitrage({
    detector: {
      minEdgeBps: options.minEdgeBps,
      staleAfter: Math.round(options.staleMs * 1_000),
      quoteMap: options.quoteMap ?? new Map(),
      withBasis: false,
      cycleLegsMost: 0,
      ...(options.bases === undefined ? {} : { bases: new Set(options.bases) }),
    },
    latencyOf: latencyFrom(latencyMs),
    rules: {
      notionalMost: options.notional,
      inventoryBps: options.inventoryBps,
      profitLeast: options.profitLeast,
      lookAgainAfter: Math.round(options.lookAgainMs * 1_000) as Duration,
    },
    treasury: {
      capitalPerVenue: options.capital,
      capitalBpsPerYear: options.capitalBpsPerYear,
      venues,
    },
    parameters: {
      minEdgeBps: options.minEdgeBps,
      staleMs: options.staleMs,
      latencyMs,
      quoteMap: quoteMapText(options),
      capitalPerVenue: options.capital,
      notionalMost: options.notional,
      profitLeast: options.profitLeast,
      lookAgainMs: options.lookAgainMs,
      inventoryBps: options.inventoryBps,
      capitalBpsPerYear: options.capitalBpsPerYear,
    },
    notes: tape.notes,
  })
  program.next()
  let told = Date.now()
  for await (const batch of tape.batches) {
    const step = program.next(batch)
    if (step.done === true || Date.now() - told < tellEveryMs) continue
    told = Date.now()
    if (process.stderr.isTTY) say(`${count(step.value.events)} rows`, options)
  }
  const last = program.next(undefined)
  if (last.done !== true) throw new Error('a backtest ends with its tape')
  await keepTapeRun('arb backtest', paths, last.value, options)
  if (options.json === true) printJson(last.value)
  else printLines(...arbBacktestLines(last.value))
  if (last.value.from === null) process.exitCode = 5
}

const tellEveryMs = 2_000

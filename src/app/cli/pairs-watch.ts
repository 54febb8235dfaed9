import { stat } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'
import { Option, type Command } from 'commander'
import type { Instant } from '../../core/time.ts'
import type { Outcome } from '../../math/outcome.ts'
import {
  defaultBacktestOptions,
  type BacktestInput,
  type BacktestOptions,
  type BacktestRefusal,
} from '../../research/pairs/backtest-options.ts'
import { watchPair } from '../../research/pairs/watch.ts'
import type { WatchReading } from '../../research/pairs/watch-result.ts'
import { worldFileError } from '../../stores/data-error.ts'
import { instant, positiveNumber, wholeNumber } from './arguments.ts'
import { printJson, printLines, say, withCommonOptions, type CommonOptions } from './output.ts'
import { readPair, refusePair } from './pair-input.ts'
import {
  requireSense,
  tradingParameters,
  withCostOptions,
  withSignalOptions,
  type TradingCliOptions,
} from './trading-options.ts'
import { watchLines } from './watch-lines.ts'

interface WatchCliOptions extends CommonOptions, TradingCliOptions {
  readonly from?: Instant
  readonly train: number
  readonly test: number
  readonly follow?: true
  readonly every: number
}

/** `isobar pairs watch` */
export function addPairsWatch(pairs: Command): void {
  const use = defaultBacktestOptions
  const command = pairs
    .command('watch <y> <x>')
    .description('where a pair stands at its last bar and what it wants at the next open')
    .option('--log', 'natural logarithm of prices; the hedge is then a ratio of notionals')
    .addOption(new Option('--from <instant>', 'first bar, inclusive').argParser(instant))
    .addOption(
      new Option('--train <bars>', 'bars a fold is estimated on')
        .argParser(wholeNumber(10))
        .default(use.trainBars),
    )
    .addOption(
      new Option('--test <bars>', 'bars it is then traded on')
        .argParser(wholeNumber(1))
        .default(use.testBars),
    )
    .option('--follow', 'go on as the files grow, one reading a bar, until interrupted')
    .addOption(
      new Option('--every <seconds>', 'how often the files are looked at')
        .argParser(positiveNumber)
        .default(10),
    )
  withCostOptions(withSignalOptions(command))
  withCommonOptions(
    command,
    'isobar pairs watch ETH-USDT-1h.csv BTC-USDT-1h.csv --log --follow',
  ).action(watch)
}

async function watch(y: string, x: string, options: WatchCliOptions): Promise<void> {
  requireSense(options)
  const rules: BacktestOptions = {
    ...tradingParameters(options),
    trainBars: options.train,
    testBars: options.test,
    fundingMissing: 'zero',
  }
  let seen = await stateOf([y, x])
  const first = await readingOf(y, x, rules, options)
  if (first.kind === 'unavailable') return refusePair(first.reason, first.detail, options)
  tell(first.value, options)
  if (options.follow !== true) return
  const interrupted = interruption()
  let told = first.value.time
  while (!interrupted.aborted) {
    await rest(options.every, interrupted)
    const now = await stateOf([y, x])
    if (now === seen) continue
    seen = now
    const next = await readingOf(y, x, rules, options).catch((error: unknown) => {
      // A file that is being written may end in half a line: the next look finds it whole.
      say(`passed over: ${error instanceof Error ? error.message : String(error)}`, options)
      return undefined
    })
    if (next === undefined || next.kind === 'unavailable' || next.value.time <= told) continue
    told = next.value.time
    tell(next.value, options)
  }
}

function tell(reading: WatchReading, options: WatchCliOptions): void {
  if (options.json === true) printJson(reading)
  else printLines(...watchLines(reading))
}

async function readingOf(
  y: string,
  x: string,
  rules: BacktestOptions,
  options: WatchCliOptions,
): Promise<Outcome<WatchReading, BacktestRefusal>> {
  const { input, notes } = await readPair(y, x, options)
  for (const note of notes) say(note, options)
  return finished(input, rules)
}

function finished(
  input: BacktestInput,
  rules: BacktestOptions,
): Outcome<WatchReading, BacktestRefusal> {
  const program = watchPair(input, rules)
  for (;;) {
    const step = program.next()
    if (step.done === true) return step.value
  }
}

/** Sizes and times of change: when they are the same, the files are. */
async function stateOf(files: readonly string[]): Promise<string> {
  const states = await Promise.all(
    files.map(async (file) => {
      const { size, mtimeMs } = await stat(file).catch((cause: unknown) => {
        throw worldFileError(file, cause)
      })
      return `${size} ${mtimeMs}`
    }),
  )
  return states.join(' ')
}

/** Aborts when the command is asked to end, which for a watch is how it ends. */
function interruption(): AbortSignal {
  const control = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => control.abort())
  }
  return control.signal
}

async function rest(seconds: number, signal: AbortSignal): Promise<void> {
  try {
    await pause(seconds * 1000, undefined, { signal })
  } catch (error) {
    if (!signal.aborted) throw error
  }
}

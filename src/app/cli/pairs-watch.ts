import { stat } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'
import { Option, type Command } from 'commander'
import { errorText } from '../../core/errors.ts'
import type { Instant } from '../../core/time.ts'
import type { Timeframe } from '../../core/timeframe.ts'
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
import { instant, positiveNumber, timeframe, wholeNumber } from './arguments.ts'
import { askedToEnd, leaveSoon } from './asked-to-end.ts'
import { printJson, printLines, say, withCommonOptions, type CommonOptions } from './output.ts'
import { isLiveLeg, liveBars } from './pairs-watch-live.ts'
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
  readonly timeframe: Timeframe
  readonly url?: string
  readonly history?: number
}

/** `isobar pairs watch` */
export function addPairsWatch(pairs: Command): void {
  const use = defaultBacktestOptions
  const command = pairs
    .command('watch <y> <x>')
    .description(
      'where a pair stands at its last bar and what it wants at the next open;\nlegs are files of bars, or instruments of venues (binance:ETH-USDT) that are followed live, one reading a bar',
    )
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
    .addOption(
      new Option('--timeframe <time>', 'live: how long bars last')
        .argParser(timeframe)
        .default(timeframe('1m'), '1m'),
    )
    .option('--url <url>', 'live: exchanges that are served on this machine')
    .addOption(
      new Option(
        '--history <bars>',
        'live: bars that the venues are asked for to begin with, twice train and test without; 0: none',
      ).argParser(wholeNumber(0)),
    )
  withCostOptions(withSignalOptions(command))
  withCommonOptions(
    command,
    'isobar pairs watch ETH-USDT-1h.csv BTC-USDT-1h.csv --log --follow\n  isobar pairs watch binance:ETH-USDT binance:BTC-USDT --log --timeframe 1m --train 720 --test 240',
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
  if (isLiveLeg(y) && isLiveLeg(x)) return watchLive(y, x, rules, options)
  let seen = await stateOf([y, x])
  const first = await readingOf(y, x, rules, options)
  if (first.kind === 'unavailable') return refusePair(first.reason, first.detail, options)
  tell(first.value, options)
  if (options.follow !== true) return
  const interrupted = askedToEnd()
  let told = first.value.time
  while (!interrupted.aborted) {
    await rest(options.every, interrupted)
    const now = await stateOf([y, x])
    if (now === seen) continue
    seen = now
    const next = await readingOf(y, x, rules, options).catch((error: unknown) => {
      // A file that is being written may end in half a line: the next look finds it whole.
      say(`passed over: ${errorText(error)}`, options)
      return undefined
    })
    if (next === undefined || next.kind === 'unavailable' || next.value.time <= told) continue
    told = next.value.time
    tell(next.value, options)
  }
}

/** Follows two instruments of venues; what they have of the past first, then a reading for every bar. */
async function watchLive(
  y: string,
  x: string,
  rules: BacktestOptions,
  options: WatchCliOptions,
): Promise<void> {
  const { timeframe: each, url, history = 2 * (options.train + options.test) } = options
  const bars = liveBars(
    [y, x],
    {
      timeframe: each,
      url,
      history,
      foldBars: options.test,
      tell: (line) => say(line, options),
    },
    askedToEnd(),
  )
  let told = -Infinity
  let waited = 0
  try {
    for await (const [yBars, xBars] of bars) {
      const reading = finished({ y: yBars, x: xBars }, rules)
      if (reading.kind === 'unavailable') {
        if (reading.reason !== 'too-few-rows' && reading.reason !== 'constant-series')
          return refusePair(reading.reason, reading.detail, options)
        // Told at once and then every ten bars: how many there are is in the detail.
        if (waited++ % toldEvery === 0) say(`waiting for bars: ${reading.detail}`, options)
      } else if (reading.value.time > told) {
        told = reading.value.time
        tell(reading.value, options)
      }
    }
  } finally {
    leaveSoon()
  }
}

/** Bars between two words of a watch that waits. */
const toldEvery = 10

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

async function rest(seconds: number, signal: AbortSignal): Promise<void> {
  try {
    await pause(seconds * 1000, undefined, { signal })
  } catch (error) {
    if (!signal.aborted) throw error
  }
}

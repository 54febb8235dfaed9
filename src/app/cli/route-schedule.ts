import { InvalidArgumentError, Option, type Command } from 'commander'
import { UsageError } from '../../core/errors.ts'
import { formatInstant, later, type Duration, type Instant } from '../../core/time.ts'
import { parseTimeframe } from '../../core/timeframe.ts'
import type { ExactDecimal } from '../../execution/router/exact-decimal.ts'
import { doubleOf } from '../../execution/router/exact-decimal.ts'
import { volumeCurve, type VolumeCurve } from '../../execution/schedule/volume-curve.ts'
import type { RouteScheduleRun } from '../../protocol/route-schedule-run.ts'
import { readBarFile } from '../../stores/bar-files.ts'
import { recordedMarket } from '../route/recorded-market.ts'
import {
  expectedImpact,
  scheduleDocument,
  scheduleOrder,
  stopsOf,
  type ScheduleAlgorithm,
  type ScheduledOrder,
  type ScheduleMarket,
  type ScheduleOrder,
} from '../route/schedule-order.ts'
import {
  finiteNumber,
  nonNegativeNumber,
  openProbability,
  positiveNumber,
  wholeNumber,
} from './arguments.ts'
import {
  booksInputs,
  positiveDecimal,
  readBooks,
  selectionOf,
  withBooksOptions,
  withWrittenDecimals,
  type BooksOptions,
} from './books-options.ts'
import { decimal, money } from './format.ts'
import {
  alignedTable,
  printJson,
  printLines,
  withCommonOptions,
  type CommonOptions,
} from './output.ts'
import { leftOutLines } from './route-lines.ts'
import { keepRun, keepUntriedRun, withRunOptions, type RunOptions } from './run-options.ts'

interface ScheduleCliOptions extends BooksOptions, CommonOptions, RunOptions {
  readonly algorithm: ScheduleAlgorithm
  readonly duration: Duration
  readonly slices: number
  readonly latencyMs: number
  readonly limitPrice?: ExactDecimal
  readonly maxVenues?: number
  readonly bars?: string
  readonly participation: number
  readonly riskAversion: number
  readonly volatilityBpsPerDay?: number
  readonly permanentImpact?: number
  readonly temporaryImpact?: number
  readonly impactCoefficient: number
}

/** `isobar route schedule` */
export function addRouteSchedule(route: Command): void {
  const command = route
    .command('schedule <side> <quantity>')
    .description(
      'work an order off slice by slice, each routed; over a recording also what it would have cost',
    )
    .addOption(
      new Option('--algorithm <name>', 'how it is spread over time')
        .choices(['twap', 'vwap', 'pov', 'almgren-chriss'])
        .makeOptionMandatory(),
    )
    .addOption(
      new Option('--duration <time>', 'how long it takes: 90s, 10m, 6h')
        .argParser(duration)
        .default(600_000_000, '10m'),
    )
    .option('--slices <n>', 'in how many parts', wholeNumber(1, 10_000), 10)
    .option('--latency-ms <ms>', 'from decision to venue', nonNegativeNumber, 5)
    .option('--limit-price <price>', 'the worst price a slice takes', positiveDecimal)
    .option('--max-venues <n>', 'venues a slice goes to at most', wholeNumber(1))
    .option('--bars <file>', 'vwap: bars of several days, whose volumes are its forecast')
    .option('--participation <share>', 'pov: share of all volume', openProbability, 0.1)
    .option('--risk-aversion <lambda>', 'almgren-chriss: per unit of quote', finiteNumber, 1e-6)
    .option('--volatility-bps-per-day <bps>', 'else measured on the recording', positiveNumber)
    .option(
      '--permanent-impact <gamma>',
      'quote per base unit squared; else measured',
      nonNegativeNumber,
    )
    .option(
      '--temporary-impact <eta>',
      'quote per base unit and unit a second; else of the book',
      positiveNumber,
    )
    .option('--impact-coefficient <y>', 'of the square-root law of impact', positiveNumber, 1)
  withRunOptions(
    withCommonOptions(
      withBooksOptions(command, 'read'),
      'isobar route schedule buy 100 --algorithm almgren-chriss --recording DIR --at 2024-01-01T00:05Z --duration 5m',
    ),
  ).action(run)
}

async function run(side: string, text: string, options: ScheduleCliOptions): Promise<void> {
  if (side !== 'buy' && side !== 'sell') throw new UsageError(`expected buy or sell, got ${side}`)
  const { limitPrice, maxVenues, bars, duration: length, slices } = options
  const order: ScheduleOrder = {
    ...options,
    side,
    quantity: positiveDecimal(text, 'quantity'),
    selection: selectionOf(options),
    span: { from: options.at ?? (0 as Instant), duration: length, slices },
    rules: {
      ...(limitPrice === undefined ? {} : { limitPrice }),
      ...(maxVenues === undefined ? {} : { maxVenues }),
    },
    ...(bars === undefined ? {} : { curve: await curveOf(bars) }),
  }
  const market = await marketOf(order, options)
  const done = scheduleOrder(order, market)
  const document = scheduleDocument(order, done)
  const saved: RouteScheduleRun = { ...document, summary: lines(order, done).join('\n') }
  await keepSchedule(saved, market, options)
  if (options.json === true) printJson(document)
  else printLines(...lines(order, done))
  if (done.outcome.filled < doubleOf(order.quantity) - 1e-12) process.exitCode = 5
}

/** Over a recording a schedule is a trial like any other: of several, the best by hindsight flatters. Books alone have no time. */
async function keepSchedule(
  result: RouteScheduleRun,
  { sent }: ScheduleMarket,
  options: ScheduleCliOptions,
): Promise<void> {
  const { from, durationMs, quantity, side } = result
  const files = booksInputs(options, options.bars)
  const written = {
    ...options,
    ...withWrittenDecimals(options),
    quantity,
    side,
  } as RunOptions
  if (options.recording === undefined) {
    await keepUntriedRun('route schedule', { result, files }, written)
    return
  }
  const instruments = sent[0]!.map((book) => `${book.venue}:${book.instrument}`)
  const period = { from, to: from + durationMs }
  await keepRun('route schedule', { result, files, instruments, period }, written)
}

/** Estimates are made on so much of the recording before the order begins. */
const LOOKBACK = 600_000_000

async function marketOf(
  order: ScheduleOrder,
  options: ScheduleCliOptions,
): Promise<ScheduleMarket> {
  const { span, selection } = order
  if (options.recording === undefined || options.at === undefined) {
    const books = await readBooks(options)
    const same = Array.from({ length: span.slices }, () => books)
    return { sent: same, arrived: same, samples: [] }
  }
  if (options.books !== undefined) throw new UsageError('give either --books or --recording')
  const latency = Math.round(options.latencyMs * 1000) as Duration
  const stops = stopsOf(span, latency)
  const market = await recordedMarket(options.recording, {
    selection,
    stops,
    samples: { from: (span.from - LOOKBACK) as Instant, every: 1_000_000 as Duration },
    ...(options.takerFeeBps === undefined ? {} : { takerFeeBps: options.takerFeeBps }),
  })
  const at = (time: Instant) => market.snapshots[stops.indexOf(time)]!
  const sent = stopsOf(span, 0 as Duration)
  return {
    sent: sent.map(at),
    arrived: sent.map((time) => at(later(time, latency))),
    samples: market.samples,
  }
}

async function curveOf(file: string): Promise<VolumeCurve> {
  const { times, volume } = await readBarFile(file)
  const curve = volumeCurve(times, volume, 24)
  if (curve.kind === 'value') return curve.value
  throw new UsageError(`${file}: ${curve.detail}`)
}

function lines(order: ScheduleOrder, done: ScheduledOrder): string[] {
  const { outcome, lot, quote, model, estimates } = done
  const unit = doubleOf(lot)
  const rows = outcome.parts.map(({ time, sentLots, filledLots, legs }) => [
    order.span.from === 0 ? `+${decimal(time / 1e6, 1)} s` : formatInstant(time),
    String(Number((sentLots * unit).toPrecision(12))),
    String(Number((filledLots * unit).toPrecision(12))),
    [...new Set(legs.map(({ venue }) => venue))].join(' '),
  ])
  const { costs, filled, averagePrice } = outcome
  const parts =
    costs === undefined
      ? []
      : [
          `cost in bps of arrival: timing ${bps(costs.timing, costs.notional)}, latency ${bps(costs.arrival, costs.notional)}, spread ${bps(costs.spread, costs.notional)}, impact ${bps(costs.impact, costs.notional)}, fees ${bps(costs.fee, costs.notional)}, not filled ${bps(costs.opportunity, costs.notional)}`,
        ]
  const expected =
    model === undefined
      ? []
      : [
          `the model expects a cost of ${money(model.expectedCost)} ${quote} with a deviation of ${money(model.standardDeviation)} ${quote}, fees left out`,
        ]
  const impact = expectedImpact(order, estimates)
  const forecast =
    impact === undefined
      ? []
      : [
          `by the square-root law (coefficient ${order.impactCoefficient}, given) all of it moves the price by ${money(impact)} ${quote}`,
        ]
  const verb = order.side === 'buy' ? 'Buying' : 'Selling'
  return [
    alignedTable(['slice', 'sent', 'filled', 'venues'], rows),
    '',
    ...leftOutLines(done.excluded, done.class),
    ...parts,
    ...expected,
    ...forecast,
    ...(order.span.from === 0 && order.span.slices > 1 ? [wholeAgain] : []),
    `${verb} ${Number(filled.toPrecision(12))} of ${doubleOf(order.quantity)} by ${order.algorithm} at ${money(averagePrice, 4)} on average costs ${decimal(costs?.totalBps, 2)} bps of the mid it began at.`,
  ]
}

const wholeAgain =
  'a file of books has no time: each slice is taken to find its books whole again and at the same price'

function bps(part: number, notional: number): string {
  const value = (part / notional) * 1e4
  // A rounding of sums of fills, not a gain.
  return decimal(Math.abs(value) < 0.005 ? 0 : value, 2)
}

function duration(text: string): Duration {
  const timeframe = parseTimeframe(text)
  if (timeframe === undefined) throw new InvalidArgumentError('expected 90s, 10m, 6h or 1d.')
  return timeframe.duration
}

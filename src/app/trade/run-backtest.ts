import { resolve } from 'node:path'
import { UsageError } from '../../core/errors.ts'
import type { EventRows } from '../../core/events/event-columns.ts'
import { InstrumentTable } from '../../core/events/instrument-table.ts'
import type { Instrument } from '../../core/instrument.ts'
import type { StrategyFactory } from '../../core/strategy/strategy.ts'
import type { Duration, Instant } from '../../core/time.ts'
import { engineResult, type EngineResult } from '../../engine/engine-result.ts'
import { Replay } from '../../engine/replay.ts'
import { mergeBatches } from '../../engine/tape/merge-batches.ts'
import {
  openRecording,
  type EventSelection,
  type Recording,
} from '../../stores/recording/open-recording.ts'
import { askedInstruments } from './asked-instruments.ts'
import { bookLead } from './book-lead.ts'
import { builtStrategies, type PlacedStrategy } from './built-strategies.ts'
import { leastOrdersOf, recordedLeast } from './least-orders.ts'
import { apartInWords, spanInWords } from './recorded-spans.ts'
import { ratesInWords, reportingOf, requiredRates } from './reporting-of.ts'
import { requireLimitNames } from './limit-names.ts'
import { runInWords } from './run-words.ts'
import { simulatedVenues, type SimulatedVenues } from './simulated-venues.ts'
import type { TradeConfig } from './trade-config.ts'

/** A run that is over, and how fast it was. */
export interface FinishedBacktest {
  readonly result: EngineResult
  /** Events of market data per second of the whole run, reading included. */
  readonly eventsPerSecond: number
}

/** What a run tells on its way, and how much its result holds. */
export interface BacktestRunOptions {
  readonly withEquity: boolean
  /** Changes the tape on its way to the run. */
  readonly tape?: (
    batches: AsyncGenerator<EventRows>,
    instruments: readonly Instrument[],
  ) => AsyncGenerator<EventRows>
  /** Events so far, and how many there are. */
  readonly onProgress?: (done: number, total: number) => void
}

/** Runs strategies over recordings of any length against simulated venues: they are streamed, several as one. */
export async function runBacktest(
  config: TradeConfig,
  strategies: StrategyFactory | readonly PlacedStrategy[],
  options: BacktestRunOptions,
): Promise<FinishedBacktest> {
  const started = performance.now()
  const folders = config.recordings.map((each) => resolve(each))
  const twice = folders.findIndex((each, at) => folders.indexOf(each) < at)
  if (twice >= 0) throw new UsageError(`recordings: ${config.recordings[twice]} is there twice`)
  const recordings = await Promise.all(config.recordings.map(openRecording))
  const table = new InstrumentTable()
  const indexes = recordings.map((recording) =>
    recording.instruments.list().map((each) => table.add(each)),
  )
  const recorded = table.list()
  const instruments = askedInstruments(config.instruments, recorded)
  const simulated = simulatedVenues(instruments, config, recorded)
  requireLimitNames(config.limits, recorded)
  const { venues, venueOf } = simulated
  const reporting = requiredRates(
    reportingOf(config, instruments),
    instruments,
    simulated.feeTokens,
  )
  const listings = recordings.flatMap((recording) => recording.listings)
  const leastOrders = leastOrdersOf(instruments, config, (each) => recordedLeast(listings, each))
  const replay = new Replay({
    instruments,
    leastOrders,
    strategies: builtStrategies(
      typeof strategies === 'function'
        ? [{ factory: strategies, settings: config.strategy }]
        : strategies,
      { instruments, leastOrders },
    ),
    reporting,
    capital: config.reporting.capital,
    limits: config.limits,
    seed: config.seed,
    answerWithin: (config.answerWithinMs * 1_000) as Duration,
    watchEvery: (config.watchEveryMs * 1_000) as Duration,
    flightMost: (config.flightMostMs * 1_000) as Duration,
    venues,
    venueOf,
    beginAt: config.from,
  })
  // Those that were not asked for have no index, and no row comes.
  const places = indexes.map((own) => own.map((index) => instruments.indexOf(recorded[index]!)))
  const selection = selectionOf(config, instruments)
  const read = tapeOf(recordings, places, await selectionsOf(recordings, selection))
  const tape = options.tape === undefined ? read : options.tape(read, instruments)
  const driven = await drive(replay, tape, {
    recordings,
    exchangeClocks: simulated.exchangeClocks,
    options,
    beginAt: config.from,
  })
  const { engine, counts } = replay
  if (engine.messages === 0) throw emptyOf(recordings)
  const assumptions = [
    ...simulated.assumptions,
    ...ratesInWords(reporting, instruments),
    ...runInWords(config),
    ...apartInWords(recordings, config.recordings),
  ]
  const { withEquity } = options
  const result = engineResult(engine, { ...driven, counts, assumptions, withEquity })
  const seconds = (performance.now() - started) / 1_000
  return { result, eventsPerSecond: engine.events / seconds }
}

function emptyOf(recordings: readonly Recording[]): UsageError {
  const span = spanInWords(recordings)
  return new UsageError(`the recordings hold no events that were asked for${span}`)
}

interface Driving {
  readonly recordings: readonly Recording[]
  /** By instrument, where its venue's own time is followed. */
  readonly exchangeClocks: SimulatedVenues['exchangeClocks']
  /** Rows before it make books alone. */
  readonly beginAt: Instant | undefined
  readonly options: BacktestRunOptions
}

async function drive(
  replay: Replay,
  tape: AsyncGenerator<EventRows>,
  { recordings, exchangeClocks, beginAt, options: { onProgress } }: Driving,
): Promise<{ readonly from: Instant } & OddRows> {
  const total = recordings.reduce((sum, { manifest }) => sum + manifest.events, 0)
  const isCounted = exchangeClocks.some((clock) => clock !== undefined)
  let from = Number.NaN
  let done = 0
  const odd = { untimedRows: 0, aheadRows: 0 }
  for await (const rows of tape) {
    const first = firstFrom(rows, beginAt ?? -Infinity)
    if (Number.isNaN(from) && first < rows.length) from = rows.localTime[first]!
    blaming(replay, () => replay.feed(rows))
    if (isCounted) countOdd(odd, rows, { first, clocks: exchangeClocks })
    done += rows.length
    onProgress?.(done, total)
  }
  blaming(replay, () => replay.end())
  return { from: from as Instant, ...odd }
}

/** The first row at or after an instant: rows are in the order of local time. */
function firstFrom({ localTime, length }: EventRows, instant: number): number {
  let row = 0
  while (row < length && localTime[row]! < instant) row++
  return row
}

/** Rows of venues whose own times are followed: without one, or that happened after they were heard of. */
interface OddRows {
  untimedRows: number
  aheadRows: number
}

function countOdd(
  odd: OddRows,
  rows: EventRows,
  { first, clocks }: { readonly first: number; readonly clocks: Driving['exchangeClocks'] },
): void {
  for (let row = first; row < rows.length; row++) {
    const clock = clocks[rows.instrument[row]!]
    if (clock === undefined) continue
    if (Number.isNaN(rows.exchangeTime[row])) odd.untimedRows++
    else if (clock(rows, row) > rows.localTime[row]!) odd.aheadRows++
  }
}

/** What a strategy throws is its own fault: told in one line, with the instant it was at. */
function blaming({ engine }: Replay, work: () => void): void {
  try {
    work()
  } catch (cause) {
    // Its bundle is a module of its own, which nothing of ours is (`load-strategy.ts`); and ours throws nothing but errors.
    const thrower =
      cause instanceof Error ? cause.stack?.split('\n    at ')[1] : 'data:text/javascript'
    if (thrower === undefined || !thrower.includes('data:text/javascript')) throw cause
    const instant = new Date(engine.time / 1_000).toISOString()
    throw new UsageError(`a strategy threw at ${instant}: ${String(cause)}`)
  }
}

async function* tapeOf(
  recordings: readonly Recording[],
  indexes: readonly (readonly number[])[],
  selections: readonly EventSelection[],
): AsyncGenerator<EventRows> {
  const [only] = recordings
  const isPlain = indexes[0]!.every((index, at) => index === at)
  if (recordings.length === 1 && only !== undefined && isPlain)
    return yield* only.events(selections[0])
  yield* mergeBatches(
    recordings.map((recording, at) => ({
      batches: recording.events(selections[at]),
      instruments: indexes[at]!,
    })),
  )
}

/** Of each recording what books need besides, where a run begins inside it. */
function selectionsOf(
  recordings: readonly Recording[],
  selection: EventSelection,
): Promise<readonly EventSelection[]> {
  const { from } = selection
  return Promise.all(
    recordings.map(async (recording) =>
      from === undefined
        ? selection
        : { ...selection, from: await bookLead(recording, selection, from) },
    ),
  )
}

function selectionOf(
  { from, to, instruments: asked }: TradeConfig,
  instruments: readonly Instrument[],
): EventSelection {
  return {
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    ...(asked.length === 0 ? {} : { only: instruments }),
  }
}

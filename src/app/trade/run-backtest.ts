import { resolve } from 'node:path'
import { UsageError } from '../../core/errors.ts'
import type { EventRows } from '../../core/events/event-columns.ts'
import { InstrumentTable } from '../../core/events/instrument-table.ts'
import type { Instrument } from '../../core/instrument.ts'
import type { Strategy, StrategyFactory } from '../../core/strategy/strategy.ts'
import type { Duration, Instant } from '../../core/time.ts'
import { engineResult, type EngineResult } from '../../engine/engine-result.ts'
import { Replay } from '../../engine/replay.ts'
import { mergeBatches } from '../../engine/tape/merge-batches.ts'
import {
  openRecording,
  type EventSelection,
  type Recording,
} from '../../stores/recording/open-recording.ts'
import { reportingOf } from './reporting-of.ts'
import { simulatedVenues } from './simulated-venues.ts'
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
  readonly tape?: (batches: AsyncGenerator<EventRows>) => AsyncGenerator<EventRows>
  /** Events so far, and how many there are. */
  readonly onProgress?: (done: number, total: number) => void
}

/** Strategies as they are asked for: how each is made, what it is told, and what it is called. */
export interface PlacedStrategy {
  readonly factory: StrategyFactory
  readonly settings: Readonly<Record<string, unknown>>
  /** Instead of what it calls itself. */
  readonly name?: string | undefined
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
  const instruments = table.list()
  const { venues, venueOf, assumptions } = simulatedVenues(instruments, config)
  const replay = new Replay({
    instruments,
    strategies: builtStrategies(
      typeof strategies === 'function'
        ? [{ factory: strategies, settings: config.strategy }]
        : strategies,
      instruments,
    ),
    reporting: reportingOf(config, instruments),
    capital: config.reporting.capital,
    limits: config.limits,
    seed: config.seed,
    answerWithin: (config.answerWithinMs * 1_000) as Duration,
    watchEvery: (config.watchEveryMs * 1_000) as Duration,
    flightMost: (config.flightMostMs * 1_000) as Duration,
    venues,
    venueOf,
  })
  const recorded = tapeOf(recordings, indexes, selectionOf(config))
  const tape = options.tape === undefined ? recorded : options.tape(recorded)
  const from = await drive(replay, tape, recordings, options)
  const { engine, counts } = replay
  if (engine.messages === 0)
    throw new UsageError('the recordings hold no events that were asked for')
  const result = engineResult(engine, { from, counts, assumptions, withEquity: options.withEquity })
  const seconds = (performance.now() - started) / 1_000
  return { result, eventsPerSecond: engine.events / seconds }
}

async function drive(
  replay: Replay,
  tape: AsyncGenerator<EventRows>,
  recordings: readonly Recording[],
  { onProgress }: BacktestRunOptions,
): Promise<Instant> {
  const total = recordings.reduce((sum, { manifest }) => sum + manifest.events, 0)
  let from = Number.NaN
  let done = 0
  for await (const rows of tape) {
    if (Number.isNaN(from)) from = rows.localTime[0]!
    blaming(replay, () => replay.feed(rows))
    done += rows.length
    onProgress?.(done, total)
  }
  blaming(replay, () => replay.end())
  return from as Instant
}

/** What a strategy throws is its own fault: told in one line, with the instant it was at. */
function blaming({ engine }: Replay, work: () => void): void {
  try {
    work()
  } catch (cause) {
    // Its bundle is a module of its own, which nothing of ours is (`load-strategy.ts`).
    const thrower = cause instanceof Error ? cause.stack?.split('\n    at ')[1] : ''
    if (thrower === undefined || !thrower.includes('data:text/javascript')) throw cause
    const instant = new Date(engine.time / 1_000).toISOString()
    throw new UsageError(`a strategy threw at ${instant}: ${String(cause)}`)
  }
}

async function* tapeOf(
  recordings: readonly Recording[],
  indexes: readonly (readonly number[])[],
  selection: EventSelection,
): AsyncGenerator<EventRows> {
  const [only] = recordings
  if (recordings.length === 1 && only !== undefined) return yield* only.events(selection)
  yield* mergeBatches(
    recordings.map((recording, at) => ({
      batches: recording.events(selection),
      instruments: indexes[at]!,
    })),
  )
}

function selectionOf({ from, to, instruments }: TradeConfig): EventSelection {
  const parts = instruments.map((each) => each.split(':'))
  return {
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    ...(parts.length === 0
      ? {}
      : {
          venues: [...new Set(parts.map(([venue]) => venue!))],
          instruments: [...new Set(parts.map(([, name]) => name ?? ''))],
        }),
  }
}

function builtStrategies(
  placed: readonly PlacedStrategy[],
  instruments: readonly Instrument[],
): readonly Strategy[] {
  const built = placed.map((each) => builtStrategy(each, instruments))
  const names = built.map(({ name }) => name)
  const twice = names.find((name, at) => names.indexOf(name) !== at)
  if (twice !== undefined) {
    throw new UsageError(`strategies: two are called ${twice}: give one another name`)
  }
  return built
}

function builtStrategy(
  { factory, settings, name }: PlacedStrategy,
  instruments: readonly Instrument[],
): Strategy {
  const strategy: unknown = factory({ settings, instruments })
  const isOne =
    typeof strategy === 'object' && strategy !== null && 'decide' in strategy && 'begin' in strategy
  if (!isOne) throw new UsageError('strategy: the function gave no { name, begin, decide }')
  if (name === undefined) return strategy as Strategy
  // Over it rather than a copy, for its functions may be those of a class.
  return Object.create(strategy, { name: { value: name, enumerable: true } }) as Strategy
}

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { FlowDesk } from '../src/app/flow/flow-desk.ts'
import { trainFlowTask } from '../src/app/flow/flow-train-task.ts'
import { openFlow } from '../src/app/flow/open-flow.ts'
import { WatchedFlow, type WatchSetup } from '../src/app/flow/watched-flow.ts'
import { addBookRows } from '../src/book/book-rows.ts'
import type { MarketListener, MarketTap } from '../src/app/market/market-tap.ts'
import { InstrumentBook } from '../src/book/instrument-book.ts'
import type { Clock } from '../src/core/clock.ts'
import type { Instrument } from '../src/core/instrument.ts'
import { eventSide } from '../src/core/events/event-codes.ts'
import { EventColumns, type EventRows } from '../src/core/events/event-columns.ts'
import { messageEnd } from '../src/core/events/message-end.ts'
import type { Instant } from '../src/core/time.ts'
import { fitForecast } from '../src/forecast/model/fit-forecast.ts'
import { forwardReturns } from '../src/forecast/labels/forward-return.ts'
import { rowsWithin } from '../src/forecast/validation/walk-forward.ts'
import { expectValue } from '../src/math/outcome.ts'
import { corePlan, featureInstrument } from '../src/microstructure/features/feature-plan.ts'
import type { MarketMode } from '../src/protocol/market.ts'
import type {
  WatchForecast,
  WatchOutcome,
  WatchWithdrawal,
} from '../src/research/flow/flow-watch-result.ts'
import type { FlowSamples } from '../src/research/flow/flow-samples.ts'
import { forecastRows, type ForecastRow } from '../src/research/flow/forecast-rows.ts'
import { evaluateFlow } from '../src/research/flow/evaluate-flow.ts'
import { defaultMarketPlan } from '../src/simulation/market/default-plan.ts'
import { SyntheticMarket } from '../src/simulation/market/synthetic-market.ts'
import { openRecording } from '../src/stores/recording/open-recording.ts'
import { RecordingWriter } from '../src/stores/recording/recording-writer.ts'
import { unknownRules } from '../src/stores/recording/listing.ts'
import { sliceRows } from './recording-fixture.ts'

const second = 1e6
const horizon = 5 * second
const gapMost = 30 * second
const folder = mkdtempSync(join(tmpdir(), 'isobar-flow-watch-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const rows = new EventColumns()
const clock = { kind: 'time', every: second } as const
const plan = corePlan(500)
let setup: WatchSetup
let samples: FlowSamples
let trainTo: number
/** Message by message, with looks at the clock between them. */
let plain: Watched

/** A made-up quarter of an hour of Solana as a recording, and a model of its first part. */
beforeAll(async () => {
  const whole = defaultMarketPlan(3)
  const market = new SyntheticMarket({
    ...whole,
    venues: whole.venues.filter(({ name }) => name === 'coinbase'),
    listings: whole.listings.filter(({ venue, base }) => venue === 'coinbase' && base === 'SOL'),
  })
  market.advance((whole.start + 700 * second) as Instant, rows)
  const [instrument] = market.instruments.list()
  const writer = await RecordingWriter.create(join(folder, 'recording'))
  const symbol = instrument!.name
  await writer.append(rows, {
    listingAt: () => ({
      instrument: instrument!,
      symbol,
      stepsInferred: false,
      rules: unknownRules,
    }),
    clock: 'receive',
  })
  await writer.finish('0', [])
  const request = { clock, plan, firstShare: 0.3 }
  ;({ samples } = await openFlow(join(folder, 'recording'), request))
  const { matrix, path } = samples
  trainTo = whole.start + 620 * second
  const options = { kind: 'linear', calibration: 'platt', horizon, embargo: horizon } as const
  const returnsBps = forwardReturns(path, matrix.times, { after: horizon }, gapMost)
  const train = rowsWithin(matrix.times, -Infinity, trainTo)
  const model = expectValue(fitForecast(matrix, returnsBps, train, options))
  const settings = {
    folds: 1,
    firstShare: 0.7,
    gapMost,
    draws: 100,
    seed: 1,
    withImportance: false,
  }
  const job = evaluateFlow(samples, { ...options, ...settings })
  let next = job.next()
  while (next.done !== true) next = job.next()
  const kept = { instrument: 'coinbase:SOL-USD', source: 'ticks', model, plan, clock } as const
  const roles = { target: featureInstrument(instrument!, 0) }
  setup = { kept: { ...kept, scorecard: next.value.result }, roles, gapMost, isOnline: false }
  plain = watched(rows, { together: 1, looksBetween: true })
})

type Told = WatchForecast | WatchWithdrawal | WatchOutcome

interface Watched {
  readonly watch: WatchedFlow
  readonly told: readonly Told[]
  readonly looks: readonly { readonly time: number; readonly values: Float64Array }[]
}

/** A watch that hears a feed: messages one by one or together, with looks at the clock between them or without. */
function watched(
  heard: EventRows,
  how: {
    readonly together: number
    readonly looksBetween: boolean
    readonly isOnline?: boolean
    readonly gapMost?: number
  },
): Watched {
  const told: Told[] = []
  const looks: { time: number; values: Float64Array }[] = []
  const watch = new WatchedFlow(
    { ...setup, gapMost: how.gapMost ?? gapMost, isOnline: how.isOnline === true },
    {
      tell: (record) => told.push(record),
      looked: (time, values) => looks.push({ time, values: values.slice() }),
    },
  )
  const batch = new EventColumns()
  for (let start = 0; start < heard.length;) {
    let end = start
    for (let k = 0; k < how.together && end < heard.length; k++) end = messageEnd(heard, end)
    batch.empty()
    for (let row = start; row < end; row++) batch.addRow(heard, row)
    watch.hear(batch)
    const [now, next] = [heard.localTime[end - 1]!, heard.localTime[end] ?? Infinity]
    // The clock is looked at between two messages, at no instant of a message that is still to come.
    if (how.looksBetween && next > now + 1) watch.advance(Math.min(now + 0.4 * second, next - 1))
    start = end
  }
  watch.advance(heard.localTime[heard.length - 1]! + 1)
  return { watch, told, looks }
}

function bytesOf(values: Float64Array): Buffer {
  return Buffer.from(values.buffer, values.byteOffset, values.byteLength)
}

test('features live are byte for byte those of training on the same messages', () => {
  for (const { looks } of [plain, watched(rows, { together: 17, looksBetween: false })]) {
    const { times, columns } = samples.matrix
    expect(looks.map(({ time }) => time)).toEqual([...times])
    const differing = looks.filter(({ values }, row) => {
      const trained = Float64Array.from(columns, (column) => column[row]!)
      return !bytesOf(values).equals(bytesOf(trained))
    })
    expect(differing).toHaveLength(0)
  }
  // And there was something to compare: most of it known, and not the same from row to row.
  const known = samples.matrix.columns.filter((column) => new Set(column.slice(300)).size > 20)
  expect(known.length).toBeGreaterThan(40)
})

test('what is told live, and what is said of it when it is due, is what the walk-forward says', () => {
  const { matrix, path } = samples
  const returnsBps = forwardReturns(path, matrix.times, { after: horizon }, gapMost)
  const all = Int32Array.from(matrix.times, (_, row) => row)
  const wanted = { rows: all, returnsBps, fold: 0 }
  const walked = new Map<number, ForecastRow>(
    forecastRows(setup.kept.model, matrix, wanted).rows.map((row) => [row.time / 1_000, row]),
  )
  const { told, watch } = plain
  const outcomes = told.filter((each) => each.kind === 'outcome')
  expect(outcomes.length).toBeGreaterThan(300)
  for (const { time, probabilityUp, expectedReturnBps, realisedReturnBps } of outcomes) {
    const row = walked.get(time)!
    expect([probabilityUp, expectedReturnBps]).toEqual([row.probabilityUp, row.expectedReturnBps])
    expect(realisedReturnBps).toBe(row.realisedReturnBps)
  }
  const forecasts = told.filter((each) => each.kind === 'forecast')
  const own = forecasts.filter(({ intervalFrom }) => intervalFrom === 'live')
  expect(own.length).toBeGreaterThan(250)
  for (const { time, expectedReturnBps, highBps } of own.filter((each) => walked.has(each.time))) {
    expect(highBps).toBe(expectedReturnBps + walked.get(time)!.halfWidthBps)
  }
  expect(forecasts.length).toBe(outcomes.length + watch.waiting)
  const { measures, coverage } = watch.score.figures()
  const kept = outcomes.map(({ time }) => walked.get(time)!)
  const squares = kept.reduce((sum, row) => sum + row.realisedReturnBps ** 2, 0)
  const errors = kept.map((row) => (row.realisedReturnBps - row.expectedReturnBps) ** 2)
  const missed = errors.reduce((sum, each) => sum + each, 0)
  expect(measures.r2).toBeCloseTo(1 - missed / squares, 12)
  expect(coverage).toBeGreaterThan(0.8)
})

/** The rows up to an instant, with what is wanted after them. */
function rowsUpTo(time: number, more: (out: EventColumns) => void = () => undefined): EventColumns {
  let end = 0
  while (end < rows.length && rows.localTime[end]! <= time) end = messageEnd(rows, end)
  const cut = sliceRows(rows, 0, end)
  more(cut)
  return cut
}

function reasonAt({ told }: Watched): string {
  const last = told.findLast((each) => each.kind !== 'outcome')!
  return last.kind === 'withdrawn' ? last.reason : last.kind
}

test('a forecast is withdrawn while its book is lost, silent or not heard of, and the reason is told', () => {
  const at = trainTo + 30 * second
  const lost = rowsUpTo(at, (out) => {
    out.begin(0, (at + 1) as Instant, NaN, NaN)
    out.addGap()
    out.end()
    out.begin(0, (at + 2 * second) as Instant, NaN, NaN)
    out.addGap()
    out.end()
  })
  expect(reasonAt(watched(lost, { together: 1, looksBetween: true }))).toBe('distrusted-book')
  const patient = 3 * second
  const how = { together: 1, looksBetween: true, gapMost: patient }
  const silent = watched(rowsUpTo(at), how)
  expect(reasonAt(silent)).toBe('forecast')
  silent.watch.advance(at + patient - second)
  expect(reasonAt(silent)).toBe('forecast')
  silent.watch.advance(at + 2 * horizon)
  expect(reasonAt(silent)).toBe('stale-book')
  // What was told before the silence and came due in it has no outcome.
  expect(silent.watch.unknown).toBeGreaterThan(0)
  expect(silent.watch.waiting).toBe(0)
})

test('until all is known it is told when that will be, and it is so', () => {
  const forecasts = plain.told.filter((each) => each.kind === 'forecast')
  const silences = plain.told.filter((each) => each.kind === 'withdrawn')
  const [first, last] = [silences[0]!, silences.findLast(({ time }) => time < forecasts[0]!.time)!]
  const until = /not before (\S+) UTC/.exec(first.detail)?.[1]
  expect(first.detail).toMatch(
    /features not known yet: .* that look back 10 s: not before .* UTC, in 10 s$/,
  )
  expect(last.detail).toMatch(/not before \S+ UTC, in \d s$|not known yet: [^;]*$/)
  const told = Date.parse(`${new Date(first.time).toISOString().slice(0, 10)}T${until}Z`)
  expect(forecasts[0]!.time).toBeGreaterThanOrEqual(told)
  expect(forecasts[0]!.time - told).toBeLessThan(5_000)
  // After a gap all of it is waited for anew.
  const at = trainTo + 30 * second
  const lost = rowsUpTo(at, (out) => {
    out.begin(0, (at + 1) as Instant, NaN, NaN)
    out.addGap()
    out.addClear()
    out.addLevel(eventSide.bid, 9_000, 5)
    out.addLevel(eventSide.ask, 9_001, 5)
    out.end()
  })
  const after = watched(lost, { together: 1, looksBetween: true })
  after.watch.advance(at + 3 * second)
  const silence = after.told.findLast((each) => each.kind === 'withdrawn')!
  expect(silence.detail).toMatch(/in [7-9] s$/)
})

function expectedOf({ told }: Watched): number[] {
  return told.flatMap((each) => (each.kind === 'forecast' ? [each.expectedReturnBps] : []))
}

test('a model that learns on says what training says at first, and something else later', () => {
  const learning = watched(rows, { together: 1, looksBetween: true, isOnline: true })
  const [before, after] = [expectedOf(plain), expectedOf(learning)]
  const least = horizon / second
  expect(after.length).toBe(before.length)
  for (let k = 0; k < least; k++) expect(after[k]).toBeCloseTo(before[k]!, 9)
  expect(Math.abs(after.at(-1)! - before.at(-1)!)).toBeGreaterThan(1e-6)
  expect(plain.watch.learnt()).toBeUndefined()
  expect(learning.watch.learnt()!.model).not.toEqual(setup.kept.model.learnt.model)
})

/** The recording as the market of a desk: heard from an instant on, with its book as it stood. */
class HeardMarket implements MarketTap {
  readonly #instrument: Instrument
  readonly #book = new InstrumentBook()
  readonly #from: number
  listener: MarketListener | undefined

  constructor(instrument: Instrument, from: number) {
    this.#instrument = instrument
    this.#from = from
    this.#book.applyRows(rows, 0, this.rowAfter(from), 0)
  }

  rowAfter(time: number): number {
    let end = 0
    while (end < rows.length && rows.localTime[end]! <= time) end = messageEnd(rows, end)
    return end
  }

  mode(): MarketMode {
    return { kind: 'recording', name: 'made up' }
  }

  instruments(): readonly Instrument[] {
    return [this.#instrument]
  }

  bookRows(place: number, out: EventColumns): void {
    addBookRows(this.#book.levels, { instrument: place, time: this.#from as Instant }, out)
  }

  tap(listener: MarketListener | undefined): void {
    this.listener = listener
  }
}

test('the desk trains a model, puts it to work on a book that stands already, and shows what it says', async () => {
  const models = join(folder, 'models')
  const path = join(folder, 'recording')
  const instrument = (await openRecording(path)).instruments.list()[0]!
  const from = rows.localTime[0]! + 300 * second
  const market = new HeardMarket(instrument, from)
  let now = from as Instant
  const stopped: Clock = { now: () => now, callAt: () => () => undefined }
  const ticks = { path, instruments: ['coinbase:SOL-USD'] }
  const desk = new FlowDesk({ market, folder: models, ticks, clock: stopped })
  expect(desk.taskOf('coinbase:BTC-USD')).toBeUndefined()
  const parameters = { horizonSeconds: 5, model: 'linear' } as const
  const done: number[] = []
  const task = { ...desk.taskOf('coinbase:SOL-USD')!, parameters, now: 0 }
  const { name } = expectValue(await trainFlowTask(task, (each) => done.push(each)))
  expect(done).toEqual(done.toSorted((a, b) => a - b))
  expect((await desk.state()).models.map((model) => model.name)).toEqual([name])
  expect(await desk.watch('none.json', 0)).toBe('there is no model none.json')
  expect(await desk.watch(name, 1)).toBe('this market has no such instrument')
  expect(await desk.watch(name, 0)).toBeUndefined()
  const to = from + 330 * second
  market.listener!.rows(sliceRows(rows, market.rowAfter(from), market.rowAfter(to)))
  now = to as Instant
  const { watching, fault } = await desk.state()
  expect(fault).toBeNull()
  expect(watching).toMatchObject({ instrument: 'SOL-USD', base: 'SOL', everySeconds: 1 })
  expect(watching!.forecasts).toBeGreaterThan(20)
  expect(watching!.score.forecasts).toBeGreaterThan(10)
  expect(watching!.points.at(-1)).toMatchObject({ realisedReturnBps: null })
  expect(watching!.points[0]!.realisedReturnBps).not.toBeNull()
  const imbalance = watching!.measures.find((each) => each.name === 'queue-imbalance')!
  expect(Math.abs(imbalance.value!)).toBeLessThanOrEqual(1)
  expect(imbalance.place).toBeGreaterThanOrEqual(0)
  // Feeds that begin anew, twice: what was told between is not known, until there is a book again.
  market.listener!.begun()
  now = (to + 2 * second) as Instant
  market.listener!.begun()
  expect((await desk.state()).watching!.said).toMatchObject({ reason: 'distrusted-book' })
  // What cannot be is no message: the watch ends and says so, and whoever else hears the market goes on.
  const cut = sliceRows(rows, 0, 1)
  cut.flags[0] = 0
  market.listener!.rows(cut)
  now = (to + 4 * second) as Instant
  market.listener!.begun()
  expect(market.listener).toBeUndefined()
  const after = await desk.state()
  expect(after.watching).toBeNull()
  expect(after.fault).toContain('between the rows of one message')
})

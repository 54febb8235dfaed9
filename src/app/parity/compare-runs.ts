import { basename } from 'node:path'
import { millisecondsOf, type Instant } from '../../core/time.ts'
import type { EngineResult } from '../../engine/engine-result.ts'
import {
  compareTrades,
  type GapCause,
  type ReplacedRun,
  type TradeComparison,
} from '../../research/parity/trade-comparison.ts'
import { DataError } from '../../stores/data-error.ts'
import { manifestName } from '../../stores/recording/recording-format.ts'
import { readRun, sha256OfFile, type Run } from '../../stores/run-folder.ts'
import { packageVersion } from '../package-facts.ts'
import type { PlacedStrategy } from '../trade/built-strategies.ts'
import { isOwnStrategy, loadStrategy } from '../trade/load-strategy.ts'
import { runBacktest } from '../trade/run-backtest.ts'
import { limitedBy, readLimits, readTradeConfig, type TradeConfig } from '../trade/trade-config.ts'
import type { VenueConfig } from '../trade/venue-config.ts'
import { delayedTape } from './delayed-tape.ts'
import { heldBack } from './held-back.ts'
import { bundled, recordedByVenue, recordedLatencies, type MeasuredWorld } from './measured.ts'

/** A saved run of the engine; of one on paper or live with what it has measured. */
type SavedTrade = EngineResult & { readonly measured?: MeasuredWorld }

/** What a run was made of, by the files it names. */
interface Made {
  /** Its strategy's file, or name among this program's own, where the configuration lists none. */
  readonly strategy: string | undefined
  readonly config: string
  /** The file of limits it was run under beside that. */
  readonly limits: string | undefined
}

/**
 * Compares two saved runs of `isobar trade`. Where the first is a backtest over a recording and the second traded on that
 * recording, played by a served exchange, the gap between them is split: the first is run anew over the second's time,
 * and its suppositions are replaced by what the second has measured.
 *
 * @throws DataError when one of them is no run of the engine, or a file the first was made of has changed since
 */
export async function compareRuns(
  first: string,
  second: string,
  tell: (line: string) => void,
): Promise<TradeComparison> {
  const [a, b] = [await readRun(first), await readRun(second)]
  const [run, other] = [tradeOf(first, a), tradeOf(second, b)]
  const reason = unsplitReason(run, other)
  if (reason !== undefined)
    return compareTrades({ first: run, second: other, replaced: [], unsplit: reason })
  const { measured } = other
  const again = await rerun(a, b, measured!, tell)
  return compareTrades({
    first: again.base,
    second: other,
    replaced: again.replaced,
    unsplit: null,
    anew: { ...again.over, saved: run },
  })
}

function tradeOf(path: string, { result }: Run): SavedTrade {
  if (result.kind === 'trade') return result as SavedTrade
  throw new DataError({ file: path, expected: 'a run of isobar trade', came: result.kind })
}

function unsplitReason(first: SavedTrade, { measured }: SavedTrade): string | undefined {
  if (first.mode !== 'backtest') return 'the first run is no backtest, and cannot be made anew'
  if (measured === undefined) return 'the second run has measured nothing of its world'
  if (measured.playedShift === null) return 'what the second run traded on was not a recording'
  // In a document what is no number is null.
  if (!Number.isFinite(measured.began)) return 'the second run never began'
  return undefined
}

async function rerun(
  first: Run,
  second: Run,
  measured: MeasuredWorld,
  tell: (line: string) => void,
): Promise<{
  readonly base: EngineResult
  readonly replaced: readonly ReplacedRun[]
  /** Epoch milliseconds of the recording. */
  readonly over: { readonly from: number; readonly to: number }
}> {
  const made = await madeOf(first)
  const supposed = limitedBy(await readTradeConfig(made.config), await readLimits(made.limits))
  const seen = await readTradeConfig((await madeOf(second)).config, { mode: 'paper' })
  const shift = measured.playedShift!
  const from = measured.began - shift
  const to = (measured.ended - shift) as Instant
  let config: TradeConfig = { ...supposed, to }
  const placed = await strategiesOf(made, supposed)
  let lateness: ReturnType<typeof recordedLatencies>
  const feed = recordedByVenue(measured.feed, shift)
  let tape: ReturnType<typeof delayedTape> | undefined
  const run = async (): Promise<EngineResult> => {
    const options = tape === undefined ? {} : { tape }
    const strategies = placed.map((each) => ({
      ...each,
      factory: heldBack(each.factory, from, lateness),
    }))
    return (await runBacktest(config, strategies, { withEquity: false, ...options })).result
  }
  const base = await run()
  const replaced: ReplacedRun[] = []
  const replace = async (cause: GapCause): Promise<void> => {
    tell(`again, with the ${cause} of the second run`)
    replaced.push({ cause, result: await run() })
  }
  const told = Object.entries(measured.books ?? {})
  const books = new Map(told.map(([name, each]) => [name, bundled(each, shift)]))
  if (feed.size > 0) {
    tape = delayedTape({ feed, books })
    config = withVenues(config, () => ({ feed: 'exchange' }))
  }
  await replace('feed latency')
  // An order is late from when it should have been thought of.
  lateness = recordedLatencies(measured.wakes, shift)
  const orders = recordedByVenue(measured.orders, shift)
  const cancels = recordedByVenue(measured.cancels ?? {}, shift)
  const answers = recordedByVenue(measured.answers, shift)
  config = withVenues(eachNamed(config, [...orders.keys(), ...answers.keys()]), (name) => ({
    ...latencyField('orders', orders.get(name) ?? orders.get('*')),
    ...latencyField('cancels', cancels.get(name)),
    ...latencyField('answers', answers.get(name) ?? answers.get('*')),
  }))
  await replace('order latency')
  config = withVenues(config, (name, venue) => queuesOf(venue, seenVenue(seen, name)))
  await replace('queue')
  config = withVenues(config, (name) => ({
    rateLimits: seenVenue(seen, name)?.rateLimits ?? [],
  }))
  await replace('rate limit')
  const over = { from: millisecondsOf(from as Instant), to: millisecondsOf(to) }
  return { base, replaced, over }
}

/** @throws DataError where a file is not there as it was */
async function madeOf({ inputs, parameters, version }: Run): Promise<Made> {
  const files = inputs.filter(({ file }) => basename(file) !== manifestName)
  const config = files.find(({ file }) => /\.(ya?ml|json)$/.test(file))?.file
  if (config === undefined)
    throw new DataError({ file: 'run.json', expected: 'a configuration', came: 'none' })
  for (const { file, sha256 } of files) {
    if ((await sha256OfFile(file)) === sha256) continue
    throw new DataError({ file, expected: 'what it was when the run was made', came: 'another' })
  }
  const { strategy: named } = parameters
  // Among its files: a backtest that was named one and did not obey it has it not.
  const limits = files.find(({ file }) => file === parameters['limits'])?.file
  if (typeof named !== 'string' || !isOwnStrategy(named))
    return { strategy: files.find(({ file }) => /\.[jt]s$/.test(file))?.file, config, limits }
  // It is in no file of the run: another program's may be another.
  if (version === packageVersion()) return { strategy: named, config, limits }
  const expected = `a run of isobar ${packageVersion()}, whose ${named} it is made anew with`
  throw new DataError({ file: 'run.json', expected, came: version })
}

/** What a configuration lists, or the one that was named beside it. */
async function strategiesOf(
  { strategy }: Made,
  { strategies, strategy: settings }: TradeConfig,
): Promise<readonly PlacedStrategy[]> {
  const alone = strategy === undefined ? [] : [{ file: strategy, name: undefined, settings }]
  const wanted = strategies.length > 0 ? strategies : alone
  // Run anew without any, all of the gap would look unexplained.
  if (wanted.length === 0)
    throw new DataError({ file: 'run.json', expected: "a strategy's file", came: 'none' })
  return Promise.all(
    wanted.map(async ({ file, ...of }) => ({
      ...of,
      factory: (await loadStrategy(file)).strategy,
    })),
  )
}

/** Venues that a configuration has under `*` alone, by their names. */
function eachNamed(config: TradeConfig, names: readonly string[]): TradeConfig {
  const usual = config.venues.get('*')
  if (usual === undefined) return config
  const named = names.filter((name) => !config.venues.has(name))
  return {
    ...config,
    venues: new Map([...config.venues, ...named.map((name) => [name, usual] as const)]),
  }
}

function withVenues(
  config: TradeConfig,
  change: (name: string, venue: VenueConfig) => Partial<VenueConfig>,
): TradeConfig {
  const venues = [...config.venues].map(([name, venue]): [string, VenueConfig] => [
    name,
    { ...venue, ...change(name, venue) },
  ])
  return { ...config, venues: new Map(venues) }
}

function seenVenue({ venues }: TradeConfig, name: string): VenueConfig | undefined {
  return venues.get(name) ?? venues.get('*')
}

/** Of everything that is traded the queue the second run stated. */
function queuesOf(venue: VenueConfig, seen: VenueConfig | undefined): Partial<VenueConfig> {
  if (seen === undefined) return {}
  const instruments = [...venue.instruments].map(([name, own]): [string, VenueConfig['usual']] => {
    const { queue } = seen.instruments.get(name) ?? seen.usual
    return [name, { ...own, queue }]
  })
  return {
    usual: { ...venue.usual, queue: seen.usual.queue },
    instruments: new Map(instruments),
  }
}

function latencyField(
  name: 'orders' | 'cancels' | 'answers',
  latencies: ReturnType<typeof recordedLatencies>,
): Partial<VenueConfig> {
  if (latencies === undefined) return {}
  return { [name]: { kind: 'recorded', file: 'measured', latencies } }
}

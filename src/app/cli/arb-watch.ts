import { Option, type Command } from 'commander'
import { UsageError } from '../../core/errors.ts'
import type { FeedNotice, MarketFeed } from '../../core/events/market-feed.ts'
import type { Duration } from '../../core/time.ts'
import { fitHazard } from '../../research/arbitrage/fit-hazard.ts'
import type { ArbitrageScanResult } from '../../research/arbitrage/scan-result.ts'
import { ArbitrageWatch, type WatchSettings } from '../../research/arbitrage/watch.ts'
import type { WatchEvent } from '../../research/arbitrage/watch-result.ts'
import { usualTrustLeast } from '../../risk/book-trust.ts'
import { DataError } from '../../stores/data-error.ts'
import { unknownRules } from '../../stores/recording/listing.ts'
import { readRun } from '../../stores/run-folder.ts'
import { CaptureHazard } from '../../strategies/arbitrage/capture-hazard.ts'
import type { DetectorSettings } from '../../strategies/arbitrage/detector.ts'
import type { Listed } from '../../strategies/arbitrage/terms.ts'
import { readFeesFile, type FeesFile } from '../arb/fees-file.ts'
import { listInstrument } from '../arb/list-instrument.ts'
import { requireCoinNames, requireVenueNames } from '../arb/named-venues.ts'
import { uncomparedLines } from '../arb/uncompared.ts'
import { rest } from '../live/rest.ts'
import { wallClock } from '../live/wall-clock.ts'
import { wantedInstrument, type WantedInstrument } from '../market/wanted-instrument.ts'
import { scanLines } from './arb-lines.ts'
import { latencyFrom, quoteMapText } from './arb-run.ts'
import { withArbDetectorOptions, type ArbDetectorOptions } from './arb-tape.ts'
import { watchEventLine } from './arb-watch-lines.ts'
import { duration, numberWithin, wholeNumber } from './arguments.ts'
import { askedToEnd, leaveSoon } from './asked-to-end.ts'
import { counted } from './format.ts'
import {
  askedVenueNames,
  namedInstrument,
  openLiveVenues,
  withLiveVenueOptions,
  type LiveVenueOptions,
  type LiveVenues,
} from './live-venues.ts'
import { printJson, printLines, say, withCommonOptions } from './output.ts'
import { keepUntriedRun, withSaveOption } from './run-options.ts'

interface WatchCliOptions extends ArbDetectorOptions, LiveVenueOptions {
  readonly instruments?: string
  readonly cycles: number
  readonly trustLeast: number
  readonly fitted?: string
  readonly duration?: Duration
  readonly save?: string
}

/** `isobar arb watch` */
export function addArbWatch(arb: Command): void {
  const command = arb
    .command('watch [venue:instrument...]')
    .description(
      'the same live, over the books of venues as they come: what opens and what closes, a line each, until asked to end;\nwith --latency-ms also how likely two orders of ours would get it, and what they would have got; with --json a document a line, the summary last',
    )
    .option(
      '--instruments <list>',
      'BTC or BTC-USDT, perhaps with :linear, of every venue that lists it',
    )
  withLiveVenueOptions(command)
  withArbDetectorOptions(command)
    .option(
      '--cycles <legs>',
      'longest way round through currencies; 0: none',
      wholeNumber(0, 4),
      0,
    )
    .addOption(
      new Option('--trust-least <share>', 'a book that is trusted less is not used')
        .argParser(numberWithin(0, 1))
        .default(usualTrustLeast),
    )
    .option(
      '--fitted <run>',
      'a saved `arb scan` with latencies, from which the probability of capture is known to begin with',
    )
    .addOption(
      new Option('--duration <time>', '30s, 10m, 2h; else until asked to end').argParser(duration),
    )
  withCommonOptions(
    withSaveOption(command),
    'isobar arb watch --venues binance,okx,kraken --instruments BTC,ETH --taker-fee-bps 5 --quote-map USDT=USD:live --latency-ms 50',
  ).action(watch)
}

async function watch(named: string[], options: WatchCliOptions): Promise<void> {
  const over = askedToEnd({ length: options.duration })
  const wish = wishOf(named, options)
  const fees = options.fees === undefined ? new Map() : await readFeesFile(options.fees)
  const feesFile = options.fees === undefined ? undefined : { file: options.fees, fees }
  requireVenueNames({ ...options, feesFile }, askedVenueNames(wish, options))
  const venues = await openLiveVenues(wish, options, over)
  const listed = listedOf(venues, fees, options)
  requireCoinNames({ ...options, feesFile }, listed)
  const bases = [...wish.everywhere, ...wish.named.map((each) => each.wanted)].map(
    ({ base }) => base,
  )
  const settings = await settingsOf(listed, bases, options)
  tellUncompared(settings, options)
  const notes = unknownMinimums(listed)
  for (const note of notes) say(note, options)
  const run = new ArbitrageWatch(settings, (event) => tell(event, options))
  try {
    await follow(run, venues, options, over)
    const result = run.end(notes)
    await keepUntriedRun('arb watch', { result, files: [] }, withPlainMaps(options))
    if (options.json === true) printJson(summaryOf(result))
    else printLines('', ...scanLines(result))
    if (result.from === null) process.exitCode = 5
  } finally {
    leaveSoon()
  }
}

/** Options as JSON can hold them. */
function withPlainMaps(options: WatchCliOptions): WatchCliOptions {
  return {
    ...options,
    quoteMap: quoteMapText(options),
    class: Object.fromEntries(options.class ?? []),
    baseMap: Object.fromEntries(options.baseMap ?? []),
  } as unknown as WatchCliOptions
}

const passEvery = 50_000 as Duration
/** Between two words about what is still waited for. */
const waitingEveryMs = 5_000

/** Follows the feeds until asked to end. */
async function follow(
  run: ArbitrageWatch,
  venues: LiveVenues,
  options: WatchCliOptions,
  over: AbortSignal,
): Promise<void> {
  const feeds = await venues.feeds()
  const total = venues.listings.length
  say(
    `waiting for ${counted(total, 'book')} of ${counted(feeds.length, 'venue')}; Ctrl-C ends with a summary`,
    options,
  )
  try {
    await Promise.all(feeds.map((feed) => start(feed, run, options)))
    let toldAt = Date.now()
    let isWaiting = true
    while (!over.aborted) {
      await rest(wallClock, passEvery, over)
      run.pass(wallClock.now())
      if (!isWaiting) continue
      const silent = run.silent()
      isWaiting = silent.length > 0
      if (!isWaiting) say(`watching ${counted(total, 'book')}`, options)
      else if (Date.now() - toldAt >= waitingEveryMs) {
        toldAt = Date.now()
        say(`still waiting for ${silent.map(nameOf).join(', ')}`, options)
      }
    }
  } finally {
    await Promise.all(feeds.map((feed) => feed.close()))
  }
}

function start(feed: MarketFeed, run: ArbitrageWatch, options: WatchCliOptions): Promise<void> {
  return feed.start({
    rows: (rows) => run.take(rows),
    notice: (notice: FeedNotice) => {
      run.noticed(notice, wallClock.now())
      const { kind, detail, venue } = notice
      if (kind !== 'connected' && kind !== 'resync') say(`${venue}: ${kind}: ${detail}`, options)
    },
  })
}

function tell(event: WatchEvent, options: WatchCliOptions): void {
  if (options.json === true) printJson(event)
  else printLines(watchEventLine(event))
}

function wishOf(named: readonly string[], options: WatchCliOptions) {
  const { instruments = '', quoteMap = new Map() } = options
  const everywhere = instruments
    .split(',')
    .filter((text) => text !== '')
    .map((text) => wantedInstrument(text, '--instruments'))
  const rates: WantedInstrument[] = [...quoteMap].flatMap(([from, { quote, rate }]) =>
    rate === 'live' ? [{ base: from, quote, class: 'spot' as const }] : [],
  )
  const usual = named.length === 0 && everywhere.length === 0
  return {
    everywhere: usual ? [wantedInstrument('BTC', '--instruments')] : everywhere,
    named: named.map(namedInstrument),
    rates,
  }
}

function listedOf(
  { listings }: LiveVenues,
  fees: FeesFile,
  options: WatchCliOptions,
): readonly Listed[] {
  const facts = {
    fees,
    takerFeeBps: options.takerFeeBps,
    classes: options.class ?? new Map(),
    bases: options.baseMap ?? new Map(),
  }
  return listings.map(({ instrument, symbol, least }) =>
    listInstrument(
      { instrument, symbol, stepsInferred: false, rules: { ...unknownRules, ...least } },
      facts,
    ),
  )
}

/** What the result has to say of orders whose least size nobody tells. */
function unknownMinimums(listed: readonly Listed[]): string[] {
  const free = listed.filter(({ terms: { minNotional, minQuantity } }) =>
    [minNotional, minQuantity].every((least) => least === undefined),
  )
  if (free.length === 0) return []
  return [
    `no least order is known of ${free.map(nameOf).join(', ')} (--fees FILE tells them): what is smaller than the venue takes counts too`,
  ]
}

async function settingsOf(
  listed: readonly Listed[],
  bases: readonly string[],
  options: WatchCliOptions,
): Promise<WatchSettings> {
  const { minEdgeBps, staleMs, latencyMs, cycles, trustLeast } = options
  const detector: DetectorSettings = {
    minEdgeBps,
    staleAfter: Math.round(staleMs * 1_000),
    quoteMap: options.quoteMap ?? new Map(),
    withBasis: options.basis === true,
    cycleLegsMost: cycles,
    bases: new Set(options.bases ?? bases.map((base) => options.baseMap?.get(base)?.base ?? base)),
  }
  return {
    detector,
    listed,
    latencyOf: latencyMs === undefined ? undefined : latencyFrom(latencyMs),
    hazard: await hazardOf(detector, listed, options),
    trustLeast,
    parameters: {
      minEdgeBps,
      staleMs,
      latencyMs: latencyMs ?? null,
      quoteMap: quoteMapText(options),
      basis: options.basis === true,
      cycleLegsMost: cycles,
    },
  }
}

/** What a saved scan knows of captures. Its pairs of venues are those that are watched, where they are. */
async function hazardOf(
  detector: DetectorSettings,
  listed: readonly Listed[],
  { fitted, latencyMs }: WatchCliOptions,
): Promise<CaptureHazard> {
  if (fitted === undefined) return new CaptureHazard()
  if (latencyMs === undefined)
    throw new UsageError('--fitted needs --latency-ms, that of our orders')
  const { result } = await readRun(fitted)
  const scan = result as ArbitrageScanResult
  if (scan.kind !== 'arb-scan' || scan.summary.capture === null) {
    const expected = 'a saved run of `arb scan` with --latency-ms'
    throw new DataError({ file: fitted, expected, came: result.kind })
  }
  return fitHazard(scan, { detector, listed })
}

/** Nothing to compare is better said than watched. */
function tellUncompared({ detector, listed }: WatchSettings, options: WatchCliOptions): void {
  const { quoteMap } = detector
  for (const line of uncomparedLines(listed, detector)) say(line, options)
  for (const [from, { quote, rate }] of quoteMap) {
    const isTold = listed.some(
      ({ instrument: each }) => each.base === from && each.quote === quote && each.class === 'spot',
    )
    if (rate === 'live' && !isTold)
      throw new UsageError(
        `--quote-map: none of these venues lists ${from}-${quote}, which would tell its rate`,
      )
  }
}

/** What is left of a result when its rows have been told one by one. */
function summaryOf(result: ArbitrageScanResult): object {
  const { version, parameters, venues, events, from, to, summary } = result
  const kind = 'arb-watch'
  return { event: 'summary', kind, version, parameters, venues, events, from, to, summary }
}

function nameOf({ instrument, symbol }: Listed): string {
  return `${instrument.venue}:${symbol}`
}

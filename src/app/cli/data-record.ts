import { Option, type Command } from 'commander'
import { UsageError } from '../../core/errors.ts'
import type { MarketFeed } from '../../core/events/market-feed.ts'
import type { Duration } from '../../core/time.ts'
import { RawLog } from '../../stores/captures/raw-log.ts'
import { RecordingLog } from '../../stores/recording/recording-log.ts'
import { unknownRules, type Listing } from '../../stores/recording/listing.ts'
import { wallClock } from '../live/wall-clock.ts'
import { LiveVenue } from '../market/live-venue.ts'
import { wantedInstrument } from '../market/wanted-instrument.ts'
import { packageVersion } from '../package-facts.ts'
import { Recorder, type RecorderCounts } from '../record/recorder.ts'
import { duration } from './arguments.ts'
import { askedToEnd } from './asked-to-end.ts'
import { count } from './format.ts'
import { printJson, printLines, say, withCommonOptions, type CommonOptions } from './output.ts'

interface RecordOptions extends CommonOptions {
  readonly venues: string
  readonly instruments?: string
  readonly out: string
  readonly url?: readonly string[]
  readonly duration?: Duration
  readonly raw: boolean
}

/** `isobar data record` */
export function addDataRecordCommand(data: Command): void {
  const command = data
    .command('record')
    .description(
      'record live books and trades of any exchange into a recording, until asked to end (Binance, Bybit, OKX, Kraken and Coinbase by our own decoders, others through ccxt);\nwhat is acknowledged survives a kill, and called again it goes on where it was',
    )
    .requiredOption('--venues <list>', 'exchanges, separated by commas: binance,okx,kraken')
    .option(
      '--instruments <list>',
      'BASE-QUOTE or BASE-QUOTE:linear, of every venue that lists it',
      'BTC-USDT',
    )
    .requiredOption('--out <dir>', 'the folder of the recording')
    .option(
      '--url <venue=url...>',
      'exchanges that are served on this machine, separated by commas or spaces',
    )
    .addOption(
      new Option('--duration <time>', '30s, 10m, 2h; else until asked to end').argParser(duration),
    )
    .option(
      '--no-raw',
      'keep no messages as they came; else they are in DIR/raw, for isobar data import raw:FEED',
    )
  withCommonOptions(
    command,
    'isobar data record --venues binance,okx --instruments BTC-USDT,ETH-USDT --out recorded --duration 10m',
  ).action(record)
}

async function record(options: RecordOptions): Promise<void> {
  const { feeds, listings } = await openFeeds(options)
  const log = await RecordingLog.open(options.out, packageVersion())
  const recovered = log.recovery
  if (recovered.events > 0)
    say(`${count(recovered.events)} events of a run that was killed are kept`, options)
  const origin = {
    listingAt: (index: number): Listing => listings[index]!,
    clock: 'receive',
  } as const
  const raw = options.raw ? new RawLog(options.out) : undefined
  const recorder = new Recorder(log, feeds, origin, { clock: wallClock, ...(raw && { raw }) })
  const heardBefore = log.events > 0 ? [...listings.keys()] : []
  say(`recording ${listings.map(nameOf).join(', ')}`, options)
  await recorder.run(askedToEnd({ length: options.duration }), heardBefore)
  const events = log.events
  await raw?.close()
  await log.close()
  const { counts } = recorder
  if (options.json === true)
    printJson({ out: options.out, events, recovered: recovered.events, run: counts })
  else printLines(...lines(options.out, events, counts))
}

async function openFeeds(
  options: RecordOptions,
): Promise<{ readonly feeds: MarketFeed[]; readonly listings: Listing[] }> {
  const urls = new Map(options.url?.flatMap(eachUrl).map(venueAndUrl))
  const wanted = listOf(options.instruments ?? '').map((each) =>
    wantedInstrument(each, '--instruments'),
  )
  const listings: Listing[] = []
  const feeds: MarketFeed[] = []
  for (const name of listOf(options.venues)) {
    const url = urls.get(name)
    const venue = new LiveVenue(name, url === undefined ? {} : { url })
    const placed = (await venue.listAll(wanted)).map(({ instrument, symbol, least }) => {
      const rules = { ...unknownRules, ...least }
      listings.push({ instrument, symbol, stepsInferred: false, rules })
      return { instrument, index: listings.length - 1 }
    })
    feeds.push(await venue.feed(placed, wallClock))
  }
  if (feeds.length === 0) throw new UsageError('--venues: name at least one')
  return { feeds, listings }
}

/** Separated by commas too, as venues are; a comma within an address has no name and `=` after it. */
function eachUrl(text: string): readonly string[] {
  return text.split(/,(?=[\w-]+=)/)
}

function venueAndUrl(text: string): readonly [string, string] {
  const at = text.indexOf('=')
  if (at < 1) throw new UsageError(`--url: expected VENUE=URL, got ${text}`)
  return [text.slice(0, at), text.slice(at + 1)]
}

function listOf(text: string): readonly string[] {
  return text.split(',').filter((part) => part !== '')
}

function nameOf({ instrument }: Listing): string {
  return `${instrument.venue}:${instrument.name}`
}

function lines(out: string, events: number, counts: RecorderCounts): string[] {
  const lost =
    counts.droppedRows === 0
      ? 'nothing dropped'
      : `${count(counts.droppedRows)} rows dropped while the disk was behind, told as gaps`
  const kept =
    counts.rawMessages === 0 ? '' : `, ${count(counts.rawMessages)} messages kept as they came`
  const lostRaw = counts.droppedRaw === 0 ? '' : ` (${count(counts.droppedRaw)} more could not be)`
  return [
    `${out}: ${count(events)} events, ${count(counts.events)} of them now; ${count(counts.disconnects)} disconnects, ${count(counts.resyncs)} resyncs, ${lost}${kept}${lostRaw}.`,
  ]
}

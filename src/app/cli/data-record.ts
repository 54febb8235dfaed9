import { Option, type Command } from 'commander'
import { UsageError } from '../../core/errors.ts'
import type { MarketFeed } from '../../core/events/market-feed.ts'
import type { Duration } from '../../core/time.ts'
import { RawLog } from '../../stores/captures/raw-log.ts'
import { RecordingLog } from '../../stores/recording/recording-log.ts'
import { unknownRules, type Listing } from '../../stores/recording/listing.ts'
import { wallClock } from '../live/wall-clock.ts'
import { LiveVenue } from '../market/live-venue.ts'
import { wantedInstrument, wantedName, type WantedInstrument } from '../market/wanted-instrument.ts'
import { packageVersion } from '../package-facts.ts'
import { Recorder, type RecorderCounts } from '../record/recorder.ts'
import { duration } from './arguments.ts'
import { askedToEnd } from './asked-to-end.ts'
import { count } from './format.ts'
import { listOf, namedInstrument, urlsOf, type LiveWish } from './live-venues.ts'
import { printJson, printLines, say, withCommonOptions, type CommonOptions } from './output.ts'

interface RecordOptions extends CommonOptions {
  readonly venues?: string
  readonly instruments?: string
  readonly out: string
  readonly url?: readonly string[]
  readonly duration?: Duration
  readonly raw: boolean
}

/** `isobar data record` */
export function addDataRecordCommand(data: Command): void {
  const command = data
    .command('record [venue:instrument...]')
    .description(
      'record live books and trades of any exchange into a recording, until asked to end (Binance, Bybit, OKX, Kraken and Coinbase by our own decoders, others through ccxt);\nwhat is acknowledged survives a kill, and called again it goes on where it was',
    )
    .option('--venues <list>', 'exchanges, separated by commas: binance,okx,kraken')
    .option(
      '--instruments <list>',
      'BTC-USDT, perhaps with :linear, of every one of --venues that lists it (BTC-USDT without), or kraken:BTC-USD of one',
    )
    .requiredOption('--out <dir>', 'the folder of the recording')
    .option(
      '--url <url...>',
      'exchanges that are served on this machine: an address of all, or VENUE=URL; with commas or spaces for more',
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
    'isobar data record binance:BTC-USDT kraken:BTC-USD --out recorded --duration 10m',
  ).action(record)
}

async function record(named: readonly string[], options: RecordOptions): Promise<void> {
  const { feeds, listings } = await openFeeds(named, options)
  const log = await RecordingLog.open(options.out, packageVersion())
  const recovered = log.recovery
  if (recovered.events > 0)
    say(`${count(recovered.events)} events of a run that was killed are kept`, options)
  const origin = {
    listingAt: (index: number): Listing => listings[index]!,
    clock: 'receive',
  } as const
  const raw = options.raw ? await RawLog.open(options.out, (text) => say(text, options)) : undefined
  const recorder = new Recorder(log, feeds, origin, { clock: wallClock, ...(raw && { raw }) })
  const heardBefore = log.events > 0 ? [...listings.keys()] : []
  say(`recording ${listings.map(nameOf).join(', ')}`, options)
  await recorder.run(askedToEnd({ length: options.duration }), heardBefore)
  const events = log.events
  await log.close()
  await raw?.close()
  const { counts } = recorder
  if (options.json === true)
    printJson({ out: options.out, events, recovered: recovered.events, run: counts })
  else printLines(...lines(options.out, events, counts))
}

async function openFeeds(
  named: readonly string[],
  options: RecordOptions,
): Promise<{ readonly feeds: MarketFeed[]; readonly listings: Listing[] }> {
  // Of what spaces separate, names may stand behind addresses.
  const given = options.url ?? []
  const urls = urlsOf(given.filter(isAddress))
  const names = [...named, ...given.filter((text) => !isAddress(text))]
  const { wishes, everywhere } = wishesOf(names, options)
  const listings: Listing[] = []
  const feeds: MarketFeed[] = []
  for (const [name, { wanted, needed }] of wishes) {
    const url = urls.get(name) ?? urls.get('*')
    const venue = new LiveVenue(name, url === undefined ? {} : { url })
    const listed = await venue.list(wanted)
    for (const one of needed)
      if (!listed.some(({ instrument }) => isWanted(instrument, one)))
        throw new UsageError(`${name} lists no ${wantedName(one)}`)
    if (listed.length === 0)
      throw new UsageError(`${name} lists no ${wanted.map(wantedName).join(', no ')}`)
    const placed = listed.map(({ instrument, symbol, least }) => {
      const rules = { ...unknownRules, ...least }
      listings.push({ instrument, symbol, stepsInferred: false, rules })
      return { instrument, index: listings.length - 1 }
    })
    feeds.push(await venue.feed(placed, wallClock))
  }
  for (const one of everywhere)
    if (!listings.some(({ instrument }) => isWanted(instrument, one)))
      throw new UsageError(`no venue lists ${wantedName(one)}`)
  return { feeds, listings }
}

/** What is recorded of a venue, and what of it has to be there. */
interface VenueWish {
  readonly wanted: WantedInstrument[]
  readonly needed: WantedInstrument[]
}

/** By venue, in the order in which they are named. @throws UsageError */
function wishesOf(
  named: readonly string[],
  { venues, instruments }: RecordOptions,
): {
  readonly wishes: ReadonlyMap<string, VenueWish>
  readonly everywhere: readonly WantedInstrument[]
} {
  const listed = instruments === undefined ? undefined : listOf(instruments)
  const own: LiveWish['named'] = [
    ...named,
    ...(listed ?? []).filter((text) => isOfVenue(text)),
  ].map(namedInstrument)
  const everywhere = (listed ?? (own.length === 0 ? ['BTC-USDT'] : []))
    .filter((text) => !isOfVenue(text))
    .map((text) => wantedInstrument(text, '--instruments'))
  const all = listOf(venues ?? '')
  if (all.length === 0 && (own.length === 0 || everywhere.length > 0))
    throw new UsageError(
      'name what is to be recorded, like binance:BTC-USDT, or --venues and their --instruments',
    )
  const wishes = new Map<string, VenueWish>()
  const wishOf = (venue: string): VenueWish => {
    const wish = wishes.get(venue) ?? { wanted: [], needed: [] }
    wishes.set(venue, wish)
    return wish
  }
  for (const venue of all) wishOf(venue).wanted.push(...everywhere)
  for (const { venue, wanted } of own) {
    const wish = wishOf(venue)
    const isThere = wish.wanted.some((each) => wantedName(each) === wantedName(wanted))
    if (!isThere) wish.wanted.push(wanted)
    wish.needed.push(wanted)
  }
  for (const [venue, { wanted }] of wishes)
    if (wanted.length === 0) throw new UsageError(`nothing is to be recorded of ${venue}`)
  return { wishes, everywhere }
}

/** `kraken:BTC-USD`, and not `BTC-USD:linear`. */
function isOfVenue(text: string): boolean {
  return /^[a-z][\w-]*:/.test(text)
}

function isAddress(text: string): boolean {
  return text.includes('=') || text.includes('://')
}

function isWanted(
  { base, quote, class: kind }: Listing['instrument'],
  one: WantedInstrument,
): boolean {
  const isQuote = one.quote === undefined || quote === one.quote
  return base === one.base && isQuote && (one.class === undefined || kind === one.class)
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

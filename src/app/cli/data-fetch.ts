import { Option, type Command } from 'commander'
import { UsageError } from '../../core/errors.ts'
import type { Instant } from '../../core/time.ts'
import { archives, type Archive } from '../../stores/archive/archives.ts'
import {
  daysWithoutKey,
  fetchArchive,
  type FetchedFile,
} from '../../stores/archive/fetch-archive.ts'
import { instant } from './arguments.ts'
import { count, counted } from './format.ts'
import {
  alignedTable,
  printJson,
  printLines,
  withCommonOptions,
  type CommonOptions,
} from './output.ts'
import { progressBar } from './progress.ts'

interface FetchOptions extends CommonOptions {
  readonly archive?: string
  readonly kind: 'bars' | 'funding'
  readonly instruments: string
  readonly timeframe: string
  readonly venue: string
  readonly type: string
  readonly symbol?: string
  readonly from: Instant
  readonly to?: Instant
  readonly out: string
  readonly address?: string
}

/** `isobar data fetch`. */
export function addDataFetchCommand(data: Command): void {
  const command = data
    .command('fetch')
    .description(
      `fetch bars or settled funding from any exchange of ccxt (--kind), or days of ticks from an archive: ${Object.keys(archives).join(', ')}\ncalled again it goes on where it was; Tardis gives the first day of each month to anyone, others to the key in TARDIS_API_KEY`,
    )
    .option(
      '--archive <name>',
      'the archive of ticks; without one bars or funding are fetched from the venue',
    )
    .addOption(
      new Option('--kind <kind>', 'from a venue').choices(['bars', 'funding']).default('bars'),
    )
    .option('--instruments <list>', 'from a venue: BASE-QUOTE or BASE-QUOTE:linear', 'BTC-USDT')
    .option('--timeframe <label>', 'of bars', '1h')
    .requiredOption(
      '--venue <name>',
      'the venue, as Tardis writes it: binance, binance-futures, okex-swap; of bars and funding several, separated by commas',
    )
    .option('--symbol <list>', "the venue's symbols, separated by commas")
    .option('--type <list>', 'what of it, separated by commas', 'trades')
    .requiredOption('--from <instant>', 'first day', instant)
    .option('--to <instant>', 'the day after the last; of bars and funding: now', instant)
    .requiredOption('--out <dir>', 'where the files go')
    .option('--address <url>', "a mirror in place of the archive's own address")
  withCommonOptions(
    command,
    'isobar data fetch --archive tardis --venue binance-futures --symbol BTCUSDT --type incremental_book_L2,trades --from 2024-01-01 --to 2024-03-02 --out tardis',
  ).action(run)
}

async function run(options: FetchOptions): Promise<void> {
  const { archive: name, symbol, to } = options
  if (name === undefined) {
    const { fetchVenueHistory } = await import('./data-fetch-history.ts')
    return fetchVenueHistory(options)
  }
  if (symbol === undefined || to === undefined)
    throw new UsageError('an archive needs --symbol and --to')
  const archive = archiveOf(name, options)
  const found = archive.keyVariable === undefined ? undefined : process.env[archive.keyVariable]
  const key = found === '' ? undefined : found
  const keyed = key === undefined ? {} : { key }
  const notFree = daysWithoutKey({ archive, from: options.from, to, ...keyed })
  const bar = progressBar('fetching', options)
  const files = await fetchArchive({
    archive,
    venue: options.venue,
    types: listOf(options.type),
    symbols: listOf(symbol),
    from: options.from,
    to,
    out: options.out,
    onProgress: bar.update,
    ...(options.address === undefined ? {} : { address: options.address.replace(/\/+$/, '') }),
    ...keyed,
  }).finally(bar.end)
  if (options.json === true) printJson({ archive: name, out: options.out, files, notFree })
  else printLines(...linesOf(options.out, files, notFree))
}

function archiveOf(name: string, { type }: FetchOptions): Archive {
  const archive = archives[name]
  if (archive === undefined) {
    throw new UsageError(`no archive ${name}; there are ${Object.keys(archives).join(', ')}`)
  }
  const strange = listOf(type).find((each) => !archive.types.includes(each))
  if (strange === undefined) return archive
  throw new UsageError(`${name} has no ${strange}; it has ${archive.types.join(', ')}`)
}

function linesOf(out: string, files: readonly FetchedFile[], notFree: number): string[] {
  const rows = files.map(({ file, state, bytes, resumedAt }) => [
    file,
    state,
    bytes === 0 ? '' : count(bytes),
    resumedAt === 0 ? '' : count(resumedAt),
  ])
  const fetched = files.filter(({ state }) => state === 'fetched')
  const bytes = fetched.reduce((sum, file) => sum + file.bytes, 0)
  return [
    alignedTable(['file', '', 'bytes', 'resumed at'], rows),
    '',
    ...(notFree === 0
      ? []
      : [
          `left out: ${counted(notFree, 'day')} that need a key; without one only the first of each month is free`,
        ]),
    `${out}: ${fetched.length} of ${counted(files.length, 'file')} fetched, ${counted(bytes, 'byte')}.`,
  ]
}

function listOf(text: string): readonly string[] {
  return text.split(',').filter((part) => part !== '')
}

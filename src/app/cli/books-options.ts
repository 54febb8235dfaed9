import { join } from 'node:path'
import { InvalidArgumentError, type Command } from 'commander'
import { UsageError } from '../../core/errors.ts'
import { requireNames } from '../../core/required-names.ts'
import type { Instant } from '../../core/time.ts'
import {
  doubleOf,
  exactDecimalOf,
  exactOne,
  type ExactDecimal,
} from '../../execution/router/exact-decimal.ts'
import type { MarketBook, MarketSelection } from '../../execution/router/market-book.ts'
import { manifestName } from '../../stores/recording/recording-format.ts'
import { readBooksFile } from '../route/books-file.ts'
import { ratesOf } from '../route/live-books.ts'
import { recordedMarket } from '../route/recorded-market.ts'
import { feeBps, instant } from './arguments.ts'

/** Options that say which books. */
export interface BooksOptions {
  readonly books?: string
  readonly recording?: string
  readonly at?: Instant
  readonly base?: string
  readonly quote?: string
  readonly quoteMap?: QuoteMap
  readonly exclude?: readonly string[]
  readonly takerFeeBps?: number
}

/** What other quote currencies are worth in one. */
interface QuoteMap {
  readonly quote: string
  readonly rates: ReadonlyMap<string, ExactDecimal>
  /** Those whose own books tell it, where books are live. */
  readonly live: ReadonlySet<string>
}

/** Are books only read, or are there live ones too, whose rates may be asked for? */
type BookKind = 'read' | 'live'

/** Adds the options that say which books. */
export function withBooksOptions(command: Command, kind: BookKind): Command {
  return command
    .option('--books <file>', 'a file of books')
    .option('--recording <dir>', 'or a recording, at an instant')
    .option('--at <instant>', 'the instant of the recording', instant)
    .option('--base <coin>', 'which coin; may be left out where there is only one')
    .option(
      '--quote <currency>',
      'in which currency prices are compared; else that of the first book',
    )
    .option(
      '--quote-map <list>',
      `what other quotes are worth: USDT=USD:0.9991,USDC=USD${kind === 'live' ? '; but for files of books also USDT=USD:live' : ''}`,
      (text) => quoteMap(text, kind),
    )
    .option(
      '--exclude <venue>',
      'a venue that is left out; again, or with commas, for more',
      exclusion,
    )
    .option('--taker-fee-bps <bps>', 'where a recording does not know the fee', feeBps)
}

/** The books that options name. */
export async function readBooks(options: BooksOptions): Promise<readonly MarketBook[]> {
  return (await readMarket(options)).books
}

/** The same, with how they are compared: at the rates that their own books tell, where that is asked for. */
export async function readMarket(
  options: BooksOptions,
): Promise<{ readonly books: readonly MarketBook[]; readonly selection: MarketSelection }> {
  const { books, recording, at, takerFeeBps } = options
  if ((books === undefined) === (recording === undefined)) {
    throw new UsageError('give either --books FILE or --recording DIR with --at')
  }
  const [live] = options.quoteMap?.live ?? []
  if (live !== undefined && recording === undefined)
    throw new UsageError(`--quote-map: ${live} has a live rate only with --live or --recording`)
  if (books !== undefined) {
    const read = await readBooksFile(books)
    requireNames('--exclude', options.exclude ?? [], venuesOf(read))
    return { books: read, selection: selectionOf(options) }
  }
  if (at === undefined) throw new UsageError('--recording needs --at, the instant of its books')
  const selection = selectionOf(options)
  const rated = options.quoteMap?.live ?? new Set<string>()
  const market = await recordedMarket(recording!, {
    selection,
    rated,
    stops: [at],
    ...(takerFeeBps === undefined ? {} : { takerFeeBps }),
  })
  const read = market.snapshots[0]!
  const quoteRates = new Map([
    ...(selection.quoteRates ?? []),
    ...ratesOf(read, rated, selection.quote),
  ])
  return {
    books: read.filter(({ base }) => !rated.has(base)),
    selection: { ...selection, quoteRates },
  }
}

function venuesOf(books: readonly MarketBook[]): readonly string[] {
  return books.map(({ venue }) => venue)
}

/** Not a list to its end, which would take the quantity for a venue. */
function exclusion(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, ...text.split(',').map((venue) => venue.trim())]
}

/** The files that say which books, and others, as a saved run names them. */
export function booksInputs(
  { books, recording }: BooksOptions,
  ...others: readonly (string | undefined)[]
): readonly string[] {
  const manifest = recording === undefined ? undefined : join(recording, manifestName)
  return [books, manifest, ...others].filter((file) => file !== undefined)
}

/** Options as JSON can hold them: exact decimals and maps of them as the text they were given in. */
export function withWrittenDecimals(
  options: BooksOptions & { readonly limitPrice?: ExactDecimal },
): object {
  const { quoteMap: map, limitPrice } = options
  return {
    ...(limitPrice === undefined ? {} : { limitPrice: doubleOf(limitPrice) }),
    ...(map === undefined
      ? {}
      : {
          quoteMap: Object.fromEntries(
            [...map.rates]
              .map(([from, rate]): [string, string] => [from, `${map.quote}:${doubleOf(rate)}`])
              .concat([...map.live].map((from) => [from, `${map.quote}:live`])),
          ),
        }),
  }
}

/** How books are compared. */
export function selectionOf({
  base,
  quote,
  quoteMap: map,
  exclude,
}: BooksOptions): MarketSelection {
  const into = quote ?? map?.quote
  return {
    ...(base === undefined ? {} : { base }),
    ...(into === undefined ? {} : { quote: into }),
    ...(map === undefined ? {} : { quoteRates: map.rates }),
    ...(exclude === undefined ? {} : { excludedVenues: exclude }),
  }
}

/** A decimal number above zero, with all its digits. */
export function positiveDecimal(text: string, name?: unknown): ExactDecimal {
  const exact = exactDecimalOf(text)
  if (exact !== undefined && exact.units > 0n) return exact
  const complaint = `expected a number above zero, got ${text}`
  throw name === 'quantity'
    ? new UsageError(`quantity: ${complaint}`)
    : new InvalidArgumentError(complaint)
}

/** `USDT=USD` is one to one, `USDT=USD:0.9991` a rate, `USDT=USD:live` that of its own books. */
function quoteMap(text: string, kind: BookKind): QuoteMap {
  const expected = `expected USDT=USD${kind === 'live' ? ', USDT=USD:live' : ''} or USDT=USD:0.9991, several with commas.`
  const rates = new Map<string, ExactDecimal>()
  const live = new Set<string>()
  const quotes = new Set<string>()
  for (const entry of text.split(',')) {
    const match = /^([A-Za-z0-9]+)=([A-Za-z0-9]+)(?::(.+))?$/.exec(entry.trim())
    if (match === null) throw new InvalidArgumentError(expected)
    const [from, into] = [match[1]!.toUpperCase(), match[2]!.toUpperCase()]
    if (rates.has(from) || live.has(from))
      throw new InvalidArgumentError(`expected one rate of ${from}.`)
    quotes.add(into)
    if (kind === 'live' && match[3]?.toLowerCase() === 'live') {
      live.add(from)
      continue
    }
    if (match[3]?.toLowerCase() === 'live')
      throw new InvalidArgumentError(
        `a schedule takes a rate of ${from} that holds throughout, as ${from}=${into}:0.9991; live rates are for isobar route buy and sell.`,
      )
    const rate = match[3] === undefined ? exactOne : exactDecimalOf(match[3])
    if (rate === undefined || rate.units <= 0n) throw new InvalidArgumentError(expected)
    rates.set(from, rate)
  }
  if (quotes.size > 1)
    throw new InvalidArgumentError('expected one currency that all are worth so much of.')
  return { quote: [...quotes][0]!, rates, live }
}

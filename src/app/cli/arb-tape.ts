import { Option, type Command } from 'commander'
import { UsageError } from '../../core/errors.ts'
import type { InstrumentClass } from '../../core/instrument.ts'
import type { TapeBatch } from '../../research/arbitrage/tape-batch.ts'
import { readBarFile } from '../../stores/bar-files.ts'
import { openCatalogue, selectBars } from '../../stores/catalogue.ts'
import { mergeTape } from '../../stores/tape/merge-tape.ts'
import { barSource, openTape } from '../../stores/tape/open-tape.ts'
import type { TapeSource } from '../../stores/tape/tape-source.ts'
import { tickKinds } from '../../stores/ticks/tick-kinds.ts'
import { bases, classes, latencies, quoteMap, type Latencies } from '../arb/arb-arguments.ts'
import { readFeesFile } from '../arb/fees-file.ts'
import { listInstrument, type InstrumentFacts } from '../arb/list-instrument.ts'
import { uncomparedLines } from '../arb/uncompared.ts'
import { requireCoinNames, requireVenueNames } from '../arb/named-venues.ts'
import { compiledRowKernel } from '../kernels/compiled-rows.ts'
import type { MappedQuote } from '../../strategies/arbitrage/quote-rates.ts'
import type { Listed } from '../../strategies/arbitrage/terms.ts'
import { feeBps, finiteNumber, instant, nonNegativeNumber } from './arguments.ts'
import type { CommonOptions } from './output.ts'
import { withoutSealed } from '../sealed-bars.ts'
import { barsWithin } from '../../core/bars.ts'
import type { Instant } from '../../core/time.ts'
import { statSync } from 'node:fs'

/** What is called an opportunity, and what is said of venues, on tapes and live alike. */
export interface ArbDetectorOptions extends CommonOptions {
  readonly fees?: string
  readonly takerFeeBps?: number
  readonly minEdgeBps: number
  readonly latencyMs?: Latencies
  readonly quoteMap?: ReadonlyMap<string, MappedQuote>
  readonly staleMs: number
  readonly class?: ReadonlyMap<string, InstrumentClass>
  readonly baseMap?: ReadonlyMap<string, { readonly base: string; readonly multiple: number }>
  readonly basis?: true
  readonly bases?: readonly string[]
}

/** Options of every command that reads a tape of several venues. */
export interface ArbTapeOptions extends ArbDetectorOptions {
  readonly kind: string
  readonly timeframe?: string
  readonly from?: Instant
  readonly to?: Instant
}

/** Adds them. */
export function withArbTapeOptions(command: Command): Command {
  return withArbDetectorOptions(command)
    .option('--kind <name>', `of files of ticks: ${Object.keys(tickKinds).join(', ')}`, 'tardis')
    .option('--timeframe <name>', 'DIR is bars: their last prices as quotes without quantity')
    .addOption(new Option('--from <instant>', 'of bars, inclusive').argParser(instant))
    .addOption(new Option('--to <instant>', 'of bars, exclusive').argParser(instant))
}

/** Adds what a detector is told. */
export function withArbDetectorOptions(command: Command): Command {
  return command
    .option(
      '--fees <file>',
      'JSON: taker fee, lot and least notional by exchange, or exchange:symbol',
    )
    .option('--taker-fee-bps <n>', 'where no fees file says it', feeBps)
    .option('--min-edge-bps <n>', 'what the edge at the touch must exceed', finiteNumber, 0)
    .option('--latency-ms <list>', 'of orders: N for all, VENUE=N,...', latencies)
    .addOption(
      new Option(
        '--quote-map <list>',
        'quotes compared as others: USDT=USD 1:1, USDT=USD:0.9991, USDT=USD:live at its own books',
      ).argParser(quoteMap),
    )
    .option(
      '--stale-ms <n>',
      'a book silent for so long is not used; 0: never',
      nonNegativeNumber,
      5_000,
    )
    .addOption(
      new Option(
        '--class <list>',
        'VENUE=spot|linear|inverse where its name does not tell',
      ).argParser(classes),
    )
    .addOption(
      new Option('--base-map <list>', 'what a multiplied base is: 1000PEPE=PEPE:1000').argParser(
        bases,
      ),
    )
    .addOption(
      new Option('--bases <list>', 'only these are compared; others only say rates').argParser(
        names,
      ),
    )
    .option('--basis', 'also spot against linear perpetuals, as basis')
}

function names(text: string): readonly string[] {
  return text.split(',').map((name) => name.trim().toUpperCase())
}

/** A tape ready to be read, and what a reader of its result has to know. */
export interface ArbTape {
  /** Ends with a UsageError where options name what was not on it. */
  readonly batches: AsyncGenerator<TapeBatch>
  /** Grows until the tape has been read: files left out, what is not compared. */
  readonly notes: string[]
}

/** Opens the tape of a command. @throws IsobarError when files are not there or not what they should be */
export async function openArbTape(
  paths: readonly string[],
  options: ArbTapeOptions,
): Promise<ArbTape> {
  const notes: string[] = []
  const facts: InstrumentFacts = {
    fees: options.fees === undefined ? new Map() : await readFeesFile(options.fees),
    takerFeeBps: options.takerFeeBps,
    classes: options.class ?? new Map(),
    bases: options.baseMap ?? new Map(),
  }
  const sources =
    options.timeframe === undefined
      ? await tickSources(paths, options, notes)
      : await barSources(paths, options, notes)
  return { batches: batchesOf(sources, facts, { options, notes }), notes }
}

async function* batchesOf(
  sources: readonly TapeSource[],
  facts: InstrumentFacts,
  { options, notes }: { readonly options: ArbTapeOptions; readonly notes: string[] },
): AsyncGenerator<TapeBatch> {
  const list = (listing: Parameters<typeof listInstrument>[0]): Listed =>
    listInstrument(listing, facts)
  const listed: Listed[] = []
  for await (const { rows, added, regridded, events } of mergeTape(sources)) {
    const fresh = added.map(list)
    listed.push(...fresh)
    yield {
      rows,
      added: fresh,
      regridded: regridded.map(({ index, listing }) => ({ member: index, listed: list(listing) })),
      events,
    }
  }
  if (listed.length === 0) return
  requireNamed(listed, facts, options)
  const compared = {
    quoteMap: options.quoteMap ?? new Map(),
    withBasis: options.basis === true,
    ...(options.bases === undefined ? {} : { bases: new Set(options.bases) }),
  }
  notes.push(...uncomparedLines(listed, compared))
}

/** Only at its end is known what all is on a tape. */
function requireNamed(
  listed: readonly Listed[],
  { fees }: InstrumentFacts,
  options: ArbTapeOptions,
): void {
  const { fees: file } = options
  const named = { ...options, feesFile: file === undefined ? undefined : { file, fees } }
  requireVenueNames(named, [...new Set(listed.map(({ instrument }) => instrument.venue))])
  requireCoinNames(named, listed)
}

async function tickSources(
  paths: readonly string[],
  { kind }: ArbTapeOptions,
  notes: string[],
): Promise<readonly TapeSource[]> {
  const layouts = tickKinds[kind]
  if (layouts === undefined) {
    throw new UsageError(`no kind ${kind}; there are ${Object.keys(tickKinds).join(', ')}`)
  }
  const { sources, leftOut } = await openTape({
    paths,
    layouts,
    told: [],
    rowKernel: compiledRowKernel(),
  })
  for (const { file, reason } of leftOut) notes.push(`left out: ${file}: ${reason}`)
  return sources
}

async function barSources(
  paths: readonly string[],
  { timeframe, from, to }: ArbTapeOptions,
  notes: string[],
): Promise<readonly TapeSource[]> {
  const files: string[] = []
  for (const path of paths) {
    const isFolder = statSync(path, { throwIfNoEntry: false })?.isDirectory() === true
    if (!isFolder) files.push(path)
    else {
      const selected = selectBars(await openCatalogue(path), { timeframe: timeframe! })
      files.push(...selected.map((entry) => entry.path))
    }
  }
  const read = await Promise.all(files.map(readBarFile))
  const unsealed = await withoutSealed(read)
  notes.push(
    ...unsealed.notes,
    'bars: last prices stand for quotes, so that nothing is known of spreads and sizes',
  )
  return unsealed.series.map((bars) => {
    const cut = barsWithin(bars, from ?? (-Infinity as Instant), to ?? (Infinity as Instant))
    return barSource(cut, bars.instrument.name)
  })
}

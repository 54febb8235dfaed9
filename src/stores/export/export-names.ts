import { readSymbol } from '../../core/venue-symbol.ts'
import type { Listing } from '../recording/listing.ts'

/** What a listing is called in exported files. */
export interface ExportName {
  /** The exchange as Tardis writes it, which also says what kind of instrument its symbols are. */
  readonly exchange: string
  /** The symbol as it may stand in a file's name; of all listings of one exchange, only this one has it. */
  readonly fileSymbol: string
}

/**
 * Names every listing so that no two share a file, and so that the exchange tells its class: the spot and the perpetual
 * that a venue both calls BTCUSDT are `binance` and `binance-futures`, as Tardis has them.
 *
 * A venue whose names tell nothing, or tell the class already, keeps its own.
 *
 * @example
 * const listing = (kind) => ({ symbol: 'BTCUSDT', instrument: { venue: 'binance', class: kind } })
 * exportNames([listing('spot'), listing('linear')]).map(({ exchange }) => exchange) // => ['binance', 'binance-futures']
 */
export function exportNames(listings: readonly Listing[]): readonly ExportName[] {
  const taken = new Set<string>()
  return listings.map((listing) => {
    const exchange = exchangeOf(listing)
    const plain = listing.symbol.replaceAll(/[^\w.-]/g, '-')
    let fileSymbol = plain
    // Some file systems take BTCUSDT and btcusdt for one.
    for (let k = 2; taken.has(`${exchange}_${fileSymbol}`.toLowerCase()); k++)
      fileSymbol = `${plain}-${k}`
    taken.add(`${exchange}_${fileSymbol}`.toLowerCase())
    return { exchange, fileSymbol }
  })
}

const suffixes = ['', '-spot', '-futures', '-delivery']

function exchangeOf({ symbol, instrument }: Listing): string {
  const named = suffixes
    .map((suffix) => `${instrument.venue}${suffix}`)
    .find((exchange) => readSymbol(exchange, symbol)?.class === instrument.class)
  return named ?? instrument.venue
}

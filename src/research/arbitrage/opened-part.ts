import type { FoundRow } from './found-opportunity.ts'
import type { Opened } from './watch-result.ts'

/** What a watch tells of an opportunity when it opens, and again when it ends. */
export function openedPart(row: FoundRow): Opened {
  const { kind, base, quote, startTime, buyVenue, sellVenue, buySymbol, sellSymbol } = row
  const { quantity, buyPrice, sellPrice, grossBps, netBps, touchBps, profitQuote } = row
  const { indicative, quoteInUsd = null } = row
  return {
    kind,
    base,
    quote,
    class: row.class,
    startTime,
    buyVenue,
    sellVenue,
    buySymbol,
    sellSymbol,
    quantity,
    buyPrice,
    sellPrice,
    grossBps,
    netBps,
    touchBps,
    profitQuote,
    indicative,
    quoteInUsd,
  }
}

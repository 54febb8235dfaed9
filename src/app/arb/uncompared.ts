import { pegOf } from '../../core/stablecoins.ts'
import { baseOf, Relations } from '../../strategies/arbitrage/relations.ts'
import type { DetectorSettings } from '../../strategies/arbitrage/detector.ts'
import type { Listed } from '../../strategies/arbitrage/terms.ts'

type Compared = Pick<DetectorSettings, 'quoteMap' | 'withBasis' | 'bases'>

/** Bases that are named in one line. */
const namedMost = 3

/**
 * What is listed at several venues and is not compared for its quote currencies, with the option that would have it
 * compared; and whether nothing is compared at all.
 */
export function uncomparedLines(listed: readonly Listed[], settings: Compared): readonly string[] {
  const { quoteMap, withBasis, bases } = settings
  const relations = new Relations(quoteMap, withBasis, bases)
  for (const each of listed) relations.add(each)
  const none =
    relations.slots.length > 0 ? [] : ['nothing is compared: no two venues have the same']
  return [...quoteLines(listed, settings), ...none]
}

function quoteLines(listed: readonly Listed[], { quoteMap, bases }: Compared): readonly string[] {
  const quoteOf = ({ instrument: { quote } }: Listed): string => quoteMap.get(quote)?.quote ?? quote
  const byQuotes = new Map<
    string,
    { readonly quotes: readonly string[]; readonly names: string[] }
  >()
  for (const base of new Set(listed.map(baseOf))) {
    const books = listed.filter((each) => baseOf(each) === base)
    // What a dollar is in others is a rate, and no coin of two prices.
    const isWanted = bases === undefined ? pegOf(base) === undefined : bases.has(base)
    const quotes = [...new Set(books.map(quoteOf))].toSorted()
    const venues = new Set(books.map(({ instrument }) => instrument.venue))
    if (!isWanted || quotes.length < 2 || venues.size < 2) continue
    const key = quotes.join(' and in ')
    const known = byQuotes.get(key)
    if (known === undefined) byQuotes.set(key, { quotes, names: [base] })
    else known.names.push(base)
  }
  return [...byQuotes].map(([written, { quotes, names }]) => {
    const left = names.length - namedMost
    const shown = names.slice(0, namedMost).join(', ') + (left > 0 ? ` and ${left} more` : '')
    const isOne = names.length === 1
    return `${shown} in ${written} ${isOne ? 'is' : 'are'} not compared${remedy(listed, quotes)}`
  })
}

function remedy(listed: readonly Listed[], quotes: readonly string[]): string {
  const coin = quotes.find((quote) => pegOf(quote) !== undefined)
  if (coin === undefined) return ''
  const peg = pegOf(coin)!
  const isTold = listed.some(
    ({ instrument: each }) => each.base === coin && each.quote === peg && each.class === 'spot',
  )
  return `: --quote-map ${coin}=${peg}:${isTold ? 'live' : 'RATE'}`
}

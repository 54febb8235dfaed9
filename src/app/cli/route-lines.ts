import { doubleOf, exactZero } from '../../execution/router/exact-decimal.ts'
import type { MarketBook } from '../../execution/router/market-book.ts'
import type { RouteResult } from '../../execution/router/route-order.ts'
import { quantityOf, type Lots } from '../../core/price.ts'
import { counted, decimal, money } from './format.ts'
import { alignedTable } from './output.ts'

/** A routed order for people. */
export function routeLines(result: RouteResult, books: readonly MarketBook[]): string[] {
  const { legs, excluded, base } = result
  const rows = legs.map((leg) => [
    leg.venue,
    leg.instrument,
    String(leg.quantity),
    money(leg.averagePrice, 4),
    String(leg.worstPrice),
    `${money(leg.notional)} ${leg.quote}`,
    `${money(leg.fee)} ${leg.quote}${leg.feeCurrency !== base ? '' : ` worth, in ${leg.feeCurrency}`}`,
  ])
  const header = ['venue', 'instrument', 'quantity', 'average', 'worst', 'notional', 'fee']
  return [
    ...(rows.length === 0 ? [] : [alignedTable(header, rows), '']),
    ...leftOutLines(excluded, result.class ?? undefined),
    ...Object.entries(result.quoteRates).map(
      ([from, rate]) => `1 ${from} is taken to be ${rate} ${result.quote}`,
    ),
    ...comparison(result),
    conclusion(result, books),
  ]
}

/** Books that take no part, and why. @param routed the class of those that do */
export function leftOutLines(
  excluded: RouteResult['excluded'],
  routed: string | undefined,
): string[] {
  return excluded.map(({ venue, instrument, class: kind, reason }) => {
    const than =
      reason === 'other-class' && routed !== undefined ? ` than ${routed}, which is routed` : ''
    return `left out: ${venue} ${instrument} (${kind}), ${words[reason]}${than}`
  })
}

const words: Readonly<Record<RouteResult['excluded'][number]['reason'], string>> = {
  asked: 'as asked',
  crossed: 'its book is crossed in itself',
  'other-base': 'another coin',
  'other-class': 'another class',
  inverse: 'inverse contracts are counted in quote and not routed',
  'unmapped-quote': 'another quote currency without a rate (--quote-map)',
  'other-asset': 'its price is more than a factor of 1.5 from the others: another asset',
  distrusted: 'its book is not trusted',
}

function comparison({ filled, singleVenue, savingBps, quote }: RouteResult): string[] {
  if (filled === 0) return []
  if (singleVenue === null) return ['no single venue fills as much']
  const { venue, cost } = singleVenue
  return [
    `best single venue: ${venue}, ${money(Math.abs(cost))} ${quote}; the split saves ${decimal(savingBps, 2)} bps`,
  ]
}

function conclusion(result: RouteResult, books: readonly MarketBook[]): string {
  const { side, filled, quantity, base, quote, cost, costBps, gapBps, legs } = result
  if (filled === 0)
    return `Nothing of ${quantity} ${base} can be filled${tooLittle(result, books)}.`
  const did =
    side === 'buy' ? `Buying ${filled} ${base} pays` : `Selling ${filled} ${base} receives`
  const missing = filled === quantity ? '' : ` (of ${quantity}: more cannot be filled)`
  const proof = result.isOptimal
    ? 'proven cheapest'
    : `within ${decimal(gapBps, 4)} bps of the cheapest`
  const against = costBps === null ? '' : `, ${decimal(costBps, 2)} bps from the best mid`
  return `${did} ${money(Math.abs(cost))} ${quote}${against}, over ${counted(legs.length, 'order')}: ${proof}${missing}.`
}

/** What is less than every venue's lot says why itself. */
function tooLittle(
  { quantity, base, excluded }: RouteResult,
  books: readonly MarketBook[],
): string {
  const isUsed = ({ venue, instrument, class: kind }: MarketBook): boolean =>
    !excluded.some(
      (each) => each.venue === venue && each.instrument === instrument && each.class === kind,
    )
  const used = books.filter(isUsed)
  const lot = Math.min(...used.map(({ lotSize }) => quantityOf(1 as Lots, lotSize)))
  const order = Math.min(...used.map(({ minQuantity = exactZero }) => doubleOf(minQuantity)))
  if (used.length === 0 || quantity >= Math.max(lot, order)) return ''
  return lot >= order
    ? `: the least lot is ${lot} ${base}`
    : `: the least order is ${order} ${base}`
}

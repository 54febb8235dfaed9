import { ladderLevelsMost, type LadderBook, type LadderLevel } from '../../core/ladder-book.ts'
import { doubleOf } from '../../execution/router/exact-decimal.ts'
import {
  marketOf,
  type MarketBook,
  type MarketSelection,
} from '../../execution/router/market-book.ts'
import type { RouteLevels, RouteRequest } from '../../execution/router/route-book.ts'
import { routeOrder, type Holdings, type RouteResult } from '../../execution/router/route-order.ts'
import type { CostPoint } from '../../protocol/route-run.ts'

/** An order, and the market it is routed over. */
export interface RoutedMarket {
  readonly books: readonly MarketBook[]
  readonly request: RouteRequest
  readonly selection: MarketSelection
  readonly holdings?: Holdings | undefined
}

/**
 * What the same order would cost in other sizes: every sixteenth of it up to twice as much, as far as there is liquidity.
 * Sizes are routed with the small budget of work even where the order itself was searched to its optimum.
 */
export function costCurve({
  books,
  request,
  selection,
  holdings,
}: RoutedMarket): readonly CostPoint[] {
  const { units, decimals } = request.quantity
  const curve: CostPoint[] = []
  for (let k = 1n; k <= 32n; k++) {
    // A sixteenth is 0.0625.
    const quantity = { units: units * k * 625n, decimals: decimals + 4 }
    const result = routeOrder(books, { ...request, quantity, effort: 'fast' }, selection, holdings)
    if (result.costBps === null || result.filled <= (curve.at(-1)?.filled ?? 0)) continue
    curve.push({ ...pointOf(result), quantity: doubleOf(quantity) })
    // What cannot be filled whole now is all there is.
    if (result.filled < doubleOf(quantity) * 0.98) break
  }
  return curve
}

function pointOf(result: RouteResult): Omit<CostPoint, 'quantity'> {
  const { filled, costBps, singleVenue, savingBps, legs } = result
  return {
    filled,
    costBps: costBps!,
    singleVenue: singleVenue?.venue ?? null,
    singleCostBps: singleVenue === null ? null : bpsOf(singleVenue.cost, result),
    savingBps,
    orders: legs.length,
  }
}

/** As `costBps` of a result, and that itself where both cost the same; a sell's cost is below zero. */
function bpsOf(cost: number, { side, filled, mid, cost: own, costBps }: RouteResult): number {
  if (cost === own) return costBps!
  const share = cost / filled / mid!
  return (side === 'buy' ? share - 1 : share + 1) * 1e4
}

/** The best levels of the books an order may use, in one quote currency. */
export function ladderOf({ books, selection }: RoutedMarket): readonly LadderBook[] {
  const market = marketOf(books, selection)
  return market.books.map((book, position) => {
    const { venue, instrument, takerFeeBps, lotSize } = book
    // A file's sides may have steps of their own.
    const steps = [book.bids, book.asks].map(
      ({ priceStep }) => priceStep.units / 10 ** priceStep.decimals,
    )
    const rate = doubleOf(market.rates[position]!)
    const [bids, asks] = [book.bids, book.asks].map((side) => levelsOf(side, rate))
    return {
      venue,
      instrument,
      takerFeeBps,
      priceStep: Math.min(...steps),
      lot: lotSize.units / 10 ** lotSize.decimals,
      bids: bids!,
      asks: asks!,
    }
  })
}

function levelsOf(
  { count, prices, quantities, priceStep, quantityStep }: RouteLevels,
  rate: number,
): readonly LadderLevel[] {
  return Array.from({ length: Math.min(count, ladderLevelsMost) }, (_, k) => [
    ((prices[k]! * priceStep.units) / 10 ** priceStep.decimals) * rate,
    (quantities[k]! * quantityStep.units) / 10 ** quantityStep.decimals,
  ])
}

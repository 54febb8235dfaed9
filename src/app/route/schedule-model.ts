import { UsageError } from '../../core/errors.ts'
import { microsecondsPerSecond } from '../../core/time.ts'
import { divisibleSplit, type DivisibleBook } from '../../execution/router/divisible-split.ts'
import { doubleOf } from '../../execution/router/exact-decimal.ts'
import { costFactor } from '../../execution/router/leg-curve.ts'
import type { RouteBook } from '../../execution/router/route-book.ts'
import {
  almgrenChriss,
  costOfTrades,
  type AlmgrenChrissInput,
} from '../../execution/schedule/almgren-chriss.ts'
import type { Estimate } from '../../execution/schedule/impact-estimates.ts'
import { bookSlope, type MarketEstimates } from '../../execution/schedule/market-estimates.ts'
import { riskCostFrontier } from '../../execution/schedule/risk-cost-frontier.ts'
import type { RouteScheduleDocument, ScheduleModel } from '../../protocol/route-schedule-run.ts'
import type { ScheduleOrder } from './schedule-order.ts'

/** What the model is told of a market, and how sure that is. */
export interface ModelMarket {
  readonly input: Omit<AlmgrenChrissInput, 'riskAversion'>
  /** null is what was given, or is not known. */
  readonly errors: Pick<
    ScheduleModel,
    'volatilityStandardError' | 'permanentImpactStandardError' | 'temporaryImpactStandardError'
  >
}

/** Given figures win over measured ones. @returns `lacking` where nobody knows one of them: what it is, and how it is told */
export function modelMarketOf(
  order: ScheduleOrder,
  books: readonly RouteBook[],
  estimates: MarketEstimates | undefined,
): ModelMarket | { readonly lacking: string } {
  const { span, side } = order
  const quantity = doubleOf(order.quantity)
  const interval = span.duration / span.slices / microsecondsPerSecond
  const divisible = books.map((book) => divisibleOf(book, side))
  const best = divisibleSplit(divisible, 1e-9, new Float64Array(books.length)).unitCost
  const given = order.volatilityBpsPerDay
  const volatility =
    given === undefined
      ? estimates?.volatility.value
      : ((given / 1e4) * Math.abs(best)) / Math.sqrt(86_400)
  if (volatility === undefined)
    return { lacking: '--volatility-bps-per-day, or a recording of 30 s before --at' }
  const slope =
    order.temporaryImpact === undefined
      ? slopeBeyondTouch(divisible, quantity / span.slices, quantity)
      : undefined
  const temporaryImpact =
    order.temporaryImpact ?? (slope === undefined ? NaN : slope.value * interval)
  if (Number.isNaN(temporaryImpact)) {
    return {
      lacking:
        '--temporary-impact: all of the order is filled at the best price, so that the books tell none',
    }
  }
  // Net flow moves prices against a book that stands: what is measured can exceed what the closed form allows.
  const most = (1.9 * temporaryImpact) / interval
  const measured = estimates?.permanentImpact
  const permanentImpact = order.permanentImpact ?? Math.min(Math.max(0, measured?.value ?? 0), most)
  return {
    input: {
      quantity,
      intervals: span.slices,
      intervalLength: interval,
      volatility,
      permanentImpact,
      temporaryImpact,
      fixedCost: estimates?.halfSpread ?? 0,
    },
    errors: {
      volatilityStandardError:
        given === undefined ? (estimates?.volatility.standardError ?? null) : null,
      permanentImpactStandardError:
        order.permanentImpact === undefined ? (measured?.standardError ?? null) : null,
      temporaryImpactStandardError: slope === undefined ? null : slope.standardError * interval,
    },
  }
}

/** The best schedule at the order's risk aversion. @throws UsageError where the model has none */
export function bestSchedule(
  { riskAversion }: ScheduleOrder,
  market: ReturnType<typeof modelMarketOf>,
): { readonly trades: Float64Array; readonly model: ScheduleModel } {
  if ('lacking' in market) throw new UsageError(`almgren-chriss needs ${market.lacking}`)
  const { input, errors } = market
  const schedule = almgrenChriss({ ...input, riskAversion })
  if (schedule.kind === 'unavailable') throw new UsageError(`almgren-chriss: ${schedule.detail}`)
  const { trades, urgency, expectedCost, variance } = schedule.value
  if (trades.some((trade) => trade < 0)) {
    throw new UsageError('at this risk aversion the schedule would trade against itself')
  }
  const { volatility, permanentImpact, temporaryImpact, fixedCost = 0 } = input
  const model: ScheduleModel = {
    volatility,
    permanentImpact,
    temporaryImpact,
    ...errors,
    fixedCost,
    riskAversion,
    urgency,
    expectedCost,
    standardDeviation: Math.sqrt(variance),
  }
  return { trades, model }
}

/** Where the slices that are really sent stand beside the best there are. */
export function frontierOf(
  market: ReturnType<typeof modelMarketOf>,
  trades: Float64Array,
): Pick<RouteScheduleDocument, 'frontier' | 'place'> {
  if ('lacking' in market) return { frontier: [], place: null }
  const frontier = riskCostFrontier(market.input)
  if (frontier.length === 0) return { frontier: [], place: null }
  const { expectedCost, variance } = costOfTrades(market.input, trades)
  const firstShare = trades[0]! / market.input.quantity
  const standardDeviation = Math.sqrt(variance)
  return { frontier, place: { riskAversion: null, expectedCost, standardDeviation, firstShare } }
}

/** The books' slope for a slice, or for as many times more of it, up to the whole order, as reaches beyond the first level. */
function slopeBeyondTouch(
  books: readonly DivisibleBook[],
  slice: number,
  whole: number,
): Estimate | undefined {
  const best = divisibleSplit(books, 1e-9, new Float64Array(books.length)).unitCost
  for (let part = slice; ; part = Math.min(2 * part, whole)) {
    const slope = bookSlope(books, part)
    if (slope === undefined || slope.value * part > ROUNDING * Math.abs(best)) return slope
    if (part >= whole) return undefined
  }
}

/** Of a price: what an average of fills at that price may differ from it by. */
const ROUNDING = 1e-12

function divisibleOf(book: RouteBook, side: 'buy' | 'sell'): DivisibleBook {
  const { count, prices, quantities, priceStep, quantityStep } = book.levels
  const request = { side, quantity: { units: 0n, decimals: 0 } }
  return {
    count,
    prices: prices.map((steps) => (steps * priceStep.units) / 10 ** priceStep.decimals),
    quantities: quantities.map(
      (steps) => (steps * quantityStep.units) / 10 ** quantityStep.decimals,
    ),
    costFactor: doubleOf(costFactor(book, request)),
  }
}

import { UsageError } from '../../core/errors.ts'
import {
  later,
  microsecondsPerSecond,
  millisecondsOf,
  type Duration,
  type Instant,
} from '../../core/time.ts'
import { divisibleSplit, type DivisibleBook } from '../../execution/router/divisible-split.ts'
import { doubleOf, type ExactDecimal } from '../../execution/router/exact-decimal.ts'
import { costFactor } from '../../execution/router/leg-curve.ts'
import { lotProblemOf } from '../../execution/router/lot-problem.ts'
import { marketOf, type MarketBook } from '../../execution/router/market-book.ts'
import type { RouteBook } from '../../execution/router/route-book.ts'
import { routeBooksOf } from '../../execution/router/route-order.ts'
import {
  almgrenChriss,
  type AlmgrenChrissSchedule,
} from '../../execution/schedule/almgren-chriss.ts'
import {
  bookSlope,
  marketEstimates,
  type MarketEstimates,
} from '../../execution/schedule/market-estimates.ts'
import type { Estimate } from '../../execution/schedule/impact-estimates.ts'
import type { MarketSample } from '../../execution/schedule/market-tape.ts'
import {
  runSchedule,
  type ScheduleOutcome,
  type ScheduleRun,
} from '../../execution/schedule/run-schedule.ts'
import {
  evenShares,
  slicesOf,
  withoutCrumbs,
  type ScheduleSpan,
  type Slice,
} from '../../execution/schedule/slices.ts'
import {
  expectedShares,
  participationSlice,
  type VolumeCurve,
} from '../../execution/schedule/volume-curve.ts'

export type ScheduleAlgorithm = 'twap' | 'vwap' | 'pov' | 'almgren-chriss'

/** What a scheduled order is asked to be. */
export interface ScheduleOrder extends Omit<ScheduleRun, 'slices' | 'lot' | 'terms'> {
  readonly algorithm: ScheduleAlgorithm
  readonly quantity: ExactDecimal
  readonly span: ScheduleSpan
  /** Wanted by `vwap`. */
  readonly curve?: VolumeCurve
  /** Wanted by `pov`. */
  readonly participation: number
  /** Wanted by `almgren-chriss`; given figures win over measured ones. */
  readonly riskAversion: number
  readonly volatilityBpsPerDay?: number
  readonly permanentImpact?: number
  readonly temporaryImpact?: number
  /** Y of the square-root law. */
  readonly impactCoefficient: number
}

/** The books of each slice, when it leaves and when it arrives; and samples of the market before and during it. */
export interface ScheduleMarket {
  readonly sent: readonly (readonly MarketBook[])[]
  readonly arrived: readonly (readonly MarketBook[])[]
  /** Empty where there is only a file of books. */
  readonly samples: readonly MarketSample[]
}

/** What the model of Almgren and Chriss was told and what it says. Seconds; null is what was not measured. */
interface ScheduleModel {
  readonly volatility: number
  readonly volatilityStandardError: number | null
  readonly permanentImpact: number
  readonly permanentImpactStandardError: number | null
  readonly temporaryImpact: number
  readonly temporaryImpactStandardError: number | null
  readonly fixedCost: number
  readonly riskAversion: number
  readonly urgency: AlmgrenChrissSchedule['urgency']
  readonly expectedCost: number
  readonly standardDeviation: number
}

export interface ScheduledOrder {
  readonly lot: ExactDecimal
  readonly slices: readonly Slice[]
  readonly outcome: ScheduleOutcome
  readonly estimates: MarketEstimates | undefined
  readonly model: ScheduleModel | undefined
}

/** Cuts an order into slices by its algorithm and works them off. @throws UsageError when the algorithm lacks something */
export function scheduleOrder(order: ScheduleOrder, market: ScheduleMarket): ScheduledOrder {
  const first = marketOf(market.sent[0]!, order.selection)
  const books = routeBooksOf(first, order.side)
  const { total: lots, unit: lot } = lotProblemOf(books, {
    side: order.side,
    quantity: order.quantity,
  })
  if (lots === 0) throw new UsageError('the quantity is less than one lot of every venue')
  const before = market.samples.filter(({ time }) => time <= order.span.from)
  const measured = marketEstimates(before, order.side)
  const estimates = measured.kind === 'value' ? measured.value : undefined
  const model = order.algorithm === 'almgren-chriss' ? modelOf(order, books, estimates) : undefined
  const slices =
    order.algorithm === 'pov'
      ? participationSlices(order, market.samples, lots, doubleOf(lot))
      : withoutCrumbs(
          slicesOf(order.span, sharesOf(order, model?.trades), lots),
          leastOrder(books, order),
        )
  const quotes = [...new Set(first.books.map(({ quote }) => quote))]
  const run = { ...order, slices, lot, terms: { quotes, catchUp: 1 } }
  const markets = market.sent.map((sent, k) => ({ sent, arrived: market.arrived[k]! }))
  return { lot, slices, outcome: runSchedule(run, markets), estimates, model: model?.model }
}

/** The fewest lots some book takes as an order. */
function leastOrder(books: readonly RouteBook[], { side, quantity }: ScheduleOrder): number {
  const { legs, total } = lotProblemOf(books, { side, quantity })
  return Math.min(total, ...legs.map(({ least, step }) => least * step))
}

function sharesOf(order: ScheduleOrder, trades: Float64Array | undefined): Float64Array {
  if (trades !== undefined) return trades
  if (order.algorithm === 'twap') return evenShares(order.span.slices)
  if (order.curve === undefined) {
    throw new UsageError(
      'vwap needs --bars FILE, from which it forecasts how volume is spread over the day',
    )
  }
  return expectedShares(order.curve, order.span)
}

/** Each slice by what was traded until it leaves; as if each were filled, for what is not is owed anyway. */
function participationSlices(
  { span, participation }: ScheduleOrder,
  samples: readonly MarketSample[],
  lots: number,
  lot: number,
): readonly Slice[] {
  if (samples.length === 0) throw new UsageError('pov follows what is traded: it needs --recording')
  let filled = 0
  return slicesOf(span, evenShares(span.slices), 0).map(({ time }) => {
    const traded = samples
      .filter((sample) => sample.time > span.from && sample.time <= time)
      .reduce((sum, { bought, sold }) => sum + bought + sold, 0)
    const terms = { rate: participation, least: 1, most: lots }
    const slice = participationSlice(terms, { left: lots - filled, filled, others: traded / lot })
    filled += slice
    return { time, lots: slice }
  })
}

function modelOf(
  order: ScheduleOrder,
  books: readonly RouteBook[],
  estimates: MarketEstimates | undefined,
): { readonly trades: Float64Array; readonly model: ScheduleModel } {
  const { span, side, riskAversion } = order
  const quantity = doubleOf(order.quantity)
  const interval = span.duration / span.slices / microsecondsPerSecond
  const divisible = books.map((book) => divisibleOf(book, side))
  const best = divisibleSplit(divisible, 1e-9, new Float64Array(books.length)).unitCost
  const given = order.volatilityBpsPerDay
  const volatility =
    given === undefined
      ? estimates?.volatility.value
      : ((given / 1e4) * Math.abs(best)) / Math.sqrt(86_400)
  if (volatility === undefined) {
    throw new UsageError(
      'almgren-chriss needs --volatility-bps-per-day, or a recording of 30 s before --at',
    )
  }
  const slope = slopeBeyondTouch(divisible, quantity / span.slices)
  const temporaryImpact = order.temporaryImpact ?? (slope?.value ?? 0) * interval
  // Net flow moves prices against a book that stands: what is measured can exceed what the closed form allows.
  const most = (1.9 * temporaryImpact) / interval
  const permanentImpact =
    order.permanentImpact ?? Math.min(Math.max(0, estimates?.permanentImpact?.value ?? 0), most)
  const fixedCost = estimates?.halfSpread ?? 0
  const schedule = almgrenChriss({
    quantity,
    intervals: span.slices,
    intervalLength: interval,
    volatility,
    permanentImpact,
    temporaryImpact,
    fixedCost,
    riskAversion,
  })
  if (schedule.kind === 'unavailable') throw new UsageError(`almgren-chriss: ${schedule.detail}`)
  const { trades, urgency, expectedCost, variance } = schedule.value
  if (trades.some((trade) => trade < 0)) {
    throw new UsageError('at this risk aversion the schedule would trade against itself')
  }
  const model: ScheduleModel = {
    volatility,
    volatilityStandardError:
      given === undefined ? (estimates?.volatility.standardError ?? null) : null,
    permanentImpact,
    permanentImpactStandardError:
      order.permanentImpact === undefined
        ? (estimates?.permanentImpact?.standardError ?? null)
        : null,
    temporaryImpact,
    temporaryImpactStandardError:
      order.temporaryImpact === undefined && slope !== undefined
        ? slope.standardError * interval
        : null,
    fixedCost,
    riskAversion,
    urgency,
    expectedCost,
    standardDeviation: Math.sqrt(variance),
  }
  return { trades, model }
}

/** The book's slope for a quantity, or for as many times more of it as reaches beyond the first level. */
function slopeBeyondTouch(books: readonly DivisibleBook[], quantity: number): Estimate | undefined {
  for (let part = quantity, k = 0; k < DOUBLINGS; part *= 2, k++) {
    const slope = bookSlope(books, part)
    if (slope === undefined || slope.value > 0) return slope
  }
  return undefined
}

const DOUBLINGS = 30

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

/** When slices leave and arrive, in ascending order, with each instant's position among the stops. */
export function stopsOf(span: ScheduleSpan, latency: Duration): readonly Instant[] {
  const sent = slicesOf(span, evenShares(span.slices), 0).map(({ time }) => time)
  return [...new Set([...sent, ...sent.map((time) => later(time, latency))])].toSorted(
    (a, b) => a - b,
  )
}

/**
 * What the square-root law expects a whole order to move the price by, quote per base unit:
 *
 *   Y sigma sqrt(Q / V)
 *
 * with volatility and volume of any one period, which cancels. Y is given, not measured here.
 */
export function expectedImpact(
  { impactCoefficient, quantity }: ScheduleOrder,
  estimates: MarketEstimates | undefined,
): number | undefined {
  if (estimates === undefined || estimates.volumeRate === 0) return undefined
  const root = Math.sqrt(doubleOf(quantity) / estimates.volumeRate)
  return impactCoefficient * estimates.volatility.value * root
}

/** A scheduled order as a document: instants in epoch milliseconds, money in quote. */
export function scheduleDocument(order: ScheduleOrder, done: ScheduledOrder): object {
  const { outcome, estimates, model } = done
  const lot = doubleOf(done.lot)
  const { costs } = outcome
  const fees = costs?.fee ?? 0
  const notional = outcome.filled * (outcome.averagePrice ?? 0)
  return {
    kind: 'route-schedule',
    algorithm: order.algorithm,
    side: order.side,
    quantity: doubleOf(order.quantity),
    filled: outcome.filled,
    from: millisecondsOf(order.span.from),
    durationMs: order.span.duration / 1000,
    averagePrice: outcome.averagePrice ?? null,
    cost: order.side === 'buy' ? notional + fees : fees - notional,
    costBps: costs?.totalBps ?? null,
    costs: costs === undefined ? null : { ...costs, byVenue: Object.fromEntries(costs.byVenue) },
    slices: outcome.parts.map(({ time, sentLots, filledLots, legs }) => ({
      time: millisecondsOf(time),
      quantity: sentLots * lot,
      filled: filledLots * lot,
      legs: legs.map(({ venue, quantity, price, fee }) => ({
        venue,
        quantity,
        averagePrice: price,
        fee,
      })),
    })),
    estimates: estimates ?? null,
    squareRootImpact: expectedImpact(order, estimates) ?? null,
    model: model ?? null,
  }
}

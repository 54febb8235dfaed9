import { UsageError } from '../../core/errors.ts'
import { later, millisecondsOf, type Duration, type Instant } from '../../core/time.ts'
import { doubleOf, type ExactDecimal } from '../../execution/router/exact-decimal.ts'
import { lotProblemOf } from '../../execution/router/lot-problem.ts'
import { marketOf, type ExcludedBook, type MarketBook } from '../../execution/router/market-book.ts'
import type { RouteBook } from '../../execution/router/route-book.ts'
import { routeBooksOf } from '../../execution/router/route-order.ts'
import { marketEstimates, type MarketEstimates } from '../../execution/schedule/market-estimates.ts'
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
import type { RouteScheduleDocument, ScheduleModel } from '../../protocol/route-schedule-run.ts'
import { bestSchedule, frontierOf, modelMarketOf } from './schedule-model.ts'

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

export interface ScheduledOrder {
  readonly lot: ExactDecimal
  /** What money is in. */
  readonly quote: string
  readonly slices: readonly Slice[]
  /** Books that took no part when it began. */
  readonly excluded: readonly ExcludedBook[]
  /** Spot or linear, of those that did. */
  readonly class: string | undefined
  readonly outcome: ScheduleOutcome
  readonly estimates: MarketEstimates | undefined
  readonly model: ScheduleModel | undefined
  readonly risk: Pick<RouteScheduleDocument, 'frontier' | 'place'>
}

/** Cuts an order into slices by its algorithm and works them off. @throws UsageError when the algorithm lacks something */
export function scheduleOrder(order: ScheduleOrder, market: ScheduleMarket): ScheduledOrder {
  const first = marketOf(market.sent[0]!, order.selection)
  const books = routeBooksOf(first, order.side)
  const { unit: lot } = lotProblemOf(books, { side: order.side, quantity: order.quantity })
  const lots = wholeLots(order.quantity, lot)
  if (lots === 0) throw new UsageError('the quantity is less than one lot of every venue')
  const before = market.samples.filter(({ time }) => time <= order.span.from)
  const measured = marketEstimates(before, order.side)
  const estimates = measured.kind === 'value' ? measured.value : undefined
  const modelMarket = modelMarketOf(order, books, estimates)
  const model = order.algorithm === 'almgren-chriss' ? bestSchedule(order, modelMarket) : undefined
  const slices =
    order.algorithm === 'pov'
      ? participationSlices(order, market.samples, lots, doubleOf(lot))
      : withoutCrumbs(
          slicesOf(order.span, sharesOf(order, model?.trades), lots),
          leastOrder(books, order),
        )
  const quotes = [...new Set(first.books.map(({ quote }) => quote))]
  // Of books that are always the same nothing was measured: there each slice is a plan of its own.
  const refill =
    estimates === undefined ? {} : { refillPerSecond: estimates.refillRate?.value ?? 0 }
  const run = { ...order, ...refill, slices, lot, terms: { quotes, catchUp: 1 } }
  const markets = market.sent.map((sent, k) => ({ sent, arrived: market.arrived[k]! }))
  const trades = Float64Array.from(slices, (slice) => slice.lots * doubleOf(lot))
  const risk = frontierOf(modelMarket, trades)
  const outcome = runSchedule(run, markets)
  const { quote, excluded, class: kind } = first
  return {
    lot,
    quote,
    slices,
    excluded,
    class: kind,
    outcome,
    estimates,
    model: model?.model,
    risk,
  }
}

/** Of all that is wanted: what the first books lack, later ones may have. */
function wholeLots(quantity: ExactDecimal, lot: ExactDecimal): number {
  if (lot.units === 0n) return 0
  const decimals = Math.max(quantity.decimals, lot.decimals)
  const [wanted, one] = [quantity, lot].map(
    (each) => each.units * 10n ** BigInt(decimals - each.decimals),
  ) as [bigint, bigint]
  const most = BigInt(Number.MAX_SAFE_INTEGER)
  const lots = wanted / one
  return Number(lots < most ? lots : most)
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
export function scheduleDocument(
  order: ScheduleOrder,
  done: ScheduledOrder,
): RouteScheduleDocument {
  const { outcome, estimates, model, risk } = done
  const lot = doubleOf(done.lot)
  const { costs } = outcome
  const fees = costs?.fee ?? 0
  const notional = outcome.filled * (outcome.averagePrice ?? 0)
  return {
    kind: 'route-schedule',
    version: 1,
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
    ...risk,
  }
}

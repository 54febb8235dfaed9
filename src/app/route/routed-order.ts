import { unitsOf, type Currency } from '../../core/currency.ts'
import { lotInBase } from '../../core/contract-step.ts'
import { UsageError } from '../../core/errors.ts'
import { eventSide, type BookSide } from '../../core/events/event-codes.ts'
import { priceOf, type Lots, type PriceTicks, type Step } from '../../core/price.ts'
import { noIntents, type Intent } from '../../core/strategy/intent.ts'
import type {
  Strategy,
  StrategyDesk,
  StrategyEvent,
  StrategySetup,
} from '../../core/strategy/strategy.ts'
import type { Instant } from '../../core/time.ts'
import {
  doubleOf,
  exactDecimalOfNumber,
  exactDecimalOfSteps,
  exactZero,
  negated,
  sumOf,
  unitsAt,
  type ExactDecimal,
} from '../../execution/router/exact-decimal.ts'
import {
  marketOf,
  twiceBestMid,
  type Market,
  type MarketBook,
} from '../../execution/router/market-book.ts'
import { planRoute } from '../../execution/router/plan-route.ts'
import { routeBooksOf } from '../../execution/router/route-order.ts'
import { routeLevels } from '../../execution/schedule/market-tape.ts'
import { marketRules } from './market-rules.ts'
import { routedSettings, type RoutedSettings } from './routed-settings.ts'

/** How a routed order ended. */
type RoutedEnd = 'filled' | 'no-more' | 'no-books'

/** What became of it. */
export interface RoutedOrder {
  readonly side: 'buy' | 'sell'
  readonly quantity: ExactDecimal
  /** Base units that are held of it, those of an earlier run with the journal among them. */
  filled: ExactDecimal
  /** Quote of the fills of this run, in the first instrument's currency, before fees; and what fees took, the same. */
  notional: number
  filledNow: number
  fees: number
  /** Middle of the best bid and ask when its first slice was planned; NaN before. */
  arrivalMid: number
  readonly fills: { readonly venue: string; readonly quantity: number; readonly price: number }[]
  refusals: number
  end: RoutedEnd | undefined
}

const lookEvery = 100_000
const refusedFor = 5_000_000

/**
 * A routed order as a strategy: the quantity in equal slices over its time, each planned over the books as they stand when
 * it is due (`planRoute`) and sent as immediate-or-cancel limits at the worst prices of the plan, one an instrument. What a
 * slice did not get is planned anew after a pause, so often at most; an order of unknown fate is waited for. What is held
 * when a run begins counts as filled: after a crash it goes on where the journal says it was. A position the other way is
 * no part of it.
 *
 * Settings: `side`, `quantity`; `takerFeeBps`, which has to be told, `minNotional` and `minQuantity` (0): a number, or
 * numbers by `venue:BASE-QUOTE`, by venue and `*`; `slices` (1), `seconds` (0): over how long; `limitPrice`, `maxVenues`; `attempts`
 * (10) a slice, `pauseSeconds` (0.5) between them and `waitSeconds` (10) for the books.
 *
 * @param told hears of the order when it begins, and again when nothing more will be sent
 */
export function routedOrderStrategy(
  setup: StrategySetup,
  told: (order: RoutedOrder) => void = () => undefined,
): Strategy<RoutedRun> {
  const terms = routedSettings(setup)
  return {
    name: 'route',
    hearsMarkets: false,
    begin: () => new RoutedRun(terms, told),
    decide: (run, event, desk) => run.hear(event, desk),
  }
}

class RoutedRun {
  readonly #terms: RoutedSettings
  readonly #tell: (order: RoutedOrder) => void
  readonly #order: RoutedOrder
  #begun = NaN
  /** When the first slice was due: when there were books. */
  #from = NaN
  #nextAt = -Infinity
  #attempts = 0
  #slice = 0
  /** Instruments whose orders risk refused, until when they are left out: it may be halted, or at a limit. */
  readonly #refused = new Map<number, number>()

  constructor(terms: RoutedSettings, tell: (order: RoutedOrder) => void) {
    const { side, quantity } = terms
    this.#terms = terms
    this.#tell = tell
    this.#order = {
      side,
      quantity,
      filled: exactZero,
      notional: 0,
      filledNow: 0,
      fees: 0,
      arrivalMid: NaN,
      fills: [],
      refusals: 0,
      end: undefined,
    }
  }

  hear(event: StrategyEvent, desk: StrategyDesk): readonly Intent[] {
    switch (event.kind) {
      case 'begun':
        this.#begun = event.time
        this.#tell(this.#order)
        return this.#again(event.time)
      case 'woken':
        return this.#order.end === undefined ? this.#step(desk) : noIntents
      case 'order':
        if (event.answer.kind === 'filled')
          this.#note(event.order.request.instrument, event.answer, desk)
        return noIntents
      case 'refused':
        this.#order.refusals++
        if (event.intent.kind === 'place')
          this.#refused.set(event.intent.order.instrument, event.time + refusedFor)
        return noIntents
      case 'market':
      case 'account':
      case 'legs':
        return noIntents
    }
  }

  #step(desk: StrategyDesk): readonly Intent[] {
    const { time } = desk
    const order = this.#order
    order.filled = heldOf(desk, order.side)
    if (desk.orders().length > 0 || time < this.#nextAt) return this.#again(time)
    const left = sumOf(order.quantity, negated(order.filled))
    if (left.units <= 0n) return this.#end('filled')
    if (Number.isNaN(this.#from)) {
      const isThere = desk.instruments.every((_, at) => !Number.isNaN(desk.midTicks(at)))
      if (!isThere && time < this.#begun + this.#terms.wait) return this.#again(time)
      this.#from = time
    }
    const due = this.#due(time, desk)
    const wanted = sumOf(due, negated(order.filled))
    if (wanted.units <= 0n) return this.#again(time)
    const intents = this.#place(wanted, desk)
    if (intents.length === 0 && this.#attempts > this.#terms.attemptsMost && this.#isLast(time))
      return this.#end(Number.isNaN(order.arrivalMid) ? 'no-books' : 'no-more')
    return [...intents, ...this.#again(time)]
  }

  #place(quantity: ExactDecimal, desk: StrategyDesk): readonly Intent[] {
    const { side, request, attemptsMost, pause } = this.#terms
    this.#attempts++
    this.#nextAt = desk.time + pause
    if (this.#attempts > attemptsMost) return []
    const isUsed = (at: number): boolean => !((this.#refused.get(at) ?? 0) > desk.time)
    const { places, market } = marketAt(desk, this.#terms, isUsed)
    if (market.books.length === 0) return []
    if (Number.isNaN(this.#order.arrivalMid)) this.#order.arrivalMid = midOf(market)
    const plan = planRoute(routeBooksOf(market, side), { ...request, side, quantity })
    return plan.legs.map(({ book, lots, worstPrice }) => {
      const instrument = places.get(market.books[book]!)!
      const priceTicks = ticksOf(worstPrice, desk.instruments[instrument]!.tickSize)
      return {
        kind: 'place',
        order: {
          instrument,
          side,
          lots: lots as Lots,
          pricing: { kind: 'limit', priceTicks, isPostOnly: false },
          timeInForce: { kind: 'ioc' },
          label: this.#slice,
        },
      }
    })
  }

  /** What is to be filled by now; a slice that becomes due has attempts of its own. */
  #due(time: Instant, desk: StrategyDesk): ExactDecimal {
    const { slices, over, quantity } = this.#terms
    const slice = this.#sliceAt(time)
    if (slice !== this.#slice) this.#attempts = 0
    this.#slice = slice
    if (slice >= slices || over === 0) return quantity
    const steps = desk.instruments.map((each) => lotInBase(each).decimals)
    const decimals = Math.max(quantity.decimals, ...steps)
    const [units, parts] = [unitsAt(quantity, decimals) * BigInt(slice), BigInt(slices)]
    // The nearest: what a plan cuts to whole lots is due with the next slice.
    return { units: (units + parts / 2n) / parts, decimals }
  }

  /** From 1. */
  #sliceAt(time: Instant): number {
    const { slices, over } = this.#terms
    if (over === 0) return slices
    return Math.min(slices, 1 + Math.floor(((time - this.#from) / over) * slices))
  }

  #isLast(time: Instant): boolean {
    return this.#sliceAt(time) >= this.#terms.slices
  }

  #end(how: RoutedEnd): readonly Intent[] {
    this.#order.end = how
    this.#tell(this.#order)
    return noIntents
  }

  #again(time: Instant): readonly Intent[] {
    return [{ kind: 'wake', at: (time + lookEvery) as Instant, key: 0 }]
  }

  #note(
    place: number,
    fill: Extract<Extract<StrategyEvent, { kind: 'order' }>['answer'], { kind: 'filled' }>,
    desk: StrategyDesk,
  ): void {
    const instrument = desk.instruments[place]!
    const order = this.#order
    const quantity = doubleOf(exactDecimalOfSteps(fill.lots, lotInBase(instrument)))
    const price = priceOf(fill.priceTicks, fill.priceStep ?? instrument.tickSize)
    const rate = rateOf(instrument.quote, desk)
    order.filledNow += quantity
    order.notional += quantity * price * rate
    const fee = unitsOf(fill.feeAtoms)
    const isInBase = fill.feeCurrency === instrument.base
    order.fees += isInBase ? fee * price * rate : fee * rateOf(fill.feeCurrency, desk)
    order.fills.push({ venue: instrument.venue, quantity, price })
  }
}

/** The books that can be used, and whose they are. */
function marketAt(desk: StrategyDesk, terms: RoutedSettings, isUsed: (at: number) => boolean) {
  const places = new Map<MarketBook, number>()
  for (const [at, instrument] of desk.instruments.entries()) {
    const mid = desk.midTicks(at)
    if (!isUsed(at) || Number.isNaN(mid) || Number.isNaN(rateOf(instrument.quote, desk))) continue
    const { tickSize } = instrument
    const lotSize = lotInBase(instrument)
    const side = (of: BookSide) => routeLevels(desk.book(at), of, tickSize, lotSize)
    places.set(
      {
        ...marketRules(instrument, {
          takerFeeBps: terms.takerFeeBps(instrument),
          minNotional: terms.minNotional(instrument),
          minQuantity: terms.minQuantity(instrument),
        }),
        bids: side(eventSide.bid),
        asks: side(eventSide.ask),
      },
      at,
    )
  }
  const quoteRates = new Map(
    desk.instruments
      .map(({ quote }) => [quote, rateOf(quote, desk)] as const)
      .filter(([, rate]) => !Number.isNaN(rate))
      .map(([quote, rate]) => [quote, exactDecimalOfNumber(rate)]),
  )
  const { base, quote } = desk.instruments[0]!
  return { places, market: marketOf([...places.keys()], { base, quote, quoteRates }) }
}

/** What one of a currency is worth in that of the first instrument; NaN where nothing tells. */
function rateOf(currency: Currency, desk: StrategyDesk): number {
  const { quote } = desk.instruments[0]!
  return currency === quote ? 1 : desk.reportingRate(currency) / desk.reportingRate(quote)
}

/** Base units that the strategy holds in the way of its order. @throws UsageError where it holds the other way: of another */
function heldOf(desk: StrategyDesk, side: 'buy' | 'sell'): ExactDecimal {
  const held = desk.instruments.reduce(
    (sum, instrument, at) =>
      sumOf(sum, exactDecimalOfSteps(desk.position(at), lotInBase(instrument))),
    exactZero,
  )
  const filled = side === 'buy' ? held : negated(held)
  if (filled.units >= 0n) return filled
  const { base } = desk.instruments[0]!
  throw new UsageError(
    `route: ${doubleOf(held)} ${base} are held, which no ${side} can have led to: an order has a journal of its own`,
  )
}

/** Prices of a plan are those of levels: whole ticks. */
function ticksOf(price: ExactDecimal, step: Step): PriceTicks {
  const scale = 10 ** Math.max(price.decimals, step.decimals)
  const [units, one] = [doubleOf(price) * scale, (step.units / 10 ** step.decimals) * scale]
  return Math.round(units / one) as PriceTicks
}

function midOf(market: Market): number {
  const twice = twiceBestMid(market)
  return twice === undefined ? NaN : doubleOf(twice) / 2
}

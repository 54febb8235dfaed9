import { atomDecimals, unitsOf, type Atoms, type Currency } from '../../core/currency.ts'
import { lotInBase } from '../../core/contract-step.ts'
import { UsageError } from '../../core/errors.ts'
import { priceOf, type Lots, type PriceTicks, type Step } from '../../core/price.ts'
import type { Instrument } from '../../core/instrument.ts'
import { noIntents, type Intent } from '../../core/strategy/intent.ts'
import type {
  Strategy,
  StrategyDesk,
  StrategyEvent,
  StrategySetup,
} from '../../core/strategy/strategy.ts'
import type { Instant } from '../../core/time.ts'
import {
  compared,
  doubleOf,
  exactDecimalOfSteps,
  exactZero,
  negated,
  sumOf,
  unitsAt,
  type ExactDecimal,
} from '../../execution/router/exact-decimal.ts'
import type { Market, MarketBook } from '../../execution/router/market-book.ts'
import { planRoute, type RoutePlan } from '../../execution/router/plan-route.ts'
import type { RouteBook } from '../../execution/router/route-book.ts'
import { routeBooksOf } from '../../execution/router/route-order.ts'
import { missingFunds, type MissingFunds } from './missing-funds.ts'
import { payableLots, purseOf, spentIn } from './route-purse.ts'
import { marketAt, midOf, rateOf } from './routed-books.ts'
import { routedSettings, type RoutedSettings } from './routed-settings.ts'

/** How a routed order ended. */
type RoutedEnd = 'filled' | 'no-more' | 'no-balance' | 'no-books'

/** What a venue's account holds of a currency; undefined: nobody tells, and enough is assumed. */
export type AccountHolds = (venue: string, currency: Currency) => Atoms | undefined

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
  /** Venues whose accounts hold too little for more, as of the last plan. */
  shortAt: readonly string[]
  /** What accounts lacked for what was left of it when this run began: nothing was sent then. */
  missing: MissingFunds | undefined
  end: RoutedEnd | undefined
}

const lookEvery = 100_000
const refusedFor = 5_000_000

/**
 * A routed order as a strategy: the quantity in equal slices over its time, each planned over the books as they stand when
 * it is due (`planRoute`) and sent as immediate-or-cancel limits at the worst prices of the plan, one an instrument. What a
 * slice did not get is planned anew after a pause, so often at most; an order of unknown fate is waited for. What is held
 * when a run begins counts as filled: after a crash it goes on where the journal says it was. A position the other way is
 * no part of it. Where accounts hold too little for all that is left of it, it ends before anything is sent. No more is sent to
 * a venue than its account can pay for; one that says that it cannot is left out until something is filled there.
 *
 * Settings: `side`, `quantity`; `takerFeeBps`, which has to be told, `minNotional` and `minQuantity` (what is
 * known of least orders): a number, or numbers by `venue:BASE-QUOTE`, by venue and `*`; `slices` (1), `seconds` (0): over how
 * long; `limitPrice`, `maxVenues`; `attempts` (10) a slice, `pauseSeconds` (0.5) between them and `waitSeconds` (10) for the
 * books.
 *
 * @param told hears of the order when it begins, and again when nothing more will be sent
 * @param holds what accounts hold, fills included
 */
export function routedOrderStrategy(
  setup: StrategySetup,
  told: (order: RoutedOrder) => void = () => undefined,
  holds: AccountHolds = () => undefined,
): Strategy<RoutedRun> {
  const terms = routedSettings(setup)
  return {
    name: 'route',
    hearsMarkets: false,
    begin: () => new RoutedRun(terms, told, holds),
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

  /** What accounts could not pay for, as they answered: venues and what is spent there. */
  readonly #short = new Set<string>()
  readonly #holds: AccountHolds
  /** Was it looked at whether accounts hold enough for the whole of it? */
  #isFunded = false
  /** Did the last plan come to nothing because accounts hold too little? */
  #isOutOfMoney = false

  constructor(terms: RoutedSettings, tell: (order: RoutedOrder) => void, holds: AccountHolds) {
    this.#holds = holds
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
      shortAt: [],
      missing: undefined,
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
        this.#hearOrder(event, desk)
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

  #hearOrder({ order, answer }: Of<'order'>, desk: StrategyDesk): void {
    const { instrument } = order.request
    const purse = purseOf(desk.instruments[instrument]!, this.#terms.side)
    if (answer.kind === 'filled') {
      this.#short.delete(purse)
      this.#note(instrument, answer, desk)
      // A run may end before it is woken again.
      this.#order.filled = heldOf(desk, this.#terms.side)
    } else if (answer.kind === 'rejected' && isOfMoney(answer.reason)) this.#short.add(purse)
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
    if (!this.#isFunded && this.#lacks(left, desk)) return this.#end('no-balance')
    const intents = this.#place(wanted, desk)
    const isLast = intents.length === 0 && this.#isLast(time)
    if (isLast && (this.#isOutOfMoney || this.#attempts > this.#terms.attemptsMost))
      return this.#end(this.#whyNoMore())
    return [...intents, ...this.#again(time)]
  }

  /** Do accounts hold too little for what is left of it? Asked once, when all books are there: one without a book may have it. */
  #lacks(left: ExactDecimal, desk: StrategyDesk): boolean {
    const { side, request, over, slices } = this.#terms
    const { places, market } = marketAt(desk, this.#terms, () => true)
    if (!isWhole(market, desk)) return false
    this.#isFunded = true
    const books = this.#heldBooks(market, places, desk)
    const asked = { ...request, side, quantity: left }
    this.#order.missing = missingFunds(market, books, asked, over === 0 || slices === 1)
    return this.#order.missing !== undefined
  }

  #heldBooks(
    market: Market,
    places: ReadonlyMap<MarketBook, number>,
    desk: StrategyDesk,
  ): readonly RouteBook[] {
    return routeBooksOf(market, this.#terms.side).map((book, at) =>
      this.#heldTo(book, desk.instruments[places.get(market.books[at]!)!]!),
    )
  }

  #place(quantity: ExactDecimal, desk: StrategyDesk): readonly Intent[] {
    const { side, request, attemptsMost, pause } = this.#terms
    this.#attempts++
    this.#isOutOfMoney = false
    this.#nextAt = desk.time + pause
    if (this.#attempts > attemptsMost) return []
    const isUsed = (at: number): boolean => !((this.#refused.get(at) ?? 0) > desk.time)
    const { places, market } = marketAt(desk, this.#terms, isUsed)
    if (market.books.length === 0) return []
    if (Number.isNaN(this.#order.arrivalMid)) this.#order.arrivalMid = midOf(market)
    const asked = { ...request, side, quantity }
    const free = routeBooksOf(market, side)
    const books = this.#heldBooks(market, places, desk)
    const plan = planRoute(books, asked)
    const isLess = compared(plan.filled, quantity) < 0
    // Without what accounts hold more of it would be filled: at these.
    const wish =
      isLess && books.some(({ balance }) => balance !== undefined) ? planRoute(free, asked) : plan
    this.#order.shortAt = [...new Set(moreWanted(wish, plan).map((book) => books[book]!.venue))]
    // Nothing changes that by itself: with nothing out, accounts hold what they hold. What a venue answered may change.
    this.#isOutOfMoney =
      plan.legs.length === 0 &&
      this.#order.shortAt.length > 0 &&
      this.#short.size === 0 &&
      isWhole(market, desk)
    return plan.legs.flatMap(({ book, lots: planned, worstPrice }): Intent[] => {
      const instrument = places.get(market.books[book]!)!
      const lots = side === 'sell' ? planned : payableLots(books[book]!, planned, worstPrice)
      if (lots === 0) return []
      const priceTicks = ticksOf(worstPrice, desk.instruments[instrument]!.tickSize)
      return [
        {
          kind: 'place',
          order: {
            instrument,
            side,
            lots: lots as Lots,
            pricing: { kind: 'limit', priceTicks, isPostOnly: false },
            timeInForce: { kind: 'ioc' },
            label: this.#slice,
          },
        },
      ]
    })
  }

  /** A book, with what its account holds of what is spent there. */
  #heldTo(book: RouteBook, instrument: Instrument): RouteBook {
    const { side } = this.#terms
    if (this.#short.has(purseOf(instrument, side))) return { ...book, balance: exactZero }
    if (instrument.class !== 'spot') return book
    const atoms = this.#holds(instrument.venue, spentIn(instrument, side))
    if (atoms === undefined) return book
    return { ...book, balance: { units: atoms > 0n ? atoms : 0n, decimals: atomDecimals } }
  }

  #whyNoMore(): RoutedEnd {
    const { arrivalMid, shortAt } = this.#order
    if (Number.isNaN(arrivalMid)) return 'no-books'
    return shortAt.length > 0 ? 'no-balance' : 'no-more'
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
    fill: Extract<Of<'order'>['answer'], { kind: 'filled' }>,
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

type Of<Kind> = Extract<StrategyEvent, { kind: Kind }>

/** Has every instrument a book that can be used? One that is gone, or crossed in itself, may be back in a moment. */
function isWhole({ books }: Market, { instruments }: StrategyDesk): boolean {
  return books.length === instruments.length
}

/** Books at which a plan that fills more has more lots than another. */
function moreWanted(wish: RoutePlan, plan: RoutePlan): readonly number[] {
  if (compared(wish.filled, plan.filled) <= 0) return []
  const lotsAt = (at: number): number => plan.legs.find(({ book }) => book === at)?.lots ?? 0
  return wish.legs.filter(({ book, lots }) => lots > lotsAt(book)).map(({ book }) => book)
}

function isOfMoney(reason: string): boolean {
  return reason === 'insufficient-balance' || reason === 'insufficient-margin'
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

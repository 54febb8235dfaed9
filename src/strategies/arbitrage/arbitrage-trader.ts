import type { Currency } from '../../core/currency.ts'
import { eventSide } from '../../core/events/event-codes.ts'
import type { NearestMiss } from '../../core/strategy/strategy.ts'
import type { Instant } from '../../core/time.ts'
import { PendingCaptures } from './capture.ts'
import { CaptureHazard, type RaceQuestion } from './capture-hazard.ts'
import { decideTrade, limitPrice, type SkipReason, type TradeRules } from './decide-trade.ts'
import { DecidedTrade, type LegFilled } from './decided-trade.ts'
import type { ArbitrageDetector } from './detector.ts'
import type { PricedBook } from './priced-book.ts'
import { matchBooks } from './match-books.ts'
import { nearerMiss } from './nearest-miss.ts'
import type { Opportunity } from './opportunity.ts'
import { OwnDepth } from './own-depth.ts'
import { touchBps } from './touch-edge.ts'
import { tradePnl, type TradePnl } from './trade-pnl.ts'

/** Why nothing was wanted of an opportunity. */
export type AttemptSkip =
  | SkipReason
  | 'busy'
  | 'exposed'
  | 'resting'
  | 'indicative'
  | 'other-class'
  | 'other-quote'

/** What there is to trade with, as far as is known. */
export interface ArbitrageFunds {
  /** An opportunity between two venues is looked at, perhaps for the first time. */
  begin(opportunity: Opportunity, time: Instant): void
  /** Units at a venue, less what is reserved. */
  available(venue: string, currency: Currency): number
  /** @param units below zero: no longer */
  reserve(venue: string, currency: Currency, units: number): void
  /** Worth of one unit in market quote. */
  mark(currency: Currency): number
}

/** What came of looking at an opportunity. */
export type Attempt =
  | { readonly kind: 'trade'; readonly trade: DecidedTrade }
  | {
      readonly kind: 'skip'
      readonly reason: AttemptSkip
      /** Was this opportunity not left alone for that before? */
      readonly isNews: boolean
    }

/** What is never otherwise for an opportunity. */
const lasting: ReadonlySet<AttemptSkip> = new Set(['indicative', 'other-class', 'other-quote'])

/** What a trader is told of the world, and tells. */
export interface TraderWorld {
  /** How long orders take to a venue; NaN where nobody knows. */
  readonly latencyMsOf: (venue: string) => number
  /** Wants `due` to be asked at an instant. */
  readonly wake: (at: Instant) => void
}

/** What a trade came to. */
export interface TradeEnd {
  readonly pnl: TradePnl
  /** Its opportunity is still there, and is worth another look. */
  readonly isWorthAnother: boolean
}

/** An order of a trade, as it ended or was filled on the way. */
export interface HeardFill {
  readonly leg: number
  readonly direction: 'enter' | 'unwind'
  readonly lots: number
  /** The first order of its leg: what it was to take was counted as taken when it was sent. */
  readonly isFirst: boolean
  readonly filled: Readonly<LegFilled>
}

/**
 * The exploitation of what a detector finds, as a decision: opportunities and what became of orders in, two legs that are
 * only worth having together out. `arb backtest` and the strategy `arbitrage` of the engine drive this same object; both
 * bring their own orders, funds and clock.
 *
 * Only spot against spot, in the quote currency of the first opportunity, one trade at a time of an ordered pair of venues.
 * What an order of ours was sent for counts as taken until the level is told anew.
 */
export class ArbitrageTrader {
  /** Opportunities by why they were left alone; one may have been for several causes, and counts once for each. */
  readonly skipped: Map<AttemptSkip, number> = new Map()
  /** Of what was not worth it, what came nearest. */
  nearest: NearestMiss | undefined
  /** Trades that were wanted. */
  taken = 0
  /** Everything is counted in it; undefined before the first opportunity. */
  quote: Currency | undefined
  readonly #detector: ArbitrageDetector
  readonly #rules: TradeRules
  readonly #funds: ArbitrageFunds
  readonly #depths = new Map<number, OwnDepth>()
  readonly #busy = new Set<number>()
  readonly #forecast = new CaptureHazard()
  /** What failures cost so far, and the notional they cost it on. */
  readonly #failures = { cost: 0, notional: 0 }
  /** Of trades on their way: what they may use of their venues' funds, and their notional in market quote. */
  readonly #reserved = new Map<
    DecidedTrade,
    { readonly quote: number; readonly base: number; readonly notional: number }
  >()
  /** What was known of trades on their way when they were decided. */
  readonly #questions = new Map<DecidedTrade, RaceQuestion>()
  /** By member: until when it is left alone. */
  readonly #restsUntil = new Map<number, number>()
  /** Market quote: what could not be undone. */
  #left = 0

  readonly #world: TraderWorld
  /** What is open and came to nothing, or was left alone: when it is looked at again. */
  readonly #again = new Map<Opportunity, Instant>()
  readonly #counted = new WeakMap<Opportunity, Set<AttemptSkip>>()
  #isOver = false
  /** What was left alone and would have been captured, or not: it teaches as much as what was tried. */
  readonly #shadows: PendingCaptures

  constructor(
    detector: ArbitrageDetector,
    rules: TradeRules,
    funds: ArbitrageFunds,
    world: TraderWorld,
  ) {
    this.#world = world
    this.#shadows = new PendingCaptures(
      (venue) => {
        const latencyMs = world.latencyMsOf(venue)
        return Number.isNaN(latencyMs) ? undefined : Math.round(latencyMs * 1_000)
      },
      (member) => detector.pricedBook(member),
      (opportunity, { buyQuantity, sellQuantity }) => {
        const wanted = opportunity.match?.quantity
        const isWhole = buyQuantity === wanted && sellQuantity === wanted
        this.#forecast.learn(this.#questionOf(opportunity), isWhole)
      },
    )
    this.#detector = detector
    this.#rules = rules
    this.#funds = funds
  }

  /** The most that may be naked now, market quote, whatever becomes of what is out. */
  nakedNotional(): number {
    let notional = this.#left
    for (const reserved of this.#reserved.values()) notional += reserved.notional
    return notional
  }

  /** Lets time pass up to an instant, exclusive, with the books as they stand: before rows of that instant. */
  pass(instant: number): void {
    this.#shadows.arriveBefore(instant)
  }

  /** The steps of a member have become finer. */
  regrid(member: number, priceFactor: number, lotFactor: number): void {
    this.#shadows.regrid(member, priceFactor)
    this.#depths.get(member)?.rescale(priceFactor, lotFactor)
  }

  /** An opportunity is there, new or still: what is wanted of it. */
  attempt(opportunity: Opportunity, time: Instant): Attempt {
    this.pass(time)
    const seen = this.#asItStands(opportunity, time)
    const attempt = this.#tryTo(opportunity, seen, time)
    if (attempt instanceof DecidedTrade) return { kind: 'trade', trade: attempt }
    const isNews = this.#count(opportunity, attempt)
    if (attempt === 'not-worth-it') this.#shadows.send(seen)
    if (!lasting.has(attempt)) this.#lookAgain(opportunity, time)
    return { kind: 'skip', reason: attempt, isNews }
  }

  /** What was to be looked at again by an instant and is still open. */
  due(time: Instant): Opportunity[] {
    const open = new Set(this.#detector.open())
    return [...this.#again].flatMap(([opportunity, at]) => {
      if (at > time) return []
      this.#again.delete(opportunity)
      return open.has(opportunity) ? [opportunity] : []
    })
  }

  /** Nothing is looked at again. */
  lookNoMore(): void {
    this.#isOver = true
    this.#again.clear()
  }

  /** Something was filled of a trade; the first order of each leg is told too when nothing was. */
  heard(trade: DecidedTrade, { leg, direction, lots, isFirst, filled }: HeardFill): void {
    trade.fill(leg, direction, filled)
    if (isFirst || lots === 0) return
    const isBuying = (leg === 0) === (direction === 'enter')
    const { buy, sell } = trade.opportunity
    this.#depthOf((leg === 0 ? buy : sell).member).take(
      isBuying ? eventSide.ask : eventSide.bid,
      lots,
    )
  }

  /**
   * A trade is over.
   *
   * @param fees in market quote, above zero what was paid
   */
  ended(trade: DecidedTrade, fees: number, time: Instant): TradeEnd {
    this.pass(time)
    const { opportunity, match } = trade
    const { buy, sell, slot } = opportunity
    this.#release(trade)
    this.#busy.delete(slot)
    const rates = [this.#detector.rate(buy.member), this.#detector.rate(sell.member)] as const
    const { instrument, baseMultiple = 1 } = buy.listed
    const mark = this.#funds.mark(instrument.base) / baseMultiple
    const pnl = tradePnl(trade, rates, mark, fees)
    const isFull = trade.isCaptured()
    if (!isFull) {
      this.#failures.cost += Math.max(0, -pnl.total)
      this.#failures.notional += match.buyPrice * match.quantity
    }
    this.#forecast.learn(this.#questions.get(trade)!, isFull)
    this.#questions.delete(trade)
    this.#left += Math.abs(trade.left()) * mark
    const isStillOpen = this.#detector.open().includes(opportunity)
    const hasFilled = trade.filledQuantity() > 0
    // What fills nothing is not sent again at once.
    if (isStillOpen && !hasFilled) this.#lookAgain(opportunity, time)
    return { pnl, isWorthAnother: isStillOpen && hasFilled }
  }

  /** An opportunity has ended, whether it was tried or not: how long they live tells how fast others are. */
  closed(opportunity: Opportunity, time: Instant): void {
    const { slot, startTime } = opportunity
    this.#again.delete(opportunity)
    this.#forecast.lived(slot, (time - startTime) / 1_000)
  }

  /** An order there was not even sent, or not taken: it is left alone for a while, or every other leg would have to be undone. */
  rest(member: number, until: Instant): void {
    this.#restsUntil.set(member, until)
  }

  /** So much of what was left of one leg is undone after all, market quote. */
  released(notional: number): void {
    this.#left = Math.max(0, this.#left - notional)
  }

  #lookAgain(opportunity: Opportunity, time: Instant): void {
    const { lookAgainAfter } = this.#rules
    if (lookAgainAfter === 0 || this.#isOver) return
    const at = (time + lookAgainAfter) as Instant
    this.#again.set(opportunity, at)
    this.#world.wake(at)
  }

  /** @returns whether it was not counted before */
  #count(opportunity: Opportunity, reason: AttemptSkip): boolean {
    const counted = this.#counted.get(opportunity) ?? new Set<AttemptSkip>()
    this.#counted.set(opportunity, counted)
    if (counted.has(reason)) return false
    counted.add(reason)
    this.skipped.set(reason, (this.skipped.get(reason) ?? 0) + 1)
    return true
  }

  /** An opportunity as if it began now: what it was when it did says little of it later. */
  #asItStands(opportunity: Opportunity, time: Instant): Opportunity {
    if (time === opportunity.startTime || opportunity.match === undefined) return opportunity
    const [buy, sell] = [opportunity.buy, opportunity.sell].map(({ member }) =>
      this.#detector.pricedBook(member),
    )
    const match = buy && sell && matchBooks(buy, sell)
    if (match === undefined) return { ...opportunity, startTime: time }
    return { ...opportunity, startTime: time, touchBps: touchBps(buy!, sell!), match }
  }

  /** @param seen the same as it stands */
  #tryTo(opportunity: Opportunity, seen: Opportunity, time: Instant): DecidedTrade | AttemptSkip {
    const unfit = this.#unfit(opportunity)
    if (unfit !== undefined) return unfit
    this.#funds.begin(opportunity, time)
    const { buy, sell, slot } = opportunity
    if (this.#busy.has(slot)) return 'busy'
    const isResting = [buy, sell].some(
      ({ member }) => (this.#restsUntil.get(member) ?? -Infinity) > time,
    )
    if (isResting) return 'resting'
    const [buyBook, sellBook] = [this.#marketBook(buy.member), this.#marketBook(sell.member)]
    if (buyBook === undefined || sellBook === undefined) return 'no-depth'
    const room = (this.#rules.nakedMost ?? Infinity) - this.nakedNotional()
    if (!(room > 0)) return 'exposed'
    const question = this.#questionOf(seen)
    const captureProbability = this.#forecast.probability(question)
    const base = this.#funds.available(sell.listed.instrument.venue, sell.listed.instrument.base)
    const quote = this.#funds.available(buy.listed.instrument.venue, buy.listed.instrument.quote)
    const decision = decideTrade(
      {
        buy: buyBook,
        sell: sellBook,
        members: [buy.member, sell.member],
        label: slot,
        baseThere: base * (sell.listed.baseMultiple ?? 1),
        quoteThere: quote * this.#detector.rate(buy.member),
        captureProbability,
        failureBps: this.#failureBps(),
      },
      { ...this.#rules, notionalMost: Math.min(this.#rules.notionalMost, room) },
    )
    if (decision.kind === 'skip') {
      this.nearest = nearerMiss(this.nearest, decision.miss)
      return decision.reason
    }
    const baseRate = this.#forecast.baseRate()
    const trade = new DecidedTrade(opportunity, { ...decision, captureProbability, baseRate }, time)
    this.taken++
    this.#busy.add(slot)
    this.#questions.set(trade, question)
    this.#reserve(trade, limitPrice(buyBook, trade.match.buyLimitTicks))
    for (const { instrument, side, lotsPerUnit } of trade.wish.legs) {
      const lots = lotsPerUnit * trade.wish.unitsAtOnce
      this.#depthOf(instrument).take(side === 'buy' ? eventSide.ask : eventSide.bid, lots)
    }
    return trade
  }

  #questionOf({ slot, touchBps: edgeBps, match, buy, sell }: Opportunity): RaceQuestion {
    const latencies = [buy, sell].map(({ listed }) =>
      this.#world.latencyMsOf(listed.instrument.venue),
    )
    return {
      slot,
      edgeBps,
      notional: match === undefined ? NaN : match.buyPrice * match.quantity,
      latencyMs: Math.max(...latencies),
    }
  }

  /** Why an opportunity is none that inventory of coins can trade. */
  #unfit({ kind, quote, match, ...opportunity }: Opportunity): AttemptSkip | undefined {
    if (kind !== 'cross-venue' || opportunity.class !== 'spot') return 'other-class'
    if (match === undefined) return 'indicative'
    this.quote ??= quote
    return quote === this.quote ? undefined : 'other-quote'
  }

  /** Basis points a failed attempt costs: two are supposed, with the weight of a handful of trades of 1,000. */
  #failureBps(): number {
    const prior = 5_000
    const { cost, notional } = this.#failures
    return ((cost + prior * 2e-4) / (notional + prior)) * 1e4
  }

  /**
   * Inventory a trade may use is nobody else's while it lasts; nor is its part of what may be naked.
   *
   * @param price the most that a unit of what is bought may take, fee included, in market quote
   */
  #reserve(trade: DecidedTrade, price: number): void {
    const { match, opportunity } = trade
    const { buy, sell } = opportunity
    const notional = match.buyPrice * match.quantity
    const quote = (price * match.quantity) / this.#detector.rate(buy.member)
    const base = match.quantity / (sell.listed.baseMultiple ?? 1)
    this.#reserved.set(trade, { quote, base, notional })
    this.#funds.reserve(buy.listed.instrument.venue, buy.listed.instrument.quote, quote)
    this.#funds.reserve(sell.listed.instrument.venue, sell.listed.instrument.base, base)
  }

  #release(trade: DecidedTrade): void {
    const { buy, sell } = trade.opportunity
    const { quote, base } = this.#reserved.get(trade)!
    this.#reserved.delete(trade)
    this.#funds.reserve(buy.listed.instrument.venue, buy.listed.instrument.quote, -quote)
    this.#funds.reserve(sell.listed.instrument.venue, sell.listed.instrument.base, -base)
  }

  /** A book less what we took; undefined while its currency has no rate. */
  #marketBook(member: number): PricedBook | undefined {
    const units = this.#detector.pricedBook(member)?.units
    return units && { levels: this.#depthOf(member), units }
  }

  #depthOf(member: number): OwnDepth {
    let depth = this.#depths.get(member)
    if (depth === undefined) {
      depth = new OwnDepth(() => this.#detector.levels(member))
      this.#depths.set(member, depth)
    }
    return depth
  }
}

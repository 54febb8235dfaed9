import { atomsOf } from '../../../core/currency.ts'
import { eventSide } from '../../../core/events/event-codes.ts'
import { millisecondsOf, type Instant } from '../../../core/time.ts'
import type { LegAction } from '../../../execution/legs-state.ts'
import { nearestDouble } from '../../../math/nearest-double.ts'
import type { LatencyOf } from '../../../strategies/arbitrage/capture.ts'
import {
  decideTrade,
  type SkipReason,
  type TradeRules,
} from '../../../strategies/arbitrage/decide-trade.ts'
import type { ArbitrageDetector } from '../../../strategies/arbitrage/detector.ts'
import { one, product, type Fraction } from '../../../strategies/arbitrage/fraction.ts'
import type { PricedBook } from '../../../strategies/arbitrage/match-books.ts'
import type { Opportunity } from '../../../strategies/arbitrage/opportunity.ts'
import { OwnDepth } from '../../../strategies/arbitrage/own-depth.ts'
import { takeLevels } from '../../../strategies/arbitrage/take-levels.ts'
import { exactUnits, type ExactUnits, type Listed } from '../../../strategies/arbitrage/terms.ts'
import type { ArbitrageTrade } from '../backtest-result.ts'
import { CaptureForecast } from '../capture-forecast.ts'
import type { Agenda } from './agenda.ts'
import { atomsOfFraction, type Flow } from './inventory.ts'
import { LegsTrade } from './legs-trade.ts'
import { tradePnl } from './trade-pnl.ts'
import type { Treasury } from './treasury.ts'

/** Why nothing was sent for an opportunity. */
export type DeskSkip = SkipReason | 'busy' | 'no-latency'

/** What a desk needs to know. */
export interface DeskSettings {
  readonly rules: TradeRules
  readonly latencyOf: LatencyOf
}

/**
 * Trades opportunities on a tape: asks the decision, drives the state machine of its legs, fills orders when they arrive
 * from the book as it is then less what we took before, and books every fill.
 */
export class TradingDesk {
  readonly trades: ArbitrageTrade[] = []
  readonly skipped: Map<DeskSkip, number> = new Map()
  full = 0
  readonly squares: { own: number; base: number } = { own: 0, base: 0 }
  readonly #detector: ArbitrageDetector
  readonly #agenda: Agenda
  readonly #treasury: Treasury
  readonly #settings: DeskSettings
  readonly #books = new Map<number, { readonly depth: OwnDepth; units: ExactUnits | undefined }>()
  readonly #busy = new Set<number>()
  readonly #forecast = new CaptureForecast()
  /** What failures cost so far, and the notional they cost it on. */
  readonly #failures = { cost: 0, notional: 0 }
  /** What trades on their way have moved, to be valued when they are over. */
  readonly #flows = new Map<LegsTrade, Flow[]>()

  constructor(
    detector: ArbitrageDetector,
    agenda: Agenda,
    treasury: Treasury,
    settings: DeskSettings,
  ) {
    this.#detector = detector
    this.#agenda = agenda
    this.#treasury = treasury
    this.#settings = settings
  }

  /** The steps of a member have become finer. */
  regrid(member: number, priceFactor: number, lotFactor: number): void {
    const book = this.#books.get(member)
    if (book === undefined) return
    book.depth.rescale(priceFactor, lotFactor)
    book.units = undefined
  }

  /** An opportunity is there, new or still. */
  attempt(opportunity: Opportunity, time: Instant): void {
    const skip = this.#tryTo(opportunity, time)
    if (skip !== undefined) this.skipped.set(skip, (this.skipped.get(skip) ?? 0) + 1)
  }

  #tryTo(opportunity: Opportunity, time: Instant): DeskSkip | undefined {
    const { buy, sell, slot } = opportunity
    if (this.#busy.has(slot)) return 'busy'
    const { latencyOf, rules } = this.#settings
    const venues = [buy, sell].map(({ listed }) => listed.instrument.venue)
    if (venues.some((venue) => latencyOf(venue) === undefined)) return 'no-latency'
    const [buyBook, sellBook] = [this.#marketBook(buy.member), this.#marketBook(sell.member)]
    if (buyBook === undefined || sellBook === undefined) return 'no-depth'
    const question = { slot, edgeBps: opportunity.touchBps }
    const forecast = {
      own: this.#forecast.probability(question),
      base: this.#forecast.baseRate(),
    }
    const base = this.#treasury.available(venues[1]!, sell.listed.instrument.base)
    const quote = this.#treasury.available(venues[0]!, buy.listed.instrument.quote)
    const decision = decideTrade(
      {
        buy: buyBook,
        sell: sellBook,
        members: [buy.member, sell.member],
        label: slot,
        baseThere: base * (sell.listed.baseMultiple ?? 1),
        quoteThere: quote * this.#detector.rate(buy.member),
        captureProbability: forecast.own,
        failureBps: this.#failureBps(),
      },
      rules,
    )
    if (decision.kind === 'skip') {
      this.#treasury.missed(opportunity, decision.reason, time)
      return decision.reason
    }
    this.#busy.add(slot)
    const trade = new LegsTrade(opportunity, decision, time, forecast)
    this.#flows.set(trade, [])
    this.#reserve(trade, 1)
    this.#send(trade, trade.hear({ kind: 'begun' }), time)
    return undefined
  }

  /** Basis points a failed attempt costs: two are supposed, with the weight of a handful of trades of 1,000. */
  #failureBps(): number {
    const prior = 5_000
    const { cost, notional } = this.#failures
    return ((cost + prior * 2e-4) / (notional + prior)) * 1e4
  }

  #send(trade: LegsTrade, actions: readonly LegAction[], time: Instant): void {
    for (const action of actions) {
      const { listed } = this.#legOf(trade, action.leg)
      const latency = this.#settings.latencyOf(listed.instrument.venue) ?? 0
      this.#agenda.put((time + latency) as Instant, (arrival) => {
        const filledLots = this.#arrive(trade, action, arrival)
        // The answer takes as long as the order.
        this.#agenda.put((arrival + latency) as Instant, (heard) => {
          const happening = { kind: 'ended', leg: action.leg, filledLots } as const
          this.#send(trade, trade.hear(happening), heard)
          if (trade.isOver()) this.#finish(trade, heard)
        })
      })
    }
  }

  /** An order is at its venue: fills it from what is there. */
  #arrive(trade: LegsTrade, action: LegAction, time: Instant): number {
    const leg = this.#legOf(trade, action.leg)
    const wish = trade.wish.legs[action.leg]!
    const isEntering = action.direction === 'enter'
    const side = isEntering === (wish.side === 'buy') ? 'buy' : 'sell'
    const { units, depth } = this.#bookOf(leg.member)
    const asked = product(units.lot, { numerator: BigInt(action.lots), denominator: 1n })
    const taken = takeLevels(
      { levels: depth, units },
      {
        side,
        quantity: asked,
        limitTicks: isEntering ? this.#limitOf(trade, action.leg) : undefined,
      },
    )
    const lots = Number(
      (taken.quantity.numerator * units.lot.denominator) /
        (taken.quantity.denominator * units.lot.numerator),
    )
    if (isEntering && trade.orders <= 2) trade.firstEnded(action.leg, lots === action.lots)
    if (lots > 0) {
      depth.take(side === 'buy' ? eventSide.ask : eventSide.bid, lots)
      this.#book(trade, leg, { side, quantity: taken.quantity, notional: taken.notional }, time)
    }
    trade.fill(action, numberOf(taken.quantity), numberOf(taken.notional))
    return lots
  }

  #book(
    trade: LegsTrade,
    { member, listed }: { readonly member: number; readonly listed: Listed },
    fill: {
      readonly side: 'buy' | 'sell'
      readonly quantity: Fraction
      readonly notional: Fraction
    },
    time: Instant,
  ): void {
    const { venue, base, quote } = listed.instrument
    const { fee } = this.#bookOf(member).units
    const sign = fill.side === 'buy' ? 1n : -1n
    const feePaid = product(fill.notional, fee)
    const multiple = listed.baseMultiple ?? 1
    const own =
      multiple === 1 ? atomsOfFraction(fill.quantity) : atomsOf(numberOf(fill.quantity) / multiple)
    const flows: Flow[] = [
      { venue, currency: base, atoms: sign * own, against: 'market' },
      { venue, currency: quote, atoms: -sign * atomsOfFraction(fill.notional), against: 'market' },
      { venue, currency: quote, atoms: -atomsOfFraction(feePaid), against: 'fees' },
    ]
    this.#treasury.traded(time, flows)
    this.#flows.get(trade)!.push(...flows)
  }

  #finish(trade: LegsTrade, time: Instant): void {
    const { opportunity, match } = trade
    const { buy, sell, slot } = opportunity
    this.#reserve(trade, -1)
    this.#busy.delete(slot)
    const rates = [this.#detector.rate(buy.member), this.#detector.rate(sell.member)] as const
    const { instrument, baseMultiple = 1 } = buy.listed
    const mark = this.#treasury.mark(instrument.base) / baseMultiple
    const flows = this.#flows.get(trade)!
    this.#flows.delete(trade)
    const pnl = tradePnl(trade, rates, mark, this.#treasury.value(flows))
    const isFull = trade.isCaptured()
    if (isFull) this.full++
    else {
      this.#failures.cost += Math.max(0, -pnl.total)
      this.#failures.notional += match.buyPrice * match.quantity
    }
    this.squares.own += (trade.captureProbability - (isFull ? 1 : 0)) ** 2
    this.squares.base += (trade.baseRate - (isFull ? 1 : 0)) ** 2
    this.#forecast.learn({ slot, edgeBps: opportunity.touchBps }, isFull)
    const filled = Math.min(trade.entered[0].quantity, trade.entered[1].quantity)
    this.trades.push({
      startTime: millisecondsOf(trade.startTime),
      endTime: millisecondsOf(time),
      base: opportunity.base,
      buyVenue: buy.listed.instrument.venue,
      sellVenue: sell.listed.instrument.venue,
      quantity: match.quantity,
      filledQuantity: filled,
      outcome: trade.outcome(),
      orders: trade.orders,
      captureProbability: trade.captureProbability,
      expectedProfit: trade.expectedProfit,
      pnl,
      nakedMost: (trade.nakedMostUnits * match.quantity) / trade.wish.units,
    })
    this.#treasury.settle(time)
    // What fills nothing is not sent again and again.
    const isStillOpen = this.#detector.open().includes(opportunity)
    if (isStillOpen && filled > 0) this.attempt(opportunity, time)
  }

  /** Inventory a trade may use is nobody else's while it lasts. */
  #reserve({ opportunity: { buy, sell }, match }: LegsTrade, sign: number): void {
    const spend = match.buyPrice * match.quantity * (1 + buy.listed.terms.takerFeeBps / 1e4)
    const { instrument } = buy.listed
    const rate = this.#detector.rate(buy.member)
    this.#treasury.reserve(instrument.venue, instrument.quote, (sign * spend) / rate)
    const sold = match.quantity / (sell.listed.baseMultiple ?? 1)
    this.#treasury.reserve(sell.listed.instrument.venue, sell.listed.instrument.base, sign * sold)
  }

  #legOf({ opportunity }: LegsTrade, leg: number): Opportunity['buy'] {
    return leg === 0 ? opportunity.buy : opportunity.sell
  }

  /** A limit frozen in ticks that may have become finer since. */
  #limitOf(trade: LegsTrade, leg: number): number {
    const then = this.#legOf(trade, leg).listed.instrument.tickSize
    const now = this.#detector.listed(this.#legOf(trade, leg).member).instrument.tickSize
    const factor = (then.units * 10 ** (now.decimals - then.decimals)) / now.units
    return trade.wish.legs[leg]!.limitTicks! * factor
  }

  /** A book less what we took, in own quote. */
  #bookOf(member: number): { readonly depth: OwnDepth; readonly units: ExactUnits } {
    let book = this.#books.get(member)
    if (book === undefined) {
      const depth = new OwnDepth(() => this.#detector.levels(member))
      book = { depth, units: undefined }
      this.#books.set(member, book)
    }
    book.units ??= exactUnits(this.#detector.listed(member), one)
    return { depth: book.depth, units: book.units }
  }

  /** The same in market quote; undefined while its currency has no rate. */
  #marketBook(member: number): PricedBook | undefined {
    const units = this.#detector.pricedBook(member)?.units
    return units && { levels: this.#bookOf(member).depth, units }
  }
}

function numberOf({ numerator, denominator }: Fraction): number {
  return nearestDouble(numerator, denominator)
}

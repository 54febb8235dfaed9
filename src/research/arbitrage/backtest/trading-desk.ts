import { atomsOf } from '../../../core/currency.ts'
import { eventSide } from '../../../core/events/event-codes.ts'
import { millisecondsOf, type Instant } from '../../../core/time.ts'
import type { LegAction } from '../../../execution/legs-state.ts'
import { nearestDouble } from '../../../math/nearest-double.ts'
import {
  ArbitrageTrader,
  type AttemptSkip,
} from '../../../strategies/arbitrage/arbitrage-trader.ts'
import type { LatencyOf } from '../../../strategies/arbitrage/capture.ts'
import type { TradeRules } from '../../../strategies/arbitrage/decide-trade.ts'
import type { ArbitrageDetector } from '../../../strategies/arbitrage/detector.ts'
import { one, product, type Fraction } from '../../../strategies/arbitrage/fraction.ts'
import type { Opportunity } from '../../../strategies/arbitrage/opportunity.ts'
import { OwnDepth } from '../../../strategies/arbitrage/own-depth.ts'
import { takeLevels } from '../../../strategies/arbitrage/take-levels.ts'
import { exactUnits, type ExactUnits, type Listed } from '../../../strategies/arbitrage/terms.ts'
import type { ArbitrageTrade } from '../backtest-result.ts'
import type { Agenda } from './agenda.ts'
import { atomsOfFraction, type Flow } from './inventory.ts'
import { LegsTrade } from './legs-trade.ts'
import type { Treasury } from './treasury.ts'

/** Why nothing was sent for an opportunity. */
export type DeskSkip = AttemptSkip | 'no-latency'

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
  full = 0
  readonly squares: { own: number; base: number } = { own: 0, base: 0 }
  readonly #trader: ArbitrageTrader
  readonly #detector: ArbitrageDetector
  readonly #agenda: Agenda
  readonly #treasury: Treasury
  readonly #latencyOf: LatencyOf
  /** What is left of each book at its venue, in own quote. */
  readonly #books = new Map<number, { readonly depth: OwnDepth; units: ExactUnits | undefined }>()
  #withoutLatency = 0
  /** What trades on their way have moved, to be valued when they are over. */
  readonly #flows = new Map<LegsTrade, Flow[]>()

  constructor(
    detector: ArbitrageDetector,
    agenda: Agenda,
    treasury: Treasury,
    { rules, latencyOf }: DeskSettings,
  ) {
    this.#trader = new ArbitrageTrader(detector, rules, treasury, {
      latencyMsOf: (venue) => (latencyOf(venue) ?? NaN) / 1_000,
      wake: (at) =>
        agenda.put(at, (time) => {
          for (const opportunity of this.#trader.due(time)) this.attempt(opportunity, time)
        }),
    })
    this.#detector = detector
    this.#agenda = agenda
    this.#treasury = treasury
    this.#latencyOf = latencyOf
  }

  /** What everything is counted in. */
  get quote(): string | undefined {
    return this.#trader.quote
  }

  skips(): ReadonlyMap<DeskSkip, number> {
    return new Map<DeskSkip, number>([
      ...this.#trader.skipped,
      ['no-latency', this.#withoutLatency],
    ])
  }

  /** The steps of a member have become finer. */
  regrid(member: number, priceFactor: number, lotFactor: number): void {
    this.#trader.regrid(member, priceFactor, lotFactor)
    const book = this.#books.get(member)
    if (book === undefined) return
    book.depth.rescale(priceFactor, lotFactor)
    book.units = undefined
  }

  /** Lets time pass up to an instant, exclusive, with the books as they stand. */
  pass(instant: number): void {
    this.#trader.pass(instant)
  }

  /** The tape is over: what is on its way comes to its end, and nothing is looked at again. */
  lookNoMore(): void {
    this.#trader.lookNoMore()
  }

  /** An opportunity has ended. */
  closed(opportunity: Opportunity, time: Instant): void {
    this.#trader.closed(opportunity, time)
  }

  /** An opportunity is there, new or still. */
  attempt(opportunity: Opportunity, time: Instant): void {
    const { buy, sell } = opportunity
    const venues = [buy, sell].map(({ listed }) => listed.instrument.venue)
    if (venues.some((venue) => this.#latencyOf(venue) === undefined)) {
      this.#withoutLatency++
      return
    }
    const attempt = this.#trader.attempt(opportunity, time)
    if (attempt.kind === 'skip') {
      if (attempt.isNews) this.#treasury.missed(opportunity, attempt.reason, time)
      return
    }
    const trade = new LegsTrade(attempt.trade)
    this.#flows.set(trade, [])
    this.#send(trade, trade.hear({ kind: 'begun' }), time)
  }

  #send(trade: LegsTrade, actions: readonly LegAction[], time: Instant): void {
    for (const action of actions) {
      const { listed } = this.#legOf(trade, action.leg)
      const isFirst = trade.orders <= 2
      const latency = this.#latencyOf(listed.instrument.venue) ?? 0
      this.#agenda.put((time + latency) as Instant, (arrival) => {
        const { lots, ...filled } = this.#arrive(trade, action, arrival)
        // The answer takes as long as the order.
        this.#agenda.put((arrival + latency) as Instant, (heard) => {
          this.#trader.heard(trade.decided, { ...action, lots, isFirst, filled })
          if (isFirst) trade.decided.firstEnded(action.leg, lots === action.lots)
          const happening = { kind: 'ended', leg: action.leg, filledLots: lots } as const
          this.#send(trade, trade.hear(happening), heard)
          if (trade.isOver()) this.#finish(trade, heard)
        })
      })
    }
  }

  /** An order is at its venue: fills it from what is there. */
  #arrive(
    trade: LegsTrade,
    action: LegAction,
    time: Instant,
  ): { readonly lots: number; readonly quantity: number; readonly notional: number } {
    const leg = this.#legOf(trade, action.leg)
    const wish = trade.decided.wish.legs[action.leg]!
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
    if (lots > 0) {
      depth.take(side === 'buy' ? eventSide.ask : eventSide.bid, lots)
      this.#book(trade, leg, { side, quantity: taken.quantity, notional: taken.notional }, time)
    }
    return { lots, quantity: numberOf(taken.quantity), notional: numberOf(taken.notional) }
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
    const { decided } = trade
    const { opportunity, match, captureProbability, baseRate } = decided
    const flows = this.#flows.get(trade)!
    this.#flows.delete(trade)
    const { pnl, isWorthAnother } = this.#trader.ended(decided, this.#treasury.value(flows), time)
    const isFull = decided.isCaptured()
    if (isFull) this.full++
    this.squares.own += (captureProbability - (isFull ? 1 : 0)) ** 2
    this.squares.base += (baseRate - (isFull ? 1 : 0)) ** 2
    this.trades.push({
      startTime: millisecondsOf(decided.startTime),
      endTime: millisecondsOf(time),
      base: opportunity.base,
      buyVenue: opportunity.buy.listed.instrument.venue,
      sellVenue: opportunity.sell.listed.instrument.venue,
      quantity: match.quantity,
      filledQuantity: decided.filledQuantity(),
      outcome: trade.outcome(),
      orders: trade.orders,
      captureProbability,
      expectedProfit: decided.expectedProfit,
      pnl,
      nakedMost: (trade.nakedMostUnits * match.quantity) / decided.wish.units,
    })
    this.#treasury.settle(time)
    if (isWorthAnother) this.attempt(opportunity, time)
  }

  #legOf({ decided: { opportunity } }: LegsTrade, leg: number): Opportunity['buy'] {
    return leg === 0 ? opportunity.buy : opportunity.sell
  }

  /** A limit frozen in ticks that may have become finer since. */
  #limitOf(trade: LegsTrade, leg: number): number {
    const then = this.#legOf(trade, leg).listed.instrument.tickSize
    const now = this.#detector.listed(this.#legOf(trade, leg).member).instrument.tickSize
    const factor = (then.units * 10 ** (now.decimals - then.decimals)) / now.units
    return trade.decided.wish.legs[leg]!.limitTicks! * factor
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
}

function numberOf({ numerator, denominator }: Fraction): number {
  return nearestDouble(numerator, denominator)
}

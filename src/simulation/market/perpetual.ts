import { unitsOfQuantity } from '../../core/contract-step.ts'
import { eventKind, eventSide, type BookSide } from '../../core/events/event-codes.ts'
import { microsecondsPerSecond } from '../../core/time.ts'
import type { Random } from '../../math/random.ts'
import type { InstrumentMarket } from './instrument-market.ts'
import { bankruptcyPrice, gainOver } from './leverage.ts'
import { LeveragedPositions } from './leveraged-positions.ts'
import { marketOwner } from './matching-book.ts'
import type { VenueOutbox } from './venue-outbox.ts'

/** Funding is paid every eight hours of the day. */
const fundingInterval = 8 * 3600 * microsecondsPerSecond
/** Interest, its clamp and the cap of the rate per eight hours, as Binance publishes its formula. */
const interest = 0.0001
const interestClamp = 0.0005
const rateMost = 0.0075
/** Seconds over which the basis in the mark price is averaged. */
const markMemory = 60
/** Open interest is told every so many marks. */
const openInterestEvery = 3
/** Notional of all longs at the start, and the share of it that the insurance fund has. */
const openAtStart = 2e7
const insuranceShare = 0.002
/** Of one forced order, in quote currency: larger positions are closed bit by bit. */
const forcedMost = 100_000
/** Forced orders of one side within a second. */
const forcedOrdersMost = 4

/** What the liquidations of a perpetual came to since the start. */
interface LiquidationCounts {
  orders: number
  lots: number
  deleveragedLots: number
  /** When the insurance fund was first empty, microseconds; NaN while it never was. */
  fundEmptyAt: number
}

/**
 * What makes a perpetual of a market: mark and index price, funding, open interest, and positions that are liquidated
 * when the mark reaches their price.
 *
 *   mark = index (1 + mean of (mid / index - 1) over the last minute)
 *   funding rate = mean premium of the interval + clamp(interest - premium, +-0.05 %), within +-0.75 %
 *
 * An inverse contract is worth a fixed number of dollars; its margin, gains and insurance fund are in coin, and its funding
 * too: the rate is the same, of a notional in coin. Its index are the spot markets in dollars.
 *
 * A liquidation is a market order in the book. What it fetches above the bankruptcy price goes to the insurance fund,
 * and what it misses comes from there; when the fund is empty the rest is closed at the bankruptcy price against those
 * who won (auto-deleveraging), without a trade.
 */
export class Perpetual {
  readonly market: InstrumentMarket
  readonly positions: LeveragedPositions
  readonly counts: LiquidationCounts = { orders: 0, lots: 0, deleveragedLots: 0, fundEmptyAt: NaN }
  readonly #index: number
  readonly #outbox: VenueOutbox
  #basis = 0
  #premium = 0
  #premiumSeconds = 0
  #ticks = 0
  /** In the currency of settlement. */
  #insurance = 0
  #fundingAt = NaN

  /** @param index of its instrument */
  constructor(index: number, market: InstrumentMarket, outbox: VenueOutbox, random: Random) {
    this.#index = index
    this.market = market
    this.#outbox = outbox
    this.positions = new LeveragedPositions(market.instrument.class, random)
    this.insure(openAtStart * insuranceShare)
    for (let k = 0; k < 100; k++)
      this.positions.open(market.lotsOf(openAtStart / 100), market.belief)
  }

  /** What the insurance fund has left, in the currency of settlement. */
  get insurance(): number {
    return this.#insurance
  }

  /** Fills the insurance fund with so much, in quote currency; of an inverse contract it is kept in coin. */
  insure(notional: number): void {
    const { market } = this
    const isInverse = market.instrument.class === 'inverse'
    this.#insurance = isInverse ? notional / Math.exp(market.belief) : notional
  }

  /**
   * A second has passed.
   *
   * @param index  price of the index, in quote currency
   * @param traded lots traded in it
   */
  tick(at: number, index: number, traded: number): void {
    const premium = this.market.mid() / index - 1
    this.#basis += (premium - this.#basis) / markMemory
    const mark = index * (1 + this.#basis)
    this.positions.trade(traded, Math.log(mark), 1)
    this.#countPremium(at, premium)
    if (!this.market.isOut) {
      this.#tell(at, mark, index)
      this.#liquidate(eventSide.buy, Math.log(mark), at)
      this.#liquidate(eventSide.sell, Math.log(mark), at)
    }
    this.#ticks++
  }

  #countPremium(at: number, premium: number): void {
    const next = (Math.floor(at / fundingInterval) + 1) * fundingInterval
    if (next !== this.#fundingAt) {
      this.#fundingAt = next
      this.#premium = 0
      this.#premiumSeconds = 0
    }
    this.#premiumSeconds++
    this.#premium += (premium - this.#premium) / this.#premiumSeconds
  }

  #fundingRate(): number {
    const correction = within(interest - this.#premium, interestClamp)
    return within(this.#premium + correction, rateMost)
  }

  #tell(at: number, mark: number, index: number): void {
    const rows = this.#outbox.open(this.#index, at, NaN)
    rows.addValue(eventKind.mark, mark)
    rows.addValue(eventKind.index, index)
    rows.addValue(eventKind.fundingRate, this.#fundingRate())
    rows.addValue(eventKind.fundingTime, this.#fundingAt)
    if (this.#ticks % openInterestEvery === 0) {
      rows.addValue(eventKind.openInterest, this.#openInterest())
    }
    rows.end()
  }

  /** In base units, or contracts where there are such. */
  #openInterest(): number {
    const { units, decimals } = this.market.instrument.lotSize
    return (Math.floor(this.positions.openLots) * units) / 10 ** decimals
  }

  /** What cannot be closed within a second, for there is a limit to what a book takes, is tried again in the next. */
  #liquidate(holders: BookSide, mark: number, at: number): void {
    const kind = this.market.instrument.class
    const most = this.market.lotsOf(forcedMost)
    let orders = 0
    this.positions.liquidate(holders, mark, (held, price) => {
      const bankrupt = bankruptcyPrice(kind, holders, Math.exp(price))
      let left = Math.floor(held)
      while (left > 0 && this.#insurance > 0 && orders < forcedOrdersMost) {
        orders++
        const filled = this.#force(holders, Math.min(left, most), { bankrupt, at })
        if (filled === 0) break
        left -= filled
      }
      if (left > 0 && this.#insurance <= 0) this.#deleverage(holders, left, at)
      else if (left > 0) this.positions.openAt(holders, left, price)
    })
  }

  /** The fund is empty: what is left of the losers is closed against the winners, at no price of the book. */
  #deleverage(holders: BookSide, lots: number, at: number): void {
    const winners = holders === eventSide.buy ? eventSide.sell : eventSide.buy
    this.counts.deleveragedLots += this.positions.deleverage(winners, lots)
    if (Number.isNaN(this.counts.fundEmptyAt)) this.counts.fundEmptyAt = at
  }

  /** One forced order in the book; gives the lots filled. */
  #force(
    holders: BookSide,
    lots: number,
    { bankrupt, at }: { readonly bankrupt: number; readonly at: number },
  ): number {
    const forced = holders === eventSide.buy ? eventSide.sell : eventSide.buy
    const fill = this.market.trade(forced, lots, at, marketOwner)
    if (fill.lots === 0) return 0
    const price = this.market.priceOf(fill.price)
    const units = this.#unitsOf(fill.lots)
    const kind = this.market.instrument.class
    this.#insurance += gainOver(kind, holders, { units, price, than: bankrupt })
    const rows = this.#outbox.open(this.#index, at, NaN)
    rows.addLiquidation(forced, Math.round(fill.price), fill.lots)
    rows.end()
    this.counts.orders++
    this.counts.lots += fill.lots
    return fill.lots
  }

  /** Base units, of an inverse contract quote units. */
  #unitsOf(lots: number): number {
    const { instrument } = this.market
    const { lotSize } = instrument
    return unitsOfQuantity(instrument, (lots * lotSize.units) / 10 ** lotSize.decimals)
  }
}

function within(value: number, most: number): number {
  return Math.max(-most, Math.min(most, value))
}

import { firstRowAtOrAfter } from '../../../core/bars.ts'
import type { EventRows } from '../../../core/events/event-columns.ts'
import type { AccountMessage } from '../../../core/orders/account-event.ts'
import type { OrderCommand, OrderRequest } from '../../../core/orders/order.ts'
import type { ReplayVenue } from '../../../core/orders/replay-venue.ts'
import type { Lots } from '../../../core/price.ts'
import type { Instant } from '../../../core/time.ts'
import { invariant } from '../../../math/invariant.ts'
import type { Fill } from '../../../portfolio/fill.ts'
import { fillOrders, markBook, newBook, type Book } from '../trading/book.ts'
import { newLeg, type HeldLeg } from '../trading/held-leg.ts'
import { fillLeg } from '../trading/leg-fill.ts'
import type { LegMarket } from '../trading/leg-market.ts'
import { settleBook } from '../trading/settle-book.ts'

/**
 * A venue made of bars: a market order fills whole at the open of the bar it arrives in, slippage and fee included, and
 * funding and borrow are settled as a backtest over bars settles them, by the same code. What it cannot know stands in
 * docs/assumptions/bar-fills.md.
 *
 * It takes market orders alone: within a bar nobody knows what a limit would have met.
 */
export class BarVenue implements ReplayVenue {
  readonly #markets: readonly LegMarket[]
  readonly #book: Book
  readonly #legs: HeldLeg[]
  readonly #orders: OrderRequest[] = []
  readonly #said: AccountMessage[] = []
  /** Open of the bar at hand, and the local instant of the last command. */
  #open = -Infinity as Instant
  #settledAt = -Infinity
  #now = -Infinity
  #filled: Fill | undefined
  #trades = 0

  /** @param markets by the instruments of the run */
  constructor(markets: readonly LegMarket[]) {
    this.#markets = markets
    this.#legs = markets.map(newLeg)
    this.#book = newBook((ledger, market, order) => (this.#filled = fillLeg(ledger, market, order)))
  }

  venueInstant(rows: EventRows, row: number): number {
    return rows.localTime[row]!
  }

  /** A row of a bar's open or close: what is owed up to it is settled, once. */
  market(rows: EventRows, row: number): void {
    const time = rows.localTime[row]! as Instant
    this.#now = time
    if (time === this.#settledAt) return
    this.#settledAt = time
    this.#settle(time)
    const { times } = this.#markets[rows.instrument[row]!]!.bars
    const isOpen = times[firstRowAtOrAfter(times, time)] === time
    if (isOpen) this.#open = time
    markBook(this.#book, this.#open, isOpen ? 'open' : 'close')
  }

  /** Arrives a microsecond later, with nothing between. */
  send(command: OrderCommand, localTime: Instant): void {
    invariant(command.kind === 'place', 'a bar venue has no orders to cancel: all fill at once')
    invariant(command.order.pricing.kind === 'market', 'a bar venue fills market orders alone')
    invariant(localTime >= this.#now, 'a command from before')
    this.#orders.push(command.order)
  }

  nextDueAt(): number {
    return this.#orders.length === 0 ? Infinity : this.#now + 1
  }

  advanceTo(instant: number): void {
    if (instant < this.nextDueAt()) return
    for (const order of this.#orders.splice(0)) this.#fill(order)
  }

  nextAnswerAt(): number {
    return this.#said[0]?.localTime ?? Infinity
  }

  takeAnswer(): AccountMessage {
    return this.#said.shift()!
  }

  #fill(order: OrderRequest): void {
    const { instrument, clientOrderId } = order
    const { bars } = this.#markets[instrument]!
    const row = firstRowAtOrAfter(bars.times, this.#open)
    const answer = {
      clientOrderId,
      instrument,
      exchangeTime: this.#open,
      localTime: (this.#now + 2) as Instant,
    }
    if (bars.times[row] !== this.#open || !(bars.volume[row]! > 0)) {
      this.#said.push({ ...answer, kind: 'rejected', reason: 'no-liquidity' })
      return
    }
    const signed = (order.side === 'buy' ? order.lots : 0 - order.lots) as Lots
    if (this.#legs[instrument]!.lots === 0)
      this.#legs[instrument] = newLeg(this.#markets[instrument]!)
    const leg = this.#legs[instrument]!
    fillOrders(this.#book, this.#open, [{ leg, lots: signed, marketPrice: bars.open[row]! }])
    const { priceTicks, priceStep, feeAtoms, feeCurrency } = this.#filled!
    this.#said.push({
      ...answer,
      kind: 'filled',
      tradeId: ++this.#trades,
      lots: order.lots,
      priceTicks,
      priceStep,
      liquidity: 'taker',
      feeAtoms,
      feeCurrency,
      leavesLots: 0 as Lots,
    })
  }

  /** Tells what the books were changed by. */
  #settle(time: Instant): void {
    const before = this.#markets.map((market) => this.#settledOf(market))
    settleBook(this.#book, time)
    for (const [instrument, market] of this.#markets.entries()) {
      const after = this.#settledOf(market)
      const base = {
        instrument,
        exchangeTime: time,
        localTime: time,
        currency: market.bars.instrument.quote,
      }
      const borrow = before[instrument]!.borrow - after.borrow
      const funding = before[instrument]!.funding - after.funding
      if (borrow !== 0n) this.#said.push({ ...base, kind: 'borrow', atoms: borrow })
      if (funding !== 0n) {
        const told = { fundingRate: Number.NaN, price: Number.NaN }
        this.#said.push({ ...base, ...told, kind: 'funding', atoms: funding })
      }
    }
  }

  #settledOf({ bars }: LegMarket): { readonly funding: bigint; readonly borrow: bigint } {
    const { name, quote } = bars.instrument
    const { ledger } = this.#book
    return {
      funding: ledger.balance('funding', name, quote),
      borrow: ledger.balance('borrow', name, quote),
    }
  }
}

import type { BookSide } from '../../../core/events/event-codes.ts'
import type { MatchHost, SelfTrade } from './match-host.ts'
import type { OwnLevels } from './own-levels.ts'
import { availableAt, isBetter, oppositeOf, takable, type Displayed, type Takable } from './take.ts'
import { isWithin, leavesOf, type VenueOrder } from './venue-order.ts'

/** The market that orders of ours take from, and what it does about it. */
interface TakerParts {
  readonly displayed: Displayed
  readonly own: readonly [bids: OwnLevels, asks: OwnLevels]
  readonly selfTrade: SelfTrade
  readonly now: () => number
  readonly host: () => MatchHost
  /** A resting order of ours goes. */
  readonly remove: (order: VenueOrder) => void
  /** Displayed lots are gone. */
  readonly taken: (side: BookSide, price: number, lots: number) => void
}

/** Orders of ours that take: what is there for them, level by level, and what they do where they meet ours that rest. */
export class OwnTakers {
  readonly #parts: TakerParts

  constructor(parts: TakerParts) {
    this.#parts = parts
  }

  /** What an order would take at once within a limit. */
  takable(order: VenueOrder, limitTicks: number, lots: number): Takable {
    const isStopped = this.#parts.selfTrade !== 'cancel-oldest'
    const before = isStopped ? this.#parts.own[oppositeOf(order.bookSide)].best : NaN
    return takable(this.#parts.displayed, order, {
      limitTicks,
      lots,
      before,
      at: this.#parts.now(),
    })
  }

  /** Is there anything within a limit for an order to take, or to meet of ours? */
  couldTake(order: VenueOrder, limitTicks: number): boolean {
    const ownBest = this.#parts.own[oppositeOf(order.bookSide)].best
    return (
      isWithin(order.request.side, ownBest, limitTicks) ||
      this.takable(order, limitTicks, 1).lots > 0
    )
  }

  /**
   * Takes what is displayed within a limit, best price first, and what rests of ours there is kept from it. The order
   * has ended afterwards, or has leaves, or is filled.
   */
  take(order: VenueOrder, limitTicks: number): void {
    const { side } = order.request
    const opposite = this.#parts.own[oppositeOf(order.bookSide)]
    const { levels, impact } = this.#parts.displayed
    let drawn = impact.drawnAt(opposite.side, this.#parts.now())
    let price = levels.best(opposite.side)
    while (order.state === 'taking' && leavesOf(order) > 0) {
      const isOurs = isWithin(side, opposite.best, limitTicks)
      if (isOurs && !isBetter(side, price, opposite.best)) {
        this.#meetOwn(order, opposite)
        continue
      }
      if (!isWithin(side, price, limitTicks)) return
      const here = availableAt(this.#parts.displayed, opposite.side, price)
      const skipped = Math.min(drawn, here)
      drawn -= skipped
      const lots = Math.min(leavesOf(order), here - skipped)
      if (lots > 0) this.#takeLots(order, price, lots)
      price = levels.nextPrice(opposite.side, price)
    }
  }

  #takeLots(order: VenueOrder, price: number, wanted: number): void {
    const lots = this.#parts.host().fillable(order, wanted)
    if (lots > 0) {
      const other = oppositeOf(order.bookSide)
      this.#parts.taken(other, price, lots)
      this.#parts.displayed.impact.taken(other, lots, this.#parts.now())
      order.filledLots += lots
      if (leavesOf(order) === 0) order.state = 'ended'
      this.#parts.host().filled(order, { lots, priceTicks: price, liquidity: 'taker' })
    }
    if (lots < wanted && order.state === 'taking') {
      // What only reduces has nothing left to reduce.
      order.state = 'ended'
      this.#parts.host().ended(order, 'reduce-only')
    }
  }

  #meetOwn(order: VenueOrder, opposite: OwnLevels): void {
    const { selfTrade } = this.#parts
    if (selfTrade !== 'cancel-newest') {
      const resting = opposite.levels[0]!.orders[0]!
      this.#parts.remove(resting)
      resting.state = 'ended'
      this.#parts.host().ended(resting, 'self-trade')
    }
    if (selfTrade !== 'cancel-oldest') {
      order.state = 'ended'
      this.#parts.host().ended(order, 'self-trade')
    }
  }
}

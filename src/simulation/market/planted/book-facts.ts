import { eventSide, type BookSide } from '../../../core/events/event-codes.ts'
import type { ListedMarket, MarketWorld } from '../market-world.ts'
import { flowEvent } from '../order-flow.ts'
import { nextStep, plantedOwner, type PlantedAgent } from './planted-agent.ts'
import type { PlantedFact, PlantedTruth } from './planted-fact.ts'

type Fact<Kind extends PlantedFact['kind']> = Extract<PlantedFact, { readonly kind: Kind }>

const { bid, ask } = eventSide

/** Seconds in which the price falls most of its way into the wall. */
const fallSeconds = 3
/** How far the sellers press the efficient price below the wall, of its logarithm: more than makers err by. */
const pressed = 2e-4
/** Seconds over which the price goes up once the selling is absorbed. */
const reboundSeconds = 20

/**
 * An iceberg on the bid while more is sold than usual. Makers see it and believe in no price below; those who know better
 * do not sell into it. If it holds to the end the price goes up, if it is used up everything is as it was.
 */
export class AbsorbingIceberg implements PlantedAgent {
  nextAt: number
  readonly #world: MarketWorld
  readonly #fact: Fact<'absorbing-iceberg'>
  readonly #listed: ListedMarket
  readonly #step: number
  #phase: 'before' | 'absorbing' | 'rebounding' | 'done' = 'before'
  #id = NaN
  #lots = 0
  #left = 0
  #price = NaN
  #endedAt = NaN

  constructor(world: MarketWorld, fact: Fact<'absorbing-iceberg'>, step: number) {
    this.#world = world
    this.#fact = fact
    this.#listed = world.at(fact)
    this.#step = step
    this.nextAt = fact.atSeconds
  }

  act(now: number): void {
    if (this.#phase === 'before') this.#begin(now)
    else if (this.#phase === 'absorbing') this.#absorb(now)
    else if (this.#phase === 'rebounding') this.#rebound(now)
    this.nextAt = this.#phase === 'done' ? Infinity : nextStep(now, this.#step)
  }

  truth(): PlantedTruth {
    const { atSeconds } = this.#fact
    const hasHeld = this.#phase === 'rebounding' || (this.#phase === 'done' && this.#left > 0)
    return {
      fact: this.#fact,
      from: this.#world.instantAt(atSeconds),
      to: this.#world.instantAt(this.#endedAt),
      figures: {
        priceTicks: this.#price,
        lots: this.#lots,
        absorbedLots: this.#lots - this.#left,
        hasHeld: hasHeld ? 1 : 0,
      },
    }
  }

  #begin(now: number): void {
    const { shownNotional, notional, pressure } = this.#fact
    const { market } = this.#listed
    const best = market.book.levels.best(bid)
    this.#price = Number.isNaN(best) ? Math.floor(market.ticksOf(market.mid())) : best
    this.#lots = market.lotsOf(notional)
    this.#left = this.#lots
    const peak = market.lotsOf(shownNotional)
    const iceberg = { side: bid, price: this.#price, peak, lots: this.#lots, owner: plantedOwner }
    this.#id = market.book.addIceberg(iceberg)
    market.tell(this.#world.instantAt(now))
    // So little above it that nobody takes the wall's price to be wrong, and makers quote below it.
    market.beliefLeast = Math.log(market.priceOf(this.#price + 0.2 * market.halfSpread()))
    market.rates[flowEvent.marketSell] = pressure
    this.#phase = 'absorbing'
  }

  #absorb(now: number): void {
    const { atSeconds, seconds } = this.#fact
    const { market, base } = this.#listed
    const { book } = market
    const slot = book.slotOf(this.#id)
    this.#left = slot < 0 ? 0 : book.leavesOf(slot)
    if (slot >= 0 && now < atSeconds + seconds) {
      // The price falls into the wall and stays there: below it nobody who knows sells, above it the sellers are stronger.
      const above = this.#world.efficient(this.#listed) - market.beliefLeast + pressed
      const speed = above > 0 ? this.#step / fallSeconds : 1
      this.#world.prices.move(base, -above * speed)
      return
    }
    if (slot >= 0) book.remove(slot)
    market.tell(this.#world.instantAt(now))
    market.beliefLeast = -Infinity
    market.rates[flowEvent.marketSell] = 1
    this.#endedAt = now
    this.#phase = slot >= 0 ? 'rebounding' : 'done'
  }

  #rebound(now: number): void {
    const steps = reboundSeconds / this.#step
    this.#world.prices.move(this.#listed.base, this.#fact.reboundBps / 1e4 / steps)
    if (now >= this.#endedAt + reboundSeconds) this.#phase = 'done'
  }
}

/** A wall that is there to be seen: taken back when the price comes near. */
export class SpoofWall implements PlantedAgent {
  nextAt: number
  readonly #world: MarketWorld
  readonly #fact: Fact<'spoof-wall'>
  readonly #listed: ListedMarket
  readonly #side: BookSide
  readonly #step: number
  #id = NaN
  #price = NaN
  #lots = 0
  #left = NaN
  #pulledAt = NaN

  constructor(world: MarketWorld, fact: Fact<'spoof-wall'>, step: number) {
    this.#world = world
    this.#fact = fact
    this.#listed = world.at(fact)
    this.#side = fact.side === 'bid' ? bid : ask
    this.#step = step
    this.nextAt = fact.atSeconds
  }

  act(now: number): void {
    if (Number.isNaN(this.#id)) this.#put(now)
    else this.#watch(now)
    this.nextAt = Number.isNaN(this.#pulledAt) ? nextStep(now, this.#step) : Infinity
  }

  truth(): PlantedTruth {
    return {
      fact: this.#fact,
      from: this.#world.instantAt(this.#fact.atSeconds),
      to: this.#world.instantAt(this.#pulledAt),
      figures: {
        priceTicks: this.#price,
        lots: this.#lots,
        filledLots: this.#lots - this.#left,
      },
    }
  }

  #put(now: number): void {
    const { notional, awayBps } = this.#fact
    const { market } = this.#listed
    const away = (market.ticksOf(market.mid()) * awayBps) / 1e4
    const mid = market.ticksOf(market.mid())
    this.#price = this.#side === bid ? Math.floor(mid - away) : Math.ceil(mid + away)
    this.#lots = market.lotsOf(notional)
    this.#left = this.#lots
    this.#id = market.book.add(this.#side, this.#price, this.#lots, plantedOwner)
    market.tell(this.#world.instantAt(now))
  }

  #watch(now: number): void {
    const { atSeconds, seconds, pulledWithinBps } = this.#fact
    const { market } = this.#listed
    const slot = market.book.slotOf(this.#id)
    this.#left = slot < 0 ? 0 : market.book.leavesOf(slot)
    const mid = market.ticksOf(market.mid())
    const distance = (Math.abs(mid - this.#price) / mid) * 1e4
    const isOver = slot < 0 || now >= atSeconds + seconds || distance <= pulledWithinBps
    if (!isOver || (market.isOut && slot >= 0)) return
    if (slot >= 0) market.book.remove(slot)
    market.tell(this.#world.instantAt(now))
    this.#pulledAt = now
  }
}

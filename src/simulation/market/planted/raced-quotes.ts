import { eventSide } from '../../../core/events/event-codes.ts'
import type { Random } from '../../../math/random.ts'
import type { ListedMarket, MarketWorld } from '../market-world.ts'
import { plantedOwner, type PlantedAgent } from './planted-agent.ts'
import type { PlantedFact, PlantedTruth } from './planted-fact.ts'

type Fact = Extract<PlantedFact, { readonly kind: 'raced-quotes' }>

/** Takers who saw it and are on their way. */
const racers = 3
/** More than any book has. */
const mostLots = 2 ** 40
/** No quote is off by less than this share of the mean, and none stays longer than so many seconds. */
const offLeast = 0.25
const staysSeconds = 3

/** A quote that is off, while it stands. */
interface Standing {
  readonly listed: ListedMarket
  readonly id: number
  readonly price: number
  readonly isAsk: boolean
  readonly row: Record<string, number>
  /** Seconds at which racers arrive, ascending. */
  readonly arrivals: number[]
}

/**
 * Every now and then somebody hurried leaves an order far through the price at one venue: it takes what stands in its way,
 * and the rest is there to be had, against the other venues. Takers who saw it race for it, the sooner the more there is
 * to be had; beside them those who know at the venue itself take it, as they take any quote that is wrong.
 */
export class RacedQuotes implements PlantedAgent {
  nextAt: number
  readonly #world: MarketWorld
  readonly #fact: Fact
  readonly #random: Random
  readonly #markets: readonly ListedMarket[]
  readonly #rows: Record<string, number>[] = []
  #standing: Standing | undefined

  constructor(world: MarketWorld, fact: Fact) {
    this.#world = world
    this.#fact = fact
    this.#random = world.random(`raced quotes ${fact.base}`)
    this.#markets = world.listed.filter(
      ({ market: { instrument } }) => instrument.class === 'spot' && instrument.base === fact.base,
    )
    this.nextAt = fact.atSeconds + this.#pause()
  }

  act(now: number): void {
    const { atSeconds, seconds } = this.#fact
    if (this.#standing === undefined) {
      if (now >= atSeconds + seconds) {
        this.nextAt = Infinity
        return
      }
      this.#standing = this.#put(now)
    } else this.#race(this.#standing, now)
    this.nextAt = this.#standing?.arrivals[0] ?? now + this.#pause()
  }

  truth(): PlantedTruth {
    const { atSeconds, seconds } = this.#fact
    return {
      fact: this.#fact,
      from: this.#world.instantAt(atSeconds),
      to: this.#world.instantAt(atSeconds + seconds),
      figures: { quotes: this.#rows.length },
      rows: this.#rows,
    }
  }

  #pause(): number {
    return this.#random.exponential() * this.#fact.everySeconds
  }

  #put(now: number): Standing | undefined {
    const listed = this.#markets[this.#random.integerBelow(this.#markets.length)]!
    const { market } = listed
    const { bps, notional, reactionMs } = this.#fact
    const isAsk = this.#random.uniform() < 0.5
    const offBps = bps * (offLeast + this.#random.exponential())
    const fair = market.ticksOf(Math.exp(this.#world.efficient(listed)))
    const off = (fair * offBps) / 1e4
    const price = isAsk ? Math.ceil(fair - off) : Math.floor(fair + off)
    const lots = market.lotsOf(notional * (0.5 + this.#random.uniform()))
    const aggressor = isAsk ? eventSide.sell : eventSide.buy
    if (market.isOut) return undefined
    // Whatever stands in its way is taken, so that so much is left whatever the book.
    market.book.take(aggressor, mostLots, price, plantedOwner)
    const side = isAsk ? eventSide.ask : eventSide.bid
    const id = market.book.add(side, price, lots, plantedOwner)
    market.tell(this.#world.instantAt(now))
    const row = {
      instrument: market.index,
      atSeconds: now,
      offBps,
      lots,
      goneSeconds: NaN,
    }
    this.#rows.push(row)
    const arrivals = Array.from({ length: racers }, () => {
      const reaction = (reactionMs / 1e3) * (0.2 + this.#random.exponential()) * (bps / offBps)
      return now + Math.min(reaction, staysSeconds)
    }).toSorted((a, b) => a - b)
    arrivals.push(now + staysSeconds)
    return { listed, id, price, isAsk, row, arrivals }
  }

  /** The next racer takes half of what is left, the last of them all; nobody is left to want it in the end. */
  #race({ listed, id, price, isAsk, row, arrivals }: Standing, now: number): void {
    const { market } = listed
    arrivals.shift()
    const slot = market.book.slotOf(id)
    const left = slot < 0 ? 0 : market.book.leavesOf(slot)
    if (arrivals.length === 0) {
      if (slot >= 0 && !market.isOut) market.book.remove(slot)
    } else if (left > 0 && !market.isOut) {
      const lots = arrivals.length === 1 ? left : Math.ceil(left / 2)
      market.book.take(isAsk ? eventSide.buy : eventSide.sell, lots, price, plantedOwner)
    }
    market.tell(this.#world.instantAt(now))
    if (market.book.slotOf(id) >= 0 && arrivals.length > 0) return
    row['goneSeconds'] = now - row['atSeconds']!
    this.#standing = undefined
  }
}

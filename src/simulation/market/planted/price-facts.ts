import type { Random } from '../../../math/random.ts'
import { stepOf } from '../efficient-prices.ts'
import type { MarketWorld } from '../market-world.ts'
import { nextStep, type PlantedAgent } from './planted-agent.ts'
import type { PlantedFact, PlantedTruth } from './planted-fact.ts'

type Fact<Kind extends PlantedFact['kind']> = Extract<PlantedFact, { readonly kind: Kind }>

/** Holds log y to a constant plus a multiple of log x plus a residual that comes back (Ornstein-Uhlenbeck). */
export class CointegratedPair implements PlantedAgent {
  nextAt = 0
  readonly #world: MarketWorld
  readonly #fact: Fact<'cointegrated-pair'>
  readonly #random: Random
  readonly #constant: number
  readonly #step: number
  #residual = 0

  constructor(world: MarketWorld, fact: Fact<'cointegrated-pair'>, step: number) {
    this.#world = world
    this.#fact = fact
    this.#step = step
    this.#random = world.random(`pair ${fact.y} ${fact.x}`)
    const { log } = world.prices
    this.#constant = log[world.asset(fact.y)]! - fact.hedgeRatio * log[world.asset(fact.x)]!
  }

  act(now: number): void {
    const { y, x, hedgeRatio, halfLifeSeconds, residualBps } = this.#fact
    const { prices } = this.#world
    const { kept, noise } = stepOf(halfLifeSeconds, residualBps / 1e4, this.#step)
    this.#residual = kept * this.#residual + noise * this.#random.normal()
    const wanted = this.#constant + hedgeRatio * prices.log[this.#world.asset(x)]! + this.#residual
    const asset = this.#world.asset(y)
    prices.move(asset, wanted - prices.log[asset]!)
    this.nextAt = nextStep(now, this.#step)
  }

  truth(): PlantedTruth {
    const { hedgeRatio } = this.#fact
    return {
      fact: this.#fact,
      from: this.#world.instantAt(0),
      to: this.#world.instantAt(this.nextAt),
      figures: { hedgeRatio, constant: this.#constant },
    }
  }
}

/** Takes a stablecoin down, holds it there and lets it come back: a fifth, two fifths and two fifths of the time. */
export class Depeg implements PlantedAgent {
  nextAt: number
  readonly #world: MarketWorld
  readonly #fact: Fact<'depeg'>
  readonly #step: number
  readonly #start: number
  #lowest = Infinity

  constructor(world: MarketWorld, fact: Fact<'depeg'>, step: number) {
    this.#world = world
    this.#fact = fact
    this.#step = step
    this.nextAt = fact.atSeconds
    this.#start = world.prices.log[world.asset(fact.asset)]!
  }

  act(now: number): void {
    const { atSeconds, seconds, bps, asset: name } = this.#fact
    const { prices } = this.#world
    const asset = this.#world.asset(name)
    const part = (now - atSeconds) / seconds
    const depth = Math.min(1, 5 * part, Math.max(0, (1 - part) / 0.4))
    const wanted = this.#start + depth * Math.log(1 - bps / 1e4)
    prices.move(asset, wanted - prices.log[asset]!)
    this.#lowest = Math.min(this.#lowest, Math.exp(wanted))
    this.nextAt = part >= 1 ? Infinity : nextStep(now, this.#step)
  }

  truth(): PlantedTruth {
    const { atSeconds, seconds } = this.#fact
    return {
      fact: this.#fact,
      from: this.#world.instantAt(atSeconds),
      to: this.#world.instantAt(atSeconds + seconds),
      figures: { lowestDollars: this.#lowest },
    }
  }
}

/** Sets all markets of an asset at one venue off by so much, for a while. */
export class VenueGap implements PlantedAgent {
  nextAt: number
  readonly #world: MarketWorld
  readonly #fact: Fact<'venue-gap'>

  constructor(world: MarketWorld, fact: Fact<'venue-gap'>) {
    this.#world = world
    this.#fact = fact
    this.nextAt = fact.atSeconds
    world.ofVenue(fact.venue)
  }

  act(now: number): void {
    const { atSeconds, seconds, venue, base, bps } = this.#fact
    const begins = now < atSeconds + seconds
    for (const { market } of this.#world.ofVenue(venue)) {
      if (market.instrument.base === base) market.displacement = begins ? bps / 1e4 : 0
    }
    this.nextAt = begins ? atSeconds + seconds : Infinity
  }

  truth(): PlantedTruth {
    const { atSeconds, seconds, bps } = this.#fact
    return {
      fact: this.#fact,
      from: this.#world.instantAt(atSeconds),
      to: this.#world.instantAt(atSeconds + seconds),
      figures: { gapBps: bps },
    }
  }
}

/** A venue stands still: nothing is told, nothing traded, orders stay where they are; then it comes back with a snapshot. */
export class Outage implements PlantedAgent {
  nextAt: number
  readonly #world: MarketWorld
  readonly #fact: Fact<'outage'>

  constructor(world: MarketWorld, fact: Fact<'outage'>) {
    this.#world = world
    this.#fact = fact
    this.nextAt = fact.atSeconds
    world.ofVenue(fact.venue)
  }

  act(now: number): void {
    const { atSeconds, seconds, venue } = this.#fact
    const begins = now < atSeconds + seconds
    const at = this.#world.instantAt(now)
    for (const { market } of this.#world.ofVenue(venue)) {
      if (begins) market.goOut(at)
      else market.comeBack(at)
    }
    this.nextAt = begins ? atSeconds + seconds : Infinity
  }

  truth(): PlantedTruth {
    const { atSeconds, seconds, venue } = this.#fact
    return {
      fact: this.#fact,
      from: this.#world.instantAt(atSeconds),
      to: this.#world.instantAt(atSeconds + seconds),
      figures: { instruments: this.#world.ofVenue(venue).length },
    }
  }
}

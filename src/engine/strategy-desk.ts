import type { BookLevels } from '../core/book-levels.ts'
import type { Instrument } from '../core/instrument.ts'
import type { Lots } from '../core/price.ts'
import type { OrderView, StrategyDesk } from '../core/strategy/strategy.ts'
import type { Instant } from '../core/time.ts'
import type { Random } from '../math/random.ts'
import type { Engine } from './engine.ts'
import { viewOf } from './own-orders.ts'
import { rateOf } from './valuation.ts'

/** What one strategy sees of an engine. */
export class Desk implements StrategyDesk {
  readonly instruments: readonly Instrument[]
  readonly #engine: Engine
  readonly #runner: number
  readonly #random: Random

  constructor(engine: Engine, runner: number, random: Random) {
    this.instruments = engine.setup.instruments
    this.#engine = engine
    this.#runner = runner
    this.#random = random
  }

  get time(): Instant {
    return this.#engine.time
  }

  book(instrument: number): BookLevels {
    return this.#engine.market.books[instrument]!.levels
  }

  midTicks(instrument: number): number {
    return this.#engine.market.midTicks(instrument)
  }

  mark(instrument: number): number {
    return this.#engine.market.marks[instrument]!
  }

  fundingRate(instrument: number): number {
    return this.#engine.market.fundingRates[instrument]!
  }

  position(instrument: number): Lots {
    return this.#engine.runners[this.#runner]!.lots[instrument]! as Lots
  }

  orders(): readonly OrderView[] {
    const views: OrderView[] = []
    for (const own of this.#engine.orders.openOf(this.#runner)) views.push(viewOf(own))
    return views
  }

  legsUnderWay(): readonly number[] {
    return [...this.#engine.runners[this.#runner]!.legs.keys()]
  }

  reportingRate(currency: string): number {
    return rateOf(this.#engine, currency)
  }

  uniform(): number {
    return this.#random.uniform()
  }
}

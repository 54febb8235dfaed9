import type { EventColumns } from '../../core/events/event-columns.ts'
import type { InstrumentTable } from '../../core/events/instrument-table.ts'
import { microsecondsPerSecond, type Instant } from '../../core/time.ts'
import { invariant } from '../../math/invariant.ts'
import { EventClock } from './event-clock.ts'
import type { InstrumentMarket } from './instrument-market.ts'
import type { MarketPlan } from './market-plan.ts'
import { MarketWorld } from './market-world.ts'
import { OrderDesk } from './order-desk.ts'
import type { ChangeOutcome, OutsideOrder, OutsideReport, PlaceOutcome } from './participants.ts'
import { plantedAgents } from './planted/planted-agents.ts'
import { nextStep, type PlantedAgent } from './planted/planted-agent.ts'
import type { PlantedTruth } from './planted/planted-fact.ts'
import { deliverBefore } from './venue-outbox.ts'

/** Seconds between two looks at the efficient prices. */
const stepSeconds = 0.05
/** Seconds between two marks of a perpetual. */
const markSeconds = 1
/** Orders between two deliveries: what waits in between is bounded by what one order can bring about. */
const deliverEvery = 256

/** Sources of the clock before the planted ones and, for each instrument, its orders and its conflated book. */
const stepSource = 0
const markSource = 1
const fixedSources = 2

/**
 * A market of many venues and assets, made up from a seed: latent prices, order flow, matching books, and what each
 * venue tells of them, as one stream of rows in the order of local time.
 *
 * The rows do not depend on how they are asked for: the same plan gives the same bytes, in large batches or small.
 * Memory does not grow with time. Orders from outside may be put into the books while it runs; with them it is another
 * market, for the others see them.
 *
 * What it assumes, and cannot know: docs/assumptions/synthetic-market.md.
 */
export class SyntheticMarket {
  readonly #world: MarketWorld
  readonly #clock: EventClock
  readonly #agents: readonly PlantedAgent[]
  readonly #desk = new OrderDesk()
  readonly #flowSource: number
  readonly #tradedAtMark: Float64Array
  #now = 0
  #untilDelivery = deliverEvery

  constructor(plan: MarketPlan) {
    this.#world = new MarketWorld(plan, this.#desk)
    this.#agents = plantedAgents(this.#world, stepSeconds)
    const { listed } = this.#world
    this.#flowSource = fixedSources + this.#agents.length
    this.#tradedAtMark = new Float64Array(listed.length)
    this.#clock = new EventClock(this.#flowSource + 2 * listed.length)
    this.#clock.set(stepSource, stepSeconds)
    this.#clock.set(markSource, markSeconds)
    for (const [k, agent] of this.#agents.entries()) {
      this.#clock.set(fixedSources + k, agent.nextAt)
    }
    for (const [k, { market }] of listed.entries()) {
      market.feed.snapshot(plan.start)
      this.#draw(k)
    }
  }

  get instruments(): InstrumentTable {
    return this.#world.instruments
  }

  /** How far it has come, the venues' clock. */
  get now(): Instant {
    return this.#world.instantAt(this.#now)
  }

  /** What was planted and what became of it, as far as it has come. */
  truth(): PlantedTruth[] {
    return this.#agents.map((agent) => agent.truth())
  }

  /** The market of an instrument from the inside, to be read. */
  market(instrument: number): InstrumentMarket {
    const listed = this.#world.listed[instrument]
    invariant(listed !== undefined, `no instrument ${instrument} in the market`)
    return listed.market
  }

  /**
   * Lets the market run until an instant, or until about so many rows are in `out`, and adds the rows that have arrived
   * by then.
   *
   * @returns true when it has come to the instant
   */
  advance(until: Instant, out: EventColumns, rowsMost: number = Infinity): boolean {
    const limit = (until - this.#world.plan.start) / microsecondsPerSecond
    while (out.length < rowsMost) {
      const source = this.#clock.first
      const time = this.#clock.timeOf(source)
      if (time >= limit) {
        this.#now = Math.max(this.#now, limit)
        this.#deliver(out)
        return true
      }
      this.#now = time
      this.#run(source)
      if (--this.#untilDelivery <= 0) this.#deliver(out)
    }
    return false
  }

  /** Adds what is still under way: the last rows of a market that ends here. */
  finish(out: EventColumns): void {
    deliverBefore(Infinity, this.#world.outboxes, out)
  }

  /** An order from outside arrives at its venue now. */
  place(order: OutsideOrder): PlaceOutcome {
    const outcome = this.#desk.place(this.market(order.instrument), order, this.now)
    this.#afterOrder(order.instrument)
    return outcome
  }

  cancel(instrument: number, orderId: number): ChangeOutcome {
    const outcome = this.#desk.cancel(this.market(instrument), orderId, this.now)
    this.#afterOrder(instrument)
    return outcome
  }

  /**
   * Changes an order that rests: what is left of it, and its price. It keeps its place when only less is left, else it
   * arrives anew.
   */
  amend(
    instrument: number,
    orderId: number,
    to: { readonly leavesLots: number; readonly priceTicks: number },
  ): ChangeOutcome {
    const outcome = this.#desk.amend(this.market(instrument), orderId, { ...to, at: this.now })
    this.#afterOrder(instrument)
    return outcome
  }

  /**
   * What has happened to orders from outside since this was last asked, in order; at most `untakenReportsMost`, and what
   * came after is only counted.
   */
  takeReports(): OutsideReport[] {
    return this.#desk.takeReports()
  }

  /** Reports that were not taken in time, since the start. */
  get lostReports(): number {
    return this.#desk.lostReports
  }

  #run(source: number): void {
    if (source === stepSource) this.#step()
    else if (source === markSource) this.#mark()
    else if (source < this.#flowSource) this.#plant(source)
    else {
      const listed = (source - this.#flowSource) >> 1
      if (((source - this.#flowSource) & 1) === 0) this.#happen(listed)
      else {
        this.#world.listed[listed]!.market.feed.flush(this.now)
        this.#clock.set(source, Infinity)
      }
    }
  }

  #step(): void {
    const { prices, listed } = this.#world
    for (const { market, base } of listed) {
      if (market.impact !== 0) prices.move(base, market.impact)
      market.impact = 0
    }
    prices.advance(stepSeconds)
    for (let k = 0; k < listed.length; k++) {
      const { market, base } = listed[k]!
      market.follow(this.#world.efficient(listed[k]!), prices.activity[base]!, stepSeconds)
      this.#draw(k)
    }
    this.#clock.set(stepSource, nextStep(this.#now, stepSeconds))
  }

  #mark(): void {
    const at = this.now
    const second = Math.round(this.#now)
    for (const [k, listed] of this.#world.listed.entries()) {
      const { market, perpetual, index, snapshotEvery } = listed
      if (snapshotEvery > 0 && second % snapshotEvery === 0) market.snapshot(at)
      if (perpetual === undefined) continue
      const open = index.filter((spot) => !spot.isOut)
      const sum = open.reduce((total, spot) => total + spot.mid(), 0)
      const price = open.length === 0 ? Math.exp(market.belief) : sum / open.length
      const traded = market.tradedLots - this.#tradedAtMark[k]!
      this.#tradedAtMark[k] = market.tradedLots
      perpetual.tick(at, price, traded)
      this.#afterOrder(k)
    }
    this.#clock.set(markSource, nextStep(this.#now, markSeconds))
  }

  #plant(source: number): void {
    const agent = this.#agents[source - fixedSources]!
    agent.act(this.#now)
    this.#clock.set(source, agent.nextAt)
    for (let k = 0; k < this.#world.listed.length; k++) this.#afterOrder(k)
  }

  #happen(k: number): void {
    const { market } = this.#world.listed[k]!
    market.happen(this.#now, this.now)
    this.#afterOrder(k)
  }

  /** The book has changed: when its next order comes is drawn anew, and what it will tell is scheduled. */
  #afterOrder(k: number): void {
    this.#draw(k)
    const { market, conflation } = this.#world.listed[k]!
    const source = this.#flowSource + 2 * k + 1
    if (!market.feed.hasUntold || this.#clock.timeOf(source) !== Infinity) return
    this.#clock.set(source, (Math.floor(this.#now / conflation) + 1) * conflation)
  }

  #draw(k: number): void {
    const { market } = this.#world.listed[k]!
    this.#clock.set(this.#flowSource + 2 * k, market.nextAt(this.#now))
  }

  #deliver(out: EventColumns): void {
    this.#untilDelivery = deliverEvery
    deliverBefore(this.now, this.#world.outboxes, out)
  }
}

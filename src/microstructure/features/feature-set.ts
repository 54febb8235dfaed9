import { eventFlag, eventKind } from '../../core/events/event-codes.ts'
import type { EventRows } from '../../core/events/event-columns.ts'
import { invariant } from '../../math/invariant.ts'
import { BookBlock } from './book-block.ts'
import {
  checkPlan,
  type FeatureInstrument,
  type FeaturePart,
  type FeaturePlan,
  type FeatureRoles,
} from './feature-plan.ts'
import type { FeatureBlock } from './feature-part.ts'
import { HawkesBlock } from './hawkes-block.ts'
import { ImpactBlock } from './impact-block.ts'
import { LeadersBlock } from './leaders-block.ts'
import { MidReturns } from './mid-returns.ts'
import { OrderFlowBlock } from './order-flow-block.ts'
import { PerpetualBlock } from './perpetual-block.ts'
import { ToxicityBlock } from './toxicity-block.ts'
import {
  type FeedFaults,
  type InstrumentListener,
  TrackedInstrument,
} from './tracked-instrument.ts'
import { SweepsBlock } from './sweeps-block.ts'
import { TradesBlock } from './trades-block.ts'
import { VolatilityBlock } from './volatility-block.ts'

/**
 * Every measure of a plan over market events, row by row: the one code object that makes a training set and that runs live.
 *
 * Rows go in as they come, in the order of local time, whole messages or parts of them; a book is read once its message has
 * ended. `read` gives the columns as of an instant not before the last row, in one array that is used again. A column
 * depends on the rows before and nothing else: not on how they were cut into batches, nor on when or how often anybody
 * looked. A span of ten seconds at an instant t is (t - 10 s, t], at any t: what happened at t counts, and what happened at
 * t - 10 s does not. What is looked at in steps (volatilities, impact) takes the last ten of them that are over, and a step is
 * over at its end: at t on the second that is the same span, between seconds that of the last second. NaN is what is not known,
 * and each part says when: a missing side, a crossed book, too little data, a gap.
 *
 * A class, for it guards books and sums. Rows and reads allocate nothing but what a complete step of the grid does.
 * Checked: every column against its batch twin over a made-up market (`feature-set.test.ts`).
 *
 * @example
 * const rows = new EventColumns()
 * rows.begin(0, 1_700_000_000_000_000, NaN, NaN)
 * rows.addClear()
 * rows.addLevel(eventSide.bid, 99, 6)
 * rows.addLevel(eventSide.ask, 101, 2)
 * rows.end()
 * const plan = { ...corePlan(10), levels: 1 }
 * const features = new FeatureSet(plan, { target: { index: 0, tickSize: 1, lotSize: 1 } })
 * features.apply(rows, 0, rows.length)
 * features.read(1_700_000_000_000_000)[features.columnOf('queue-imbalance')] // => 0.5
 */
export class FeatureSet {
  readonly plan: FeaturePlan
  /** Of the columns, in their order. */
  readonly names: readonly string[]
  readonly #tracked: TrackedInstrument[] = []
  /** Place in `tracked` of an instrument's index; -1 of others. */
  readonly #places: Int16Array
  readonly #blocks: FeatureBlock[] = []
  readonly #returns = new Map<TrackedInstrument, MidReturns>()
  readonly #starts: number[] = []
  readonly #target: TrackedInstrument
  readonly #values: Float64Array
  #time = -Infinity
  #isWithinMessage = false

  constructor(plan: FeaturePlan, roles: FeatureRoles) {
    checkPlan(plan)
    this.plan = plan
    this.#places = new Int16Array(65_536).fill(-1)
    this.#target = this.#track(roles.target)
    const names: string[] = []
    for (const part of plan.parts) {
      const block = this.#blockOf(part, roles)
      this.#blocks.push(block)
      this.#starts.push(names.length)
      names.push(...block.names)
    }
    this.names = names
    this.#values = new Float64Array(names.length).fill(Number.NaN)
  }

  /** Place of a column; a name that is not there is a mistake. */
  columnOf(name: string): number {
    const column = this.names.indexOf(name)
    invariant(column >= 0, `no feature ${name} in this plan`)
    return column
  }

  /** Applies the rows `[start, end)`; those of instruments without a role are passed over. */
  apply(rows: EventRows, start: number, end: number): void {
    const { kind, flags, instrument } = rows
    const places = this.#places
    for (let row = start; row < end;) {
      const first = row++
      const index = instrument[first]!
      const place = places[index]!
      let ends = (flags[first]! & eventFlag.endsMessage) !== 0
      let kindOfRow = kind[first]!
      if (isBookKind(kindOfRow)) {
        let isLevels = kindOfRow === eventKind.level
        while (!ends && row < end && instrument[row] === index) {
          kindOfRow = kind[row]!
          if (!isBookKind(kindOfRow)) break
          if (kindOfRow !== eventKind.level) isLevels = false
          ends = (flags[row]! & eventFlag.endsMessage) !== 0
          row++
        }
        if (place >= 0) this.#tracked[place]!.applyBook(rows, first, row, isLevels)
      } else if (place >= 0) this.#tracked[place]!.applyOther(rows, first)
      if (ends) this.#settle(rows.localTime[first]!)
      this.#isWithinMessage = !ends
    }
  }

  /**
   * The columns as of an instant, which must not be before the last row nor between the rows of one message. The array is the same each time.
   *
   * @param time local, microseconds
   */
  read(time: number): Float64Array {
    if (!(time >= this.#time)) invariant(false, `features at ${time}, after ${this.#time}`)
    invariant(!this.#isWithinMessage, 'features between the rows of one message')
    this.#time = time
    for (let k = 0; k < this.#tracked.length; k++) this.#tracked[k]!.advance(time)
    for (let k = 0; k < this.#blocks.length; k++) {
      this.#blocks[k]!.read(time, this.#values, this.#starts[k]!)
    }
    return this.#values
  }

  /** Mid of the target, quote units; NaN while its book is not open. */
  mid(): number {
    return this.#target.view.mid
  }

  /** How long ago the target's book was last heard of, microseconds; NaN before it was. */
  bookAge(time: number): number {
    return time - this.#target.bookTime
  }

  /** Of the target: what had to be guessed or left out, as counted until now. */
  faults(): FeedFaults {
    return this.#target.faults
  }

  #settle(time: number): void {
    this.#time = time
    for (let k = 0; k < this.#tracked.length; k++) this.#tracked[k]!.settle(time)
  }

  #track(instrument: FeatureInstrument): TrackedInstrument {
    const place = this.#places[instrument.index]!
    if (place >= 0) return this.#tracked[place]!
    const { levels, sweepPatienceMilliseconds } = this.plan
    const tracked = new TrackedInstrument(instrument, {
      levels,
      patience: sweepPatienceMilliseconds * 1000,
    })
    this.#places[instrument.index] = this.#tracked.length
    this.#tracked.push(tracked)
    return tracked
  }

  /** One for each instrument, whoever asks. */
  #returnsOf(tracked: TrackedInstrument): MidReturns {
    const had = this.#returns.get(tracked)
    if (had !== undefined) return had
    const returns = listening(tracked, new MidReturns(this.plan))
    this.#returns.set(tracked, returns)
    return returns
  }

  #blockOf(part: FeaturePart, roles: FeatureRoles): FeatureBlock {
    const { plan } = this
    const target = this.#target
    switch (part) {
      case 'order-flow':
        return listening(target, new OrderFlowBlock(plan, roles.target))
      case 'book':
        return new BookBlock(plan, roles.target, target)
      case 'trades':
        return listening(target, new TradesBlock(plan, target))
      case 'sweeps':
        return listening(target, new SweepsBlock(plan))
      case 'toxicity':
        return listening(target, new ToxicityBlock(plan))
      case 'volatility':
        return listening(target, new VolatilityBlock(plan, this.#returnsOf(target)))
      case 'impact':
        return listening(target, new ImpactBlock(plan))
      case 'hawkes':
        return listening(target, new HawkesBlock(plan.hawkes!))
      case 'leaders':
        return new LeadersBlock(
          plan,
          this.#returnsOf(target),
          (roles.leaders ?? []).map((leader) => this.#returnsOf(this.#track(leader))),
        )
      case 'perpetual':
        return new PerpetualBlock(plan, {
          spot: roles.spot && this.#track(roles.spot),
          perpetual: roles.perpetual && this.#track(roles.perpetual),
        })
    }
  }
}

function listening<Block extends InstrumentListener>(
  tracked: TrackedInstrument,
  block: Block,
): Block {
  tracked.listen(block)
  return block
}

function isBookKind(kind: number): boolean {
  return kind <= eventKind.order || kind === eventKind.gap
}

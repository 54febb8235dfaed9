import { eventFlag, eventKind, eventSide } from '../../core/events/event-codes.ts'
import type { EventRows } from '../../core/events/event-columns.ts'
import { SampleTicker, type SampleClock } from '../../forecast/labels/sample-clocks.ts'
import { LeeReady } from '../../microstructure/classification/lee-ready.ts'
import type { FeatureInstrument } from '../../microstructure/features/feature-plan.ts'
import type { FeatureSet } from '../../microstructure/features/feature-set.ts'

const tellsOfBook = new Uint8Array(256)
for (const name of ['clear', 'level', 'order', 'gap', 'quoteBid', 'quoteAsk'] as const) {
  tellsOfBook[eventKind[name]] = 1
}

/** A mid that stands is told again after so long: what is asked of it is whether the book is alive. */
const heartbeat = 1_000_000

/**
 * A book that has been silent for so long is no longer looked at until it is heard of again: its price is known to nobody, and
 * of a recording with a hole of 65 days every second was looked at, for 82 s. A longer `--max-gap` is one of this.
 */
const silenceMost = 3_600_000_000

/** Who hears of a tape that is sampled. */
export interface SampleListener {
  /** The columns as of an instant; the array is used again. */
  sample(time: number, values: Float64Array): void
  /** An instant of a clock of time that is not sampled, for the book has been silent for an hour. */
  silent?(time: number): void
  /** The mid from an instant on, and what aggressors have bought less sold, and traded, until then. */
  mid?(time: number, mid: number, flow: { readonly signed: number; readonly volume: number }): void
  /** A message of a later instant is about to be applied: until that instant nothing changes any more. */
  passed?(time: number): void
  /** The rows `[start, end)`, a message, are about to be applied; what was due before them has been sampled. */
  heard?(rows: EventRows, start: number, end: number): void
}

/**
 * Runs a feature set over messages and looks at it whenever its clock says so: at an instant all rows up to it and none
 * after it have been applied. One code object, in training over a recording and live over a feed; live, time that passes
 * without a message is told by `advance`, and makes no difference to what is sampled. Beside the features it tells the mid,
 * and what aggressors bought less sold. A class, for it keeps its place in time.
 */
export class SampledTape {
  readonly features: FeatureSet
  readonly #target: FeatureInstrument
  readonly #ticker: SampleTicker
  readonly #listener: SampleListener
  readonly #rule = new LeeReady()
  readonly #flow = { signed: 0, volume: 0 }
  #next = Number.NaN
  #isDue = false
  #time = Number.NaN
  #bookTime = Number.NaN
  #keptTime = -Infinity
  #keptMid = Number.NaN

  constructor(
    features: FeatureSet,
    target: FeatureInstrument,
    clock: SampleClock,
    listener: SampleListener,
  ) {
    this.features = features
    this.#target = target
    this.#ticker = new SampleTicker(clock)
    this.#listener = listener
  }

  /** Whole messages in the order of local time. */
  apply(rows: EventRows): void {
    for (let start = 0; start < rows.length;) {
      let end = start + 1
      while (end < rows.length && (rows.flags[end - 1]! & eventFlag.endsMessage) === 0) end++
      this.#message(rows, start, end)
      start = end
    }
  }

  /** Says that no message before an instant will come any more: what is due before it is sampled. */
  advance(time: number): void {
    if (Number.isNaN(this.#time) || !(time > this.#time)) return
    this.#sampleBefore(time)
    this.#listener.passed?.(time)
  }

  /** The tape has ended: what is due by its last message, and the last mid. */
  finish(): void {
    if (Number.isNaN(this.#time)) return
    this.#sampleBefore(this.#time + 1)
    this.#keep(this.#bookTime, this.#keptMid)
  }

  #message(rows: EventRows, start: number, end: number): void {
    const time = rows.localTime[start]!
    if (Number.isNaN(this.#next)) this.#next = this.#ticker.firstFrom(time)
    if (time > this.#time) {
      this.#sampleBefore(time)
      this.#listener.passed?.(time)
    }
    this.#time = time
    this.#listener.heard?.(rows, start, end)
    const midBefore = this.features.mid()
    this.features.apply(rows, start, end)
    let tellsBook = false
    let quantity = 0
    for (let row = start; row < end; row++) {
      if (rows.instrument[row] !== this.#target.index) continue
      const kind = rows.kind[row]!
      if (kind === eventKind.trade) quantity += this.#trade(rows, row, midBefore)
      else if (tellsOfBook[kind] === 1) tellsBook = true
    }
    if (this.#ticker.count(1, quantity)) this.#isDue = true
    if (tellsBook) this.#book(time)
  }

  #trade(rows: EventRows, row: number, mid: number): number {
    const quantity = rows.quantity[row]! * this.#target.lotSize
    const price = rows.price[row]! * this.#target.tickSize
    const guessed = this.#rule.classify(price, mid, mid)
    const told = rows.side[row]!
    const sign = told === eventSide.unknown ? guessed : told === eventSide.buy ? 1 : -1
    this.#flow.signed += sign * quantity
    this.#flow.volume += quantity
    return quantity
  }

  #book(time: number): void {
    const mid = this.features.mid()
    const isSame = Object.is(mid, this.#keptMid)
    // The last sign of life before a silence: how old a price is counts from there.
    if (isSame && time - this.#bookTime > heartbeat) this.#keep(this.#bookTime, mid)
    this.#bookTime = time
    if (!isSame || time - this.#keptTime >= heartbeat) this.#keep(time, mid)
  }

  #keep(time: number, mid: number): void {
    if (!(time >= this.#keptTime)) return
    this.#listener.mid?.(time, mid, this.#flow)
    this.#keptTime = time
    this.#keptMid = mid
  }

  #sampleBefore(time: number): void {
    if (this.#isDue) {
      this.#isDue = false
      this.#sample(this.#time)
    }
    const { kind, every } = this.#ticker.clock
    if (kind !== 'time') return
    while (this.#next < time) {
      if (this.features.bookAge(this.#next) > silenceMost) return this.#passOver(time, every)
      this.#sample(this.#next)
      this.#next += every
    }
  }

  #passOver(time: number, every: number): void {
    if (this.#listener.silent === undefined) this.#next = this.#ticker.firstFrom(time)
    else for (; this.#next < time; this.#next += every) this.#listener.silent(this.#next)
  }

  #sample(time: number): void {
    this.#listener.sample(time, this.features.read(time))
  }
}

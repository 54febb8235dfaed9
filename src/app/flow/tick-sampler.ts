import { eventFlag, eventKind, eventSide } from '../../core/events/event-codes.ts'
import type { EventRows } from '../../core/events/event-columns.ts'
import type { FeatureMatrix } from '../../forecast/feature-matrix.ts'
import { SampleTicker, type SampleClock } from '../../forecast/labels/sample-clocks.ts'
import type { PricePath } from '../../forecast/labels/price-path.ts'
import type { FeatureInstrument } from '../../microstructure/features/feature-plan.ts'
import { LeeReady } from '../../microstructure/classification/lee-ready.ts'
import type { FeatureSet } from '../../microstructure/features/feature-set.ts'
import { SampleColumns } from './sample-columns.ts'

const tellsOfBook = new Uint8Array(256)
for (const name of ['clear', 'level', 'order', 'gap', 'quoteBid', 'quoteAsk'] as const) {
  tellsOfBook[eventKind[name]] = 1
}

/** A mid that stands is told again after so long: what is asked of it is whether the book is alive. */
const heartbeat = 1_000_000

/** What rows of a recording become. */
export interface TickSampled {
  readonly matrix: FeatureMatrix
  readonly path: PricePath
  readonly signedVolume: Float64Array
  readonly volume: Float64Array
}

/**
 * Runs a feature set over rows and looks at it whenever its clock says so: at an instant all rows up to it and none after it
 * have been applied. Beside the features it keeps the mid, and what aggressors bought less sold, as paths.
 */
export class TickSampler {
  readonly #features: FeatureSet
  readonly #target: FeatureInstrument
  readonly #ticker: SampleTicker
  readonly #samples: SampleColumns
  readonly #path = new SampleColumns(4)
  readonly #row: Float64Array
  readonly #rule = new LeeReady()
  #next = Number.NaN
  #isDue = false
  #time = Number.NaN
  #bookTime = Number.NaN
  #keptTime = -Infinity
  #keptMid = Number.NaN
  #signed = 0
  #volume = 0

  constructor(features: FeatureSet, target: FeatureInstrument, clock: SampleClock) {
    this.#features = features
    this.#target = target
    this.#ticker = new SampleTicker(clock)
    this.#samples = new SampleColumns(features.names.length + 1)
    this.#row = new Float64Array(features.names.length + 1)
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

  finish(): TickSampled {
    if (!Number.isNaN(this.#time)) {
      this.#sampleUpTo(this.#time + 1)
      this.#keep(this.#bookTime, this.#keptMid)
    }
    const [times, ...columns] = this.#samples.finish()
    const [pathTimes, prices, signedVolume, volume] = this.#path.finish()
    return {
      matrix: { names: this.#features.names, times: times!, columns },
      path: { times: pathTimes!, prices: prices! },
      signedVolume: signedVolume!,
      volume: volume!,
    }
  }

  #message(rows: EventRows, start: number, end: number): void {
    const time = rows.localTime[start]!
    if (Number.isNaN(this.#next)) this.#next = this.#ticker.firstFrom(time)
    if (time > this.#time) this.#sampleUpTo(time)
    this.#time = time
    const midBefore = this.#features.mid()
    this.#features.apply(rows, start, end)
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
    this.#signed += sign * quantity
    this.#volume += quantity
    return quantity
  }

  #book(time: number): void {
    const mid = this.#features.mid()
    const isSame = Object.is(mid, this.#keptMid)
    // The last sign of life before a silence: how old a price is counts from there.
    if (isSame && time - this.#bookTime > heartbeat) this.#keep(this.#bookTime, mid)
    this.#bookTime = time
    if (!isSame || time - this.#keptTime >= heartbeat) this.#keep(time, mid)
  }

  #keep(time: number, mid: number): void {
    if (!(time >= this.#keptTime)) return
    this.#path.push([time, mid, this.#signed, this.#volume])
    this.#keptTime = time
    this.#keptMid = mid
  }

  /** Samples due before an instant. */
  #sampleUpTo(time: number): void {
    if (this.#isDue) {
      this.#isDue = false
      this.#sample(this.#time)
    }
    if (this.#ticker.clock.kind !== 'time') return
    for (; this.#next < time; this.#next += this.#ticker.clock.every) this.#sample(this.#next)
  }

  #sample(time: number): void {
    this.#row[0] = time
    this.#row.set(this.#features.read(time), 1)
    this.#samples.push(this.#row)
  }
}

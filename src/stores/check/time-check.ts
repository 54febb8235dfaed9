import { LogHistogram } from './log-histogram.ts'
import { SilenceWatch, type Wait } from './silence-watch.ts'
import type { DisorderCheck, LatencyCheck, SilenceCheck, Spread } from './stream-check.ts'
import { millisecondsOf, type Instant } from '../../core/time.ts'

/** Looks at the clocks of one stream, message by message. Times in microseconds. */
export class TimeCheck {
  messages = 0
  from: number = NaN
  to: number = NaN
  readonly #pauses = new SilenceWatch()
  readonly #latencies = new LogHistogram()
  #negative = 0
  readonly #drift = new MinuteDrift()
  #exchangeTime = NaN
  #sequence = NaN
  #exchangeTimeBack = 0
  #exchangeTimeMost = 0
  #sequenceBack = 0

  /**
   * A message came.
   *
   * @param wasVoid was nothing known of the book since the message before?
   */
  add(localTime: number, exchangeTime: number, sequence: number, wasVoid: boolean): void {
    if (this.messages++ === 0) this.from = localTime
    else this.#pauses.add({ length: localTime - this.to, to: localTime, wasVoid })
    this.to = localTime
    if (!Number.isNaN(exchangeTime)) this.#addExchangeTime(localTime, exchangeTime)
    if (sequence < this.#sequence) this.#sequenceBack++
    if (!Number.isNaN(sequence)) this.#sequence = sequence
  }

  interval(): Spread | null {
    return this.#pauses.intervals.count === 0 ? null : spreadOf(this.#pauses.intervals)
  }

  silences(): SilenceCheck {
    const silences = this.#pauses.silences()
    const longest = silences.toSorted((a, b) => b.length - a.length)[0]
    return {
      thresholdMs: milliseconds(this.#pauses.threshold()),
      count: silences.length,
      totalMs: milliseconds(lengthOf(silences)),
      voidMs: milliseconds(lengthOf(silences.filter(({ wasVoid }) => wasVoid))),
      longest:
        longest === undefined
          ? null
          : { from: milliseconds(longest.to - longest.length), to: milliseconds(longest.to) },
    }
  }

  latency(): LatencyCheck | null {
    if (this.#latencies.count === 0) return null
    return {
      ...spreadOf(this.#latencies),
      least: milliseconds(this.#latencies.least),
      p1: milliseconds(this.#latencies.quantile(0.01)),
      negative: this.#negative,
      driftMsPerHour: this.#drift.millisecondsPerHour(),
    }
  }

  disorder(): DisorderCheck {
    return {
      exchangeTime: this.#exchangeTimeBack,
      exchangeTimeMost: milliseconds(this.#exchangeTimeMost),
      sequence: this.#sequenceBack,
    }
  }

  #addExchangeTime(localTime: number, exchangeTime: number): void {
    const latency = localTime - exchangeTime
    this.#latencies.add(latency)
    if (latency < 0) this.#negative++
    this.#drift.add(localTime, latency)
    if (exchangeTime < this.#exchangeTime) {
      this.#exchangeTimeBack++
      this.#exchangeTimeMost = Math.max(this.#exchangeTimeMost, this.#exchangeTime - exchangeTime)
    }
    this.#exchangeTime = exchangeTime
  }
}

function lengthOf(waits: readonly Wait[]): number {
  return waits.reduce((sum, { length }) => sum + length, 0)
}

/** The least latency of each minute and how it grows: what a clock that runs fast or slow looks like. */
class MinuteDrift {
  #minute = NaN
  #least = Infinity
  /** Of the minutes before. */
  #sums: DriftSums = { first: NaN, count: 0, time: 0, time2: 0, least: 0, product: 0 }

  add(localTime: number, latency: number): void {
    const minute = Math.floor(localTime / MICROSECONDS_PER_MINUTE)
    if (minute !== this.#minute) {
      this.#sums = this.#sumsWithLast()
      this.#minute = minute
      this.#least = Infinity
    }
    this.#least = Math.min(this.#least, latency)
  }

  /** Least squares over the minutes; null with fewer than an hour of them. */
  millisecondsPerHour(): number | null {
    const { count, time, time2, least, product } = this.#sumsWithLast()
    if (count < MINUTES_LEAST) return null
    const spread = time2 - time ** 2 / count
    return spread === 0 ? null : milliseconds(((product - (time * least) / count) / spread) * 60)
  }

  #sumsWithLast(): DriftSums {
    if (this.#least === Infinity) return this.#sums
    const { count, time, time2, least, product } = this.#sums
    const first = count === 0 ? this.#minute : this.#sums.first
    const minute = this.#minute - first
    return {
      first,
      count: count + 1,
      time: time + minute,
      time2: time2 + minute * minute,
      least: least + this.#least,
      product: product + minute * this.#least,
    }
  }
}

/** Sums over minutes, counted from the first. */
interface DriftSums {
  readonly first: number
  readonly count: number
  readonly time: number
  readonly time2: number
  readonly least: number
  readonly product: number
}

const MICROSECONDS_PER_MINUTE = 60_000_000
const MINUTES_LEAST = 60

function spreadOf(histogram: LogHistogram): Spread {
  return {
    median: milliseconds(histogram.quantile(0.5)),
    p99: milliseconds(histogram.quantile(0.99)),
    most: milliseconds(histogram.most),
  }
}

function milliseconds(microseconds: number): number {
  return millisecondsOf(microseconds as Instant)
}

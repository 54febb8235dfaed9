import { LogHistogram } from './log-histogram.ts'
import type { DisorderCheck, LatencyCheck, SilenceCheck, Spread } from './stream-check.ts'
import { millisecondsOf, type Instant } from '../../core/time.ts'

/** Looks at the clocks of one stream, message by message. Times in microseconds. */
export class TimeCheck {
  messages = 0
  from: number = NaN
  to: number = NaN
  readonly #intervals = new LogHistogram()
  readonly #latencies = new LogHistogram()
  #negative = 0
  /** The longest waits, the shortest of them first: any silence is among them. */
  readonly #waits: Wait[] = []
  readonly #drift = new MinuteDrift()
  #exchangeTime = NaN
  #sequence = NaN
  #exchangeTimeBack = 0
  #exchangeTimeMost = 0
  #sequenceBack = 0

  /** A message came. */
  add(localTime: number, exchangeTime: number, sequence: number): void {
    if (this.messages++ === 0) this.from = localTime
    else this.#addInterval(localTime - this.to, localTime)
    this.to = localTime
    if (!Number.isNaN(exchangeTime)) this.#addExchangeTime(localTime, exchangeTime)
    if (sequence < this.#sequence) this.#sequenceBack++
    if (!Number.isNaN(sequence)) this.#sequence = sequence
  }

  get interval(): Spread | null {
    return this.#intervals.count === 0 ? null : spreadOf(this.#intervals)
  }

  get silences(): SilenceCheck {
    const threshold = Math.max(SILENCE_LEAST, SILENCE_TIMES * this.#intervals.quantile(0.99))
    const silences = this.#waits.filter((wait) => wait.length > threshold)
    const longest = silences.toSorted((a, b) => b.length - a.length)[0]
    return {
      thresholdMs: milliseconds(Number.isNaN(threshold) ? SILENCE_LEAST : threshold),
      count: silences.length,
      totalMs: milliseconds(silences.reduce((sum, wait) => sum + wait.length, 0)),
      longest:
        longest === undefined
          ? null
          : { from: milliseconds(longest.to - longest.length), to: milliseconds(longest.to) },
    }
  }

  get latency(): LatencyCheck | null {
    if (this.#latencies.count === 0) return null
    return {
      ...spreadOf(this.#latencies),
      least: milliseconds(this.#latencies.least),
      p1: milliseconds(this.#latencies.quantile(0.01)),
      negative: this.#negative,
      driftMsPerHour: this.#drift.millisecondsPerHour(),
    }
  }

  get disorder(): DisorderCheck {
    return {
      exchangeTime: this.#exchangeTimeBack,
      exchangeTimeMost: milliseconds(this.#exchangeTimeMost),
      sequence: this.#sequenceBack,
    }
  }

  #addInterval(length: number, to: number): void {
    this.#intervals.add(length)
    if (length <= SILENCE_LEAST) return
    const [shortest] = this.#waits
    if (this.#waits.length >= WAITS_MOST && shortest !== undefined) {
      if (length <= shortest.length) return
      this.#waits.shift()
    }
    // Waits this long are few, and mostly shorter than those that are kept.
    const place = this.#waits.findIndex((wait) => wait.length > length)
    this.#waits.splice(place < 0 ? this.#waits.length : place, 0, { length, to })
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

interface Wait {
  readonly length: number
  readonly to: number
}

const SILENCE_LEAST = 1_000_000
const SILENCE_TIMES = 10
/** At a second each and more: more of them are no silences but the pace of the stream. */
const WAITS_MOST = 10_000

/** The least latency of each minute and how it grows: what a clock that runs fast or slow looks like. */
class MinuteDrift {
  #minute = NaN
  #least = Infinity
  #count = 0
  #sumTime = 0
  #sumTime2 = 0
  #sumLeast = 0
  #sumProduct = 0
  #first = NaN

  add(localTime: number, latency: number): void {
    const minute = Math.floor(localTime / MICROSECONDS_PER_MINUTE)
    if (minute !== this.#minute) {
      this.#endMinute()
      this.#minute = minute
      this.#least = Infinity
    }
    this.#least = Math.min(this.#least, latency)
  }

  /** Least squares over the minutes; null with fewer than an hour of them. */
  millisecondsPerHour(): number | null {
    this.#endMinute()
    this.#least = Infinity
    if (this.#count < MINUTES_LEAST) return null
    const spread = this.#sumTime2 - this.#sumTime ** 2 / this.#count
    const product = this.#sumProduct - (this.#sumTime * this.#sumLeast) / this.#count
    return spread === 0 ? null : milliseconds((product / spread) * 60)
  }

  #endMinute(): void {
    if (this.#least === Infinity) return
    if (this.#count === 0) this.#first = this.#minute
    const time = this.#minute - this.#first
    this.#count++
    this.#sumTime += time
    this.#sumTime2 += time * time
    this.#sumLeast += this.#least
    this.#sumProduct += time * this.#least
  }
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

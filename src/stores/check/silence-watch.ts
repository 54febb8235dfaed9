import { LogHistogram } from './log-histogram.ts'

/** A pause between two messages. Times in microseconds. */
export interface Wait {
  readonly length: number
  readonly to: number
  readonly wasVoid: boolean
}

/**
 * The pauses of one stream, and which of them are silences: those of more than a second that are more than ten times
 * the pause in which an instant of the stream usually falls.
 *
 *   usual = sum x^2 / sum x   over the pauses x that are no silences
 *
 * which is the mean pause weighted by its length, so that bursts of messages at one instant do not count; of a Poisson
 * stream it is twice the mean pause, and a pause of ten times as much comes once in e^20 messages. Some streams have a second,
 * slower rhythm (a book polled at 0.1 s that now and then takes a second): ten times what fifty and one in a hundred of the
 * pauses exceed is none either, up to a hundred times the usual one. What is a silence depends on the usual pause and that on
 * what is none, so the threshold is grown from ten times the median until it stays: outages, which stand ten times away from
 * everything shorter, never come into it, however many there are. With more than half of its pauses outages a stream has no
 * other rhythm than those.
 *
 * @example
 * const watch = new SilenceWatch()
 * for (let k = 1; k <= 100; k++) watch.add({ length: 2e6, to: k * 2e6, wasVoid: false })
 * watch.add({ length: 3.6e9, to: 3.8e9, wasVoid: false })
 * watch.silences().length // => 1
 */
export class SilenceWatch {
  readonly intervals: LogHistogram = new LogHistogram()
  /** The longest waits, the shortest of them first: any silence is among them. */
  readonly #waits: Wait[] = []

  add(wait: Wait): void {
    const { length } = wait
    this.intervals.add(length)
    if (length <= SILENCE_LEAST) return
    const [shortest] = this.#waits
    if (this.#waits.length >= WAITS_MOST && shortest !== undefined) {
      if (length <= shortest.length) return
      this.#waits.shift()
    }
    // Waits this long are few, and mostly shorter than those that are kept.
    const place = this.#waits.findIndex((longer) => longer.length > length)
    this.#waits.splice(place < 0 ? this.#waits.length : place, 0, wait)
  }

  /** What is longer is a silence. */
  threshold(): number {
    const { intervals } = this
    if (intervals.count === 0) return SILENCE_LEAST
    let threshold = Math.max(SILENCE_LEAST, SILENCE_TIMES * intervals.quantile(0.5))
    for (let turn = 0; turn < TURNS_MOST; turn++) {
      const grown = Math.max(threshold, SILENCE_TIMES * intervals.weightedMean(threshold))
      if (grown === threshold) break
      threshold = grown
    }
    const usual = intervals.weightedMean(threshold)
    const often = intervals.quantile(1 - Math.max(OFTEN_SHARE, OFTEN_LEAST / intervals.count))
    const rhythm = Math.min(SILENCE_TIMES * often, RHYTHM_TIMES * usual)
    return Math.round(Math.max(threshold, rhythm))
  }

  /** The silences, in the order of their times. */
  silences(): readonly Wait[] {
    const threshold = this.threshold()
    return this.#waits
      .filter(({ length }) => length > threshold)
      .toSorted((one, other) => one.to - other.to)
  }
}

const SILENCE_LEAST = 1_000_000
const SILENCE_TIMES = 10
/** What one pause in a hundred is, and fifty in all, is a second rhythm, if not a hundred times as long as the first. */
const OFTEN_SHARE = 0.01
const OFTEN_LEAST = 50
const RHYTHM_TIMES = 100
/** At a second each and more: more of them are no silences but the pace of the stream. */
const WAITS_MOST = 10_000
/** It grows by whole bins of the histogram, mostly in two or three turns. */
const TURNS_MOST = 1_000

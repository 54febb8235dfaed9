import { eventKind } from '../../core/events/event-codes.ts'
import type { EventRows } from '../../core/events/event-columns.ts'
import type { Instant } from '../../core/time.ts'
import type { FeatureSet } from '../../microstructure/features/feature-set.ts'
import type { BookFault } from '../../research/flow/flow-watch-result.ts'
import {
  fullTrust,
  isDistrusted,
  trustAfter,
  trustScore,
  usualTrust,
  usualTrustLeast,
  type BookTrust,
  type TrustFault,
} from '../../risk/book-trust.ts'

/**
 * Watches whether an instrument's book can be forecast from: by the faults and the judgement of what trades on it
 * (`book-trust.ts`), the one that it was distrusted among them. A class, for it keeps what is held against it.
 */
export class BookWatch {
  readonly #features: FeatureSet
  readonly #index: number
  readonly #gapMost: number
  #trust: BookTrust = fullTrust
  #isLost = false
  /** Why nothing is heard of it: its connection is lost, and it is not there again. */
  #disconnected: string | undefined
  #isDistrusted = false
  #crossedStates = 0
  #heardAt = Number.NaN

  /** @param gapMost a price that old is not known, microseconds */
  constructor(features: FeatureSet, index: number, gapMost: number) {
    this.#features = features
    this.#index = index
    this.#gapMost = gapMost
  }

  /** The rows `[start, end)`: a message, before it is applied. */
  hear(rows: EventRows, start: number, end: number): void {
    this.#countCrossed()
    this.#heardAt = rows.localTime[start]!
    for (let row = start; row < end; row++) {
      if (rows.instrument[row] !== this.#index) continue
      const kind = rows.kind[row]!
      if (kind === eventKind.clear) {
        this.#isLost = false
        this.#disconnected = undefined
      }
      if (kind !== eventKind.gap) continue
      this.#hold('gap', rows.localTime[row]!)
      this.#isLost = true
    }
  }

  /** A message of the venue could not be read. */
  malformed(time: number): void {
    this.#hold('malformed', time)
  }

  /** Its connection was lost. */
  disconnected(detail: string): void {
    this.#disconnected = detail
  }

  /** It is there again; a book is still to come. */
  connected(): void {
    this.#disconnected = undefined
  }

  /** The mid as of an instant; NaN where it is not known. */
  midAt(time: number): number {
    return this.#features.bookAge(time) > this.#gapMost ? Number.NaN : this.#features.mid()
  }

  /** Undefined where nothing is wrong. */
  faultAt(time: number): { readonly reason: BookFault; readonly detail: string } | undefined {
    const age = this.#features.bookAge(time)
    const lost = this.#disconnected
    const disconnected =
      lost === undefined ? undefined : ({ reason: 'disconnected', detail: lost } as const)
    if (Number.isNaN(age))
      return disconnected ?? { reason: 'no-book', detail: 'nothing was heard of it yet' }
    this.#countCrossed()
    const judged = { trustLeast: usualTrustLeast, wasDistrusted: this.#isDistrusted }
    this.#isDistrusted = isDistrusted(this.#trust, { ...judged, time: time as Instant })
    if (disconnected !== undefined) return disconnected
    const isOpen = !Number.isNaN(this.#features.mid())
    if (!isOpen && this.#isLost)
      return { reason: 'distrusted-book', detail: 'messages were missed, a new one is waited for' }
    if (this.#isDistrusted) {
      const trust = trustScore(usualTrust, this.#trust, time as Instant).toFixed(2)
      return { reason: 'distrusted-book', detail: `trusted by ${trust} of 1` }
    }
    if (age > this.#gapMost)
      return { reason: 'stale-book', detail: `silent for ${(age / 1e6).toFixed(1)} s` }
    if (isOpen) return undefined
    return { reason: 'no-mid', detail: 'a side is missing, or it is crossed' }
  }

  /** States that the messages until now have left crossed. */
  #countCrossed(): void {
    const { crossedStates } = this.#features.faults()
    for (; this.#crossedStates < crossedStates; this.#crossedStates++) {
      this.#hold('crossed', this.#heardAt)
    }
  }

  #hold(fault: TrustFault, time: number): void {
    // The gap that every feed begins with is no fault.
    if (Number.isNaN(this.#features.bookAge(time))) return
    this.#trust = trustAfter(usualTrust, this.#trust, fault, time as Instant)
  }
}

import type { Random } from '../../math/random.ts'

/** What comes to a book. */
export const flowEvent = {
  marketBuy: 0,
  marketSell: 1,
  limitBid: 2,
  limitAsk: 3,
  cancelBid: 4,
  cancelAsk: 5,
} as const

export type FlowEvent = (typeof flowEvent)[keyof typeof flowEvent]

const kinds = 6

/**
 * How many events of each kind one event brings about in the mean: a row for what is brought about, a column for what
 * brings it about, in the order of `flowEvent`. Trades bring trades on their side (orders that are split), new limit
 * orders where they took and behind them, and cancellations of what they might take next.
 */
export const branching: readonly (readonly number[])[] = [
  [0.4, 0.05, 0.01, 0.0, 0.0, 0.02],
  [0.05, 0.4, 0.0, 0.01, 0.02, 0.0],
  [0.35, 0.3, 0.2, 0.05, 0.2, 0.02],
  [0.3, 0.35, 0.05, 0.2, 0.02, 0.2],
  [0.05, 0.25, 0.15, 0.03, 0.15, 0.02],
  [0.25, 0.05, 0.03, 0.15, 0.02, 0.15],
]

/** Of what an event brings about, how much comes at which speed: most within 50 ms, the rest within seconds. */
const speeds = [
  { share: 0.6, decay: 20 },
  { share: 0.4, decay: 0.25 },
] as const

/** What the time that was drawn is the time of: one of the speeds, or the base. */
const baseDrawn = speeds.length

/**
 * The order flow of one instrument: six kinds of events that excite one another (a Hawkes process).
 *
 *   intensity_i(t) = base_i + sum over earlier events j at t_j of branching_ij sum_s share_s decay_s e^(-decay_s (t - t_j))
 *
 * The next time is drawn exactly: the base and each speed race one another, and what decays exponentially can be
 * inverted (Dassios and Zhao 2013). The base may be changed whenever its owner likes, before `draw`.
 */
export class OrderFlow {
  /** Events per second of each kind that nothing has brought about. */
  readonly base: Float64Array = new Float64Array(kinds)
  readonly #excited = speeds.map(() => new Float64Array(kinds))
  readonly #random: Random
  #at = 0
  #drawn: number = baseDrawn

  constructor(random: Random) {
    this.#random = random
  }

  /** Seconds at which the next event comes, as things stand at `now`; Infinity when nothing can come. */
  draw(now: number): number {
    this.#decayTo(now)
    const total = sumOf(this.base)
    let wait = total > 0 ? this.#random.exponential() / total : Infinity
    this.#drawn = baseDrawn
    for (let speed = 0; speed < speeds.length; speed++) {
      const excited = sumOf(this.#excited[speed]!)
      const { decay } = speeds[speed]!
      // The chance that nothing comes for ever is e^(-excited / decay).
      const left = 1 - (decay * this.#random.exponential()) / excited
      if (left > 0) {
        const time = -Math.log(left) / decay
        if (time < wait) {
          wait = time
          this.#drawn = speed
        }
      }
    }
    return now + wait
  }

  /** The kind of the event whose time was drawn; its consequences are not yet in, see `excite`. */
  kind(now: number): FlowEvent {
    this.#decayTo(now)
    const weights = this.#drawn === baseDrawn ? this.base : this.#excited[this.#drawn]!
    let rest = this.#random.uniform() * sumOf(weights)
    for (let kind = 0; kind < kinds - 1; kind++) {
      rest -= weights[kind]!
      if (rest < 0) return kind as FlowEvent
    }
    return flowEvent.cancelAsk
  }

  /** An event has come, now. */
  excite(by: FlowEvent): void {
    for (let speed = 0; speed < speeds.length; speed++) {
      const excited = this.#excited[speed]!
      const scale = speeds[speed]!.share * speeds[speed]!.decay
      for (let kind = 0; kind < kinds; kind++) {
        excited[kind] = excited[kind]! + scale * branching[kind]![by]!
      }
    }
  }

  #decayTo(now: number): void {
    const seconds = now - this.#at
    if (seconds === 0) return
    this.#at = now
    for (let speed = 0; speed < speeds.length; speed++) {
      const excited = this.#excited[speed]!
      const kept = Math.exp(-speeds[speed]!.decay * seconds)
      for (let kind = 0; kind < kinds; kind++) excited[kind] = excited[kind]! * kept
    }
  }
}

function sumOf(weights: Float64Array): number {
  return weights[0]! + weights[1]! + weights[2]! + weights[3]! + weights[4]! + weights[5]!
}

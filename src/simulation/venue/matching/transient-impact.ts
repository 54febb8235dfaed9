import type { BookSide } from '../../../core/events/event-codes.ts'
import { invariant } from '../../../math/invariant.ts'

/** What others draw back after one of ours has taken, and how soon they are back. */
export interface ImpactTerms {
  /** Lots drawn back for each lot taken. */
  readonly share: number
  readonly halfLifeUs: number
}

/**
 * Transient impact: beside what we take, others draw back from the same side, best first, and come back by halves.
 *
 *   drawn(t) = share * sum over what was taken of lots * 2^(-(t - t_k) / halfLife)
 *
 * Without terms nobody does.
 */
export class TransientImpact {
  readonly #terms: ImpactTerms | undefined
  readonly #drawn: [number, number] = [0, 0]
  readonly #since: [number, number] = [0, 0]

  constructor(terms: ImpactTerms | undefined) {
    if (terms !== undefined) {
      invariant(terms.share >= 0 && terms.halfLifeUs > 0, 'a share and a half-life of impact')
    }
    this.#terms = terms
  }

  taken(side: BookSide, lots: number, at: number): void {
    if (this.#terms === undefined) return
    this.#drawn[side] = this.#at(side, at, this.#terms) + lots * this.#terms.share
    this.#since[side] = at
  }

  /** Whole lots that are drawn back at an instant. */
  drawnAt(side: BookSide, at: number): number {
    return this.#terms === undefined ? 0 : Math.floor(this.#at(side, at, this.#terms))
  }

  #at(side: BookSide, at: number, { halfLifeUs }: ImpactTerms): number {
    return this.#drawn[side] * 2 ** (-(at - this.#since[side]) / halfLifeUs)
  }
}

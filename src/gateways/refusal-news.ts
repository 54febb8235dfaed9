import type { VenueAnswer } from '../core/orders/venue.ts'
import { HeldBackError } from './request-hold.ts'

/**
 * Which refusals are worth telling. What is held back is told once, by whoever holds it; and that nothing is held that could be
 * reduced once of an instrument, until an order there is taken or filled: what closes asks again as long as we hold something.
 * A class, for it keeps what was told.
 */
export class RefusalNews {
  readonly #nothingHeld = new Set<number>()

  /** @param cause what the refusal was read from */
  isNews(cause: unknown, refusal: VenueAnswer): boolean {
    if (cause instanceof HeldBackError) return false
    if (refusal.kind !== 'rejected' || refusal.reason !== 'no-position-to-reduce') return true
    const isTold = this.#nothingHeld.has(refusal.instrument)
    this.#nothingHeld.add(refusal.instrument)
    return !isTold
  }

  /** Hears what is said of orders. */
  hear({ kind, instrument }: VenueAnswer): void {
    if (kind === 'accepted' || kind === 'filled') this.#nothingHeld.delete(instrument)
  }
}

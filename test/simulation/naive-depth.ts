import { eventSide } from '../../src/core/events/event-codes.ts'
import type { TakenAfterChange } from '../../src/simulation/venue/matching/taken-liquidity.ts'

/** Prices the twin knows: it looks at all of them whenever it looks for one. */
const prices = Array.from({ length: 40 }, (_, k) => 80 + k)

/** What is displayed and what of it is taken, as plain as can be. */
export class NaiveDepth {
  /** Lots by side and price. */
  readonly shown: Map<string, number> = new Map()
  readonly #taken = new Map<string, { lots: number; shown: number }>()

  lotsAt(side: number, price: number): number {
    return this.shown.get(`${side} ${price}`) ?? 0
  }

  available(side: number, price: number): number {
    return Math.max(0, this.lotsAt(side, price) - (this.#taken.get(`${side} ${price}`)?.lots ?? 0))
  }

  /** Levels of a side with lots displayed, best first. */
  levels(side: number): readonly number[] {
    const there = prices.filter((price) => this.lotsAt(side, price) > 0)
    return side === eventSide.bid ? there.toReversed() : there
  }

  inSight(side: number, price: number): boolean {
    return prices.some(
      (other) =>
        this.lotsAt(side, other) > 0 && (side === eventSide.bid ? other <= price : other >= price),
    )
  }

  take(side: number, price: number, lots: number): void {
    if (lots === 0) return
    const key = `${side} ${price}`
    const taken = this.#taken.get(key)
    if (taken === undefined || taken.lots === 0) {
      this.#taken.set(key, { lots, shown: this.lotsAt(side, price) })
    } else taken.lots += lots
  }

  /** After a message: what is still taken of the levels that have changed. */
  lookAtTaken(afterChange: TakenAfterChange): void {
    for (const [key, taken] of this.#taken) {
      const [side, price] = key.split(' ').map(Number) as [number, number]
      const now = this.lotsAt(side, price)
      if (now === taken.shown || !this.inSight(side, price)) continue
      taken.lots = afterChange(taken.lots, taken.shown, now)
      taken.shown = now
    }
  }
}

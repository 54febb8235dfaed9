import type { LegCurve } from './leg-curve.ts'

/**
 * Lots of one leg near those of a fill, and what they lose against it:
 *
 *   loss(n) = C(n) - C(m) - u step (n - m),   m the fill's own lots, cut to whole ones, u the cost of its last unit
 *
 * which is convex and not below zero. A class, for it is widened again and again and need not look anew at what is in it.
 */
export class LossWindow {
  readonly leg: number
  /** Fewest and most lots in it. */
  first: number
  last: number
  readonly #curve: LegCurve
  readonly #lotCost: number
  readonly #own: number
  readonly #ownCost: number
  readonly #low: number
  readonly #high: number
  /** What one lot more and one lot less than those in it lose; Infinity where there is none. */
  #above: number
  #below: number

  /** @param lotCost what a lot costs at the fill's last unit */
  constructor(
    leg: number,
    {
      curve,
      lotCost,
      own,
    }: { readonly curve: LegCurve; readonly lotCost: number; readonly own: number },
    { low, high }: { readonly low: number; readonly high: number },
  ) {
    this.leg = leg
    this.first = own
    this.last = own
    this.#curve = curve
    this.#lotCost = lotCost
    this.#own = own
    this.#ownCost = curve.cost(own)
    this.#low = low
    this.#high = high
    this.#above = own < high ? this.loss(own + 1) : Infinity
    this.#below = own > low ? this.loss(own - 1) : Infinity
  }

  loss(lots: number): number {
    return Math.max(0, this.#curve.cost(lots) - this.#ownCost - this.#lotCost * (lots - this.#own))
  }

  /** The least loss of lots that are not in it; Infinity where all are. */
  nextLoss(): number {
    return Math.min(this.#above, this.#below)
  }

  /** Takes in all lots that lose no more than so much. */
  widen(most: number): void {
    if (this.#above <= most) {
      this.last = this.#edge(this.last + 1, this.#high, most)
      this.#above = this.last < this.#high ? this.loss(this.last + 1) : Infinity
    }
    if (this.#below <= most) {
      this.first = this.#edge(this.first - 1, this.#low, most)
      this.#below = this.first > this.#low ? this.loss(this.first - 1) : Infinity
    }
  }

  /** The furthest number of lots from `from` towards `to` that loses no more; `from` does not. */
  #edge(from: number, to: number, most: number): number {
    const sign = Math.sign(to - from)
    let near = 0
    let far = Math.abs(to - from)
    // Mostly it is close by.
    for (let reach = 1; near < far && reach <= far; reach *= 2) {
      if (this.loss(from + sign * reach) <= most) near = reach
      else far = reach - 1
    }
    while (near < far) {
      const middle = near + Math.ceil((far - near) / 2)
      if (this.loss(from + sign * middle) <= most) near = middle
      else far = middle - 1
    }
    return from + sign * near
  }
}

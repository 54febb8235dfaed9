import type { LegCurve } from './leg-curve.ts'

/** Lots in the order of their cost, in runs of equal cost: what a fill takes them from. */
export interface LotRuns {
  /** Lots left of the cheapest run; 0 when there are no more. */
  count: number
  /** Of each of them. */
  cost: number
  /** Takes so many lots, at most `count`. */
  take(lots: number): void
}

/**
 * The lots of one leg from some lot on. A level is one run of whole lots; a lot that straddles levels is a run of its
 * own, at its blended cost. Since levels are sorted, costs never fall.
 */
export class LegRuns implements LotRuns {
  count = 0
  cost = 0
  /** Lots taken, those it began with included. */
  taken: number
  readonly #curve: LegCurve
  readonly #most: number
  #level = 0

  constructor(curve: LegCurve, from: number, most: number) {
    this.#curve = curve
    this.#most = most
    this.taken = from
    if (from > 0) this.#level = curve.levelOf(from)
    this.#look()
  }

  take(lots: number): void {
    this.taken += lots
    if (lots < this.count) this.count -= lots
    else this.#look()
  }

  #look(): void {
    const left = this.#most - this.taken
    this.count = 0
    if (left <= 0) return
    while (this.#curve.endOf(this.#level) <= this.taken) this.#level++
    const whole = Math.floor(this.#curve.endOf(this.#level)) - this.taken
    if (whole >= 1) {
      this.count = Math.min(whole, left)
      this.cost = this.#curve.lotCost(this.#level)
    } else {
      this.count = 1
      this.cost = this.#straddling()
    }
  }

  #straddling(): number {
    let [at, level, cost] = [this.taken, this.#level, 0]
    const end = this.taken + 1
    while (at < end) {
      const next = Math.min(end, this.#curve.endOf(level))
      cost += (next - at) * this.#curve.lotCost(level)
      at = next
      level++
    }
    return cost
  }
}

/** Runs of several sources with the same lot as one, cheapest first; among equals the earlier source. */
export class MergedRuns implements LotRuns {
  count = 0
  cost = 0
  readonly #sources: readonly LotRuns[]
  #best: LotRuns | undefined

  constructor(sources: readonly LotRuns[]) {
    this.#sources = sources
    this.#look()
  }

  take(lots: number): void {
    this.#best!.take(lots)
    this.#look()
  }

  #look(): void {
    let best: LotRuns | undefined
    for (const source of this.#sources) {
      if (source.count > 0 && (best === undefined || source.cost < best.cost)) best = source
    }
    this.#best = best
    this.count = best?.count ?? 0
    this.cost = best?.cost ?? Infinity
  }
}

/** Lots of a source bound together by so many: each bundle is a lot of a coarser size. What is left over is no lot. */
export class BundledRuns implements LotRuns {
  count = 0
  cost = 0
  /** Bundles taken. */
  taken = 0
  readonly #source: LotRuns
  readonly #size: number
  /** Is the bundle in view made of several runs, and so already taken from the source? */
  #isMixed = false

  constructor(source: LotRuns, size: number) {
    this.#source = source
    this.#size = size
    this.#look()
  }

  take(bundles: number): void {
    this.taken += bundles
    if (!this.#isMixed) this.#source.take(bundles * this.#size)
    if (bundles < this.count) this.count -= bundles
    else this.#look()
  }

  #look(): void {
    const source = this.#source
    const whole = Math.floor(source.count / this.#size)
    this.#isMixed = whole === 0
    if (whole >= 1) {
      this.count = whole
      this.cost = source.cost * this.#size
      return
    }
    let missing = this.#size
    let cost = 0
    while (missing > 0 && source.count > 0) {
      const lots = Math.min(missing, source.count)
      cost += lots * source.cost
      missing -= lots
      source.take(lots)
    }
    this.count = missing === 0 ? 1 : 0
    this.cost = cost
  }
}

/** Takes so many lots, cheapest first; says how many were not there. */
export function takeCheapest(runs: LotRuns, lots: number): number {
  let left = lots
  while (left > 0 && runs.count > 0) {
    const taken = Math.min(left, runs.count)
    runs.take(taken)
    left -= taken
  }
  return left
}

import type { MeasuredLatency } from './measured.ts'
import { Thinned } from './thinned.ts'

/** What is known of when something came to its venue, microseconds. */
export interface Arrival {
  readonly decided: number
  /** When it left us; when it was decided where that is all that is known. */
  readonly left: number
  /** It came no earlier and no later. */
  readonly from: number
  readonly to: number
  /** The middle of what the venue's stamp of it may be of; undefined where it has none. */
  readonly stamped: number | undefined
}

/** By so many on either side it is judged how long things are under way. */
const neighbours = 50

/**
 * How long things are under way to a venue. Most venues tell whole milliseconds, which is as long as the way: each thing is
 * supposed to have taken what those around it took in the middle, as far as what is known of it allows. Milliseconds begin at
 * any part of the way, so that their middles are right in the mean.
 */
export class Arrivals {
  readonly #arrivals = new Thinned<Arrival>()

  add(arrival: Arrival): void {
    this.#arrivals.add(arrival)
  }

  /** From the decision on, one for each instant, ascending. */
  list(): MeasuredLatency {
    const ascending = this.#arrivals.items.toSorted((a, b) => a.decided - b.decided)
    const usual = usualWay(ascending)
    return ascending
      .filter(({ decided }, k) => k === 0 || decided > ascending[k - 1]!.decided)
      .map(({ decided, left, from, to }) => {
        const came = Math.min(to, Math.max(from, left + usual(decided)))
        return [decided, Math.max(1, Math.round(came - decided))]
      })
  }
}

/** How long those around an instant were under way once they had left: the median; nothing where none was stamped. */
function usualWay(ascending: readonly Arrival[]): (decided: number) => number {
  const ways = ascending.flatMap(({ decided, left, stamped }) =>
    stamped === undefined ? [] : [{ decided, way: stamped - left }],
  )
  let next = 0
  return (decided) => {
    // Asked in ascending order.
    while (next < ways.length && ways[next]!.decided < decided) next++
    const around = ways
      .slice(Math.max(0, next - neighbours), next + neighbours + 1)
      .map(({ way }) => way)
      .toSorted((a, b) => a - b)
    const middle = around.length >>> 1
    if (around.length === 0) return 0
    return around.length % 2 === 1 ? around[middle]! : (around[middle - 1]! + around[middle]!) / 2
  }
}

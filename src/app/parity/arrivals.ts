import type { MeasuredLatency } from './measured.ts'
import { Thinned } from './thinned.ts'

/** What is known of when something came to its venue, microseconds by our clock. */
export interface Arrival {
  readonly decidedAt: number
  /** When it left us; when it was decided where that is all that is known. */
  readonly leftAt: number
  /** It came no earlier and no later. */
  readonly soonest: number
  readonly latest: number
  /** Has its venue stamped it, so that it tells how long others were under way? */
  readonly isStamped: boolean
}

/** Something that a venue has stamped, and what we know besides. */
interface Stamped {
  readonly stamp: number
  /** It was after this, as far as is known, and before it was heard of. */
  readonly after?: number | undefined
  readonly heardAt: number
}

/** Most venues tell whole milliseconds, microseconds. */
const millisecond = 1_000

/** By so many on either side it is judged how long things are under way. */
const neighbours = 50

/**
 * How long things are under way to a venue. Most venues tell whole milliseconds, which is as long as the way: each thing is
 * supposed to have taken what agrees with most of those around it, as far as what is known of it allows. Where they leave at
 * any part of a millisecond that is some hundredths of one; where they always leave at the same, what is known of one is all
 * there is.
 */
export class Arrivals {
  readonly #arrivals = new Thinned<Arrival>()

  add(arrival: Arrival): void {
    this.#arrivals.add(arrival)
  }

  /** From the decision on, one for each instant, ascending. */
  list(): MeasuredLatency {
    const ascending = this.#arrivals.items.toSorted((a, b) => a.decidedAt - b.decidedAt)
    const usual = usualWay(ascending.filter(({ isStamped }) => isStamped))
    return ascending
      .filter(({ decidedAt }, k) => k === 0 || decidedAt > ascending[k - 1]!.decidedAt)
      .map(({ decidedAt, leftAt, soonest, latest }) => {
        const came = Math.min(latest, Math.max(soonest, leftAt + usual(decidedAt)))
        return [decidedAt, Math.max(1, Math.round(came - decidedAt))]
      })
  }
}

/** When something was that a venue has stamped: the middle of what is known of it. */
export function stampedAt(stamped: Stamped): number {
  const { soonest, latest } = boundsOf(stamped)
  return Math.round((soonest + latest) / 2)
}

/** What a stamp may be of, by what it was after and before, where the two clocks agree on that. */
export function boundsOf({
  stamp,
  after = stamp,
  heardAt,
}: Stamped): Pick<Arrival, 'soonest' | 'latest'> {
  const end = endOf(stamp)
  const soonest = Math.min(end, Math.max(stamp, after))
  return { soonest, latest: Math.min(end, Math.max(soonest, heardAt)) }
}

/** The last instant that a stamp may be of. */
export function endOf(stamp: number): number {
  return stamp % millisecond === 0 ? stamp + millisecond : stamp
}

/** How long those around an instant were under way once they had left, asked in ascending order; 0 where there are none. */
function usualWay(stamped: readonly Arrival[]): (decidedAt: number) => number {
  let next = 0
  return (decidedAt) => {
    while (next < stamped.length && stamped[next]!.decidedAt < decidedAt) next++
    return agreed(stamped.slice(Math.max(0, next - neighbours), next + neighbours + 1))
  }
}

/** The middle of the ways that agree with most. What is stamped to the microsecond agrees with what is half a millisecond off. */
function agreed(around: readonly Arrival[]): number {
  const ends = around.flatMap(({ leftAt, soonest, latest }) => {
    const slack = soonest === latest ? millisecond / 2 : 0
    return [
      { way: soonest - leftAt - slack, more: 1 },
      { way: latest - leftAt + slack, more: -1 },
    ]
  })
  ends.sort((a, b) => a.way - b.way || b.more - a.more)
  let [agreeing, most, from, to] = [0, 0, 0, 0]
  for (const [k, { way, more }] of ends.entries()) {
    agreeing += more
    if (agreeing <= most) continue
    most = agreeing
    from = way
    to = ends[k + 1]!.way
  }
  return (from + to) / 2
}

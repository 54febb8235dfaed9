import { invariant } from '../../math/invariant.ts'

/**
 * Times to an end, of which some were not seen: one entry a subject.
 *
 * A subject of cause 0 is censored: at its time it was still there, and nobody looked any longer. Any other cause is
 * how it ended. An end and a censoring at the same time: the end was first.
 */
export interface Lifetimes {
  /** Zero or more, in any unit. */
  readonly times: Float64Array
  /** 0: censored; 1, 2, ...: what it ended by. */
  readonly causes: Uint8Array
}

/** What happens at the distinct times of ends, ascending. */
export interface RiskTable {
  readonly times: Float64Array
  /** Subjects still there just before. */
  readonly atRisk: Float64Array
  /** Ends of each cause there is, by cause less one. */
  readonly ends: readonly Float64Array[]
}

/** Counts the ends and who was at risk of them; subjects are left as they are. Cost: one sort. */
export function riskTable({ times, causes }: Lifetimes, causeCount: number): RiskTable {
  invariant(times.length === causes.length, `${times.length} times, ${causes.length} causes`)
  invariant(
    times.every((time) => time >= 0),
    'a time below zero, or none',
  )
  const order = Array.from(times.keys()).toSorted((a, b) => times[a]! - times[b]!)
  const distinct: number[] = []
  const atRisk: number[] = []
  const ends: number[][] = Array.from({ length: causeCount }, () => [])
  for (let place = 0; place < order.length;) {
    const time = times[order[place]!]!
    const here = new Float64Array(causeCount)
    const left = order.length - place
    let any = false
    for (; place < order.length && times[order[place]!] === time; place++) {
      const cause = causes[order[place]!]!
      if (cause === 0) continue
      here[cause - 1]!++
      any = true
    }
    if (!any) continue
    distinct.push(time)
    atRisk.push(left)
    for (const [cause, counts] of ends.entries()) counts.push(here[cause]!)
  }
  return {
    times: Float64Array.from(distinct),
    atRisk: Float64Array.from(atRisk),
    ends: ends.map((counts) => Float64Array.from(counts)),
  }
}

/**
 * What a step function has come to at a time, or just before it.
 *
 * @param start its value before the first of its times
 */
export function stepAt(
  { times, values }: { readonly times: Float64Array; readonly values: Float64Array },
  at: number,
  { start, jumps }: { readonly start: number; readonly jumps: 'included' | 'left out' },
): number {
  let low = 0
  let high = times.length
  while (low < high) {
    const middle = (low + high) >> 1
    const time = times[middle]!
    if (time < at || (time === at && jumps === 'included')) low = middle + 1
    else high = middle
  }
  return low === 0 ? start : values[low - 1]!
}

/** What decides whether two opportunities are one event. Times in one unit. */
export interface ClusteredOpportunity {
  readonly base: string
  readonly quote: string
  readonly buyVenue: string
  readonly sellVenue: string
  readonly startTime: number
  readonly endTime: number
}

/**
 * Numbers of clusters: a venue that is too cheap is too cheap against all others, which is one event and not four.
 *
 * Opportunities of one base and quote that overlap in time and buy at the same venue, or sell at the same, belong
 * together, and so do those that belong to the same third.
 *
 * @param opportunities by start
 *
 * @example
 * const at = (buyVenue, sellVenue, startTime, endTime) =>
 *   ({ base: 'BTC', quote: 'USD', buyVenue, sellVenue, startTime, endTime })
 * clustersOf([at('a', 'b', 0, 5), at('a', 'c', 1, 3), at('a', 'b', 9, 10)]) // => [0, 0, 1]
 */
export function clustersOf(opportunities: readonly ClusteredOpportunity[]): number[] {
  const parent = opportunities.map((_, index) => index)
  const root = (index: number): number => {
    let at = index
    while (parent[at] !== at) {
      parent[at] = parent[parent[at]!]!
      at = parent[at]!
    }
    return at
  }
  const active = new Map<string, number[]>()
  for (const [index, each] of opportunities.entries()) {
    const key = `${each.base}\n${each.quote}`
    const others = (active.get(key) ?? []).filter(
      (other) => opportunities[other]!.endTime > each.startTime,
    )
    for (const other of others) {
      const { buyVenue, sellVenue } = opportunities[other]!
      if (buyVenue === each.buyVenue || sellVenue === each.sellVenue) {
        parent[root(index)] = root(other)
      }
    }
    others.push(index)
    active.set(key, others)
  }
  const numbers = new Map<number, number>()
  return opportunities.map((_, index) => {
    const own = root(index)
    if (!numbers.has(own)) numbers.set(own, numbers.size)
    return numbers.get(own)!
  })
}

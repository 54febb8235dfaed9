import type { Currency } from '../../core/currency.ts'

/** One step of a way round: along an edge, from its base to its quote (selling) or back (buying). */
interface CycleStep {
  /** Number of the edge: an unordered pair of currencies that some instrument trades. */
  readonly edge: number
  readonly side: 'buy' | 'sell'
}

/** A pair of currencies that is traded: one is the base. */
export interface CurrencyEdge {
  readonly base: Currency
  readonly quote: Currency
}

/** Ways round through currencies, each once in either direction, beginning at its most money-like currency. */
export interface CurrencyCycle {
  readonly start: Currency
  readonly steps: readonly CycleStep[]
}

/** In this order one would rather begin and end in one than in the next; others follow by their names. */
const moneyFirst: readonly Currency[] = ['USD', 'USDT', 'USDC', 'EUR', 'GBP', 'JPY', 'BTC', 'ETH']

/** More than any market has; a graph that has them is made up. */
const cyclesMost = 20_000

/**
 * The simple cycles of three currencies up to `legsMost`, in both directions. Two edges between the same currencies
 * (listed once as A-B, once as B-A) are two ways to go.
 *
 * @returns at most 20,000 of them
 *
 * @example
 * const edges = [{ base: 'BTC', quote: 'USD' }, { base: 'BTC', quote: 'USDT' }, { base: 'USDT', quote: 'USD' }]
 * currencyCycles(edges, 3).length // => 2
 */
export function currencyCycles(edges: readonly CurrencyEdge[], legsMost: number): CurrencyCycle[] {
  const from = new Map<Currency, { readonly to: Currency; readonly step: CycleStep }[]>()
  const note = (currency: Currency, to: Currency, step: CycleStep): void => {
    const ways = from.get(currency)
    if (ways === undefined) from.set(currency, [{ to, step }])
    else ways.push({ to, step })
  }
  for (const [edge, { base, quote }] of edges.entries()) {
    note(base, quote, { edge, side: 'sell' })
    note(quote, base, { edge, side: 'buy' })
  }
  const found: CurrencyCycle[] = []
  const path: CycleStep[] = []
  const seen = new Set<Currency>()
  const walk = (start: Currency, at: Currency): void => {
    for (const { to, step } of from.get(at) ?? []) {
      if (found.length >= cyclesMost) return
      if (to === start && path.length >= 2) found.push({ start, steps: [...path, step] })
      // A cycle is found from its first currency only.
      if (to === start || seen.has(to) || path.length >= legsMost - 1 || isBefore(to, start))
        continue
      seen.add(to)
      path.push(step)
      walk(start, to)
      path.pop()
      seen.delete(to)
    }
  }
  if (legsMost >= 3) for (const start of from.keys()) walk(start, start)
  return found
}

function isBefore(a: Currency, b: Currency): boolean {
  const [rankA, rankB] = [rankOf(a), rankOf(b)]
  return rankA === rankB ? a < b : rankA < rankB
}

function rankOf(currency: Currency): number {
  const rank = moneyFirst.indexOf(currency)
  return rank < 0 ? moneyFirst.length : rank
}

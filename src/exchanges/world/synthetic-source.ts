import type { EventColumns } from '../../core/events/event-columns.ts'
import type { InstrumentTable } from '../../core/events/instrument-table.ts'
import type { Instant } from '../../core/time.ts'
import { defaultMarketPlan } from '../../simulation/market/default-plan.ts'
import type { MarketPlan } from '../../simulation/market/market-plan.ts'
import { SyntheticMarket } from '../../simulation/market/synthetic-market.ts'
import type { MarketSource } from './market-source.ts'

/**
 * How much livelier than the plan's own the flow is: at 1 the quietest listing (SOL-USD of Kraken) prints 2.3 trades a
 * second, and rehearsals want three at least.
 */
const livelier = 2

/** A synthetic market as its venues have it: no message is under way, and every change of a book is told at once. */
export function syntheticSource(terms: {
  readonly seed: number
  readonly venues: readonly string[]
  /** When the market begins. */
  readonly start: Instant
}): MarketSource {
  const market = new SyntheticMarket(servedPlan(terms))
  return {
    get instruments(): InstrumentTable {
      return market.instruments
    },
    advance(until: Instant, out: EventColumns): void {
      market.advance(until, out)
    },
  }
}

/** The plan behind it. */
export function servedPlan({
  seed,
  venues,
  start,
}: {
  readonly seed: number
  readonly venues: readonly string[]
  readonly start: Instant
}): MarketPlan {
  const plan = defaultMarketPlan(seed)
  const { flow } = plan
  return {
    ...plan,
    start,
    venues: plan.venues
      .filter(({ name }) => venues.includes(name))
      .map((venue) => ({
        ...venue,
        feed: 'levels' as const,
        latencyMs: 0,
        jitterMs: 0,
        conflationMs: 0,
        snapshotSeconds: 0,
        quotes: false,
      })),
    listings: plan.listings.filter(({ venue }) => venues.includes(venue)),
    flow: {
      ...flow,
      marketRate: flow.marketRate * livelier,
      limitRate: flow.limitRate * livelier,
      cancelRate: flow.cancelRate * livelier,
    },
  }
}

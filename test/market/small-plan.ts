import { defaultMarketPlan } from '../../src/simulation/market/default-plan.ts'
import type { MarketPlan } from '../../src/simulation/market/market-plan.ts'
import type { PlantedFact } from '../../src/simulation/market/planted/planted-fact.ts'

/** A part of the default market, quick enough for many runs: these venues and bases, with stablecoins where listed. */
export function smallPlan(
  seed: number,
  part: {
    readonly venues: readonly string[]
    readonly bases: readonly string[]
    readonly planted?: readonly PlantedFact[]
  },
): MarketPlan {
  const plan = defaultMarketPlan(seed)
  return {
    ...plan,
    venues: plan.venues.filter(({ name }) => part.venues.includes(name)),
    listings: plan.listings.filter(
      ({ venue, base }) => part.venues.includes(venue) && part.bases.includes(base),
    ),
    planted: part.planted ?? [],
  }
}

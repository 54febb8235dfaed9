import type { MarketPlan } from '../market-plan.ts'
import type { PlantedFact } from './planted-fact.ts'

/** What a market lacks for a fact to be planted in it, in words; undefined when it lacks nothing. */
export function lackingFor(
  fact: PlantedFact,
  { assets, listings }: Pick<MarketPlan, 'assets' | 'listings'>,
): string | undefined {
  switch (fact.kind) {
    case 'cointegrated-pair': {
      const absent = [fact.y, fact.x].find((name) => !listings.some(({ base }) => base === name))
      return absent === undefined ? undefined : `${absent} is listed nowhere`
    }
    case 'depeg':
      return assets.some(({ name }) => name === fact.asset) ? undefined : `no asset ${fact.asset}`
    case 'outage':
      return listings.some(({ venue }) => venue === fact.venue)
        ? undefined
        : `nothing is listed at ${fact.venue}`
    case 'venue-gap':
      return listings.some(({ venue, base }) => venue === fact.venue && base === fact.base)
        ? undefined
        : `${fact.base} is not listed at ${fact.venue}`
    case 'raced-quotes': {
      const count = listings.filter(
        ({ base, class: kind }) => base === fact.base && kind === 'spot',
      )
      return count.length > 1 ? undefined : `spot ${fact.base} at fewer than two venues`
    }
    case 'liquidation-cascade':
      return listings.some((listing) => listing.base === fact.base && listing.class !== 'spot')
        ? undefined
        : `no perpetual of ${fact.base}`
    case 'flow-signal':
    case 'absorbing-iceberg':
    case 'spoof-wall':
      return listings.some(
        (listing) =>
          listing.venue === fact.venue &&
          listing.base === fact.base &&
          listing.quote === fact.quote &&
          listing.class === fact.class,
      )
        ? undefined
        : `no ${fact.class} ${fact.base}-${fact.quote} at ${fact.venue}`
  }
}

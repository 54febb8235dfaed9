import type { MarketPlan } from '../market-plan.ts'
import type { PlantedFact, PlantedPlace } from './planted-fact.ts'

/** Of so many minutes a correlation can be told: of three that are complete with the one after them. */
const signalSecondsLeast = 300

/**
 * What a market lacks for a fact to be planted in it, in words; undefined when it lacks nothing.
 *
 * @param seconds how long it lasts
 */
export function lackingFor(
  fact: PlantedFact,
  { assets, listings }: Pick<MarketPlan, 'assets' | 'listings'>,
  seconds: number = Infinity,
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
      if (seconds < signalSecondsLeast) {
        return `it is told by minutes: at least ${signalSecondsLeast / 60}m are needed`
      }
      return placeLacking(fact, listings)
    case 'absorbing-iceberg':
    case 'spoof-wall':
      return placeLacking(fact, listings)
  }
}

function placeLacking(
  { venue, base, quote, class: kind }: PlantedPlace,
  listings: MarketPlan['listings'],
): string | undefined {
  const isListed = listings.some(
    (listing) =>
      listing.venue === venue &&
      listing.base === base &&
      listing.quote === quote &&
      listing.class === kind,
  )
  return isListed ? undefined : `no ${kind} ${base}-${quote} at ${venue}`
}

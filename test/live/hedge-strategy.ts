import type { Lots } from '../../src/core/price.ts'
import { noIntents, type Intent, type LegWish } from '../../src/core/strategy/intent.ts'
import type { Strategy, StrategyDesk } from '../../src/core/strategy/strategy.ts'
import type { Instant } from '../../src/core/time.ts'

/** Units of a hedge, lots of a unit at each venue, and units at once: what one leg may be ahead of the other by. */
export const hedgeTerms = { units: 3, lotsPerUnit: 12, unitsAtOnce: 1 } as const

const restUs = 30_000

/**
 * Buys at one venue what it sells at another, three units one at a time, then the other way round, for ever; nothing else
 * is ever wanted, so that whatever is uneven is what legs and restarts have made of it.
 */
export function hedgeStrategy(told: (message: object) => void): Strategy<null> {
  return {
    name: 'hedge',
    hearsMarkets: false,
    begin: () => null,
    decide(_, event, desk) {
      if (event.kind === 'begun') {
        // What an earlier run left is gone on with, and told when it is over.
        const left = desk.legsUnderWay().length
        told({ begun: left })
        return left > 0 ? noIntents : later(desk)
      }
      if (event.kind === 'legs') {
        told({ legs: event.outcome })
        return later(desk)
      }
      return event.kind === 'woken' ? enter(desk) : noIntents
    },
  }
}

function later(desk: StrategyDesk): Intent[] {
  return [{ kind: 'wake', at: (desk.time + restUs) as Instant, key: 0 }]
}

function enter(desk: StrategyDesk): Intent[] {
  const isLong = desk.position(0) > 0
  const legs = [0, 1].map((instrument): LegWish => ({
    instrument,
    side: (instrument === 0) === isLong ? 'sell' : 'buy',
    lotsPerUnit: hedgeTerms.lotsPerUnit as Lots,
  }))
  const { units, unitsAtOnce } = hedgeTerms
  // Of instants no two are the same, over restarts too.
  return [{ kind: 'enter-legs', wish: { label: desk.time, legs, units, unitsAtOnce } }]
}

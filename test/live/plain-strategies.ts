import type { Lots, PriceTicks } from '../../src/core/price.ts'
import { noIntents } from '../../src/core/strategy/intent.ts'
import type { Strategy } from '../../src/core/strategy/strategy.ts'

/** Buys once, and keeps what it has. Called as a drill is, which may take its place in the next run. */
export const keepingStrategy: Strategy = {
  name: 'drill',
  begin: () => undefined,
  decide(_state, { kind }, desk) {
    if (kind !== 'market' || desk.orders().length > 0 || desk.position(0) !== 0) return []
    const priceTicks = Math.ceil(desk.midTicks(0) * 1.002) as PriceTicks
    const pricing = { kind: 'limit', priceTicks, isPostOnly: false } as const
    const terms = { pricing, timeInForce: { kind: 'ioc' } } as const
    return [{ kind: 'place', order: { instrument: 0, side: 'buy', lots: 30 as Lots, ...terms } }]
  },
}

/** Places three orders at once as soon as it may, far from the market, and no more. */
export function threeAtOnce(mayPlace: () => boolean): Strategy {
  let isDone = false
  const pricing = { kind: 'limit', priceTicks: 1 as PriceTicks, isPostOnly: true } as const
  const order = { instrument: 0, side: 'buy', lots: 1 as Lots, pricing } as const
  return {
    name: 'drill',
    begin: () => undefined,
    decide(_state, { kind }) {
      if (kind !== 'market' || isDone || !mayPlace()) return noIntents
      isDone = true
      return [1, 2, 3].map(() => ({ kind: 'place', order }) as const)
    },
  }
}

import type { LegsWish, OrderWish } from '../core/strategy/intent.ts'
import type { Lots } from '../core/price.ts'
import {
  areLegsOver,
  evenUnits,
  legsAfter,
  newLegs,
  type LegAction,
  type LegsHappening,
  type LegsState,
} from '../execution/legs-state.ts'
import { invariant } from '../math/invariant.ts'

/** Legs at work for a strategy. */
export interface LegsDesk {
  readonly wish: LegsWish
  state: LegsState
  /** Legs of which an order was wanted that is less than their venue takes. */
  readonly belowLeast: Set<number>
}

/** How often legs that fell short are sent again where the wish says nothing, and how often in a row undoing may fill nothing. */
const usualMends = 2
const unwindsMost = 5

/** Legs before their first order. */
export function startLegs(wish: LegsWish): LegsDesk {
  const { units, unitsAtOnce, legs, mendsMost = usualMends } = wish
  invariant(units > 0 && unitsAtOnce > 0, `legs of ${units} units, ${unitsAtOnce} at once`)
  const lotsPerUnit = legs.map((leg) => leg.lotsPerUnit)
  const plan = { lotsPerUnit, units, unitsAtOnce, mendsMost, unwindsMost }
  return { wish, state: newLegs(plan), belowLeast: new Set() }
}

/** Tells legs what happened to them, and gives the orders they want now. */
export function hearLegs(desk: LegsDesk, happening: LegsHappening): LegOrderWish[] {
  const { state, actions } = legsAfter(desk.state, happening)
  desk.state = state
  return actions.map((action) => ({ leg: action.leg, order: orderOf(desk.wish, action) }))
}

/** An order that a leg wants. */
export interface LegOrderWish {
  readonly leg: number
  readonly order: OrderWish
}

/** How legs came to their end; undefined while they have not. */
export function endOfLegs({
  state,
}: LegsDesk):
  | { readonly outcome: 'entered' | 'stopped' | 'stuck'; readonly units: number }
  | undefined {
  if (!areLegsOver(state)) return undefined
  const outcome = state.phase
  invariant(
    outcome === 'entered' || outcome === 'stopped' || outcome === 'stuck',
    'legs that are over have an outcome',
  )
  return { outcome, units: evenUnits(state) }
}

/** Entering fills at once or not at all within its limit; undoing takes what there is. */
function orderOf({ legs, label }: LegsWish, { leg, direction, lots }: LegAction): OrderWish {
  const { instrument, side, limitTicks } = legs[leg]!
  const isUnwinding = direction === 'unwind'
  const turned = side === 'buy' ? 'sell' : 'buy'
  return {
    instrument,
    side: isUnwinding ? turned : side,
    lots: lots as Lots,
    pricing:
      isUnwinding || limitTicks === undefined
        ? { kind: 'market' }
        : { kind: 'limit', priceTicks: limitTicks, isPostOnly: false },
    timeInForce: { kind: 'ioc' },
    label,
  }
}

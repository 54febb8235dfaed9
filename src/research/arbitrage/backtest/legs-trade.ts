import {
  areLegsOver,
  legsAfter,
  nakedUnits,
  newLegs,
  type LegAction,
  type LegsHappening,
  type LegsState,
} from '../../../execution/legs-state.ts'
import type { DecidedTrade } from '../../../strategies/arbitrage/decided-trade.ts'

/** How often undoing is tried, as by the engine; and mending, where the decision says nothing. */
const unwindsMost = 5
const usualMends = 2

/** Two legs on their way: what was decided, and the state machine of the engine. */
export class LegsTrade {
  readonly decided: DecidedTrade
  nakedMostUnits = 0
  orders = 0
  #state: LegsState

  constructor(decided: DecidedTrade) {
    this.decided = decided
    const { legs, units, unitsAtOnce, mendsMost = usualMends } = decided.wish
    const lotsPerUnit = legs.map((leg) => leg.lotsPerUnit)
    this.#state = newLegs({ lotsPerUnit, units, unitsAtOnce, mendsMost, unwindsMost })
  }

  /** Tells the legs what happened; gives the orders they want now. */
  hear(happening: LegsHappening): readonly LegAction[] {
    const { state, actions } = legsAfter(this.#state, happening)
    this.#state = state
    this.orders += actions.length
    this.nakedMostUnits = Math.max(this.nakedMostUnits, nakedUnits(state))
    return actions
  }

  isOver(): boolean {
    return areLegsOver(this.#state)
  }

  outcome(): 'entered' | 'stopped' | 'stuck' {
    const { phase } = this.#state
    return phase === 'entered' || phase === 'stopped' ? phase : 'stuck'
  }
}

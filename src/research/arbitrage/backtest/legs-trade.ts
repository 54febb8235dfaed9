import type { Instant } from '../../../core/time.ts'
import type { LegsWish } from '../../../core/strategy/intent.ts'
import {
  areLegsOver,
  legsAfter,
  nakedUnits,
  newLegs,
  type LegAction,
  type LegsHappening,
  type LegsState,
} from '../../../execution/legs-state.ts'
import type { BookMatch } from '../../../strategies/arbitrage/match-books.ts'
import type { Opportunity } from '../../../strategies/arbitrage/opportunity.ts'

/** How often legs that fell short are sent again, and how often undoing is tried. */
const mendsMost = 1
const unwindsMost = 5

/** Sums of one side of a leg, in own quote. */
interface Filled {
  quantity: number
  notional: number
}

/** Two legs on their way: the state machine of the engine, and what was filled. */
export class LegsTrade {
  readonly opportunity: Opportunity
  readonly match: BookMatch
  readonly wish: LegsWish
  readonly startTime: Instant
  readonly captureProbability: number
  readonly baseRate: number
  readonly expectedProfit: number
  /** What entering filled, the bought leg first, and what undoing did. */
  readonly entered: readonly [Filled, Filled] = [newFilled(), newFilled()]
  readonly undone: readonly [Filled, Filled] = [newFilled(), newFilled()]
  readonly #firstFilled: [boolean, boolean] = [false, false]
  nakedMostUnits = 0
  orders = 0
  #state: LegsState

  constructor(
    opportunity: Opportunity,
    decided: {
      readonly match: BookMatch
      readonly intent: LegsWish
      readonly expectedProfit: number
    },
    startTime: Instant,
    forecast: { readonly own: number; readonly base: number },
  ) {
    this.opportunity = opportunity
    this.match = decided.match
    this.wish = decided.intent
    this.expectedProfit = decided.expectedProfit
    this.startTime = startTime
    this.captureProbability = forecast.own
    this.baseRate = forecast.base
    this.#state = newLegs({
      lotsPerUnit: decided.intent.legs.map(({ lotsPerUnit }) => lotsPerUnit),
      units: decided.intent.units,
      unitsAtOnce: decided.intent.unitsAtOnce,
      mendsMost,
      unwindsMost,
    })
  }

  /** Tells the legs what happened; gives the orders they want now. */
  hear(happening: LegsHappening): readonly LegAction[] {
    const { state, actions } = legsAfter(this.#state, happening)
    this.#state = state
    this.orders += actions.length
    this.nakedMostUnits = Math.max(this.nakedMostUnits, nakedUnits(state))
    return actions
  }

  /** Did the first order of each leg fill whole? */
  isCaptured(): boolean {
    return this.#firstFilled.every(Boolean)
  }

  fill(action: LegAction, quantity: number, notional: number): void {
    const into = (action.direction === 'enter' ? this.entered : this.undone)[action.leg]!
    into.quantity += quantity
    into.notional += notional
  }

  /** The first order of a leg has ended. */
  firstEnded(leg: number, isWhole: boolean): void {
    this.#firstFilled[leg] = isWhole
  }

  isOver(): boolean {
    return areLegsOver(this.#state)
  }

  outcome(): 'entered' | 'stopped' | 'stuck' {
    const { phase } = this.#state
    return phase === 'entered' || phase === 'stopped' ? phase : 'stuck'
  }
}

function newFilled(): Filled {
  return { quantity: 0, notional: 0 }
}

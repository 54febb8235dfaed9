import type { LegsWish } from '../../core/strategy/intent.ts'
import type { Instant } from '../../core/time.ts'
import type { BookMatch } from './match-books.ts'
import type { Opportunity } from './opportunity.ts'

/** Sums of one side of a leg: base units, and notional in the leg's own quote. */
export interface LegFilled {
  quantity: number
  notional: number
}

/** What was known when a trade was decided. */
export interface DecidedOn {
  readonly match: BookMatch
  readonly intent: LegsWish
  readonly expectedProfit: number
  /** Of both legs filling whole, and the share of all before. */
  readonly captureProbability: number
  readonly baseRate: number
}

/** Two legs that were decided on, and what has been filled of them: what came of a decision. */
export class DecidedTrade {
  readonly opportunity: Opportunity
  readonly match: BookMatch
  readonly wish: LegsWish
  readonly startTime: Instant
  readonly captureProbability: number
  readonly baseRate: number
  readonly expectedProfit: number
  /** What entering filled, the bought leg first, and what undoing did. */
  readonly entered: readonly [LegFilled, LegFilled] = [newFilled(), newFilled()]
  readonly undone: readonly [LegFilled, LegFilled] = [newFilled(), newFilled()]
  readonly #firstFilled: [boolean, boolean] = [false, false]

  constructor(opportunity: Opportunity, decided: DecidedOn, startTime: Instant) {
    this.opportunity = opportunity
    this.match = decided.match
    this.wish = decided.intent
    this.expectedProfit = decided.expectedProfit
    this.captureProbability = decided.captureProbability
    this.baseRate = decided.baseRate
    this.startTime = startTime
  }

  /** Did the first order of each leg fill whole? */
  isCaptured(): boolean {
    return this.#firstFilled.every(Boolean)
  }

  fill(leg: number, direction: 'enter' | 'unwind', filled: Readonly<LegFilled>): void {
    const into = (direction === 'enter' ? this.entered : this.undone)[leg]!
    into.quantity += filled.quantity
    into.notional += filled.notional
  }

  /** The first order of a leg has ended. */
  firstEnded(leg: number, isWhole: boolean): void {
    this.#firstFilled[leg] = isWhole
  }

  /** Base units that both legs got entering. */
  filledQuantity(): number {
    return Math.min(this.entered[0].quantity, this.entered[1].quantity)
  }

  /** Base units that are left of one leg alone, above zero where more was bought. */
  left(): number {
    const [bought, sold] = this.entered
    return bought.quantity - this.undone[0].quantity - sold.quantity + this.undone[1].quantity
  }
}

function newFilled(): LegFilled {
  return { quantity: 0, notional: 0 }
}

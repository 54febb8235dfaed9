import type { Currency } from '../../core/currency.ts'
import type { FeePlan } from '../../core/fee-plan.ts'
import type { Instrument, InstrumentClass } from '../../core/instrument.ts'
import type { TradingRules } from '../../core/trading-rules.ts'
import type { MarginTerms } from '../../simulation/venue/venue-terms.ts'

/** One account at a served venue: which instruments it trades, and by which rules. */
export interface AccountPlan {
  /** Unique at its venue. */
  readonly name: string
  readonly classes: readonly InstrumentClass[]
  /**
   * When a client order id is refused: while an order of that id is open, or for ever once it was taken.
   */
  readonly clientIds: 'while-open' | 'for-ever'
  /** Is an order that would take and is not to (post-only) taken and ended at once, rather than refused? */
  readonly takenPostOnly?: true
  /** Do stops wait in a service of their own, outside the book? A countdown leaves them then. */
  readonly stopsApart?: true
  fees(instrument: Instrument): FeePlan
  rules(instrument: Instrument): TradingRules
  /** Of perpetuals. */
  margin?(instrument: Instrument): MarginTerms
}

/** What an account has when the server starts: 1,000,000 of each currency it quotes in, 100 of each it trades. */
export function startBalances(
  plan: AccountPlan,
  instruments: readonly Instrument[],
): ReadonlyMap<Currency, number> {
  const units = new Map<Currency, number>()
  const hasSpot = plan.classes.includes('spot')
  for (const { base } of instruments) if (hasSpot) units.set(base, startBase)
  for (const { quote } of instruments) units.set(quote, startQuote)
  return units
}

const startQuote = 1_000_000
const startBase = 100

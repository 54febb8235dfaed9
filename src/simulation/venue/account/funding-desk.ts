import { eventKind, type EventKind } from '../../../core/events/event-codes.ts'
import { isFundingOver } from '../../../core/funding.ts'
import { settlementCurrency } from '../../../core/instrument.ts'
import type { AccountEvent } from '../../../core/orders/account-event.ts'
import type { Instant } from '../../../core/time.ts'
import type { Unheard } from '../order-desk.ts'
import type { Traded } from '../traded.ts'
import { FundingClock } from './funding-clock.ts'
import type { VenueAccount } from './venue-account.ts'

/** Whose account is settled, and who is told. */
interface FundingParts {
  readonly account: VenueAccount
  readonly report: (event: Unheard<AccountEvent>) => void
  /** An instrument settles at an instant that is still to come. */
  readonly due: (traded: Traded, at: number) => void
}

/** Funding of every instrument of a venue, each by its own clock. */
export class FundingDesk {
  readonly #parts: FundingParts
  readonly #clocks = new Map<Traded, FundingClock>()

  constructor(parts: FundingParts) {
    this.#parts = parts
  }

  /** A row of the feed that states a rate or when it is settled. */
  state(traded: Traded, kind: EventKind, value: number, now: number): void {
    const clock = this.#clockOf(traded)
    const stated = kind === eventKind.fundingTime ? value : undefined
    // What settles now settles at what was stated before now.
    if (isFundingOver(clock.dueAt, now, stated)) this.settle(traded, clock.dueAt as Instant, now)
    if (kind === eventKind.fundingRate) clock.stateRate(value, now)
    else if (clock.stateTime(value, now)) this.#parts.due(traded, value)
  }

  /** Settles what is due at an instant; what has no margin has no funding. */
  settle(traded: Traded, at: Instant, now: number = at): void {
    const { account, report } = this.#parts
    const { index, instrument, margin } = traded.terms
    const settlement = margin && this.#clockOf(traded).settle(traded, account, at, now)
    if (settlement === undefined) return
    const currency = settlementCurrency(instrument)
    report({ kind: 'funding', instrument: index, exchangeTime: at, currency, ...settlement })
  }

  #clockOf(traded: Traded): FundingClock {
    let clock = this.#clocks.get(traded)
    if (clock === undefined) this.#clocks.set(traded, (clock = new FundingClock()))
    return clock
  }
}

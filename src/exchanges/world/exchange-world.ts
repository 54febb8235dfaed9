import { eventFlag, eventKind } from '../../core/events/event-codes.ts'
import { EventColumns, type EventRows } from '../../core/events/event-columns.ts'
import { messageEnd } from '../../core/events/message-end.ts'
import type { Instant } from '../../core/time.ts'
import { invariant } from '../../math/invariant.ts'
import type { FaultSwitches } from '../faults/fault-switches.ts'
import type { AccountPlan } from './account-plan.ts'
import type { MarketSource } from './market-source.ts'
import { PublicState } from './public-state.ts'
import { TradingAccount } from './trading-account.ts'

/** A message of the market, as it was just taken into its instrument's state. */
export interface MarketMessage {
  readonly state: PublicState
  readonly rows: EventRows
  readonly start: number
  readonly end: number
}

/** Two ways of a microsecond each: there and back. */
const roundTripUs = 2

/**
 * Every served venue at one instant: what its market is, and what its accounts have and ask for. Time is given.
 *
 * The market's rows and what is due at the venues happen in the order of their instants, as in a backtest: orders meet
 * the very market that was told up to then.
 */
export class ExchangeWorld {
  /** By index of their instrument. */
  readonly states: readonly PublicState[]
  /** Hears of every message of the market, after it was taken in. */
  told: (message: MarketMessage) => void = () => undefined
  /** Of a longer time, microseconds, the market's is left out: it stands still, and what else is due comes due. */
  longestStep: number = Infinity
  readonly #source: MarketSource
  readonly #accounts: TradingAccount[] = []
  /** By index of the instruments they trade. */
  readonly #traders: TradingAccount[][]
  readonly #rows = new EventColumns(4_096)
  #now: number
  #stood = 0

  constructor(source: MarketSource, start: Instant) {
    this.#source = source
    this.#now = start
    this.states = source.instruments.list().map((each, index) => new PublicState(index, each))
    this.#traders = this.states.map(() => [])
  }

  get now(): Instant {
    return this.#now as Instant
  }

  /** For how long the market stood still in all, microseconds: its source is behind by that. */
  get stood(): number {
    return this.#stood
  }

  get accounts(): readonly TradingAccount[] {
    return this.#accounts
  }

  /** The instruments of a venue. */
  statesOf(venue: string): readonly PublicState[] {
    return this.states.filter(({ instrument }) => instrument.venue === venue)
  }

  state(index: number): PublicState {
    const state = this.states[index]
    invariant(state !== undefined, `no instrument ${index} is served`)
    return state
  }

  /** Opens an account at a venue. */
  open(
    venue: string,
    plan: AccountPlan,
    terms: { readonly seed: number; readonly switches: Readonly<FaultSwitches> },
  ): TradingAccount {
    const listed = this.statesOf(venue).filter(({ instrument }) =>
      plan.classes.includes(instrument.class),
    )
    const account = new TradingAccount({
      ...terms,
      venue,
      plan,
      listed: new Map(listed.map(({ index, instrument }) => [index, instrument])),
      settle: () => this.advance((this.#now + roundTripUs) as Instant),
      now: () => this.now,
    })
    this.#accounts.push(account)
    for (const { index } of listed) this.#traders[index]!.push(account)
    return account
  }

  /** Lets everything happen up to an instant; one that is over changes nothing. */
  advance(until: Instant): void {
    if (until <= this.#now) return
    if (until - this.#now > this.longestStep) this.#stood += until - this.#now
    const rows = this.#rows
    rows.empty()
    this.#source.advance((until - this.#stood) as Instant, rows)
    if (this.#stood > 0) moveRows(rows, this.#stood)
    for (let start = 0; start < rows.length;) {
      const end = messageEnd(rows, start)
      this.#message(rows, start, end)
      start = end
    }
    this.#now = until
    for (const account of this.#accounts) {
      account.venue.advanceTo(until)
      account.hear(until)
    }
    for (const account of this.#accounts) account.lookAtClock(until)
  }

  #message(rows: EventRows, start: number, end: number): void {
    invariant((rows.flags[end - 1]! & eventFlag.endsMessage) !== 0, 'a message is cut off')
    const index = rows.instrument[start]!
    const at = rows.localTime[start]!
    this.#now = Math.max(this.#now, at)
    const state = this.states[index]!
    state.apply(rows, start, end)
    this.told({ state, rows, start, end })
    for (const account of this.#traders[index]!) {
      for (let row = start; row < end; row++) account.venue.market(rows, row)
      if (account.venue.nextAnswerAt() <= at) account.hear(at)
    }
  }
}

/** Moves every instant in them, microseconds. */
function moveRows(rows: EventColumns, by: number): void {
  for (let row = 0; row < rows.length; row++) {
    rows.localTime[row]! += by
    rows.exchangeTime[row]! += by
    if (rows.kind[row] === eventKind.fundingTime) rows.value[row]! += by
  }
}

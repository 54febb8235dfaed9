import type { Atoms, Currency } from './currency.ts'
import type { Instrument } from './instrument.ts'
import type { AccountEvent } from './orders/account-event.ts'
import type { OrderRequest } from './orders/order.ts'
import type { OrderEvent } from './orders/order-event.ts'
import type { Lots, PriceTicks } from './price.ts'
import type { Intent, LegsWish } from './strategy/intent.ts'
import type { HaltReason, Refusal } from './strategy/refusal.ts'
import type { Instant } from './time.ts'

/** An order as it was decided on, before it leaves. */
interface JournalledIntent {
  readonly order: OrderRequest
  /** What it is called on the venue's wire; belongs to this intent alone, for ever. */
  readonly wireId: string
  readonly strategy: number
  readonly label: number | null
  /** Mid of its book when it was decided, quote units; null where there was none. */
  readonly arrivalMid: number | null
  readonly isOfLegs: boolean
}

/** What an account had at a venue: what everything journalled since is added to. */
interface JournalledHoldings {
  readonly venue: string
  readonly balances: readonly { readonly currency: Currency; readonly atoms: Atoms }[]
  /** By the index of the run. */
  readonly positions: readonly { readonly instrument: number; readonly lots: Lots }[]
}

/** Legs under way, as they stand after everything that was journalled before them: what a restart goes on with. */
export interface JournalledLegs {
  readonly strategy: number
  /** Its instruments by the index of the run. */
  readonly wish: LegsWish
  readonly progress: {
    readonly phase: 'entering' | 'mending' | 'unwinding'
    /** Of each leg, by orders that have ended. */
    readonly heldLots: readonly number[]
    readonly mends: number
    readonly unwinds: number
    readonly barrenSlices: number
    readonly unitsBefore: number
    readonly isStopping: boolean
  }
  /** Of each leg the order that is out, under our number; null where none is. */
  readonly orders: readonly ({
    readonly clientOrderId: number
    readonly direction: 'enter' | 'unwind'
    readonly lots: number
    readonly filledLots: number
  } | null)[]
}

/** What risk did not approve: nothing follows from it, it is there to be read. */
interface JournalledRefusal {
  readonly strategy: number
  readonly intent: Intent['kind']
  /** Null where no order was to be placed, or what was to be is none. */
  readonly order: Pick<
    OrderRequest,
    'instrument' | 'side' | 'lots' | 'pricing' | 'isReduceOnly'
  > | null
  /** Of an order that was to be changed; null of others. */
  readonly clientOrderId: number | null
  readonly refusal: {
    readonly kind: Refusal['kind']
    readonly reason?: HaltReason
    /** What would have become of the limit; null: it has no end. */
    readonly value?: number | null
    readonly limit?: number
  }
  /** How many like it since the last that was written down, this one among them. */
  readonly times: number
}

interface RecordBase {
  /** Local time. */
  readonly time: Instant
}

/** One entry of a journal. Instruments go by their index in the run that wrote it, orders by our number. */
export type JournalRecord = RecordBase &
  (
    | {
        /** A run begins. */
        readonly kind: 'run'
        /** Of the journal, the same in all its runs: what ids on the wire begin with. */
        readonly journalId: string
        readonly mode: 'paper' | 'live'
        readonly instruments: readonly Instrument[]
      }
    /** Who decides in the run that has just begun, in the order in which intents name them. */
    | { readonly kind: 'strategies'; readonly names: readonly string[] }
    | ({ readonly kind: 'baseline' } & JournalledHoldings)
    | ({ readonly kind: 'intent' } & JournalledIntent)
    /** Whenever they have changed, and before any order that follows from it. */
    | ({ readonly kind: 'legs' } & JournalledLegs)
    | {
        readonly kind: 'legs-over'
        readonly strategy: number
        readonly label: number
        readonly outcome: 'entered' | 'stopped' | 'stuck'
        readonly units: number
      }
    | { readonly kind: 'sent' | 'cancel'; readonly clientOrderId: number }
    /** It provably never left. */
    | { readonly kind: 'unsent'; readonly clientOrderId: number; readonly detail: string }
    | {
        readonly kind: 'amend'
        readonly clientOrderId: number
        readonly lots: Lots
        readonly priceTicks: PriceTicks
      }
    /** What the venue said, by stream, by answer or by a list of fills. */
    | { readonly kind: 'answer'; readonly event: OrderEvent }
    | { readonly kind: 'account'; readonly event: AccountEvent }
    | {
        readonly kind: 'searched'
        readonly clientOrderId: number
        /** `unknown`: no answer came that tells anything, and the search begins. */
        readonly result: 'unknown' | 'open' | 'ended' | 'absent'
        readonly filledLots: Lots
        /** Of `unknown`: what came in place of an answer; absent where nothing came in time. */
        readonly detail?: string
      }
    | {
        readonly kind: 'reconcile'
        readonly venue: string
        /** What does not agree, in words; none: everything does. */
        readonly differences: readonly string[]
        /** What was done about it: adopted, cancelled. */
        readonly actions: readonly string[]
      }
    | {
        /** What losses are counted from, so that a restart does not forget them. Reporting currency. */
        readonly kind: 'equity'
        readonly day: number
        readonly dayEquity: number
        readonly peakEquity: number
      }
    | ({ readonly kind: 'refused' } & JournalledRefusal)
    | { readonly kind: 'kill'; readonly reason: string; readonly flatten: boolean }
    | { readonly kind: 'resume' | 'end' }
  )

/** Where what is done is written down before it is done. */
export interface Journal {
  /** Takes a record; it is on the disk when the next `commit` settles. */
  append(record: JournalRecord): void
  /** @throws what the file system says; nothing may then be sent any more */
  commit(): Promise<void>
  close(): Promise<void>
}

import type { LadderBook } from '../core/ladder-book.ts'

/** A routed order as a saved run holds it: the document of `isobar route`, and what a page shows beside it. Version 1. */
export interface RouteRun {
  readonly kind: 'route'
  readonly version: 1
  /** What a person was shown, in lines of fixed width. */
  readonly summary: string
  readonly side: 'buy' | 'sell'
  readonly base: string
  readonly quote: string
  readonly objective: 'cost' | 'value'
  readonly quantity: number
  readonly filled: number
  readonly legs: readonly RouteRunLeg[]
  readonly averagePrice: number | null
  /** Fees included: what a buy pays, or minus what a sell receives. */
  readonly cost: number
  readonly costBps: number | null
  readonly mid: number | null
  readonly lowerBound: number
  readonly gapBps: number | null
  readonly isOptimal: boolean
  readonly singleVenue: { readonly venue: string; readonly cost: number } | null
  readonly savingBps: number | null
  readonly excluded: readonly {
    readonly venue: string
    readonly instrument: string
    /** Absent in records from before it was told. */
    readonly class?: string
    readonly reason: string
  }[]
  /** What planning it takes who plans all the time; of a plan of the desk, what it took. */
  readonly elapsedUs: number
  /** The books it was planned on, in `quote`. */
  readonly books: readonly LadderBook[]
  /** The same order in other sizes, ascending. */
  readonly curve: readonly CostPoint[]
}

/** One order of the route, in its book's own quote currency. */
interface RouteRunLeg {
  readonly venue: string
  readonly instrument: string
  readonly quantity: number
  readonly netQuantity: number
  readonly averagePrice: number
  readonly worstPrice: number
  readonly notional: number
  readonly fee: number
  readonly feeCurrency: string
}

/** What an order of some size costs over all venues, and at the best single one; basis points of the best mid, fees included. */
export interface CostPoint {
  readonly quantity: number
  readonly filled: number
  readonly costBps: number
  /** null where no venue alone fills as much. */
  readonly singleVenue: string | null
  readonly singleCostBps: number | null
  readonly savingBps: number | null
  readonly orders: number
}

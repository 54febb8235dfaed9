import type { Currency } from '../core/currency.ts'

/** Gains above zero, costs below, adding up to the total; null where a mark or a rate that is needed is missing. */
export interface ToldGain {
  /** By what was closed, at average cost and before fees. */
  readonly realised: number | null
  /** By what is open, at the marks. */
  readonly unrealised: number | null
  readonly fees: number | null
  readonly funding: number | null
  /** Received from venues' insurance funds. Absent: nothing. */
  readonly insurance?: number | null
  readonly total: number | null
}

/** What a position has brought since its journal began, in its quote currency. */
export interface PositionGain {
  /** What it was bought or sold at on average, quote units; null when flat, or begun by an older version. */
  readonly averageEntry: number | null
  /** The mid it is valued at, quote units; null where nothing tells. */
  readonly mark: number | null
  readonly quote: Currency
  readonly pnl: ToldGain
}

/** What all positions have brought. */
export interface ToldMoney {
  /** When the marks were taken, epoch milliseconds; null: there are none. */
  readonly marksTime: number | null
  /** In each quote currency, and what one of it is in the reporting currency. */
  readonly quotes: readonly (ToldGain & {
    readonly currency: Currency
    readonly rate: number | null
  })[]
  /** All in the reporting currency; null where it is not known which that is. */
  readonly reporting: (ToldGain & { readonly currency: Currency }) | null
  /** As they were charged, by currency, paid above zero. */
  readonly feesPaid: Readonly<Record<Currency, number>>
  /** What is held and has no mark, `venue:instrument`: sums that need it are null. */
  readonly unmarked: readonly string[]
}

import type { Atoms, Currency } from '../core/currency.ts'
import type { Lots } from '../core/price.ts'
import type { Instant } from '../core/time.ts'
import type { JournalledPosition } from './journalled-position.ts'

/** What a venue held before the first of it was journalled. */
export interface JournalledBaseline {
  readonly venue: string
  readonly time: Instant
  readonly balances: readonly { readonly currency: Currency; readonly atoms: Atoms }[]
  /** By the position in `positions`. */
  readonly positions: readonly { readonly instrument: number; readonly lots: Lots }[]
  /** What was journalled of it until then: changes since are what counts. */
  readonly before: JournalledPosition[]
}

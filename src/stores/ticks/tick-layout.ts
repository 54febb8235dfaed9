import type { Channel } from '../recording/channel.ts'
import type { RecordedClock } from '../recording/recording-format.ts'

/** The unit of a column of times; `auto`: told by the number of digits, as 13 are milliseconds until the year 2286. */
export type TimeUnit = 's' | 'ms' | 'us' | 'auto'

/** A column of times, with its unit. */
export type TimeRole = `${'localTime' | 'exchangeTime' | 'fundingTime'} in ${TimeUnit}`

/** What a column of a file of ticks says. */
export type ColumnRole =
  | 'venue'
  | 'symbol'
  | TimeRole
  | 'price'
  | 'quantity'
  | 'bidPrice'
  | 'bidQuantity'
  | 'askPrice'
  | 'askQuantity'
  /** bid, ask, buy, sell or unknown, in any case of letters. */
  | 'side'
  /** True when the buyer was the maker, so that the taker sold. */
  | 'buyerIsMaker'
  | 'isSnapshot'
  /** created, changed, deleted, trade: what befell an order. */
  | 'orderEvent'
  /** A number where it is one; anything else is no id. */
  | 'id'
  | 'sequence'
  | 'mark'
  | 'index'
  | 'fundingRate'
  | 'openInterest'
  /** Uniswap's tick of a pool whose tokens have 6 and 18 decimals; becomes a mark: token 0 in token 1. */
  | 'poolTick'
  | 'ignored'

/**
 * What a row becomes.
 *
 * `level`: one level of a book; `book`: a whole book of some depth; `quote`: both sides; `quoteSide`: one of them;
 * `values`: mark, index, funding and open interest, those that are there; `order`: an order by its id, or a trade.
 */
type RowShape =
  | 'level'
  | 'book'
  | 'trade'
  | 'liquidation'
  | 'quote'
  | 'quoteSide'
  | 'values'
  | 'order'

/** An instrument that the file itself does not name. */
export interface UnnamedInstrument {
  readonly venue: string
  readonly symbol: string
}

/** A kind of file, as data: its columns, clocks and units. One reader reads them all. */
export interface TickLayout {
  /** For people: `Tardis trades`. */
  readonly name: string
  readonly shape: RowShape
  readonly channel: Channel
  readonly clock: RecordedClock
  /**
   * Roles by the column's name in the header; of rows about several instruments, with the instrument's number.
   * Columns of other names are passed over.
   */
  readonly columns: Readonly<Record<string, ColumnRole | readonly [role: LevelRole, of: number]>>
  /** Those of `columns` that a file may do without. */
  readonly optional?: readonly string[]
  /** Names of the numbered columns of books, `#` for the number; 0 is best. */
  readonly levels?: Readonly<Partial<Record<LevelRole, string>>>
  /** Names of the columns in files without a header; of several, the one with as many columns. */
  readonly headerless?: readonly (readonly string[])[]
  /** Do rows of the same instant, instrument and snapshot make one message, or is each row one? */
  readonly message: 'instant' | 'row'
  /** Whose rows these are: named by columns, by the file's name, or always the same. */
  readonly instruments: FileName | readonly UnnamedInstrument[] | 'columns'
  /** The venue where neither a column nor the file's name tells it: the same for all, or by the symbol. */
  readonly venue?: string | readonly (readonly [symbol: RegExp, venue: string])[]
  /** Is an exchange time equal to the local time none? Tardis fills in what a venue does not give. */
  readonly sameTimeIsNone?: true
  /** Where several layouts have the same columns: what the path of a file of this one has in it. */
  readonly path?: RegExp
  /**
   * Of two layouts of the same channel and instrument the greater tells more, and is taken alone. To it the number of
   * levels is added.
   */
  readonly rank: number
  /** From the time in the file to when the row could be known, in microseconds. */
  readonly knownAfter?: number
  /** Time without a `localTime` is not quite in order (by less than a second): what comes late is moved up. */
  readonly mayStepBack?: true
}

export type LevelRole = 'bidPrice' | 'bidQuantity' | 'askPrice' | 'askQuantity'

/** How a file's name tells its instrument. */
interface FileName {
  /** Of the last part of the path; its groups `venue` and `symbol` tell those. */
  readonly pattern: RegExp
  /** A name that has it, for people. */
  readonly example: string
  /** Where the pattern has no group `symbol`. */
  readonly symbol?: string
}

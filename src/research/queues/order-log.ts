import type { BookSide } from '../../core/events/event-codes.ts'
import { eventFlag, eventKind } from '../../core/events/event-codes.ts'
import type { EventRows } from '../../core/events/event-columns.ts'
import { microsecondsPerSecond } from '../../core/time.ts'

/** One thing that happened to one order. */
export interface OrderRow {
  /** Microseconds, local clock. */
  readonly at: number
  readonly id: number
  readonly side: BookSide
  /** Ticks. */
  readonly price: number
  /** What it has left. */
  readonly lots: number
  /** What it had before; 0 when it was not there. */
  readonly lotsBefore: number
  /** Where it stood before; NaN when it was not there. */
  readonly priceBefore: number
  /**
   * It was there before this first row of it: part of a snapshot, or with an id that is older than those seen long
   * before. How much stands ahead of it is not known.
   */
  wasThere: boolean
  /** It has shrunk because it traded: a trade of its price and of these lots was told at nearly the same time. */
  isTraded: boolean
}

/** A trade of which no order's row is known. */
interface LooseTrade {
  readonly at: number
  readonly price: number
  readonly lots: number
}

/** A recording of single orders, read once: what every order did, and which of its losses were trades. */
export interface OrderLog {
  readonly rows: readonly OrderRow[]
  /** Ascending. */
  readonly looseTrades: readonly LooseTrade[]
  readonly trades: number
  /** Orders that changed or went and were never seen to come, by `levelKey`, with when they did. */
  readonly unseen: ReadonlyMap<string, readonly number[]>
  /** Orders whose first row was no arrival, snapshots aside. */
  readonly unseenOrders: number
  /** Ids tell which order is older. Where they do not, an order that changes unseen is taken for one that arrives. */
  readonly idsAscend: boolean
  /** Where the feed broke, or was begun anew: nothing that was known before holds from there on. */
  readonly breaks: readonly LogBreak[]
  readonly firstAt: number
  readonly lastAt: number
}

export interface LogBreak {
  /** Microseconds, local clock. */
  readonly at: number
  /** The first row after it. */
  readonly row: number
}

export type OrderLogFault =
  | { readonly kind: 'too-many-rows'; readonly rowsMost: number }
  | { readonly kind: 'no-orders' }

/** Rows of one log; each is a record of some hundred bytes. */
const orderRowsMost = 4_000_000
/** A trade is told within so long of the rows of its orders, before or after. */
const tradeWithinUs = 3 * microsecondsPerSecond
/** Rows among which the orders of a trade are looked for. */
const rowsNear = 400

/** Messages overtake one another by so much at most: an id that is older than one seen longer ago is no new order. */
const overtakeUs = 3 * microsecondsPerSecond
/** Beyond this share of older ids among first rows they do not ascend at this venue, and tell nothing. */
const olderShareMost = 0.2

export function levelKey(side: number, price: number): string {
  return `${side}:${price}`
}

/** Reads rows of one instrument as they come; `finish` gives the log. */
export class OrderLogReader {
  readonly #rows: OrderRow[] = []
  readonly #trades: LooseTrade[] = []
  readonly #unseen = new Map<string, number[]>()
  readonly #known = new Map<number, OrderRow>()
  readonly #breaks: LogBreak[] = []
  /** First rows that are no part of a snapshot, and those of them with an id that is older. */
  #firsts = 0
  readonly #older: OrderRow[] = []
  /** The highest ids, each with when it was first seen, ascending in both; the first is older than `overtakeUs`. */
  readonly #highest: { at: number; id: number }[] = []
  #firstAt = NaN
  #lastAt = NaN
  #isFull = false

  apply(rows: EventRows, instrument: number): void {
    for (let row = 0; row < rows.length; row++) {
      if (rows.instrument[row] !== instrument) continue
      const at = rows.localTime[row]!
      const lots = rows.quantity[row]!
      const price = rows.price[row]!
      if (rows.kind[row] === eventKind.trade) this.#trades.push({ at, price, lots })
      else if (rows.kind[row] === eventKind.order) {
        const side = rows.side[row] as BookSide
        const isSnapshot = (rows.flags[row]! & eventFlag.isSnapshot) !== 0
        this.#add({ at, id: rows.id[row]!, side, price, lots }, isSnapshot)
      } else if (rows.kind[row] === eventKind.gap || rows.kind[row] === eventKind.clear) {
        this.#break(at)
      } else continue
      if (Number.isNaN(this.#firstAt)) this.#firstAt = at
      this.#lastAt = at
    }
  }

  finish(): OrderLog | OrderLogFault {
    if (this.#isFull) return { kind: 'too-many-rows', rowsMost: orderRowsMost }
    if (this.#rows.length === 0) return { kind: 'no-orders' }
    const idsAscend = this.#older.length <= olderShareMost * this.#firsts
    for (const row of this.#older) {
      if (idsAscend) this.#noteUnseen(row)
      else row.wasThere = false
    }
    return {
      rows: this.#rows,
      looseTrades: tradesWithoutRow(this.#rows, this.#trades),
      trades: this.#trades.length,
      unseen: this.#unseen,
      unseenOrders: idsAscend ? this.#older.length : 0,
      idsAscend,
      breaks: this.#breaks,
      firstAt: this.#firstAt,
      lastAt: this.#lastAt,
    }
  }

  /** A book that is begun anew: once, however many rows say so. */
  #break(at: number): void {
    this.#known.clear()
    if (this.#rows.length === 0 || this.#breaks.at(-1)?.row === this.#rows.length) return
    this.#breaks.push({ at, row: this.#rows.length })
  }

  #noteUnseen({ side, price, at }: Pick<OrderRow, 'side' | 'price' | 'at'>): void {
    const key = levelKey(side, price)
    const seen = this.#unseen.get(key)
    if (seen === undefined) this.#unseen.set(key, [at])
    else seen.push(at)
  }

  /** Was a higher id seen so long before that no message could have been overtaken since? */
  #isOlder(id: number, at: number): boolean {
    const highest = this.#highest
    while (highest.length > 1 && highest[1]!.at < at - overtakeUs) highest.shift()
    const first = highest[0]
    const isOlder = first !== undefined && first.at < at - overtakeUs && id < first.id
    if (highest.length === 0 || id > highest.at(-1)!.id) highest.push({ at, id })
    return isOlder
  }

  #add(told: Pick<OrderRow, 'at' | 'id' | 'side' | 'price' | 'lots'>, isSnapshot: boolean): void {
    const { id, price, lots } = told
    const before = this.#known.get(id)
    if (before === undefined && lots === 0) return this.#noteUnseen(told)
    if (this.#rows.length >= orderRowsMost) {
      this.#isFull = true
      return
    }
    const row: OrderRow = {
      ...told,
      // A row that removes an order names it; where it stood is what was known of it.
      price: lots === 0 && before !== undefined ? before.price : price,
      lotsBefore: before?.lots ?? 0,
      priceBefore: before?.price ?? NaN,
      wasThere: false,
      isTraded: false,
    }
    if (before === undefined) {
      const isOlder = this.#isOlder(id, told.at)
      row.wasThere = isSnapshot || isOlder
      if (!isSnapshot) this.#firsts++
      if (isOlder && !isSnapshot) this.#older.push(row)
    }
    this.#rows.push(row)
    if (lots === 0) this.#known.delete(id)
    else this.#known.set(id, row)
  }
}

/**
 * Marks the rows of both orders of each trade, nearest first; gives the trades for which there is none.
 *
 * A cancellation of just the lots of a trade at its price within the same seconds would be taken for it.
 */
function tradesWithoutRow(
  rows: readonly OrderRow[],
  trades: readonly LooseTrade[],
): readonly LooseTrade[] {
  const loose: LooseTrade[] = []
  let next = 0
  for (const trade of trades) {
    while (next < rows.length && rows[next]!.at <= trade.at) next++
    const marked = new Set<BookSide>()
    for (const row of nearest(rows, next)) {
      if (Math.abs(row.at - trade.at) > tradeWithinUs) continue
      const isOfTrade =
        !row.isTraded &&
        row.price === trade.price &&
        row.priceBefore === row.price &&
        row.lotsBefore - row.lots === trade.lots &&
        !marked.has(row.side)
      if (!isOfTrade) continue
      row.isTraded = true
      marked.add(row.side)
      if (marked.size === 2) break
    }
    if (marked.size === 0) loose.push(trade)
  }
  return loose
}

/** Rows before a place, backwards, then those from it on. */
function* nearest(rows: readonly OrderRow[], place: number): Generator<OrderRow> {
  for (let at = place - 1; at >= Math.max(0, place - rowsNear); at--) yield rows[at]!
  for (let at = place; at < Math.min(rows.length, place + rowsNear); at++) yield rows[at]!
}

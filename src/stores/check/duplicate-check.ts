import { eventKind } from '../../core/events/event-codes.ts'
import type { EventRows } from '../../core/events/event-columns.ts'

/**
 * Counts messages that say again what was said shortly before: a trade id that has been, or a book, quotes or values
 * once more at the same exchange time and sequence. A message without either, or a trade without id, may well say the
 * same again, having the same to say.
 */
export class DuplicateCheck {
  count = 0
  readonly #ids = new RecentIds()
  #now: Said = nothingSaid()
  #before: Said = nothingSaid()

  /** Takes a row of the message at hand. */
  add(rows: EventRows, row: number): void {
    const now = this.#now
    if (rows.kind[row] === eventKind.trade) {
      now.isTrade = true
      if (this.#ids.has(rows.id[row]!)) now.hasOldId = true
    }
    now.rows++
    now.exchangeTime = rows.exchangeTime[row]!
    now.sequence = rows.sequence[row]!
    now.hash = mixed(now.hash, rows.kind[row]! * 4 + rows.side[row]!)
    now.hash = mixed(now.hash, rows.price[row]!)
    now.hash = mixed(now.hash, rows.quantity[row]!)
    now.hash = mixed(now.hash, rows.value[row]!)
  }

  /** The message at hand is whole. */
  end(): void {
    if (this.#now.hasOldId || isRepeated(this.#now, this.#before)) this.count++
    const forgotten = this.#before
    this.#before = this.#now
    this.#now = Object.assign(forgotten, nothingSaid())
  }
}

interface Said {
  rows: number
  exchangeTime: number
  sequence: number
  /** Of kinds, sides, prices, quantities and values. */
  hash: number
  isTrade: boolean
  hasOldId: boolean
}

function nothingSaid(): Said {
  return {
    rows: 0,
    exchangeTime: NaN,
    sequence: NaN,
    hash: 0x811c9dc5,
    isTrade: false,
    hasOldId: false,
  }
}

function isRepeated(now: Said, before: Said): boolean {
  if (now.isTrade || now.rows !== before.rows || now.hash !== before.hash) return false
  const isSameTime = now.exchangeTime === before.exchangeTime
  const isSameSequence = now.sequence === before.sequence
  // One of them may not be given; both are then the other's business.
  return (
    (isSameTime || Number.isNaN(now.exchangeTime)) &&
    (isSameSequence || Number.isNaN(now.sequence)) &&
    (isSameTime || isSameSequence)
  )
}

/** FNV-1a over the eight bytes of a double, four at a time. */
function mixed(hash: number, value: number): number {
  double[0] = value
  return Math.imul(Math.imul(hash ^ halves[0]!, 0x01000193) ^ halves[1]!, 0x01000193)
}

const double = new Float64Array(1)
const halves = new Int32Array(double.buffer)

/** The last ids, as many as a reconnection is likely to send again. */
class RecentIds {
  readonly #ids = new Set<number>()
  readonly #ring = new Float64Array(IDS_MOST).fill(NaN)
  #at = 0

  /** Is the id among the last ones? It is from now on. */
  has(id: number): boolean {
    if (Number.isNaN(id)) return false
    if (this.#ids.has(id)) return true
    this.#ids.delete(this.#ring[this.#at]!)
    this.#ring[this.#at] = id
    this.#at = (this.#at + 1) % IDS_MOST
    this.#ids.add(id)
    return false
  }
}

const IDS_MOST = 4_096

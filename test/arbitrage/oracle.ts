import type { RandomTape, TapeRow, TapeVenue } from './random-tape.ts'

// What the contract of `isobar arb scan` says, the slow way: every instant, every ordered pair, books taken apart into
// single units, all in whole numbers. Shares nothing with the detector.

/** What there was, in whole units; profits are times 10^6 (fees have at most two decimals of a basis point). */
export interface OracleOpportunity {
  readonly buy: number
  readonly sell: number
  readonly start: number
  readonly end: number
  readonly isOpen: boolean
  readonly quantity: number
  readonly buyNotional: number
  readonly sellNotional: number
  readonly profit: bigint
  readonly captured: {
    readonly buyQuantity: number
    readonly sellQuantity: number
    /** undefined: there was nothing to unwind in. */
    readonly profit: bigint | undefined
  }
}

type Side = Map<number, number>
interface Book {
  readonly bid: Side
  readonly ask: Side
  last: number
  wasSnapshot: boolean
}

const feeScale = 1_000_000n

function feeOf(venue: TapeVenue): bigint {
  return BigInt(Math.round(venue.feeBps * 100))
}

/** Opportunities in the order of their starts, buyer and seller. */
export function oracleScan(tape: RandomTape): OracleOpportunity[] {
  const { rows, venues, staleAfter } = tape
  const last = rows.at(-1)!.time
  const instants = new Set(rows.map(({ time }) => time))
  if (staleAfter > 0) for (const { time } of rows) instants.add(time + staleAfter)
  const found: OracleOpportunity[] = []
  const open = new Map<string, OracleOpportunity>()
  for (const instant of [...instants].toSorted((a, b) => a - b)) {
    if (instant > last) break
    const books = booksAt(tape, instant)
    for (const buy of venues.keys()) {
      for (const sell of venues.keys()) {
        if (buy === sell) continue
        const key = `${buy} ${sell}`
        const known = open.get(key)
        const best = bestAt(tape, books, [buy, sell], instant)
        if (known === undefined && best !== undefined) {
          const begun = { ...best, start: instant, end: last, isOpen: true }
          open.set(key, { ...begun, captured: capturedOf(tape, begun) })
        } else if (known !== undefined && best === undefined) {
          found.push({ ...known, end: instant, isOpen: false })
          open.delete(key)
        }
      }
    }
  }
  found.push(...open.values())
  return found.toSorted((a, b) => a.start - b.start || a.buy - b.buy || a.sell - b.sell)
}

function booksAt({ rows, venues }: RandomTape, instant: number): Book[] {
  const books = venues.map((): Book => ({
    bid: new Map(),
    ask: new Map(),
    last: NaN,
    wasSnapshot: false,
  }))
  for (const row of rows) if (row.time <= instant) apply(books[row.venue]!, row)
  return books
}

function apply(book: Book, row: TapeRow): void {
  book.last = row.time
  if (row.kind === 'quote') {
    book.bid.clear()
    book.ask.clear()
    if (row.quantity > 0) book.bid.set(row.price, row.quantity)
    if (row.askQuantity > 0) book.ask.set(row.askPrice, row.askQuantity)
    return
  }
  if (row.kind === 'snapshot' && !book.wasSnapshot) {
    book.bid.clear()
    book.ask.clear()
  }
  book.wasSnapshot = row.kind === 'snapshot'
  if (row.quantity > 0) book[row.side].set(row.price, row.quantity)
  else book[row.side].delete(row.price)
}

/** Prices of single units, best first. */
function units(side: Side, isBid: boolean): number[] {
  return [...side]
    .toSorted(([a], [b]) => (isBid ? b - a : a - b))
    .flatMap(([price, quantity]) => Array.from({ length: quantity }, () => price))
}

function isUsed(book: Book, staleAfter: number, instant: number): boolean {
  if (Number.isNaN(book.last)) return false
  if (staleAfter > 0 && book.last + staleAfter <= instant) return false
  return !(Math.max(...book.bid.keys()) > Math.min(...book.ask.keys()))
}

function bestAt(
  { venues, staleAfter, minEdgeBps }: RandomTape,
  books: readonly Book[],
  [buy, sell]: readonly [number, number],
  instant: number,
): Omit<OracleOpportunity, 'start' | 'end' | 'isOpen' | 'captured'> | undefined {
  if (!isUsed(books[buy]!, staleAfter, instant) || !isUsed(books[sell]!, staleAfter, instant)) {
    return undefined
  }
  const asks = units(books[buy]!.ask, false)
  const bids = units(books[sell]!.bid, true)
  const [buyer, seller] = [venues[buy]!, venues[sell]!]
  const marginal = (at: number): bigint =>
    BigInt(bids[at]!) * (feeScale - feeOf(seller)) - BigInt(asks[at]!) * (feeScale + feeOf(buyer))
  const most = Math.min(asks.length, bids.length)
  // (edge / ask) x 10^4 > least, with edges times 10^6.
  if (most === 0 || marginal(0) * 10_000n <= BigInt(minEdgeBps) * BigInt(asks[0]!) * feeScale) {
    return undefined
  }
  let good = 0
  while (good < most && marginal(good) >= 0n) good++
  let quantity = good
  while (quantity > 0 && (quantity % buyer.lot !== 0 || quantity % seller.lot !== 0)) quantity--
  if (quantity === 0 || quantity < Math.max(buyer.minQuantity, seller.minQuantity)) return undefined
  const notional = (prices: readonly number[]): number =>
    prices.slice(0, quantity).reduce((sum, price) => sum + price, 0)
  const [buyNotional, sellNotional] = [notional(asks), notional(bids)]
  if (buyNotional < buyer.minNotional || sellNotional < seller.minNotional) return undefined
  let profit = 0n
  for (let at = 0; at < quantity; at++) profit += marginal(at)
  return { buy, sell, quantity, buyNotional, sellNotional, profit }
}

function capturedOf(
  tape: RandomTape,
  begun: Omit<OracleOpportunity, 'captured'>,
): OracleOpportunity['captured'] {
  const { venues } = tape
  const [buyer, seller] = [venues[begun.buy]!, venues[begun.sell]!]
  const first = booksAt(tape, begun.start)
  const limits = [
    units(first[begun.buy]!.ask, false)[begun.quantity - 1]!,
    units(first[begun.sell]!.bid, true)[begun.quantity - 1]!,
  ]
  const buyAt = begun.start + buyer.latency
  const sellAt = begun.start + seller.latency
  const asks = units(booksAt(tape, buyAt)[begun.buy]!.ask, false).filter((p) => p <= limits[0]!)
  const bids = units(booksAt(tape, sellAt)[begun.sell]!.bid, true).filter((p) => p >= limits[1]!)
  const whole = (there: number, lot: number): number => {
    const most = Math.min(there, begun.quantity)
    return most - (most % lot)
  }
  const buyQuantity = whole(asks.length, buyer.lot)
  const sellQuantity = whole(bids.length, seller.lot)
  let profit =
    total(bids, sellQuantity) * (feeScale - feeOf(seller)) -
    total(asks, buyQuantity) * (feeScale + feeOf(buyer))
  const later = booksAt(tape, Math.max(buyAt, sellAt))
  const excess = buyQuantity - sellQuantity
  const out = excess > 0 ? units(later[begun.buy]!.bid, true) : units(later[begun.sell]!.ask, false)
  const undone = Math.abs(excess)
  if (out.length < undone) return { buyQuantity, sellQuantity, profit: undefined }
  profit +=
    excess > 0
      ? total(out, undone) * (feeScale - feeOf(buyer))
      : -total(out, undone) * (feeScale + feeOf(seller))
  return { buyQuantity, sellQuantity, profit }
}

function total(prices: readonly number[], quantity: number): bigint {
  return BigInt(prices.slice(0, quantity).reduce((sum, price) => sum + price, 0))
}

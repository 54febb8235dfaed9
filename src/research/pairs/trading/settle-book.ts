import { firstRowAtOrAfter } from '../../../core/bars.ts'
import { atomsOf } from '../../../core/currency.ts'
import type { FundingSeries } from '../../../core/funding.ts'
import { microsecondsPerDay, type Instant } from '../../../core/time.ts'
import { moved } from '../../../portfolio/fill.ts'
import { readCash, type Book, type Holding } from './book.ts'
import { entryPriceOf, heldQuantity } from './held-leg.ts'
import type { LegMarket } from './leg-market.ts'

/**
 * Settles what everything held owes or is owed up to and including an instant: funding at its true settlements, and
 * the cost of borrowed coins by the elapsed time.
 *
 *   funding = -quantity x mark x rate,   borrow = |quantity| x entry price x rate per day x days
 *
 * The net position is what pays. Each leg bears its own part: funding by its signed quantity, so that opposite legs
 * of one instrument cancel; borrow in proportion among the short legs, for only what is short on balance is borrowed.
 */
export function settleBook(book: Book, to: Instant): void {
  for (const holding of book.holdings.values()) {
    if (holding.legs.size === 0 || to <= holding.settledTo) continue
    settleFunding(book, holding, to)
    settleBorrow(book, holding, to)
    holding.settledTo = to
  }
}

function settleFunding(book: Book, holding: Holding, to: Instant): void {
  const { funding, bars } = holding.market
  if (funding === undefined) return
  const { name, quote } = bars.instrument
  const first = firstRowAtOrAfter(funding.times, (holding.settledTo + 1) as Instant)
  for (let row = first; row < funding.times.length && funding.times[row]! <= to; row++) {
    const perUnit = -settlementMark(holding.market, funding, row) * funding.fundingRates[row]!
    let received = 0
    for (const leg of holding.legs) {
      const part = heldQuantity(leg) * perUnit
      leg.funding += part
      received += part
    }
    const postings = moved(name, quote, {
      into: 'cash',
      from: 'funding',
      atoms: atomsOf(received),
    })
    book.ledger.apply({ time: funding.times[row]! as Instant, kind: 'funding', postings })
    readCash(book, holding)
  }
}

function settleBorrow(book: Book, holding: Holding, to: Instant): void {
  const { bars, borrowBpsPerDay } = holding.market
  const isBorrowed = bars.instrument.class === 'spot' && holding.lots < 0
  if (!isBorrowed || borrowBpsPerDay === 0) return
  const { name, quote } = bars.instrument
  const days = (to - holding.settledTo) / microsecondsPerDay
  const short = [...holding.legs].filter(({ lots }) => lots < 0)
  const shortLots = short.reduce((sum, { lots }) => sum - lots, 0)
  const share = Math.abs(holding.lots) / shortLots
  let paid = 0
  for (const leg of short) {
    const notional = Math.abs(heldQuantity(leg)) * entryPriceOf(leg)
    const part = share * notional * (borrowBpsPerDay / 1e4) * days
    leg.borrow += part
    paid += part
  }
  const postings = moved(name, quote, { into: 'borrow', from: 'cash', atoms: atomsOf(paid) })
  book.ledger.apply({ time: to, kind: 'borrow', postings })
  readCash(book, holding)
}

/** The mark of a settlement: the venue's own, else the open of the bar that opens then, else the last close before. */
export function settlementMark(
  { bars }: LegMarket,
  funding: FundingSeries,
  settlement: number,
): number {
  const mark = funding.marks[settlement]!
  if (!Number.isNaN(mark)) return mark
  const time = funding.times[settlement]! as Instant
  const row = firstRowAtOrAfter(bars.times, time)
  return bars.times[row] === time ? bars.open[row]! : bars.close[row - 1]!
}

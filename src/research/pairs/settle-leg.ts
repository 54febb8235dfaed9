import { firstRowAtOrAfter } from '../../core/bars.ts'
import { atomsOf } from '../../core/currency.ts'
import type { FundingSeries } from '../../core/funding.ts'
import { microsecondsPerDay, type Instant } from '../../core/time.ts'
import { fillPrice, moved } from '../../portfolio/fill.ts'
import type { Ledger } from '../../portfolio/ledger.ts'
import type { HeldLeg } from './held-leg.ts'
import type { LegMarket } from './leg-fill.ts'

/**
 * Settles what a held leg owes or is owed up to and including an instant: funding at its true settlements, and the
 * cost of a borrowed coin by the elapsed time.
 *
 *   funding = -quantity x mark x rate,   borrow = |quantity| x entry price x rate per day x days
 */
export function settleLeg(ledger: Ledger, leg: HeldLeg, to: Instant): void {
  if (to <= leg.settledTo) return
  settleFunding(ledger, leg, to)
  settleBorrow(ledger, leg, to)
  leg.settledTo = to
}

function settleFunding(ledger: Ledger, leg: HeldLeg, to: Instant): void {
  const { funding, bars } = leg.market
  if (funding === undefined) return
  const { name, quote } = bars.instrument
  const first = firstRowAtOrAfter(funding.times, (leg.settledTo + 1) as Instant)
  for (let row = first; row < funding.times.length && funding.times[row]! <= to; row++) {
    const mark = markAt(leg.market, funding, row)
    const atoms = atomsOf(-leg.quantity * mark * funding.fundingRates[row]!)
    const postings = moved(name, quote, { into: 'cash', from: 'funding', atoms })
    ledger.apply({ time: funding.times[row]! as Instant, kind: 'funding', postings })
  }
}

function settleBorrow(ledger: Ledger, leg: HeldLeg, to: Instant): void {
  const { bars, borrowBpsPerDay } = leg.market
  const isBorrowed = bars.instrument.class === 'spot' && leg.quantity < 0
  if (!isBorrowed || borrowBpsPerDay === 0) return
  const { name, quote } = bars.instrument
  const days = (to - leg.settledTo) / microsecondsPerDay
  const paid = Math.abs(leg.quantity) * fillPrice(leg.entry) * (borrowBpsPerDay / 1e4) * days
  const postings = moved(name, quote, { into: 'borrow', from: 'cash', atoms: atomsOf(paid) })
  ledger.apply({ time: to, kind: 'borrow', postings })
}

/** The mark of a settlement: the venue's own, else the open of the bar that opens then, else the last close before. */
function markAt({ bars }: LegMarket, funding: FundingSeries, settlement: number): number {
  const mark = funding.marks[settlement]!
  if (!Number.isNaN(mark)) return mark
  const time = funding.times[settlement]! as Instant
  const row = firstRowAtOrAfter(bars.times, time)
  return bars.times[row] === time ? bars.open[row]! : bars.close[row - 1]!
}

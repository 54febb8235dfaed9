import type { Currency } from '../../core/currency.ts'

/** How one currency leaves a venue. */
export interface WithdrawalTerms {
  /** Units of the currency a withdrawal costs, whatever its size. */
  readonly networkFee: number
  /** Microseconds until it has arrived elsewhere. */
  readonly takes: number
  readonly least: number
  /** Units a day. */
  readonly mostPerDay: number
}

/** What one venue holds of a currency, and should. */
interface VenueHolding {
  readonly venue: string
  readonly held: number
  readonly target: number
  /** undefined: it does not leave. */
  readonly withdrawal: WithdrawalTerms | undefined
  /** Withdrawn in the last day. */
  readonly withdrawnToday: number
  /** That what is on its way from here is frozen for good, per transfer. */
  readonly freezeProbability: number
}

export interface TransferQuestion {
  readonly currency: Currency
  readonly holdings: readonly VenueHolding[]
  /** Worth of one unit, in the currency profits are counted in. */
  readonly price: number
  /** What a unit of worth earns where it lacks until it would be moved again; from what was missed. */
  readonly gainBps: number
  /** What worth on its way costs, basis points a day. */
  readonly capitalBpsPerDay: number
}

export interface Transfer {
  readonly currency: Currency
  readonly from: string
  readonly to: string
  /** What leaves; the network fee is taken from it. */
  readonly quantity: number
  readonly networkFee: number
  readonly takes: number
  /** In the currency profits are counted in: fee, capital on the way, the risk of a freeze. */
  readonly expectedCost: number
}

/**
 * Which inventory to move back to where it is used up.
 *
 * The greatest surplus goes to the greatest need, again and again, each within what its venue lets out in a day; since
 * a withdrawal costs the same whatever its size, few large ones are better than many. One that is expected to cost more
 * than what it brings is left out:
 *
 *   gain = bps quantity price  >  fee price + capital days quantity price + P(freeze) quantity price
 *
 * @example
 * const terms = { networkFee: 0.1, takes: 0, least: 0, mostPerDay: 100 }
 * const at = (venue, held) => ({
 *   venue, held, target: 5, withdrawal: terms, withdrawnToday: 0, freezeProbability: 0,
 * })
 * const holdings = [at('a', 9), at('b', 1)]
 * const question = { currency: 'BTC', holdings, price: 100, gainBps: 500, capitalBpsPerDay: 0 }
 * planTransfers(question).map(({ from, to, quantity }) => [from, to, quantity]) // => [['a', 'b', 4]]
 */
export function planTransfers(question: TransferQuestion): Transfer[] {
  const { holdings, price, gainBps, capitalBpsPerDay, currency } = question
  const surplus = holdings.map(({ held, target }) => Math.max(0, held - target))
  const need = holdings.map(({ held, target }) => Math.max(0, target - held))
  const room = holdings.map(({ withdrawal, withdrawnToday }) =>
    Math.max(0, (withdrawal?.mostPerDay ?? 0) - withdrawnToday),
  )
  const transfers: Transfer[] = []
  // Each round settles a venue or finds that nothing is worth it.
  for (let round = 0; round < 2 * holdings.length; round++) {
    const available = surplus.map((each, at) => Math.min(each, room[at]!))
    const from = available.indexOf(Math.max(...available))
    const to = need.indexOf(Math.max(...need))
    const quantity = Math.min(available[from] ?? 0, need[to] ?? 0)
    const source = holdings[from]
    const terms = source?.withdrawal
    if (source === undefined || terms === undefined || from === to) break
    if (!(quantity > terms.networkFee) || quantity < terms.least) break
    const days = terms.takes / microsecondsPerDay
    const atRisk = (capitalBpsPerDay / 1e4) * days + source.freezeProbability
    const expectedCost = price * (terms.networkFee + atRisk * quantity)
    if (!((gainBps / 1e4) * quantity * price > expectedCost)) break
    transfers.push({
      currency,
      from: source.venue,
      to: holdings[to]!.venue,
      quantity,
      networkFee: terms.networkFee,
      takes: terms.takes,
      expectedCost,
    })
    surplus[from]! -= quantity
    room[from]! -= quantity
    need[to]! -= quantity
  }
  return transfers
}

const microsecondsPerDay = 86_400_000_000

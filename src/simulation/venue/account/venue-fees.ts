import { shareOfBps } from '../../../core/basis-points.ts'
import { atomsOf, unitsOf, type Atoms, type Currency } from '../../../core/currency.ts'
import { discounted, planTermsAt, type FeePlan } from '../../../core/fee-plan.ts'
import { settlementCurrency } from '../../../core/instrument.ts'
import { microsecondsPerDay, type Instant } from '../../../core/time.ts'
import { notionalAtoms, quantityAtoms, type Fill } from '../../../portfolio/fill.ts'

/** A fee in its currency: paid when positive, a rebate when negative. */
export interface Fee {
  readonly atoms: Atoms
  readonly currency: Currency
}

const volumeDays = 30

/** Trades older than that are kept until they are so many, and half of all. */
const keptMost = 1_024
/** What is traded within so long ages as one, by its first: of thirty days no more than 43,200 are kept. */
const togetherUs = 60_000_000

/** What an account has traded in the thirty days before, which its tier goes by: the run's own fills, and what it came with. */
export class TradedVolume {
  readonly #trades: { readonly at: number; units: number }[] = []
  #first = 0
  #units: number

  /** @param before what it had traded when the run began, which does not age */
  constructor(before: number) {
    this.#units = before
  }

  add(at: Instant, units: number): void {
    const last = this.#trades.at(-1)
    if (last !== undefined && at - last.at < togetherUs) last.units += units
    else this.#trades.push({ at, units })
    this.#units += units
  }

  /** Units of the currencies traded in, one counted as the other. */
  at(instant: Instant): number {
    const since = instant - volumeDays * microsecondsPerDay
    while (this.#first < this.#trades.length && this.#trades[this.#first]!.at <= since) {
      this.#units -= this.#trades[this.#first]!.units
      this.#first++
    }
    if (this.#first > keptMost && this.#first * 2 > this.#trades.length) {
      this.#trades.splice(0, this.#first)
      this.#first = 0
    }
    return this.#units
  }
}

/**
 * The fee of a fill, cut towards zero as venues cut it.
 *
 *   fee = |notional| * bps / 10^4,  in a token: fee * (1 - discount) / unitPrice
 *
 * @param wallet what there is of a currency: a token pays for what it can pay whole
 */
export function feeOf(
  plan: FeePlan,
  fill: Pick<Fill, 'instrument' | 'lots' | 'priceTicks' | 'priceStep' | 'time'>,
  terms: {
    readonly liquidity: 'maker' | 'taker'
    readonly volume: number
    readonly extraBps?: number
    readonly wallet: (currency: Currency) => Atoms
  },
): Fee {
  const { instrument, lots } = fill
  const fees = planTermsAt(plan, terms.volume, fill.time)
  const ownBps = terms.liquidity === 'maker' ? fees.makerFeeBps : fees.takerFeeBps
  const notional = absolute(notionalAtoms(fill))
  const extra = cut(notional, terms.extraBps ?? 0)
  const inSettlement = cut(notional, ownBps) + extra
  const { token } = plan
  if (token !== undefined && inSettlement > 0n) {
    const units = discounted(unitsOf(inSettlement), token) / token.unitPrice
    const atoms = atomsOf(units)
    if (atoms <= terms.wallet(token.currency)) return { atoms, currency: token.currency }
  }
  if (plan.paidIn === 'received' && instrument.class === 'spot' && lots > 0) {
    return { atoms: cut(quantityAtoms(instrument, lots), ownBps), currency: instrument.base }
  }
  return { atoms: inSettlement, currency: settlementCurrency(instrument) }
}

function cut(atoms: Atoms, bps: number): Atoms {
  const { numerator, denominator } = shareOfBps(bps)
  return (atoms * numerator) / denominator
}

function absolute(atoms: Atoms): Atoms {
  return atoms < 0n ? -atoms : atoms
}

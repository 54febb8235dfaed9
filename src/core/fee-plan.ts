import { invariant } from '../math/invariant.ts'
import type { Currency } from './currency.ts'
import { feeTermsAt, type FeeSchedule, type FeeTerms } from './fee-schedule.ts'
import type { Instant } from './time.ts'

/** What an account pays from a trailing volume on. */
interface FeeTier {
  /** Notional traded in the thirty days before, units of the currency fees are counted in. */
  readonly volumeFrom: number
  /** Before its first terms there is no such tier: the one below it is paid. */
  readonly fees: FeeSchedule
}

/** How an account pays its fees at a venue. */
export interface FeePlan {
  /** Ascending in volume, the first from 0 and there from the beginning. */
  readonly tiers: readonly FeeTier[]
  /**
   * `settlement`: in the currency the instrument settles in. `received`: of spot, in what the fill brings: a buy pays
   * in base, a sell in quote.
   */
  readonly paidIn: 'settlement' | 'received'
  /** A third currency that fees are taken from while its balance lasts. */
  readonly token?: FeeToken
}

/** A currency a venue takes its fees in at a discount. */
interface FeeToken {
  readonly currency: Currency
  /** Part of the fee that is waived, in [0, 1). */
  readonly discount: number
  /** Settlement units a unit of the token is worth, as the run supposes throughout. */
  readonly unitPrice: number
}

/**
 * A fee after what is waived where it is taken in a token. Of a rebate nothing is: venues pay it whole, and not in the token.
 *
 * @example
 * discounted(10, { discount: 0.25 }) // => 7.5
 * discounted(-2, { discount: 0.25 }) // => -2
 */
export function discounted(fee: number, { discount }: Pick<FeeToken, 'discount'>): number {
  return fee > 0 ? fee * (1 - discount) : fee
}

/** One tier for ever, in the currency of settlement. */
export function plainFees(fees: FeeSchedule): FeePlan {
  return { tiers: [{ volumeFrom: 0, fees }], paidIn: 'settlement' }
}

/** The terms of an account that traded so much in the thirty days before an instant. */
export function planTermsAt(plan: FeePlan, volume: number, instant: Instant): FeeTerms {
  const tier = plan.tiers.findLast(
    ({ volumeFrom, fees }) => volumeFrom <= volume && fees[0]!.from <= instant,
  )
  // Asked first, for the message costs more than the question.
  if (tier === undefined) invariant(false, `no fee tier for a volume of ${volume}`)
  return feeTermsAt(tier.fees, instant)
}

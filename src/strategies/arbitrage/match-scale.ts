import { commonMultiple, leastMultiple, product, quotient, sum, type Fraction } from './fraction.ts'
import { netUnit } from './priced-book.ts'
import type { ExactUnits } from './terms.ts'

/** What a quantity is held to beside the books and the terms of both venues. */
export interface MatchLimits {
  /** Base units it is a whole multiple of, beside both lots. */
  readonly step?: Fraction | undefined
  /** Base units it may not exceed, as where there is no more inventory. */
  readonly quantityMost?: Fraction | undefined
  /** Market quote: most notional of what is bought, before fees. */
  readonly notionalMost?: Fraction | undefined
  /** Market quote there is: the quantity at the worst price touched and the fee, which a venue sets aside for an order. */
  readonly spendMost?: Fraction | undefined
  /** Part of the bought notional that it costs beside fees: weighs on the quantity, and is not in the profit told. */
  readonly costShare?: Fraction | undefined
}

/** By what exact numbers of two books are brought to whole ones. */
export interface MatchScale {
  /** Whole quantities are base units times this. */
  readonly quantity: bigint
  /** Net ask and net bid in one tick of each, over `price`. */
  readonly ask: bigint
  readonly bid: bigint
  readonly price: bigint
  /** The same two with what is paid beside fees: by them it is decided. */
  readonly decidedAsk: bigint
  readonly decidedBid: bigint
  /** In whole quantities: what orders must be a multiple of. */
  readonly lot: bigint
  /** In whole quantities, and in sums of ticks times them: what orders must come to. */
  readonly least: {
    readonly quantity: bigint
    readonly buyTicks: bigint
    readonly sellTicks: bigint
  }
  /** In the same, what they may not exceed, where anything is said; `spentTicks`: quantity times the worst ask. */
  readonly most:
    | {
        readonly quantity: bigint | undefined
        readonly buyTicks: bigint | undefined
        readonly spentTicks: bigint | undefined
      }
    | undefined
}

/** Below any lot: inverse contracts are whole numbers of quote, and their base quantities are cut to this. */
const inverseScale = 10n ** 12n

/** The scale of buying in one book and selling in another. */
export function matchScale(buy: ExactUnits, sell: ExactUnits, limits: MatchLimits): MatchScale {
  const [askUnit, bidUnit] = [netUnit(buy, 1n), netUnit(sell, -1n)]
  const { quantity, lot } = latticeOf(buy, sell, limits.step)
  const { costShare, quantityMost, notionalMost, spendMost } = limits
  const decided = costShare === undefined ? askUnit : sum(askUnit, product(buy.price, costShare))
  return {
    quantity,
    ask: askUnit.numerator * bidUnit.denominator,
    bid: bidUnit.numerator * askUnit.denominator,
    price: askUnit.denominator * bidUnit.denominator,
    decidedAsk: decided.numerator * bidUnit.denominator,
    decidedBid: bidUnit.numerator * decided.denominator,
    lot,
    least: {
      quantity: greater(wholeUp(buy.minQuantity, quantity), wholeUp(sell.minQuantity, quantity)),
      buyTicks: wholeUp(buy.minNotional && quotient(buy.minNotional, buy.price), quantity),
      sellTicks: wholeUp(sell.minNotional && quotient(sell.minNotional, sell.price), quantity),
    },
    most: (quantityMost ?? notionalMost ?? spendMost) && {
      quantity: quantityMost && wholeDown(quantityMost, quantity),
      buyTicks: notionalMost && wholeDown(quotient(notionalMost, buy.price), quantity),
      spentTicks: spendMost && wholeDown(quotient(spendMost, askUnit), quantity),
    },
  }
}

function latticeOf(
  buy: ExactUnits,
  sell: ExactUnits,
  step: Fraction | undefined,
): { readonly quantity: bigint; readonly lot: bigint } {
  const steps = [buy.orderLot, sell.orderLot, step].filter((each) => each !== undefined)
  const common = steps.length === 0 ? undefined : commonMultiple(steps)
  let quantity = leastMultiple(buy.lot.denominator, sell.lot.denominator)
  if (common !== undefined) quantity = leastMultiple(quantity, common.denominator)
  const isInverse = buy.inversePrice !== undefined || sell.inversePrice !== undefined
  if (isInverse) quantity = leastMultiple(quantity, inverseScale)
  const lot = common === undefined ? 1n : common.numerator * (quantity / common.denominator)
  return { quantity, lot }
}

function wholeDown({ numerator, denominator }: Fraction, scale: bigint): bigint {
  return (numerator * scale) / denominator
}

function wholeUp(fraction: Fraction | undefined, scale: bigint): bigint {
  if (fraction === undefined) return 0n
  const { numerator, denominator } = fraction
  return (numerator * scale + denominator - 1n) / denominator
}

function greater(a: bigint, b: bigint): bigint {
  return a > b ? a : b
}

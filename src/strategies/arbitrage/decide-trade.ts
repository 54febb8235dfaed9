import type { LegsWish } from '../../core/strategy/intent.ts'
import type { NearestMiss } from '../../core/strategy/strategy.ts'
import type { Lots, PriceTicks } from '../../core/price.ts'
import type { Duration } from '../../core/time.ts'
import { commonMultiple, fractionOf, numberOf, type Fraction } from './fraction.ts'
import { matchBooks, type BookMatch } from './match-books.ts'
import type { PricedBook } from './priced-book.ts'
import { touchBps } from './touch-edge.ts'

/** What a trade may cost beside fees, and how big it may be. */
export interface TradeRules {
  /** Most notional of the bought leg, in market quote. */
  readonly notionalMost: number
  /** What inventory costs, basis points of a trade's notional: capital, and what moving it back will take. */
  readonly inventoryBps: number
  /** Least expected profit of a trade, in market quote. */
  readonly profitLeast: number
  /**
   * What all trades on their way may be naked by together, market quote: what one leg may get alone, and what was left of
   * one that could not be undone. Absent: as many as there are.
   */
  readonly nakedMost?: number
  /** After so long an opportunity that is still open is looked at again, where nothing came of it; 0: never. */
  readonly lookAgainAfter: Duration
}

/** What a decision looks at. */
export interface TradeQuestion {
  /** Books less what we took from them. */
  readonly buy: PricedBook
  readonly sell: PricedBook
  /** Indexes of both instruments, for the intent. */
  readonly members: readonly [buy: number, sell: number]
  readonly label: number
  /** Base units there are to sell at the selling venue; market quote there is to spend at the buying one. */
  readonly baseThere: number
  readonly quoteThere: number
  /** Of both legs filling whole. */
  readonly captureProbability: number
  /** What an attempt that fails costs, basis points of its notional. */
  readonly failureBps: number
}

export type TradeDecision =
  | {
      readonly kind: 'trade'
      readonly match: BookMatch
      readonly intent: LegsWish
      readonly expectedProfit: number
    }
  | { readonly kind: 'skip'; readonly reason: SkipReason; readonly miss?: NearestMiss }

/** A price that is gone is seldom back: once more, then what one leg got alone is undone. */
const mendsMost = 1

/** Why an opportunity is left alone. */
export type SkipReason = 'no-depth' | 'no-base' | 'no-quote' | 'not-worth-it'

/**
 * Trade an opportunity, and how much of it: all that is expected to pay, as far as depth, inventory and limits allow.
 *
 *   expected = p profit - (1 - p) failureBps notional - inventoryBps notional  >=  profitLeast,  and above zero
 *
 * What it costs beside fees is a share of the notional, and so part of what one more bit must earn: the size is that of
 * `matchBooks` with `((1 - p) failureBps + inventoryBps) / p` on the price of what is bought, never more than a scan's.
 *
 * Pure: state in, an intent out, two limits that are only worth having together; nothing is sent.
 */
export function decideTrade(question: TradeQuestion, rules: TradeRules): TradeDecision {
  const { buy, sell, baseThere, quoteThere, captureProbability: p, failureBps } = question
  const step = unitOf(buy, sell)
  if (matchBooks(buy, sell, { step }) === undefined) return { kind: 'skip', reason: 'no-depth' }
  const cost = ((1 - p) * failureBps + rules.inventoryBps) / 1e4
  const costShare = p > 0 ? fractionOf(cost / p) : undefined
  const wanted = costShare && matchBooks(buy, sell, { step, costShare })
  const miss: NearestMiss = {
    edgeBps: touchBps(buy, sell),
    neededBps: (cost / p) * 1e4,
    captureProbability: p,
    failureBps,
  }
  if (wanted === undefined) return { kind: 'skip', reason: 'not-worth-it', miss }
  const match = matchBooks(buy, sell, {
    step,
    costShare,
    // Sums of doubles: what is short of a whole unit by less than a billionth of it is one.
    quantityMost: limitOf(baseThere + 1e-9 * numberOf(step)),
    notionalMost: limitOf(rules.notionalMost),
    spendMost: limitOf(quoteThere * (1 + 1e-12)),
  })
  if (match === undefined) {
    if (baseThere < wanted.quantity) return { kind: 'skip', reason: 'no-base' }
    const spend = limitPrice(buy, wanted.buyLimitTicks) * wanted.quantity
    return { kind: 'skip', reason: quoteThere < spend ? 'no-quote' : 'no-depth' }
  }
  const expectedProfit = p * match.profit - cost * match.buyPrice * match.quantity
  if (expectedProfit <= 0 || expectedProfit < rules.profitLeast) {
    const { profitLeast } = rules
    return {
      kind: 'skip',
      reason: 'not-worth-it',
      miss: expectedProfit > 0 ? { ...miss, expectedProfit, profitLeast } : miss,
    }
  }
  return { kind: 'trade', match, intent: intentOf(question, match, step), expectedProfit }
}

/** Market quote that a venue sets aside for a unit of an order to buy with a limit. */
export function limitPrice({ units }: PricedBook, ticks: number): number {
  return ticks * numberOf(units.price) * (1 + numberOf(units.fee))
}

function limitOf(most: number): Fraction | undefined {
  return most === Infinity ? undefined : fractionOf(Math.max(0, most))
}

function intentOf(
  { buy, sell, members, label }: TradeQuestion,
  match: BookMatch,
  unit: Fraction,
): LegsWish {
  const lots = ({ units }: PricedBook): Lots =>
    Number(
      (unit.numerator * units.lot.denominator) / (unit.denominator * units.lot.numerator),
    ) as Lots
  const { numerator, denominator } = match.exactQuantity
  const units = Number((numerator * unit.denominator) / (denominator * unit.numerator))
  return {
    label,
    units,
    unitsAtOnce: units,
    mendsMost,
    legs: [
      {
        instrument: members[0],
        side: 'buy',
        lotsPerUnit: lots(buy),
        limitTicks: match.buyLimitTicks as PriceTicks,
      },
      {
        instrument: members[1],
        side: 'sell',
        lotsPerUnit: lots(sell),
        limitTicks: match.sellLimitTicks as PriceTicks,
      },
    ],
  }
}

/** The least quantity that is whole lots of both books and whole orders at both venues. */
function unitOf({ units: buy }: PricedBook, { units: sell }: PricedBook): Fraction {
  const steps = [buy.lot, sell.lot, buy.orderLot, sell.orderLot]
  return commonMultiple(steps.filter((step) => step !== undefined))
}

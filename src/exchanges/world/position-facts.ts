import { unitsOf, type Currency } from '../../core/currency.ts'
import { settlementCurrency } from '../../core/instrument.ts'
import {
  initialMargin,
  maintenanceMargin,
  marginTiersAt,
  type MarginTier,
} from '../../core/margin-schedule.ts'
import { valueAt } from '../../core/notional.ts'
import type { Instant } from '../../core/time.ts'
import { positionValue, unrealised } from '../../portfolio/position.ts'
import { leavesOf } from '../../simulation/venue/matching/venue-order.ts'
import type { Traded } from '../../simulation/venue/traded.ts'
import type { TradingAccount } from './trading-account.ts'

/** A position as venues show it. Money in units of the currency it settles in. */
export interface PositionFacts {
  readonly index: number
  /** Signed. */
  readonly lots: number
  /** Mean price of what is open, quote units; NaN when flat. */
  readonly entryPrice: number
  readonly mark: number
  /** Signed, at the mark. */
  readonly notional: number
  readonly unrealised: number
  readonly leverage: number
  readonly mode: 'cross' | 'isolated'
  readonly initialMargin: number
  readonly maintenance: number
  /** What open orders would need on top. */
  readonly orderMargin: number
  /** Mark at which it is closed by force if nothing else changes; NaN when flat, 0 when no price does. */
  readonly liquidationPrice: number
}

/** What backs the perpetuals of a currency. */
export interface MarginFacts {
  readonly wallet: number
  readonly unrealised: number
  readonly initialMargin: number
  readonly orderMargin: number
  readonly maintenance: number
  /** For another order; at least 0. */
  readonly available: number
}

/** The position in one perpetual. */
export function positionFacts(account: TradingAccount, index: number, at: Instant): PositionFacts {
  const traded = account.tradedOf(index)
  const { position, market, terms } = traded
  const { instrument } = terms
  const { leverage, mode } = account.marginOf(index)
  const tiers = tiersOf(traded, at)
  const mark = market.referencePrice()
  const isFlat = position.lots === 0
  const notional = isFlat ? 0 : positionValue(position, mark)
  const most = exposure(traded)
  const needed = (lots: number): number =>
    lots === 0 ? 0 : marginOfLots(Math.abs(valueAt(instrument, lots, mark)))
  const marginOfLots = (value: number): number => initialMargin(tiers, value, leverage)
  const own = needed(Math.abs(position.lots))
  return {
    index,
    lots: position.lots,
    entryPrice: isFlat
      ? NaN
      : Math.abs(position.costUnits / (position.lots * position.unitsPerLot)),
    mark,
    notional,
    unrealised: unrealised(position, mark),
    leverage,
    mode,
    initialMargin: own,
    maintenance: isFlat ? 0 : maintenanceMargin(tiers, Math.abs(notional)),
    orderMargin: Math.max(0, needed(most) - own),
    liquidationPrice: isFlat ? NaN : liquidationPrice(account, index, at),
  }
}

/** Every perpetual of an account that settles in a currency. */
function positionsIn(
  account: TradingAccount,
  currency: Currency,
  at: Instant,
): readonly PositionFacts[] {
  return [...account.listed]
    .filter(([, each]) => each.class !== 'spot' && settlementCurrency(each) === currency)
    .map(([index]) => positionFacts(account, index, at))
}

export function marginFacts(account: TradingAccount, currency: Currency, at: Instant): MarginFacts {
  const wallet = unitsOf(account.venue.account.wallet(currency))
  const positions = positionsIn(account, currency, at)
  const sum = (of: (facts: PositionFacts) => number): number =>
    positions.reduce((total, facts) => total + of(facts), 0)
  const unrealisedSum = sum((facts) => facts.unrealised)
  const initial = sum((facts) => facts.initialMargin)
  const orders = sum((facts) => facts.orderMargin)
  const spot = unitsOf(account.lockedOf(currency))
  return {
    wallet,
    unrealised: unrealisedSum,
    initialMargin: initial,
    orderMargin: orders,
    maintenance: sum((facts) => facts.maintenance),
    available: Math.max(0, wallet + unrealisedSum - initial - orders - spot),
  }
}

/**
 * Where the mark meets the maintenance of a linear position, all else as it is.
 *
 *   E + s q (P - e) = r_k q P - c_k,  P = (E - s q e + c_k) / (q (r_k - s))
 *
 * E backs it (the wallet with the profit of the others, less their maintenance; of an isolated one its own margin), r_k is
 * the rate of the tier the notional lies in and c_k what the lower tiers take less.
 */
function liquidationPrice(account: TradingAccount, index: number, at: Instant): number {
  const traded = account.tradedOf(index)
  const { position, terms } = traded
  const { mode, leverage } = account.marginOf(index)
  const currency = settlementCurrency(terms.instrument)
  const side = Math.sign(position.lots)
  const quantity = Math.abs(position.lots * position.unitsPerLot)
  const cost = Math.abs(position.costUnits)
  const backing =
    mode === 'isolated' ? cost / leverage : crossBacking(account, currency, { but: index, at })
  const tiers = tiersOf(traded, at)
  for (const [k, tier] of tiers.entries()) {
    const taken = takenLess(tiers, k)
    const price = (backing - side * cost + taken) / (quantity * (tier.maintenanceRate - side))
    const notional = quantity * price
    const end = tiers[k + 1]?.notionalFrom ?? Infinity
    if (notional >= tier.notionalFrom && notional < end) return price
  }
  return 0
}

function crossBacking(
  account: TradingAccount,
  currency: Currency,
  { but, at }: { readonly but: number; readonly at: Instant },
): number {
  let backing = unitsOf(account.venue.account.wallet(currency))
  for (const [index, instrument] of account.listed) {
    if (index === but || instrument.class === 'spot') continue
    if (settlementCurrency(instrument) !== currency) continue
    const traded = account.tradedOf(index)
    const { position, market } = traded
    if (position.lots === 0) continue
    const mark = market.referencePrice()
    const notional = Math.abs(positionValue(position, mark))
    backing += unrealised(position, mark) - maintenanceMargin(tiersOf(traded, at), notional)
  }
  return backing
}

/** What a tier's rate on the whole notional is too much by, for the lower tiers' rates are lower. */
export function takenLess(tiers: readonly MarginTier[], k: number): number {
  let taken = 0
  for (let j = 1; j <= k; j++) {
    taken += tiers[j]!.notionalFrom * (tiers[j]!.maintenanceRate - tiers[j - 1]!.maintenanceRate)
  }
  return taken
}

function tiersOf({ terms }: Traded, at: Instant): readonly MarginTier[] {
  return terms.margin === undefined ? [] : marginTiersAt(terms.margin.schedule, at)
}

/** The most lots it may come to, one way or the other, if all that is open fills. */
function exposure({ position, open }: Traded): number {
  let buys = 0
  let sells = 0
  for (const order of open.values()) {
    if (order.request.isReduceOnly) continue
    if (order.request.side === 'buy') buys += leavesOf(order)
    else sells += leavesOf(order)
  }
  return Math.max(Math.abs(position.lots + buys), Math.abs(position.lots - sells))
}

import { eventSide, type BookSide } from '../../core/events/event-codes.ts'
import type { InstrumentClass } from '../../core/instrument.ts'

/** Maintenance margin as a share of notional. */
const maintenance = 0.005

/**
 * At which price who holds so much leverage is liquidated, against the price of entry; natural logarithm.
 *
 * Margin is 1 / leverage of notional, and what is left of it must be the maintenance margin m of notional.
 *
 *   linear   long  (1 - 1 / L) / (1 - m)   short  (1 + 1 / L) / (1 + m)
 *   inverse  long  (1 + m) / (1 + 1 / L)   short  (1 - m) / (1 - 1 / L)
 *
 * Inverse: margin and gains are in coin, Q (1 / entry - 1 / price) of a long of Q dollars, so that a long loses more the
 * lower the coin stands, and is reached sooner.
 *
 * @param leverage above one
 */
export function liquidationDistance(
  kind: InstrumentClass,
  holders: BookSide,
  leverage: number,
): number {
  const sign = holders === eventSide.buy ? 1 : -1
  return kind === 'inverse'
    ? Math.log((1 + sign * maintenance) / (1 + sign / leverage))
    : Math.log((1 - sign / leverage) / (1 - sign * maintenance))
}

/** Where nothing is left of the margin of who is liquidated at a price. */
export function bankruptcyPrice(kind: InstrumentClass, holders: BookSide, price: number): number {
  const sign = holders === eventSide.buy ? 1 : -1
  return kind === 'inverse' ? price / (1 + sign * maintenance) : price * (1 - sign * maintenance)
}

/**
 * What closing at one price brings more than closing at another would, in the currency of settlement.
 *
 * @param units base units held, of an inverse contract quote units
 */
export function gainOver(
  kind: InstrumentClass,
  holders: BookSide,
  { units, price, than }: { readonly units: number; readonly price: number; readonly than: number },
): number {
  const sign = holders === eventSide.buy ? 1 : -1
  return sign * units * (kind === 'inverse' ? 1 / than - 1 / price : price - than)
}

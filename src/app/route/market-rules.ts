import { lotInBase } from '../../core/contract-step.ts'
import type { Instrument } from '../../core/instrument.ts'
import { exactDecimalOfNumber, exactZero } from '../../execution/router/exact-decimal.ts'
import type { MarketBook } from '../../execution/router/market-book.ts'

/** What is told of an instrument. */
interface ToldRules {
  readonly takerFeeBps: number
  readonly makerFeeBps?: number | undefined
  /** Quote units; absent: none is known. */
  readonly minNotional?: number | undefined
  /** Base units; absent: none is known. */
  readonly minQuantity?: number | undefined
}

/** An instrument as the router knows it, without its book: lots of contracts in base units (inverse: in quote). */
export function marketRules(
  instrument: Instrument,
  { takerFeeBps, makerFeeBps = takerFeeBps, minNotional, minQuantity }: ToldRules,
): Omit<MarketBook, 'bids' | 'asks'> {
  const { venue, name, base, quote, class: kind } = instrument
  return {
    venue,
    instrument: name,
    base,
    quote,
    class: kind,
    lotSize: lotInBase(instrument),
    minNotional: minNotional === undefined ? exactZero : exactDecimalOfNumber(minNotional),
    // Of contracts it is a product of doubles, whose last digits are a rounding.
    ...(minQuantity === undefined
      ? {}
      : { minQuantity: exactDecimalOfNumber(Number(minQuantity.toPrecision(15))) }),
    takerFeeBps,
    makerFeeBps,
  }
}

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
}

/** An instrument as the router knows it, without its book: lots of contracts in base units (inverse: in quote). */
export function marketRules(
  instrument: Instrument,
  { takerFeeBps, makerFeeBps = takerFeeBps, minNotional }: ToldRules,
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
    takerFeeBps,
    makerFeeBps,
  }
}

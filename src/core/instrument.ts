import type { Currency } from './currency.ts'
import type { Step } from './price.ts'

/** How an instrument settles: spot, or a perpetual margined in quote (linear) or in base (inverse). */
export type InstrumentClass = 'spot' | 'linear' | 'inverse'

/** Something that can be traded at one venue, under our name for it. */
export interface Instrument {
  /** `BASE-QUOTE`. */
  readonly name: string
  readonly venue: string
  readonly base: Currency
  readonly quote: Currency
  readonly class: InstrumentClass
  readonly tickSize: Step
  readonly lotSize: Step
  /**
   * Of derivatives: what one unit of quantity is, in base units (linear) or in quote units (inverse: 100 USD a contract).
   * Absent: 1.
   */
  readonly contractSize?: Step
}

/** The currency profit and margin are in: quote, or base of an inverse perpetual. */
export function settlementCurrency({ class: kind, base, quote }: Instrument): Currency {
  return kind === 'inverse' ? base : quote
}

/**
 * Base and quote of a name like `BTC-USDT`.
 *
 * @returns undefined when the text is not two currencies joined by one hyphen
 */
export function parseInstrumentName(
  name: string,
): { readonly base: Currency; readonly quote: Currency } | undefined {
  const match = /^([A-Z0-9]+)-([A-Z0-9]+)$/.exec(name)
  return match === null ? undefined : { base: match[1]!, quote: match[2]! }
}

/**
 * The class that a bar file's venue folder tells: `-perp` holds perpetuals, the rest is spot.
 * A perpetual quoted in plain USD on those venues is coin-margined, hence inverse.
 */
export function classOfVenueFolder(venueFolder: string, quote: Currency): InstrumentClass {
  if (!venueFolder.endsWith('-perp')) return 'spot'
  return quote === 'USD' ? 'inverse' : 'linear'
}

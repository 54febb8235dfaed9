import { UsageError } from '../../core/errors.ts'
import type { InstrumentClass } from '../../core/instrument.ts'
import type { LeastOrder } from '../../core/least-order.ts'
import type { Listing } from '../../stores/recording/listing.ts'
import { listedTerms } from '../../strategies/arbitrage/listed-terms.ts'
import type { Listed, TakerTerms } from '../../strategies/arbitrage/terms.ts'
import { feesOf, type FeesFile } from './fees-file.ts'

/** What is said of instruments beside what the tape says itself. */
export interface InstrumentFacts {
  readonly fees: FeesFile
  /** Where no fees file says it. */
  readonly takerFeeBps: number | undefined
  readonly classes: ReadonlyMap<string, InstrumentClass>
  readonly bases: ReadonlyMap<string, { readonly base: string; readonly multiple: number }>
}

/**
 * An instrument of a tape with what it costs to take there: a fees file first, then the fee given for all, then what a
 * recording knows.
 *
 * @throws UsageError naming an instrument of which nobody says a fee: as free it would be where all profit is
 */
export function listInstrument(
  { instrument, symbol, stepsInferred, rules }: Listing,
  facts: InstrumentFacts,
): Listed {
  const { venue, name } = instrument
  const told = feesOf(facts.fees, venue, [symbol, name])
  const takerFeeBps = told.takerFeeBps ?? facts.takerFeeBps ?? rules.takerFeeBps
  if (takerFeeBps === null) {
    throw new UsageError(
      `the taker fee of ${venue}:${symbol} is not told; give --taker-fee-bps, or --fees FILE`,
    )
  }
  const own = { ...instrument, class: facts.classes.get(venue) ?? instrument.class }
  const known = listedTerms(own, knownOf(rules))
  // A lot that was only seen in the quantities of a book is no rule of the venue's.
  const lot = stepsInferred ? undefined : known.lotSize
  const terms: TakerTerms = {
    takerFeeBps,
    ...given('lotSize', told.lotSize ?? lot),
    ...given('minQuantity', told.minQuantity ?? known.minQuantity),
    ...given('minNotional', told.minNotional ?? known.minNotional),
    ...given('contractSize', told.contractSize),
  }
  const mapped = facts.bases.get(instrument.base)
  return {
    instrument: own,
    symbol,
    terms,
    ...(mapped === undefined ? {} : { comparedBase: mapped.base, baseMultiple: mapped.multiple }),
  }
}

function knownOf({ minQuantity, minNotional }: Listing['rules']): LeastOrder {
  return { ...given('minQuantity', minQuantity), ...given('minNotional', minNotional) }
}

function given<Name extends string>(
  name: Name,
  value: number | null | undefined,
): { readonly [key in Name]?: number } {
  return value === undefined || value === null
    ? {}
    : ({ [name]: value } as { readonly [key in Name]?: number })
}

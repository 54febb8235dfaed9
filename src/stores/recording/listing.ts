import { decimalOfSteps, stepOfDecimal } from '../../core/decimal-steps.ts'
import type { Instrument } from '../../core/instrument.ts'
import type { Step } from '../../core/price.ts'
import type { RecordedInstrument } from './recording-format.ts'

/** An instrument as a recording's writer is told of it: under its venue's symbol, with what is known of its rules. */
export interface Listing {
  readonly instrument: Instrument
  readonly symbol: string
  readonly stepsInferred: boolean
  readonly rules: InstrumentRules
}

/** What a venue demands and charges; null where it is not known. */
export type InstrumentRules = Pick<
  RecordedInstrument,
  'minQuantity' | 'minNotional' | 'makerFeeBps' | 'takerFeeBps'
>

export const unknownRules: InstrumentRules = {
  minQuantity: null,
  minNotional: null,
  makerFeeBps: null,
  takerFeeBps: null,
}

/** A listing as it stands in `recording.json`. */
export function recordedInstrument(listing: Listing): RecordedInstrument {
  const { venue, name, base, quote, tickSize, lotSize, contractSize } = listing.instrument
  return {
    venue,
    class: listing.instrument.class,
    name,
    symbol: listing.symbol,
    base,
    quote,
    tickSize: decimalOfSteps(1, tickSize),
    lotSize: decimalOfSteps(1, lotSize),
    ...(contractSize === undefined ? {} : { contractSize: decimalOfSteps(1, contractSize) }),
    stepsInferred: listing.stepsInferred,
    ...listing.rules,
  }
}

/**
 * And back.
 *
 * @returns undefined when tick, lot or contract are no positive decimals
 */
export function listingOf(recorded: RecordedInstrument): Listing | undefined {
  const { venue, name, base, quote, symbol, stepsInferred } = recorded
  const { minQuantity, minNotional, makerFeeBps, takerFeeBps } = recorded
  const tickSize = stepOfDecimal(recorded.tickSize)
  const lotSize = stepOfDecimal(recorded.lotSize)
  if (tickSize === undefined || lotSize === undefined) return undefined
  const contract = contractOf(recorded)
  if (contract === undefined) return undefined
  const steps = { tickSize, lotSize, ...contract }
  return {
    instrument: { venue, class: recorded.class, name, base, quote, ...steps },
    symbol,
    stepsInferred,
    rules: { minQuantity, minNotional, makerFeeBps, takerFeeBps },
  }
}

/** Recordings made before there was a place for it have none. */
function contractOf({
  contractSize,
}: RecordedInstrument): Pick<Instrument, 'contractSize'> | undefined {
  if (contractSize === undefined) return {}
  const step = typeof contractSize === 'string' ? stepOfDecimal(contractSize) : undefined
  return step === undefined ? undefined : { contractSize: step }
}

/**
 * The coarsest step of which both are whole multiples: what was on either grid is on its grid.
 *
 * @example
 * commonStep({ units: 25, decimals: 2 }, { units: 1, decimals: 1 }) // => { units: 5, decimals: 2 }
 */
function commonStep(a: Step, b: Step): Step {
  if (a.units === b.units && a.decimals === b.decimals) return a
  const decimals = Math.max(a.decimals, b.decimals)
  const units = greatestDivisor(
    a.units * 10 ** (decimals - a.decimals),
    b.units * 10 ** (decimals - b.decimals),
  )
  return { units, decimals }
}

/**
 * The later of two listings of one instrument, on a grid that is fine enough for the prices of both. What a contract is,
 * the earlier one tells where the later does not.
 */
export function commonListing(before: Listing, after: Listing): Listing {
  const tickSize = commonStep(before.instrument.tickSize, after.instrument.tickSize)
  const lotSize = commonStep(before.instrument.lotSize, after.instrument.lotSize)
  const { contractSize } = before.instrument
  const contract = contractSize === undefined ? {} : { contractSize }
  return { ...after, instrument: { ...contract, ...after.instrument, tickSize, lotSize } }
}

function greatestDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestDivisor(b, a % b)
}

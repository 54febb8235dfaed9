import { atomDecimals, type Atoms, type Currency } from '../core/currency.ts'
import type { Instrument } from '../core/instrument.ts'
import { priceOf, quantityOf, type Lots, type PriceTicks, type Step } from '../core/price.ts'
import type { Instant } from '../core/time.ts'
import type { LedgerEntry, Posting } from './ledger.ts'

/** A trade of ours as the venue reports it. */
export interface Fill {
  readonly time: Instant
  readonly instrument: Instrument
  /** Signed: bought above zero. */
  readonly lots: Lots
  readonly priceTicks: PriceTicks
  /** The grid of `priceTicks`; a simulated price may be finer than the instrument's own. */
  readonly priceStep: Step
  /** Paid when positive, a rebate when negative. */
  readonly feeAtoms: Atoms
  readonly feeCurrency: Currency
}

/** The double nearest to a fill's price. */
export function fillPrice(fill: Fill): number {
  return priceOf(fill.priceTicks, fill.priceStep)
}

/** The double nearest to a fill's signed quantity. */
export function fillQuantity(fill: Fill): number {
  return quantityOf(fill.lots, fill.instrument.lotSize)
}

/**
 * The entry a fill makes: base against quote at the fill's price, and the fee.
 *
 * A linear perpetual is booked the same way, base against quote: its profit is the same, and margin is a view on it.
 */
export function fillEntry(fill: Fill): LedgerEntry {
  const { base, quote, name } = fill.instrument
  const bought = stepAtoms(BigInt(fill.lots), [fill.instrument.lotSize])
  const paid = notionalAtoms(fill)
  return {
    time: fill.time,
    kind: 'fill',
    postings: [
      ...moved(name, base, { into: 'position', from: 'market', atoms: bought }),
      ...moved(name, quote, { into: 'market', from: 'cash', atoms: paid }),
      ...moved(name, fill.feeCurrency, { into: 'fees', from: 'cash', atoms: fill.feeAtoms }),
    ],
  }
}

/** Signed notional in quote atoms: lots times ticks, exact where their decimals fit an atom, else the nearest one. */
export function notionalAtoms(fill: Fill): Atoms {
  return stepAtoms(BigInt(fill.lots) * BigInt(fill.priceTicks), [
    fill.instrument.lotSize,
    fill.priceStep,
  ])
}

/** Two postings that move atoms from one account into another. */
export function moved(
  instrument: string,
  currency: Currency,
  move: {
    readonly into: Posting['account']
    readonly from: Posting['account']
    readonly atoms: Atoms
  },
): Posting[] {
  return [
    { account: move.into, instrument, currency, atoms: move.atoms },
    { account: move.from, instrument, currency, atoms: -move.atoms },
  ]
}

/** count x product of the steps, in atoms; halves away from zero where it does not come out even. */
function stepAtoms(count: bigint, steps: readonly Step[]): Atoms {
  let units = count
  let decimals = 0
  for (const step of steps) {
    units *= BigInt(step.units)
    decimals += step.decimals
  }
  if (decimals <= atomDecimals) return units * 10n ** BigInt(atomDecimals - decimals)
  const divisor = 10n ** BigInt(decimals - atomDecimals)
  const half = divisor / 2n
  return units < 0n ? (units - half) / divisor : (units + half) / divisor
}

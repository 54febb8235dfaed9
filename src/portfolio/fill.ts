import { contractStep } from '../core/contract-step.ts'
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
 * The entry a fill makes, and its fee.
 *
 * Spot and linear: base against quote at the fill's price; of a linear perpetual the profit is the same, and margin is a
 * view on it. Inverse: the contracts are a debt in quote, and what they are worth at the fill's price is had in base, so
 * that a round trip leaves contracts x (1 / entry - 1 / exit).
 */
export function fillEntry(fill: Fill): LedgerEntry {
  const { base, quote, name, class: kind } = fill.instrument
  const quantity = quantityAtoms(fill.instrument, fill.lots)
  const notional = notionalAtoms(fill)
  const [held, holding, paid, paying] =
    kind === 'inverse' ? [quote, -quantity, base, -notional] : [base, quantity, quote, notional]
  return {
    time: fill.time,
    kind: 'fill',
    postings: [
      ...moved(name, held, { into: 'position', from: 'market', atoms: holding }),
      ...moved(name, paid, { into: 'market', from: 'cash', atoms: paying }),
      ...moved(name, fill.feeCurrency, { into: 'fees', from: 'cash', atoms: fill.feeAtoms }),
    ],
  }
}

/** Signed lots in atoms: of base, or of quote where the contract is inverse. */
export function quantityAtoms(instrument: Instrument, lots: Lots): Atoms {
  return stepAtoms(BigInt(lots), [instrument.lotSize, contractStep(instrument)])
}

/**
 * Signed notional in atoms of the currency it settles in, exact where its decimals fit an atom, else the nearest one:
 * lots times ticks, or of an inverse contract lots by ticks.
 */
export function notionalAtoms(
  fill: Pick<Fill, 'instrument' | 'lots' | 'priceTicks' | 'priceStep'>,
): Atoms {
  const { instrument, lots, priceTicks, priceStep } = fill
  const { lotSize } = instrument
  const contract = contractStep(instrument)
  if (instrument.class !== 'inverse') {
    return stepAtoms(BigInt(lots) * BigInt(priceTicks), [lotSize, contract, priceStep])
  }
  const units = BigInt(lots) * BigInt(lotSize.units) * BigInt(contract.units)
  return nearest(
    units * 10n ** BigInt(priceStep.decimals + atomDecimals),
    10n ** BigInt(lotSize.decimals + contract.decimals) *
      BigInt(priceTicks) *
      BigInt(priceStep.units),
  )
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
  return nearest(units, 10n ** BigInt(decimals - atomDecimals))
}

function nearest(units: bigint, divisor: bigint): bigint {
  const half = divisor / 2n
  return units < 0n ? (units - half) / divisor : (units + half) / divisor
}

import { unitsOf, type Atoms } from '../core/currency.ts'
import { settlementCurrency, type Instrument } from '../core/instrument.ts'
import { unitsOfLots, valueAt } from '../core/notional.ts'
import type { Lots } from '../core/price.ts'
import { notionalAtoms, type Fill } from './fill.ts'

/**
 * What is held of one instrument, and what it has brought so far by cause, in the currency it settles in.
 *
 * Price and funding are exact. `slippage` says what fills cost against the mid when their orders arrived; it is in
 * `realisedAtoms` and the cost of what is open, and is not to be subtracted again.
 */
export interface Position {
  readonly instrument: Instrument
  /** Base units of a lot, of an inverse contract quote units. */
  readonly unitsPerLot: number
  /** Signed. */
  lots: Lots
  /** Signed notional that the open lots were bought (above zero) or sold at. */
  costAtoms: Atoms
  /** The same as a double, for marks: margin is looked at far more often than anything fills. */
  costUnits: number
  /** Gained by closed lots, before fees. */
  realisedAtoms: Atoms
  /** Paid when positive; those in the currency of settlement alone. */
  feeAtoms: Atoms
  /** Received when positive. */
  fundingAtoms: Atoms
  /** Paid when positive, settlement units. */
  slippage: number
}

/** Nothing held yet. */
export function flatPosition(instrument: Instrument): Position {
  return {
    instrument,
    unitsPerLot: unitsOfLots(instrument, 1),
    lots: 0 as Lots,
    costAtoms: 0n,
    costUnits: 0,
    realisedAtoms: 0n,
    feeAtoms: 0n,
    fundingAtoms: 0n,
    slippage: 0,
  }
}

/**
 * Takes a fill into a position, at average cost: what closes realises its part of the cost, what is left over opens.
 *
 *   realised += proceeds - cost * closed / held
 *
 * Rounding falls on the split of the cost alone: realised and open cost together are what was paid, to the atom.
 *
 * @param arrivalPrice mid when the order arrived, quote units; NaN when there was none
 * @returns what the fill realised, atoms
 */
export function fillPosition(position: Position, fill: Fill, arrivalPrice: number): Atoms {
  const notional = signedValue(fill)
  if (fill.feeCurrency === settlementCurrency(fill.instrument)) position.feeAtoms += fill.feeAtoms
  if (!Number.isNaN(arrivalPrice)) {
    position.slippage += unitsOf(notional) - valueAt(fill.instrument, fill.lots, arrivalPrice)
  }
  const held = position.lots
  const closing =
    Math.sign(held) === -Math.sign(fill.lots) ? Math.min(Math.abs(held), Math.abs(fill.lots)) : 0
  position.lots = (held + fill.lots) as Lots
  if (closing === 0) {
    keepCost(position, notional)
    return 0n
  }
  const closedCost = share(position.costAtoms, closing, Math.abs(held))
  const closedNotional = share(notional, closing, Math.abs(fill.lots))
  const realised = -(closedNotional + closedCost)
  keepCost(position, notional + realised)
  position.realisedAtoms += realised
  return realised
}

/**
 * What the open lots would bring at a price, settlement units; 0 when flat, NaN when the price is.
 *
 * Linear: lots x price - cost. Inverse: cost in base was had, so value is -contracts / price.
 */
export function unrealised(position: Position, price: number): number {
  return position.lots === 0 ? 0 : positionValue(position, price) - position.costUnits
}

/**
 * What the open lots were bought or sold at on average, quote units; NaN when flat.
 *
 * Linear: cost / quantity. Inverse: the average by value, contracts / cost in base.
 */
export function averageEntryPrice({ instrument, unitsPerLot, lots, costUnits }: Position): number {
  if (lots === 0) return Number.NaN
  const quantity = lots * unitsPerLot
  return instrument.class === 'inverse' ? -quantity / costUnits : costUnits / quantity
}

/** What a position has brought by cause, settlement units: gains above zero, costs below. They add up to `total`. */
interface PnlByCause {
  /** What its lots would have brought at the mids their orders found. */
  readonly price: number
  readonly slippage: number
  readonly fees: number
  readonly funding: number
  readonly total: number
}

/**
 * Splits what a position has brought, open lots at a price, by what brought it.
 *
 *   total = realised + unrealised - fees + funding,  price = realised + unrealised + cost of slippage
 */
export function pnlByCause(position: Position, price: number): PnlByCause {
  const gained = unitsOf(position.realisedAtoms) + unrealised(position, price)
  const fees = 0 - unitsOf(position.feeAtoms)
  const funding = unitsOf(position.fundingAtoms)
  return {
    price: gained + position.slippage,
    slippage: 0 - position.slippage,
    fees,
    funding,
    total: gained + fees + funding,
  }
}

/** Signed value of the open lots at a price, settlement units: as `valueAt`, without a power. */
export function positionValue({ instrument, unitsPerLot, lots }: Position, price: number): number {
  const quantity = lots * unitsPerLot
  return instrument.class === 'inverse' ? -quantity / price : quantity * price
}

function keepCost(position: Position, change: Atoms): void {
  position.costAtoms += change
  position.costUnits = unitsOf(position.costAtoms)
}

/** A fill's notional with the sign of `valueAt`. */
function signedValue(fill: Fill): Atoms {
  return fill.instrument.class === 'inverse' ? -notionalAtoms(fill) : notionalAtoms(fill)
}

/** The part of the atoms, cut towards zero; all of them for the whole. */
function share(atoms: Atoms, part: number, whole: number): Atoms {
  return part === whole ? atoms : (atoms * BigInt(part)) / BigInt(whole)
}

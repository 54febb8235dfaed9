import { contractStep } from '../../core/contract-step.ts'
import type { Instrument } from '../../core/instrument.ts'
import { shareOfBps } from '../../core/basis-points.ts'
import {
  fractionOf,
  fractionOfStep,
  one,
  product,
  quotient,
  reduced,
  type Fraction,
} from './fraction.ts'

/** What a venue asks of who takes there. Quantities are base units. */
export interface TakerTerms {
  /** Basis points of notional; below zero a rebate. */
  readonly takerFeeBps: number
  /** Orders are whole multiples of it; any quantity where it is not known. */
  readonly lotSize?: number
  /** Least quantity of an order. */
  readonly minQuantity?: number
  /** Least notional of an order before fees, in the instrument's own quote; that much passes. */
  readonly minNotional?: number
  /** What one unit of a book's quantity is: base units of spot and linear, quote units of inverse. Default 1. */
  readonly contractSize?: number
}

/** An instrument a detector looks at. */
export interface Listed {
  readonly instrument: Instrument
  /** The venue's string. */
  readonly symbol: string
  readonly terms: TakerTerms
  /**
   * How many units of the base that is compared one unit of the instrument's own is: 1,000 of 1000PEPE where PEPE is
   * compared. Default 1.
   */
  readonly baseMultiple?: number
  /** The base it is compared as, where that is not its own. */
  readonly comparedBase?: string
}

/** Ticks and lots of a book in the units of a market, exactly. */
export interface ExactUnits {
  /** Market quote per market base in one tick. */
  readonly price: Fraction
  /** Part of notional. */
  readonly fee: Fraction
  /** Market base in one lot of spot and linear; own quote in one lot of inverse. */
  readonly lot: Fraction
  /** Own quote per market base in one tick, of inverse; their quantities depend on the price. */
  readonly inversePrice: Fraction | undefined
  readonly orderLot: Fraction | undefined
  readonly minQuantity: Fraction | undefined
  /** In market quote. */
  readonly minNotional: Fraction | undefined
}

/**
 * The units of an instrument's book.
 *
 * @param rate market quote for one of the instrument's own quote
 */
export function exactUnits(listed: Listed, rate: Fraction): ExactUnits {
  const { instrument, terms, baseMultiple = 1 } = listed
  const multiple = baseMultiple === 1 ? one : fractionOf(baseMultiple)
  const ownPrice = reduced(quotient(fractionOfStep(instrument.tickSize), multiple))
  const contract = contractOf(listed)
  const lot = reduced(product(fractionOfStep(instrument.lotSize), contract))
  const isInverse = instrument.class === 'inverse'
  const inBase = (quantity: number | undefined): Fraction | undefined =>
    quantity === undefined || !(quantity > 0)
      ? undefined
      : reduced(product(fractionOf(quantity), multiple))
  return {
    price: reduced(product(ownPrice, rate)),
    fee: shareOfBps(terms.takerFeeBps),
    lot: isInverse ? lot : reduced(product(lot, multiple)),
    inversePrice: isInverse ? ownPrice : undefined,
    orderLot: inBase(terms.lotSize),
    minQuantity: inBase(terms.minQuantity),
    minNotional:
      terms.minNotional === undefined || !(terms.minNotional > 0)
        ? undefined
        : product(fractionOf(terms.minNotional), rate),
  }
}

function contractOf({ instrument, terms }: Listed): Fraction {
  if (terms.contractSize !== undefined) return fractionOf(terms.contractSize)
  return fractionOfStep(contractStep(instrument))
}

import { decimalOfSteps } from '../../core/decimal-steps.ts'
import type { OrderRequest } from '../../core/orders/order.ts'
import type { TradedSymbol } from '../order-writer.ts'
import { withoutZeros } from './decimals.ts'

/** An order as all venues have it: at market or with a limit, its numbers as text. */
export interface OrderWords {
  /** Undefined at market. */
  readonly price: string | undefined
  readonly quantity: string
  readonly isBuy: boolean
  readonly isPostOnly: boolean
  /** Of one with a limit that may take. */
  readonly timeInForce: 'GTC' | 'IOC' | 'FOK' | undefined
  /** Of a perpetual's. */
  readonly isReduceOnly: boolean
}

const forces = { gtc: 'GTC', ioc: 'IOC', fok: 'FOK' } as const

/** @returns undefined for a stop, and for one that is given up at an instant */
export function orderWords(
  { instrument }: TradedSymbol,
  { side, lots, pricing, timeInForce, isReduceOnly }: OrderRequest,
): OrderWords | undefined {
  if (pricing.kind === 'stop' || timeInForce.kind === 'gtd') return undefined
  const isLimit = pricing.kind === 'limit'
  const isPostOnly = isLimit && pricing.isPostOnly
  return {
    price: isLimit
      ? withoutZeros(decimalOfSteps(pricing.priceTicks, instrument.tickSize))
      : undefined,
    quantity: withoutZeros(decimalOfSteps(lots, instrument.lotSize)),
    isBuy: side === 'buy',
    isPostOnly,
    timeInForce: isLimit && !isPostOnly ? forces[timeInForce.kind] : undefined,
    isReduceOnly: isReduceOnly && instrument.class !== 'spot',
  }
}

/** Is a name the same in an address, a form and a JSON text, with nothing escaped? */
export function isPlainName(name: string): boolean {
  return /^[\w.-]+$/.test(name)
}

/** A field of JSON, its value a plain name or number as text; nothing where there is none. */
export function jsonField(name: string, value: string | undefined): string {
  return value === undefined ? '' : `,"${name}":"${value}"`
}

/** A field of a form, likewise. */
export function formField(name: string, value: string | undefined): string {
  return value === undefined ? '' : `&${name}=${value}`
}

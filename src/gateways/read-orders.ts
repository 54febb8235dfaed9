import { atomsOfDecimal } from '../core/decimal-atoms.ts'
import { stepsOfDecimal } from '../core/decimal-steps.ts'
import type { Atoms } from '../core/currency.ts'
import type { Instrument } from '../core/instrument.ts'
import { settlementCurrency } from '../core/instrument.ts'
import type { VenueFill, VenueOrder } from '../core/orders/venue.ts'
import { type Lots, type PriceTicks, type Step } from '../core/price.ts'
import { instantFromMilliseconds, type Instant } from '../core/time.ts'
import type { CcxtOrder, CcxtTrade } from './ccxt-exchange.ts'

/** An instrument of an account. */
export interface TradedListing {
  readonly index: number
  readonly instrument: Instrument
  /** ccxt's. */
  readonly symbol: string
}

/**
 * What ccxt calls an order that is not over, and what of Coinbase's it passes on: "Possible values: [PENDING, OPEN, FILLED,
 * CANCELLED, EXPIRED, FAILED, UNKNOWN_ORDER_STATUS, QUEUED, CANCEL_QUEUED, EDIT_QUEUED]".
 */
const openWords: readonly string[] = [
  'open',
  'canceling',
  'PENDING',
  'QUEUED',
  'CANCEL_QUEUED',
  'EDIT_QUEUED',
]

/** An order as ccxt gives it, in lots and ticks. @param prefix what a venue wants before our ids */
export function readOrder(
  { index, instrument }: TradedListing,
  order: CcxtOrder,
  prefix: string,
): VenueOrder {
  const { lotSize, tickSize } = instrument
  const price = order.price === undefined ? undefined : stepsOf(order.price, tickSize)
  return {
    wireId: ourId(clientIdOf(order), prefix),
    venueOrderId: order.id ?? '',
    instrument: index,
    side: order.side ?? 'buy',
    lots: (lotsIn(order.amount, lotSize) ?? 0) as Lots,
    filledLots: (lotsIn(filledOf(order), lotSize) ?? 0) as Lots,
    priceTicks: price as PriceTicks | undefined,
    isOpen: order.status === undefined || openWords.includes(order.status),
  }
}

/**
 * An execution as ccxt gives it.
 *
 * @returns undefined where it has no id, price or quantity, or these are not on the instrument's grid
 */
export function readFill(
  listing: TradedListing,
  trade: CcxtTrade,
  wireId: string | undefined,
): VenueFill | undefined {
  const { index, instrument } = listing
  const { id, price, amount, side } = trade
  if (id === undefined || price === undefined || side === undefined) return undefined
  const lots = lotsIn(amount, instrument.lotSize)
  const priced = pricedAt(price, instrument.tickSize)
  if (lots === undefined || lots <= 0 || priced === undefined) return undefined
  const fee = feeOf(trade)
  return {
    tradeId: id,
    venueOrderId: trade.order ?? '',
    wireId,
    instrument: index,
    side,
    lots: lots as Lots,
    ...priced,
    liquidity: trade.takerOrMaker ?? 'taker',
    feeAtoms: fee?.atoms ?? 0n,
    feeCurrency: fee?.currency ?? settlementCurrency(instrument),
    exchangeTime: timeOf(trade.timestamp),
  }
}

/**
 * Is it said in passing, by a push that is of the order and not of this fill? Such a push of OKX has neither its fee nor its
 * liquidity: `"execType":"","fillFee":"0","fillFeeCcy":""`. ccxt 4.5.84 takes it for a maker's fill without a fee, and puts
 * it in the place of the one it was told before.
 */
export function isInPassing({ info }: CcxtTrade): boolean {
  return (
    textIn(info, 'fillFee') !== '' &&
    textIn(info, 'fillFeeCcy') === '' &&
    textIn(info, 'execType') === ''
  )
}

/** What was filled of an order; ccxt leaves it out of Kraken's pushed orders, whose own record has it. */
function filledOf({ filled, info }: CcxtOrder): number | undefined {
  const told = textIn(info, 'cum_qty')
  return filled ?? (told === '' ? undefined : Number(told))
}

/**
 * Our id of an order: a stop, and what has become of it, carries it under a name of its own, and of Kraken's pushed orders
 * ccxt gives the number `order_userref`, 0, in its place.
 */
export function clientIdOf({ clientOrderId, info }: CcxtOrder): string | undefined {
  const own = textIn(info, 'cl_ord_id')
  if (own !== '') return own
  if (clientOrderId !== undefined && clientOrderId !== '') return clientOrderId
  for (const name of ['algoClOrdId', 'clientAlgoId'])
    if (textIn(info, name) !== '') return textIn(info, name)
  return undefined
}

/** A field of a venue's own record as text; '' where it is not there. */
export function textIn(info: unknown, name: string): string {
  const value: unknown =
    typeof info === 'object' && info !== null ? Reflect.get(info, name) : undefined
  return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
}

/** An id of ours without what the venue wants before it. */
export function ourId(id: string | undefined, prefix: string): string | undefined {
  if (id === undefined || id === '') return undefined
  return id.startsWith(prefix) ? id.slice(prefix.length) : id
}

/** A venue's time as ccxt passes it on, epoch milliseconds, or microseconds where the venue counts those; 0 where none. */
export function timeOf(stamp: number | undefined): Instant {
  return stampOf(stamp) ?? (0 as Instant)
}

/** The same, undefined where none is told. */
export function stampOf(stamp: number | undefined): Instant | undefined {
  if (stamp === undefined) return undefined
  // 1e14 milliseconds are in the year 5138, 1e14 microseconds in 1973.
  return stamp > 1e14 ? (Math.round(stamp) as Instant) : instantFromMilliseconds(stamp)
}

/** Decimal text of a double as ccxt read it. */
function atomsOf(value: number): Atoms | undefined {
  return atomsOfDecimal(String(value))
}

function feeOf({
  fee,
  fees,
  info,
}: CcxtTrade): { readonly atoms: Atoms; readonly currency: string } | undefined {
  const paid = fee?.cost === undefined ? fees?.find(({ cost }) => cost !== undefined) : fee
  if (paid?.cost === undefined || paid.currency === undefined) return undefined
  const atoms = atomsOf(receivedWithFill(info) ?? paid.cost)
  return atoms === undefined ? undefined : { atoms, currency: paid.currency }
}

/**
 * What OKX pushes with a fill is what the account receives, below zero when it pays; ccxt 4.5.84 hands that on as a cost,
 * there and nowhere else: `{"fillFee":"-0.4999072","fillFeeCcy":"USDT",...}`.
 */
function receivedWithFill(info: unknown): number | undefined {
  if (typeof info !== 'object' || info === null || !('fillFee' in info)) return undefined
  const received = Number(info.fillFee)
  return Number.isNaN(received) ? undefined : 0 - received
}

/** A price of an execution: on the instrument's grid, or, where a venue averages over levels, on a finer one. */
function pricedAt(
  price: number,
  tickSize: Step,
): { readonly priceTicks: PriceTicks; readonly priceStep?: Step } | undefined {
  const ticks = stepsOf(price, tickSize)
  if (ticks !== undefined) return { priceTicks: ticks as PriceTicks }
  for (let decimals = tickSize.decimals + 1; decimals <= 15; decimals++) {
    const priceStep = { units: 1, decimals }
    const finer = stepsOf(price, priceStep)
    if (finer !== undefined) return { priceTicks: finer as PriceTicks, priceStep }
  }
  return undefined
}

function lotsIn(quantity: number | undefined, lotSize: Step): number | undefined {
  return quantity === undefined ? undefined : stepsOf(quantity, lotSize)
}

function stepsOf(value: number, step: Step): number | undefined {
  const steps = stepsOfDecimal(String(value), step)
  return steps.kind === 'value' ? steps.value : undefined
}

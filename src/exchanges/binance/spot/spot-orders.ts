import { eventSide } from '../../../core/events/event-codes.ts'
import { stepsOfDecimal } from '../../../core/decimal-steps.ts'
import type { OrderPricing, OrderSide, TimeInForce } from '../../../core/orders/order.ts'
import type { Lots, PriceTicks } from '../../../core/price.ts'
import type { AskedOrder, RefusedReason, TradingAccount } from '../../world/trading-account.ts'
import type { PublicState } from '../../world/public-state.ts'
import { needed, oneOf, stepsField, type Fields } from '../fields.ts'
import { refuse, refusal } from '../refusals.ts'
import type { Answer } from '../../serving/answer.ts'
import { spotOrderTypes } from './spot-info.ts'
import { spotLimits } from './spot-terms.ts'

type SpotType = (typeof spotOrderTypes)[number]

const sides = ['BUY', 'SELL'] as const
const times = ['GTC', 'IOC', 'FOK'] as const
/** What a client may call an order. */
const clientIdPattern = /^[.A-Z:/a-z0-9_-]{1,36}$/

/** An order as it is asked for by the fields of `POST /order`. @throws Refused in Binance's words */
export function spotOrderOf(fields: Fields, state: PublicState): AskedOrder {
  const side = oneOf(fields, 'side', sides, -1117)
  const type = oneOf(fields, 'type', spotOrderTypes, -1116)
  const timeInForce = timeOf(fields, type)
  const isMarket = type === 'MARKET' || type === 'STOP_LOSS' || type === 'TAKE_PROFIT'
  const priceTicks = isMarket ? NaN : priceOfField(fields, 'price', state)
  const reachedBy = wayOf(type, side)
  if (fields['trailingDelta'] !== undefined) {
    refuse(-2010, 'Trailing stop orders are not supported for this symbol.')
  }
  const triggerTicks = reachedBy === undefined ? NaN : priceOfField(fields, 'stopPrice', state)
  if (reachedBy !== undefined) checkTrigger(reachedBy, triggerTicks, state)
  const lots = lotsAsked(fields, state, { type, side })
  const clientId = fields['newClientOrderId']
  if (clientId !== undefined && !clientIdPattern.test(clientId)) {
    refuse(
      -1100,
      "Illegal characters found in parameter 'newClientOrderId'; legal range is '^[a-zA-Z0-9-_]{1,36}$'.",
    )
  }
  const quoteOrderQty = fields['quoteOrderQty']
  return {
    request: {
      instrument: state.index,
      side: side.toLowerCase() as OrderSide,
      lots: lots as Lots,
      pricing: pricingOf(type, priceTicks, triggerTicks),
      ...(reachedBy === undefined ? {} : { reachedBy }),
      timeInForce: { kind: (timeInForce ?? 'GTC').toLowerCase() } as TimeInForce,
      isReduceOnly: false,
    },
    clientId,
    words: {
      type,
      timeInForce: timeInForce ?? 'GTC',
      ...(quoteOrderQty === undefined ? {} : { quoteOrderQty: Number(quoteOrderQty).toFixed(8) }),
    },
  }
}

/** How much of the answer a request wants. */
export function detailOf(fields: Fields): 'ACK' | 'RESULT' | 'FULL' {
  const asked = fields['newOrderRespType']
  if (asked === undefined) {
    return fields['type'] === 'MARKET' || fields['type'] === 'LIMIT' ? 'FULL' : 'ACK'
  }
  return oneOf(fields, 'newOrderRespType', ['ACK', 'RESULT', 'FULL'], -1116)
}

/** What Binance says of an order that the matching refused. */
export function placeRefusal(reason: RefusedReason, asked: AskedOrder): Answer {
  switch (reason) {
    case 'off-grid':
      return refusal(-1013, 'Filter failure: PRICE_FILTER')
    case 'too-small':
      return refusal(-1013, 'Filter failure: NOTIONAL')
    case 'too-large':
      return refusal(-1013, 'Filter failure: LOT_SIZE')
    case 'price-band':
      return refusal(-1013, 'Filter failure: PERCENT_PRICE_BY_SIDE')
    case 'would-take':
      return refusal(-2010, 'Order would immediately match and take.')
    case 'insufficient-balance':
    case 'insufficient-margin':
      return refusal(-2010, 'Account has insufficient balance for requested action.')
    case 'duplicate-id':
      return refusal(-2010, 'Duplicate order sent.')
    case 'rate-limit':
      return refusal(
        -1015,
        'Too many new orders; current limit is 100 orders per TEN_SECONDS.',
        429,
      )
    case 'too-late':
      return refusal(-1021, 'Timestamp for this request is outside of the recvWindow.')
    case 'halted':
      return refusal(-2010, 'Market is closed.')
    case 'no-fill-or-kill':
    case 'no-liquidity':
    case 'no-position-to-reduce':
      return refusal(-2010, `Order cannot be filled: ${asked.request.side}.`)
    case 'unknown-order':
      return refusal(-2011, 'Unknown order sent.')
  }
}

/** Does a pair have as many open orders as its filter lets? */
export function hasTooManyOpen(account: TradingAccount, index: number): boolean {
  return account.records.open(index).length >= spotLimits.maxOrders
}

function timeOf(fields: Fields, type: SpotType): (typeof times)[number] | undefined {
  if (type === 'LIMIT' || type === 'STOP_LOSS_LIMIT' || type === 'TAKE_PROFIT_LIMIT')
    return oneOf(fields, 'timeInForce', times, -1115)
  if (fields['timeInForce'] !== undefined)
    refuse(-1106, "Parameter 'timeInForce' sent when not required.")
  return undefined
}

function priceOfField(fields: Fields, name: string, { instrument }: PublicState): number {
  return stepsField(fields, name, instrument.tickSize, 'PRICE_FILTER')
}

function lotsAsked(
  fields: Fields,
  state: PublicState,
  { type, side }: { readonly type: SpotType; readonly side: (typeof sides)[number] },
): number {
  const { instrument } = state
  const { quantity, quoteOrderQty } = fields
  if (type === 'MARKET' && quantity === undefined && quoteOrderQty !== undefined) {
    return lotsForQuote(Number(needed(fields, 'quoteOrderQty')), state, side)
  }
  return stepsField(fields, 'quantity', instrument.lotSize, 'LOT_SIZE')
}

/** The lots that so much of the quote currency buys or sells at what is displayed. */
function lotsForQuote(quote: number, state: PublicState, side: 'BUY' | 'SELL'): number {
  if (!(quote > 0)) refuse(-1013, 'Invalid quoteOrderQty.')
  const { tickSize, lotSize } = state.instrument
  const perTickLot = (tickSize.units * lotSize.units) / 10 ** (tickSize.decimals + lotSize.decimals)
  let left = quote / perTickLot
  let lots = 0
  const against = side === 'BUY' ? eventSide.ask : eventSide.bid
  for (const level of state.top(against, Number.MAX_SAFE_INTEGER)) {
    const taken = Math.min(level.lots, Math.floor(left / level.ticks))
    lots += taken
    left -= taken * level.ticks
    if (taken < level.lots) break
  }
  return lots > 0 ? lots : refuse(-1013, 'Filter failure: NOTIONAL')
}

type Way = 'rise' | 'fall'

/** What a conditional order waits for; undefined: it is none. */
function wayOf(type: SpotType, side: 'BUY' | 'SELL'): Way | undefined {
  switch (type) {
    case 'STOP_LOSS':
    case 'STOP_LOSS_LIMIT':
      return side === 'BUY' ? 'rise' : 'fall'
    case 'TAKE_PROFIT':
    case 'TAKE_PROFIT_LIMIT':
      return side === 'BUY' ? 'fall' : 'rise'
    case 'MARKET':
    case 'LIMIT':
    case 'LIMIT_MAKER':
      return undefined
  }
}

/** An order whose trigger is reached already waits for nothing. */
function checkTrigger(reachedBy: Way, triggerTicks: number, { lastTicks }: PublicState): void {
  const isReached = reachedBy === 'rise' ? triggerTicks <= lastTicks : triggerTicks >= lastTicks
  if (isReached) refuse(-2010, 'Stop price would trigger immediately.')
}

function pricingOf(type: SpotType, priceTicks: number, triggerTicks: number): OrderPricing {
  const limit = priceTicks as PriceTicks
  if (!Number.isNaN(triggerTicks)) {
    return {
      kind: 'stop',
      triggerTicks: triggerTicks as PriceTicks,
      triggeredBy: 'trade',
      ...(Number.isNaN(limit) ? {} : { limitTicks: limit }),
    }
  }
  return type === 'MARKET'
    ? { kind: 'market' }
    : { kind: 'limit', priceTicks: limit, isPostOnly: type === 'LIMIT_MAKER' }
}

/** A quantity that an order is amended to. */
export function newLots(fields: Fields, { instrument }: PublicState): number {
  const outcome = stepsOfDecimal(needed(fields, 'newQty'), instrument.lotSize)
  return outcome.kind === 'value' && outcome.value > 0
    ? outcome.value
    : refuse(-1013, 'Filter failure: LOT_SIZE')
}

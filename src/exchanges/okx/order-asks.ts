import { eventSide } from '../../core/events/event-codes.ts'
import { stepsOfDecimal } from '../../core/decimal-steps.ts'
import type { OrderPricing, OrderSide, TimeInForce } from '../../core/orders/order.ts'
import { priceOf, type Lots, type PriceTicks } from '../../core/price.ts'
import type { Fields } from '../serving/json-fields.ts'
import { lotsForQuote } from '../world/lots-for-quote.ts'
import type { AskedOrder, TradingAccount } from '../world/trading-account.ts'
import { markOf } from './market-words.ts'
import { needed, wrongParameter, type OkxListing } from './okx-market.ts'
import { refuse } from './said.ts'

const clientIdPattern = /^[A-Za-z0-9]{1,32}$/
const types = ['market', 'limit', 'post_only', 'fok', 'ioc', 'optimal_limit_ioc'] as const
type OrderType = (typeof types)[number]

/** An order as it is asked for by the fields of `/api/v5/trade/order`. @throws Refused in OKX's words */
export function orderOf(fields: Fields, listing: OkxListing): AskedOrder {
  const side = sideOf(fields)
  const type = types.find((each) => each === needed(fields, 'ordType')) ?? wrongParameter('ordType')
  const isMarket = type === 'market' || type === 'optimal_limit_ioc'
  const isSpot = listing.type === 'SPOT'
  checkServed(fields)
  const isQuoted = isSpot && isMarket && isInQuote(fields, side)
  const lots = isQuoted ? quotedLots(fields, listing, side) : lotsField(fields, 'sz', listing)
  const clientId = clientIdOf(fields, 'clOrdId')
  const pricing: OrderPricing = isMarket
    ? { kind: 'market' }
    : {
        kind: 'limit',
        priceTicks: ticksField(fields, 'px', listing),
        isPostOnly: type === 'post_only',
      }
  return {
    request: {
      instrument: listing.state.index,
      side,
      lots,
      pricing,
      timeInForce: lifeOf(type),
      isReduceOnly: !isSpot && fields['reduceOnly'] === 'true',
    },
    clientId,
    words: {
      ordType: type,
      tdMode: tradeModeOf(fields, listing),
      clOrdId: clientId ?? '',
      tag: fields['tag'] ?? '',
      ...(isSpot && isMarket ? { tgtCcy: isQuoted ? 'quote_ccy' : 'base_ccy' } : {}),
      ...(isQuoted ? { quoteSz: fields['sz']! } : {}),
    },
  }
}

/** A conditional order as it is asked for by the fields of `/api/v5/trade/order-algo`. */
export function algoOrderOf(fields: Fields, listing: OkxListing): AskedOrder {
  const algo = needed(fields, 'ordType')
  if (algo !== 'conditional' && algo !== 'trigger') {
    refuse('51251', 'The algo order type is not served: conditional and trigger are.')
  }
  for (const name of ['tpTriggerPx', 'closeFraction']) if (fields[name]) wrongParameter(name)
  const [at, px, by] =
    algo === 'trigger'
      ? (['triggerPx', 'orderPx', 'triggerPxType'] as const)
      : (['slTriggerPx', 'slOrdPx', 'slTriggerPxType'] as const)
  const side = sideOf(fields)
  const triggerTicks = ticksField(fields, at, listing)
  const isByMark = fields[by] === 'mark'
  checkTrigger(side, triggerTicks, { listing, isByMark })
  const clientId = clientIdOf(fields, 'algoClOrdId')
  const isMarket = needed(fields, px) === '-1'
  return {
    request: {
      instrument: listing.state.index,
      side,
      lots: lotsField(fields, 'sz', listing),
      pricing: {
        kind: 'stop',
        triggerTicks,
        triggeredBy: isByMark ? 'mark' : 'trade',
        ...(isMarket ? {} : { limitTicks: ticksField(fields, px, listing) }),
      },
      timeInForce: { kind: 'gtc' },
      isReduceOnly: listing.type === 'SWAP' && fields['reduceOnly'] === 'true',
    },
    clientId: clientId === undefined ? undefined : `algo ${clientId}`,
    words: {
      algo,
      algoClOrdId: clientId ?? '',
      ordType: isMarket ? 'market' : 'limit',
      tdMode: tradeModeOf(fields, listing),
      tag: fields['tag'] ?? '',
      triggerBy: fields[by] || 'last',
    },
  }
}

/** A swap is traded in the margin mode of its position: the other one is refused while that is in use. */
export function takeMode(account: TradingAccount, fields: Fields, listing: OkxListing): void {
  if (listing.type === 'SPOT') return
  const { index } = listing.state
  const mode = tradeModeOf(fields, listing) === 'isolated' ? 'isolated' : 'cross'
  const margin = account.marginOf(index)
  if (margin.mode === mode) return
  const isBusy =
    account.tradedOf(index).position.lots !== 0 || account.records.open(index).length > 0
  if (isBusy) {
    refuse('51000', 'Parameter tdMode error: the position of this swap is in the other mode')
  }
  margin.mode = mode
}

/** What real accounts have and this one has not is refused, not ignored. */
function checkServed(fields: Fields): void {
  const { posSide, attachAlgoOrds } = fields
  if (posSide && posSide !== 'net') wrongParameter('posSide')
  if (attachAlgoOrds && attachAlgoOrds !== '[]') wrongParameter('attachAlgoOrds')
}

function tradeModeOf(fields: Fields, { type }: OkxListing): string {
  const mode = needed(fields, 'tdMode')
  const known = type === 'SPOT' ? ['cash'] : ['cross', 'isolated']
  return known.includes(mode) ? mode : wrongParameter('tdMode')
}

function sideOf(fields: Fields): OrderSide {
  const side = needed(fields, 'side')
  return side === 'buy' || side === 'sell' ? side : wrongParameter('side')
}

export function lotsField(fields: Fields, name: string, listing: OkxListing): Lots {
  const outcome = stepsOfDecimal(needed(fields, name), listing.lotSize)
  if (outcome.kind === 'value') {
    return outcome.value > 0
      ? (outcome.value as Lots)
      : refuse('51020', 'Your order should meet or exceed the minimum order amount.')
  }
  switch (outcome.reason) {
    case 'not-a-number':
      return wrongParameter(name)
    case 'off-grid':
      return refuse('51121', 'Order quantity must be a multiple of the lot size.')
    case 'too-large':
      return refuse('51202', 'Market order amount exceeds the maximum amount.')
  }
}

export function ticksField(fields: Fields, name: string, { state }: OkxListing): PriceTicks {
  const outcome = stepsOfDecimal(needed(fields, name), state.instrument.tickSize)
  if (outcome.kind === 'value' && outcome.value > 0) return outcome.value as PriceTicks
  if (outcome.kind === 'value' || outcome.reason !== 'off-grid') return wrongParameter(name)
  return refuse('51150', 'The precision of the number of trades or the price exceeds the limit.')
}

/** A market buy of spot is in quote units unless it says otherwise, a sell in base units. */
function isInQuote({ tgtCcy }: Fields, side: OrderSide): boolean {
  return side === 'buy' ? tgtCcy !== 'base_ccy' : tgtCcy === 'quote_ccy'
}

function quotedLots(fields: Fields, { state }: OkxListing, side: OrderSide): Lots {
  const quote = Number(needed(fields, 'sz'))
  if (!(quote > 0)) wrongParameter('sz')
  const lots = lotsForQuote(state, side === 'buy' ? eventSide.ask : eventSide.bid, quote)
  return lots > 0
    ? (lots as Lots)
    : refuse('51020', 'Your order should meet or exceed the minimum order amount.')
}

function lifeOf(type: OrderType): TimeInForce {
  switch (type) {
    case 'fok':
      return { kind: 'fok' }
    case 'ioc':
    case 'optimal_limit_ioc':
      return { kind: 'ioc' }
    case 'market':
    case 'limit':
    case 'post_only':
      return { kind: 'gtc' }
  }
}

function clientIdOf(fields: Fields, name: string): string | undefined {
  const given = fields[name]
  if (!given) return undefined
  return clientIdPattern.test(given) ? given : wrongParameter(name)
}

/** A buy waits for the price to rise, a sell for it to fall; the other two are not served. */
function checkTrigger(
  side: OrderSide,
  triggerTicks: PriceTicks,
  { listing, isByMark }: { readonly listing: OkxListing; readonly isByMark: boolean },
): void {
  const { state } = listing
  const price = isByMark ? markOf(state) : state.last()
  const trigger = priceOf(triggerTicks, state.instrument.tickSize)
  if (side === 'sell' && trigger >= price) {
    refuse('51278', 'SL trigger price cannot be higher than the last price')
  }
  if (side === 'buy' && trigger <= price) {
    refuse('51280', 'SL trigger price cannot be lower than the last price')
  }
}

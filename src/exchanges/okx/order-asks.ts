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
  if (algo === 'move_order_stop') return trailingOrderOf(fields, listing)
  if (algo !== 'conditional' && algo !== 'trigger') {
    refuse(
      '51251',
      'The algo order type is not served: conditional, trigger and move_order_stop are.',
    )
  }
  if (fields['closeFraction']) wrongParameter('closeFraction')
  const [kind, at, px, by] = triggerFields(fields, algo)
  const side = sideOf(fields)
  const triggerTicks = ticksField(fields, at, listing)
  const isByMark = fields[by] === 'mark'
  const reachedBy = wayOf(kind, side, { triggerTicks, listing, isByMark })
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
      reachedBy,
      timeInForce: { kind: 'gtc' },
      isReduceOnly: listing.type === 'SWAP' && fields['reduceOnly'] === 'true',
    },
    clientId: clientId === undefined ? undefined : `algo ${clientId}`,
    words: {
      algo,
      trigger: kind,
      algoClOrdId: clientId ?? '',
      ordType: isMarket ? 'market' : 'limit',
      tdMode: tradeModeOf(fields, listing),
      tag: fields['tag'] ?? '',
      triggerBy: fields[by] || 'last',
    },
  }
}

/** At market when the price has gone back by a share or a spread from the best since. */
function trailingOrderOf(fields: Fields, listing: OkxListing): AskedOrder {
  const { state } = listing
  const { tickSize } = state.instrument
  const { callbackRatio, callbackSpread, activePx } = fields
  const side = sideOf(fields)
  const reachedBy = side === 'buy' ? 'rise' : 'fall'
  const ratio = Number(callbackRatio || NaN)
  if (!callbackSpread && !(ratio >= 0.001 && ratio < 1)) wrongParameter('callbackRatio')
  const distance = callbackSpread
    ? ({ kind: 'ticks', by: ticksField(fields, 'callbackSpread', listing) } as const)
    : ({ kind: 'share', by: ratio } as const)
  const last = (state.last() * 10 ** tickSize.decimals) / tickSize.units
  const behind = distance.kind === 'share' ? last * distance.by : distance.by
  const from = activePx ? { fromTicks: ticksField(fields, 'activePx', listing) } : {}
  const clientId = clientIdOf(fields, 'algoClOrdId')
  const triggerTicks = Math.round(side === 'buy' ? last + behind : last - behind) as PriceTicks
  return {
    request: {
      instrument: state.index,
      side,
      lots: lotsField(fields, 'sz', listing),
      pricing: { kind: 'stop', triggerTicks, triggeredBy: 'trade' },
      reachedBy,
      trail: { ...distance, ...from },
      timeInForce: { kind: 'gtc' },
      isReduceOnly: listing.type === 'SWAP' && fields['reduceOnly'] === 'true',
    },
    clientId: clientId === undefined ? undefined : `algo ${clientId}`,
    words: {
      algo: 'move_order_stop',
      trigger: 'trail',
      algoClOrdId: clientId ?? '',
      ordType: 'market',
      tdMode: tradeModeOf(fields, listing),
      tag: fields['tag'] ?? '',
      triggerBy: 'last',
      callbackRatio: callbackRatio ?? '',
      callbackSpread: callbackSpread ?? '',
      activePx: activePx ?? '',
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

/** What ends a loss, what takes a profit, or a price in itself. */
type TriggerKind = 'sl' | 'tp' | 'price'

const fieldsOfTrigger = {
  price: ['price', 'triggerPx', 'orderPx', 'triggerPxType'],
  sl: ['sl', 'slTriggerPx', 'slOrdPx', 'slTriggerPxType'],
  tp: ['tp', 'tpTriggerPx', 'tpOrdPx', 'tpTriggerPxType'],
} as const

/** The names of an order's trigger, price, and what triggers; both a loss and a profit would be `oco`. */
function triggerFields(
  fields: Fields,
  algo: 'conditional' | 'trigger',
): (typeof fieldsOfTrigger)[TriggerKind] {
  if (algo === 'trigger') return fieldsOfTrigger.price
  if (!fields['tpTriggerPx']) return fieldsOfTrigger.sl
  return fields['slTriggerPx'] ? wrongParameter('tpTriggerPx') : fieldsOfTrigger.tp
}

/** A price is waited for from where the market is; a loss and a profit lie on the side that they must. */
function wayOf(
  kind: TriggerKind,
  side: OrderSide,
  about: {
    readonly triggerTicks: PriceTicks
    readonly listing: OkxListing
    readonly isByMark: boolean
  },
): 'rise' | 'fall' {
  const { state } = about.listing
  const price = about.isByMark ? markOf(state) : state.last()
  const trigger = priceOf(about.triggerTicks, state.instrument.tickSize)
  if (kind === 'price') return trigger > price ? 'rise' : 'fall'
  const way = (kind === 'sl') === (side === 'buy') ? 'rise' : 'fall'
  const isReached = way === 'rise' ? trigger <= price : trigger >= price
  if (!isReached) return way
  const [code, words] = reachedWords[kind][way]
  return refuse(code, words)
}

const reachedWords = {
  sl: {
    fall: ['51278', 'SL trigger price cannot be higher than the last price'],
    rise: ['51280', 'SL trigger price cannot be lower than the last price'],
  },
  tp: {
    rise: ['51279', 'TP trigger price cannot be lower than the last price'],
    fall: ['51277', 'TP trigger price cannot be higher than the last price'],
  },
} as const

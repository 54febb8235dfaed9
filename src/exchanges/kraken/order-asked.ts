import { stepsOfDecimal } from '../../core/decimal-steps.ts'
import { eventSide } from '../../core/events/event-codes.ts'
import type { OrderPricing, OrderSide, TimeInForce, Trail } from '../../core/orders/order.ts'
import type { Lots, PriceTicks } from '../../core/price.ts'
import type { Instant } from '../../core/time.ts'
import type { AskedOrder } from '../world/trading-account.ts'
import { isTrue, needed, numberField, textField, type Fields } from './fields.ts'
import type { KrakenPair } from './kraken-market.ts'
import { openOrdersMost, orderMinLots } from './kraken-terms.ts'
import { invalid, refuse } from './refusals.ts'

/** Types of orders this matching has. */
type KrakenType = 'limit' | 'market' | TriggeredType
type TriggeredType =
  | 'stop-loss'
  | 'stop-loss-limit'
  | 'take-profit'
  | 'take-profit-limit'
  | 'trailing-stop'

const triggeredTypes: readonly TriggeredType[] = [
  'stop-loss',
  'stop-loss-limit',
  'take-profit',
  'take-profit-limit',
  'trailing-stop',
]

/** An order as either interface asks for it, its numbers still texts. */
interface OrderFields {
  readonly side: string
  readonly type: string
  readonly quantity: string | undefined
  /** What a market buy spends. */
  readonly cost: string | undefined
  readonly limit: string | undefined
  readonly trigger: string | undefined
  readonly isPostOnly: boolean
  readonly timeInForce: string
  /** Seconds of a good-till-date order, or its text in ISO 8601. */
  readonly until: number
  readonly clientId: string | undefined
  readonly userref: string | undefined
}

/** The fields of `AddOrder`. https://docs.kraken.com/api/docs/rest-api/add-order */
export function restOrder(fields: Fields, pair: KrakenPair, at: number): AskedOrder {
  const type = needed(fields, 'ordertype')
  const flags = textField(fields, 'oflags')?.split(',') ?? []
  const isStop = isTriggered(type)
  if ((textField(fields, 'leverage') ?? 'none') !== 'none') invalid('leverage')
  refuseAttached(Object.keys(fields))
  const isCost = flags.includes('viqc')
  const quantity = needed(fields, 'volume')
  const price = textField(fields, 'price')
  return askedOrder(pair, at, {
    side: needed(fields, 'type'),
    type,
    quantity: isCost ? undefined : quantity,
    cost: isCost ? quantity : undefined,
    limit: isStop ? textField(fields, 'price2') : price,
    trigger: isStop ? price : undefined,
    isPostOnly: flags.includes('post'),
    timeInForce: textField(fields, 'timeinforce') ?? 'GTC',
    until: expiry(textField(fields, 'expiretm'), at),
    clientId: textField(fields, 'cl_ord_id'),
    userref: textField(fields, 'userref'),
  })
}

/** The params of `add_order`. https://docs.kraken.com/api/docs/websocket-v2/add_order */
export function socketOrder(params: Fields, pair: KrakenPair, at: number): AskedOrder {
  const triggers = (params['triggers'] ?? {}) as Fields
  refuseAttached(Object.keys(params))
  const expires = textField(params, 'expire_time')
  return askedOrder(pair, at, {
    side: needed(params, 'side'),
    type: needed(params, 'order_type'),
    quantity: textField(params, 'order_qty'),
    cost: textField(params, 'cash_order_qty'),
    limit: textField(params, 'limit_price'),
    trigger: offsetText(triggers),
    isPostOnly: isTrue(params, 'post_only'),
    timeInForce: textField(params, 'time_in_force') ?? 'gtc',
    until: expires === undefined ? NaN : Date.parse(expires) * 1_000,
    clientId: textField(params, 'cl_ord_id'),
    userref: textField(params, 'order_userref'),
  })
}

/** A trigger's price; of one that is an offset as REST writes it: `+1%`, `+100`. */
function offsetText(triggers: Fields): string | undefined {
  const price = textField(triggers, 'price')
  switch (textField(triggers, 'price_type') ?? 'static') {
    case 'static':
      return price
    case 'pct':
      return price === undefined ? price : `+${price}%`
    case 'quote':
      return price === undefined ? price : `+${price}`
    default:
      return invalid('price_type')
  }
}

/** How far behind the best price a trailing stop is. */
function trailOf(text: string | undefined, pair: KrakenPair): Trail {
  const match = /^\+(\d+(?:\.\d+)?)(%?)$/.exec(text ?? '')
  if (match === null) return invalid('price')
  const [, number, percent] = match
  if (percent !== '%') return { kind: 'ticks', by: stepsOfPrice(number, pair) }
  const by = Number(number) / 100
  return by > 0 && by < 1 ? { kind: 'share', by } : invalid('price')
}

function firstTrigger({ kind, by }: Trail, { state }: KrakenPair, side: OrderSide): number {
  const behind = kind === 'share' ? state.lastTicks * by : by
  return Math.round(side === 'buy' ? state.lastTicks + behind : state.lastTicks - behind)
}

/** Orders that wait for others or for an hour are none of this matching's: better none than one without its stop. */
function refuseAttached(names: readonly string[]): void {
  const found = names.find((name) => /^(close\b|conditional$|starttm$|effective_time$)/.test(name))
  if (found !== undefined) invalid(found)
}

/** May another order of the pair be open? */
export function checkOpenOrders(open: number): void {
  if (open >= openOrdersMost) refuse('EOrder:Orders limit exceeded')
}

/** A price or quantity of a change, in whole steps. */
export function changedSteps(text: string, pair: KrakenPair, what: 'quantity' | 'price'): number {
  return what === 'price' ? stepsOfPrice(text, pair) : quantityLots(text, pair)
}

function askedOrder(pair: KrakenPair, at: number, order: OrderFields): AskedOrder {
  const { state } = pair
  const { side } = order
  if (side !== 'buy' && side !== 'sell') return invalid('type')
  const type = typeOf(order.type)
  const isLimit = type === 'limit' || type.endsWith('-limit')
  const limitTicks = isLimit ? stepsOfPrice(order.limit, pair) : NaN
  const trail = type === 'trailing-stop' ? trailOf(order.trigger, pair) : undefined
  const triggerTicks =
    trail !== undefined
      ? firstTrigger(trail, pair, side)
      : isTriggered(type)
        ? stepsOfPrice(order.trigger, pair)
        : NaN
  const lots =
    order.cost === undefined
      ? quantityLots(order.quantity, pair)
      : lotsForCost(Number(order.cost), pair, side)
  const timeInForce = timeOf(order, at)
  if (order.isPostOnly && type !== 'limit') invalid('oflags')
  checkNames(order)
  return {
    request: {
      instrument: state.index,
      side,
      lots: lots as Lots,
      pricing: isTriggered(type)
        ? triggeredPricing(limitTicks, triggerTicks)
        : plainPricing(type, limitTicks, order.isPostOnly),
      ...(isTriggered(type) ? { reachedBy: wayOf(type, side) } : {}),
      ...(trail === undefined ? {} : { trail }),
      timeInForce,
      isReduceOnly: false,
    },
    clientId: order.clientId,
    words: {
      type,
      timeInForce: timeInForce.kind.toUpperCase(),
      flags: flagsOf(order),
      ...(order.clientId === undefined ? {} : { clientId: order.clientId }),
      ...(order.userref === undefined ? {} : { userref: order.userref }),
      ...(order.cost === undefined ? {} : { cost: order.cost }),
      ...(trail === undefined ? {} : { trail: order.trigger! }),
    },
  }
}

function typeOf(type: string): KrakenType {
  return type === 'limit' || type === 'market' || isTriggered(type) ? type : invalid('ordertype')
}

function isTriggered(type: string): type is TriggeredType {
  return triggeredTypes.some((each) => each === type)
}

/** What Kraken takes for a client's id: a UUID, its 32 digits, or eighteen signs. */
const clientIdPattern = /^([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{32}|[ -~]{1,18})$/i

function checkNames({ clientId, userref }: OrderFields): void {
  if (clientId !== undefined && !clientIdPattern.test(clientId)) invalid('cl_ord_id')
  if (userref !== undefined && !/^-?\d{1,10}$/.test(userref)) invalid('userref')
  if (clientId !== undefined && userref !== undefined) {
    invalid('cl_ord_id and userref are mutually exclusive')
  }
}

function flagsOf({ isPostOnly, cost }: OrderFields): string {
  return ['fciq', ...(isPostOnly ? ['post'] : []), ...(cost === undefined ? [] : ['viqc'])].join(
    ',',
  )
}

function timeOf({ timeInForce, until }: OrderFields, at: number): TimeInForce {
  switch (timeInForce.toLowerCase()) {
    case 'gtc':
      return { kind: 'gtc' }
    case 'ioc':
      return { kind: 'ioc' }
    case 'fok':
      return { kind: 'fok' }
    case 'gtd':
      return until > at ? { kind: 'gtd', until: until as Instant } : invalid('expiretm')
    default:
      return invalid('timeinforce')
  }
}

/** Microseconds of seconds: of a clock, or from now on where they begin with a plus. */
function expiry(text: string | undefined, at: number): number {
  if (text === undefined || text === '0') return NaN
  const seconds = Number(text)
  return text.startsWith('+') ? at + seconds * 1e6 : seconds * 1e6
}

function stepsOfPrice(text: string | undefined, { state, symbol }: KrakenPair): number {
  if (text === undefined) return invalid('price')
  const { tickSize } = state.instrument
  const outcome = stepsOfDecimal(text, tickSize)
  if (outcome.kind === 'value') {
    return outcome.value > 0 ? outcome.value : refuse('EOrder:Invalid price')
  }
  if (outcome.reason !== 'off-grid') return invalid('price')
  return refuse(
    `EOrder:Invalid price:${symbol} price can only be specified up to ${tickSize.decimals} decimals.`,
  )
}

function quantityLots(text: string | undefined, { state }: KrakenPair): number {
  if (text === undefined) return invalid('volume')
  const outcome = stepsOfDecimal(text, state.instrument.lotSize)
  if (outcome.kind !== 'value' || outcome.value <= 0) return invalid('volume')
  if (outcome.value < orderMinLots(state.instrument)) {
    return refuse('EGeneral:Invalid arguments:volume minimum not met')
  }
  return outcome.value
}

/** The lots that so much of the quote currency buys or sells at what is displayed. */
function lotsForCost(cost: number, { state }: KrakenPair, side: OrderSide): number {
  if (!(cost > 0)) invalid('volume')
  const { tickSize, lotSize } = state.instrument
  const perTickLot = (tickSize.units * lotSize.units) / 10 ** (tickSize.decimals + lotSize.decimals)
  let left = cost / perTickLot
  let lots = 0
  const against = side === 'buy' ? eventSide.ask : eventSide.bid
  for (const level of state.top(against, Number.MAX_SAFE_INTEGER)) {
    const taken = Math.min(level.lots, Math.floor(left / level.ticks))
    lots += taken
    left -= taken * level.ticks
    if (taken < level.lots) break
  }
  return lots > 0 ? lots : refuse('EGeneral:Invalid arguments:volume minimum not met')
}

function plainPricing(
  type: 'limit' | 'market',
  limitTicks: number,
  isPostOnly: boolean,
): OrderPricing {
  return type === 'market'
    ? { kind: 'market' }
    : { kind: 'limit', priceTicks: limitTicks as PriceTicks, isPostOnly }
}

function wayOf(type: TriggeredType, side: OrderSide): 'rise' | 'fall' {
  return type.startsWith('take') === (side === 'buy') ? 'fall' : 'rise'
}

function triggeredPricing(limitTicks: number, triggerTicks: number): OrderPricing {
  return {
    kind: 'stop',
    triggerTicks: triggerTicks as PriceTicks,
    triggeredBy: 'trade',
    ...(Number.isNaN(limitTicks) ? {} : { limitTicks: limitTicks as PriceTicks }),
  }
}

/** Microseconds after which an order asked for is not carried out any more; NaN: never. */
export function deadlineOf(fields: Fields): number {
  const text = textField(fields, 'deadline')
  const instant = text === undefined ? NaN : Date.parse(text) * 1_000
  return text !== undefined && Number.isNaN(instant) ? invalid('deadline') : instant
}

/** Seconds after which everything is cancelled unless it is asked again. */
export function timeoutOf(fields: Fields): number {
  const seconds = numberField(fields, 'timeout', NaN)
  return seconds >= 0 && seconds <= 86_400 ? seconds : invalid('timeout')
}

import { stepsOfDecimal } from '../../core/decimal-steps.ts'
import { eventSide } from '../../core/events/event-codes.ts'
import type { OrderPricing, OrderSide, TimeInForce } from '../../core/orders/order.ts'
import type { Lots, PriceTicks } from '../../core/price.ts'
import type { Instant } from '../../core/time.ts'
import type { PublicState } from '../world/public-state.ts'
import type { AskedOrder } from '../world/trading-account.ts'
import { feeRates } from './coinbase-terms.ts'
import { productNamed, type CoinbaseProducts } from './products.ts'
import { invalid } from './refusals.ts'

export type Body = Readonly<Record<string, unknown>>

/** An order that is turned away under 200, `success` false: with the reason for people and for programs. */
export class OrderRefused extends Error {
  readonly reason: string

  constructor(reason: string) {
    super(reason)
    this.name = 'OrderRefused'
    this.reason = reason
  }
}

/** What the kinds of `order_configuration` are: of what time, and of what pricing. */
const kinds = {
  market_market_ioc: { type: 'MARKET', time: 'IMMEDIATE_OR_CANCEL' },
  market_market_fok: { type: 'MARKET', time: 'FILL_OR_KILL' },
  sor_limit_ioc: { type: 'LIMIT', time: 'IMMEDIATE_OR_CANCEL' },
  limit_limit_gtc: { type: 'LIMIT', time: 'GOOD_UNTIL_CANCELLED' },
  limit_limit_gtd: { type: 'LIMIT', time: 'GOOD_UNTIL_DATE_TIME' },
  limit_limit_fok: { type: 'LIMIT', time: 'FILL_OR_KILL' },
  stop_limit_stop_limit_gtc: { type: 'STOP_LIMIT', time: 'GOOD_UNTIL_CANCELLED' },
  stop_limit_stop_limit_gtd: { type: 'STOP_LIMIT', time: 'GOOD_UNTIL_DATE_TIME' },
} as const

type ConfigurationKind = keyof typeof kinds

/** The body of `POST /orders`. @throws OrderRefused, Refused */
export function askedOrder(products: CoinbaseProducts, body: Body, at: number): AskedOrder {
  const state = productNamed(products, textOf(body, 'product_id'))
  const side = sideOf(textOf(body, 'side'))
  const [kind, configuration] = configurationOf(body)
  const { type, time } = kinds[kind]
  const isMarket = type === 'MARKET'
  const limitTicks = isMarket ? NaN : ticksOf(textOf(configuration, 'limit_price'), state)
  const reachedBy = wayOf(configuration, side)
  const triggerTicks = type === 'STOP_LIMIT' ? triggerOf(configuration, state, reachedBy) : NaN
  const quoteSize = isMarket ? textOf(configuration, 'quote_size') : undefined
  const lots =
    quoteSize === undefined
      ? lotsOf(textOf(configuration, 'base_size'), state)
      : lotsForQuote(Number(quoteSize), state, side)
  const until = time === 'GOOD_UNTIL_DATE_TIME' ? endOf(configuration, at) : NaN
  const isPostOnly = configuration['post_only'] === true
  const clientId = textOf(body, 'client_order_id')
  return {
    request: {
      instrument: state.index,
      side,
      lots: lots as Lots,
      pricing:
        type === 'STOP_LIMIT'
          ? {
              kind: 'stop',
              triggerTicks: triggerTicks as PriceTicks,
              triggeredBy: 'trade',
              limitTicks: limitTicks as PriceTicks,
            }
          : plainPricing(type, limitTicks, isPostOnly),
      ...(type === 'STOP_LIMIT' ? { reachedBy } : {}),
      timeInForce: timeOf(time, until),
      isReduceOnly: false,
    },
    clientId: clientId ?? invalid('client_order_id is required'),
    words: {
      kind,
      type,
      time,
      ...(isPostOnly ? { postOnly: 'true' } : {}),
      ...(quoteSize === undefined ? {} : { quoteSize }),
    },
  }
}

export function textOf(body: Body, name: string): string | undefined {
  const value = body[name]
  if (typeof value === 'number') return String(value)
  return typeof value === 'string' && value !== '' ? value : undefined
}

function sideOf(side: string | undefined): OrderSide {
  if (side !== 'BUY' && side !== 'SELL') throw new OrderRefused('INVALID_SIDE')
  return side === 'BUY' ? 'buy' : 'sell'
}

function configurationOf(body: Body): readonly [ConfigurationKind, Body] {
  const configuration = (body['order_configuration'] ?? {}) as Body
  const [name, ...others] = Object.keys(configuration)
  if (name === undefined || others.length > 0 || !(name in kinds)) {
    throw new OrderRefused('UNSUPPORTED_ORDER_CONFIGURATION')
  }
  return [name as ConfigurationKind, (configuration[name] ?? {}) as Body]
}

/** A price in whole ticks. @throws OrderRefused */
export function ticksOf(text: string | undefined, { instrument }: PublicState): number {
  const outcome = stepsOfDecimal(text ?? '', instrument.tickSize)
  if (outcome.kind === 'value' && outcome.value > 0) return outcome.value
  const isOffGrid = outcome.kind === 'unavailable' && outcome.reason === 'off-grid'
  throw new OrderRefused(isOffGrid ? 'INVALID_PRICE_PRECISION' : 'INVALID_LIMIT_PRICE')
}

/** A quantity in whole lots. @throws OrderRefused */
export function lotsOf(text: string | undefined, { instrument }: PublicState): number {
  const outcome = stepsOfDecimal(text ?? '', instrument.lotSize)
  if (outcome.kind === 'value' && outcome.value > 0) return outcome.value
  const isOffGrid = outcome.kind === 'unavailable' && outcome.reason === 'off-grid'
  throw new OrderRefused(isOffGrid ? 'INVALID_SIZE_PRECISION' : 'INVALID_BASE_SIZE_TOO_SMALL')
}

/** What is spent on a buy includes its fee, at the prices displayed. */
function lotsForQuote(quote: number, state: PublicState, side: OrderSide): number {
  const { tickSize, lotSize } = state.instrument
  const perTickLot = (tickSize.units * lotSize.units) / 10 ** (tickSize.decimals + lotSize.decimals)
  let left = quote / (side === 'buy' ? 1 + feeRates.taker : 1) / perTickLot
  let lots = 0
  const against = side === 'buy' ? eventSide.ask : eventSide.bid
  for (const level of state.top(against, Number.MAX_SAFE_INTEGER)) {
    const taken = Math.min(level.lots, Math.floor(left / level.ticks))
    lots += taken
    left -= taken * level.ticks
    if (taken < level.lots) break
  }
  if (!(lots > 0)) throw new OrderRefused('INVALID_QUOTE_SIZE_TOO_SMALL')
  return lots
}

/** Which way the price is waited for; of who does not say, a stop's. */
function wayOf(configuration: Body, side: OrderSide): 'rise' | 'fall' {
  switch (configuration['stop_direction']) {
    case 'STOP_DIRECTION_STOP_UP':
      return 'rise'
    case 'STOP_DIRECTION_STOP_DOWN':
      return 'fall'
    case undefined:
      return side === 'buy' ? 'rise' : 'fall'
    default:
      throw new OrderRefused('UNSUPPORTED_ORDER_CONFIGURATION')
  }
}

/** What the last trade has reached already is not waited for. */
function triggerOf(configuration: Body, state: PublicState, reachedBy: 'rise' | 'fall'): number {
  const ticks = ticksOf(textOf(configuration, 'stop_price'), state)
  if (reachedBy === 'rise' && ticks <= state.lastTicks) {
    throw new OrderRefused('STOP_PRICE_BELOW_LAST_TRADE_PRICE')
  }
  if (reachedBy === 'fall' && ticks >= state.lastTicks) {
    throw new OrderRefused('STOP_PRICE_ABOVE_LAST_TRADE_PRICE')
  }
  return ticks
}

function endOf(configuration: Body, at: number): number {
  const until = Date.parse(textOf(configuration, 'end_time') ?? '') * 1_000
  return until > at ? until : invalid('end_time must be in the future')
}

function timeOf(time: (typeof kinds)[ConfigurationKind]['time'], until: number): TimeInForce {
  switch (time) {
    case 'IMMEDIATE_OR_CANCEL':
      return { kind: 'ioc' }
    case 'FILL_OR_KILL':
      return { kind: 'fok' }
    case 'GOOD_UNTIL_DATE_TIME':
      return { kind: 'gtd', until: until as Instant }
    case 'GOOD_UNTIL_CANCELLED':
      return { kind: 'gtc' }
  }
}

function plainPricing(
  type: 'MARKET' | 'LIMIT',
  limitTicks: number,
  isPostOnly: boolean,
): OrderPricing {
  return type === 'MARKET'
    ? { kind: 'market' }
    : { kind: 'limit', priceTicks: limitTicks as PriceTicks, isPostOnly }
}

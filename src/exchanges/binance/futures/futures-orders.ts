import { stepsOfDecimal } from '../../../core/decimal-steps.ts'
import type { OrderPricing, OrderSide, TimeInForce, Trail } from '../../../core/orders/order.ts'
import { priceOf, type Lots, type PriceTicks, type Step } from '../../../core/price.ts'
import type { Instant } from '../../../core/time.ts'
import type { Answer } from '../../serving/answer.ts'
import type { PublicState } from '../../world/public-state.ts'
import type { AskedOrder, RefusedReason, TradingAccount } from '../../world/trading-account.ts'
import { needed, oneOf, wholeField, type Fields } from '../fields.ts'
import { illegal, refusal, refuse } from '../refusals.ts'
import { futuresLimits, minNotionalOf } from './futures-terms.ts'

const sides = ['BUY', 'SELL'] as const
const types = ['LIMIT', 'MARKET'] as const
/** Types that the algo service takes; elsewhere they are refused since 2025-12-09. */
const conditionalTypes = [
  'STOP',
  'STOP_MARKET',
  'TAKE_PROFIT',
  'TAKE_PROFIT_MARKET',
  'TRAILING_STOP_MARKET',
] as const
const times = ['GTC', 'IOC', 'FOK', 'GTX', 'GTD'] as const
const clientIdPattern = /^[.A-Z:/a-z0-9_-]{1,36}$/

/** An order as it is asked for by the fields of `POST /fapi/v1/order`. @throws Refused in Binance's words */
export function futuresOrderOf(fields: Fields, state: PublicState): AskedOrder {
  checkPositionSide(fields)
  if (conditionalTypes.some((each) => each === fields['type'])) {
    refuse(
      -4120,
      'Order type not supported for this endpoint. Please use the Algo Order API endpoints instead.',
    )
  }
  const type = oneOf(fields, 'type', types, -1116)
  const timeInForce = type === 'LIMIT' ? oneOf(fields, 'timeInForce', times, -1115) : 'GTC'
  const until = timeInForce === 'GTD' ? wholeField(fields, 'goodTillDate', 0) : 0
  const pricing: OrderPricing =
    type === 'MARKET'
      ? { kind: 'market' }
      : {
          kind: 'limit',
          priceTicks: ticksField(fields, 'price', state),
          isPostOnly: timeInForce === 'GTX',
        }
  return {
    request: {
      instrument: state.index,
      side: oneOf(fields, 'side', sides, -1117).toLowerCase() as OrderSide,
      lots: lotsField(fields, state),
      pricing,
      timeInForce: timeOf(timeInForce, until),
      isReduceOnly: fields['reduceOnly'] === 'true',
    },
    clientId: clientIdOf(fields, 'newClientOrderId'),
    words: { type, timeInForce, ...(until === 0 ? {} : { goodTillDate: String(until) }) },
  }
}

/** A conditional order as it is asked for by the fields of `POST /fapi/v1/algoOrder`. */
export function algoOrderOf(fields: Fields, state: PublicState): AskedOrder {
  checkPositionSide(fields)
  oneOf(fields, 'algoType', ['CONDITIONAL'], -1116)
  const type = oneOf(fields, 'type', conditionalTypes, -1116)
  const isClosing = fields['closePosition'] === 'true'
  const workingType = fields['workingType'] ?? 'CONTRACT_PRICE'
  const side = oneOf(fields, 'side', sides, -1117)
  const isProfit = type === 'TAKE_PROFIT' || type === 'TAKE_PROFIT_MARKET'
  const reachedBy = isProfit === (side === 'BUY') ? 'fall' : 'rise'
  const trail = type === 'TRAILING_STOP_MARKET' ? trailOf(fields, state, reachedBy) : undefined
  const triggerTicks =
    trail === undefined
      ? ticksField(fields, 'triggerPrice', state)
      : firstTrigger(trail, state, { reachedBy, workingType })
  if (trail === undefined) checkTrigger(reachedBy, triggerTicks, { state, workingType })
  return {
    request: {
      instrument: state.index,
      side: side.toLowerCase() as OrderSide,
      // What closes a position is cut to what there is of it.
      lots: isClosing ? (futuresLimits.maxLots as Lots) : lotsField(fields, state),
      pricing: {
        kind: 'stop',
        triggerTicks,
        triggeredBy: workingType === 'MARK_PRICE' ? 'mark' : 'trade',
        ...(type === 'STOP' || type === 'TAKE_PROFIT'
          ? { limitTicks: ticksField(fields, 'price', state) }
          : {}),
      },
      reachedBy,
      ...(trail === undefined ? {} : { trail }),
      timeInForce: { kind: 'gtc' },
      isReduceOnly: isClosing || fields['reduceOnly'] === 'true',
    },
    clientId: clientIdOf(fields, 'clientAlgoId'),
    words: {
      type,
      timeInForce: 'GTC',
      algo: 'yes',
      workingType,
      closePosition: String(isClosing),
      ...trailWords(fields, trail),
    },
  }
}

/** What Binance futures say of an order that the matching refused. */
export function futuresRefusal(
  reason: RefusedReason,
  state: PublicState,
  asked: AskedOrder,
): Answer {
  switch (reason) {
    case 'off-grid':
      return refusal(-1111, 'Precision is over the maximum defined for this asset.')
    case 'too-small':
      return refusal(
        -4164,
        `Order's notional must be no smaller than ${minNotionalOf(state.instrument)} (unless you choose reduce only).`,
      )
    case 'too-large':
      return refusal(-4005, 'Quantity greater than max quantity.')
    case 'price-band':
      return asked.request.side === 'buy'
        ? refusal(-4016, "Limit price can't be higher than the upper bound.")
        : refusal(-4024, "Limit price can't be lower than the lower bound.")
    case 'would-take':
      return refusal(
        -5022,
        'Due to the order could not be executed as maker, the Post Only order will be rejected. The order will not be recorded in the order history',
      )
    case 'no-position-to-reduce':
      return refusal(-2022, 'ReduceOnly Order is rejected.')
    case 'insufficient-margin':
    case 'insufficient-balance':
      return refusal(-2019, 'Margin is insufficient.')
    case 'duplicate-id':
      return refusal(-4116, 'ClientOrderId is duplicated.')
    case 'rate-limit':
      return refusal(-1015, 'Too many new orders.', 429)
    case 'too-late':
      return refusal(-1021, 'Timestamp for this request is outside of the recvWindow.')
    case 'halted':
      return refusal(
        -1008,
        'Server is currently overloaded with other requests. Please try again in a few minutes.',
        503,
      )
    case 'no-fill-or-kill':
    case 'no-liquidity':
      return unfilled
    case 'unknown-order':
      return refusal(-2011, 'Unknown order sent.')
  }
}

/** A fill-or-kill order that found too little. */
export const unfilled: Answer = refusal(
  -5021,
  'Due to the order could not be filled immediately, the FOK order has been rejected. The order will not be recorded in the order history',
)

/** Does a contract have as many open orders as its filter lets? */
export function hasTooManyOpen(account: TradingAccount, index: number): boolean {
  return account.records.open(index).length >= futuresLimits.maxOrders
}

export function ticksField(fields: Fields, name: string, { instrument }: PublicState): PriceTicks {
  return steps(fields, name, instrument.tickSize, {
    offGrid: [-4014, 'Price not increased by tick size.'],
    notPositive: [-4001, 'Price less than 0.'],
  }) as PriceTicks
}

export function lotsField(fields: Fields, { instrument }: PublicState): Lots {
  return steps(fields, 'quantity', instrument.lotSize, {
    offGrid: [-1111, 'Precision is over the maximum defined for this asset.'],
    notPositive: [-4003, 'Quantity less than or equal to zero.'],
  }) as Lots
}

type Words = readonly [code: number, msg: string]

function steps(
  fields: Fields,
  name: string,
  step: Step,
  words: { readonly offGrid: Words; readonly notPositive: Words },
): number {
  const outcome = stepsOfDecimal(needed(fields, name), step)
  if (outcome.kind !== 'value') {
    return outcome.reason === 'not-a-number' ? illegal(name) : refuse(...words.offGrid)
  }
  return outcome.value > 0 ? outcome.value : refuse(...words.notPositive)
}

function timeOf(timeInForce: (typeof times)[number], until: number): TimeInForce {
  switch (timeInForce) {
    case 'GTC':
    case 'GTX':
      return { kind: 'gtc' }
    case 'IOC':
      return { kind: 'ioc' }
    case 'FOK':
      return { kind: 'fok' }
    case 'GTD':
      return { kind: 'gtd', until: (until * 1_000) as Instant }
  }
}

function clientIdOf(fields: Fields, name: string): string | undefined {
  const given = fields[name]
  if (given !== undefined && !clientIdPattern.test(given)) {
    refuse(-4015, 'Client order id is not valid.')
  }
  return given
}

/** Hedge mode is not served: every position has both sides. */
function checkPositionSide(fields: Fields): void {
  if ((fields['positionSide'] ?? 'BOTH') !== 'BOTH') {
    refuse(-4061, "Order's position side does not match user's setting.")
  }
}

/** A share behind the best price, from a tenth of a per cent to ten; from the price on that it may name. */
function trailOf(fields: Fields, state: PublicState, reachedBy: 'rise' | 'fall'): Trail {
  const rate = Number(needed(fields, 'callbackRate'))
  if (!(rate >= 0.1 && rate <= 10)) refuse(-2007, 'Invalid callBack rate.')
  const by = rate / 100
  if (fields['activatePrice'] === undefined) return { kind: 'share', by }
  const fromTicks = ticksField(fields, 'activatePrice', state)
  const from = priceOf(fromTicks, state.instrument.tickSize)
  const isReached = reachedBy === 'fall' ? from <= state.last() : from >= state.last()
  return isReached
    ? refuse(-2021, 'Order would immediately trigger.')
    : { kind: 'share', by, fromTicks }
}

function firstTrigger(
  { by }: Trail,
  state: PublicState,
  about: { readonly reachedBy: 'rise' | 'fall'; readonly workingType: string },
): PriceTicks {
  const price = about.workingType === 'MARK_PRICE' ? state.mark : state.last()
  const { units, decimals } = state.instrument.tickSize
  const at = price * (about.reachedBy === 'rise' ? 1 + by : 1 - by)
  return Math.round((at * 10 ** decimals) / units) as PriceTicks
}

function trailWords(fields: Fields, trail: Trail | undefined): Readonly<Record<string, string>> {
  if (trail === undefined) return {}
  const { callbackRate = '', activatePrice = '0' } = fields
  return { callbackRate, activatePrice }
}

function checkTrigger(
  reachedBy: 'rise' | 'fall',
  triggerTicks: number,
  { state, workingType }: { readonly state: PublicState; readonly workingType: string },
): void {
  const trigger = priceOf(triggerTicks as PriceTicks, state.instrument.tickSize)
  const price = workingType === 'MARK_PRICE' ? state.mark : state.last()
  const isReached = reachedBy === 'rise' ? trigger <= price : trigger >= price
  if (isReached) refuse(-2021, 'Order would immediately trigger.')
}

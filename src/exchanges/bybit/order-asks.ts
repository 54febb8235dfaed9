import { eventSide } from '../../core/events/event-codes.ts'
import { stepsOfDecimal } from '../../core/decimal-steps.ts'
import type { OrderPricing, OrderSide, TimeInForce } from '../../core/orders/order.ts'
import { priceOf, type Lots, type PriceTicks } from '../../core/price.ts'
import type { Fields } from '../serving/json-fields.ts'
import { lotsForQuote } from '../world/lots-for-quote.ts'
import type { PublicState } from '../world/public-state.ts'
import type { AskedOrder } from '../world/trading-account.ts'
import { fixed } from '../world/wire-numbers.ts'
import { needed } from './bybit-market.ts'
import { refuse, wrongParameter } from './said.ts'
import { markOf } from './ticker-words.ts'

const linkIdPattern = /^[A-Za-z0-9_-]{1,36}$/
const times = ['GTC', 'IOC', 'FOK', 'PostOnly'] as const

/** An order as it is asked for by the fields of `/v5/order/create`. @throws Refused in Bybit's words */
export function orderOf(fields: Fields, state: PublicState): AskedOrder {
  const isSpot = state.instrument.class === 'spot'
  checkServed(fields, isSpot)
  const side = oneOf(fields, 'side', ['Buy', 'Sell'], isSpot ? 170_117 : 10_001)
  const type = oneOf(fields, 'orderType', ['Limit', 'Market'], isSpot ? 170_116 : 10_001)
  const timeInForce = type === 'Market' ? 'IOC' : timeOf(fields, isSpot)
  const lots =
    type === 'Market' && isSpot ? marketLots(fields, state, side) : lotsField(fields, state)
  const linkId = linkIdOf(fields)
  const trigger = fields['triggerPrice'] ? triggerOf(fields, state) : undefined
  const pricing: OrderPricing =
    trigger === undefined
      ? plainPricing(fields, state, type, timeInForce)
      : {
          ...trigger.pricing,
          ...(type === 'Limit' ? { limitTicks: ticksField(fields, 'price', state) } : {}),
        }
  const quoted = isSpot && type === 'Market' && isInQuote(fields, side)
  return {
    request: {
      instrument: state.index,
      side: side.toLowerCase() as OrderSide,
      lots,
      pricing,
      ...(trigger === undefined ? {} : { reachedBy: trigger.reachedBy }),
      // A conditional market order takes what it can when its time has come, and the rest goes.
      timeInForce: pricing.kind === 'stop' ? { kind: 'gtc' } : lifeOf(timeInForce),
      isReduceOnly:
        !isSpot && (fields['reduceOnly'] === 'true' || fields['closeOnTrigger'] === 'true'),
    },
    clientId: linkId,
    words: {
      type,
      timeInForce,
      linkId: linkId ?? '',
      ...guardWords(fields),
      lastPrice: fixed(state.last(), state.instrument.tickSize.decimals),
      ...(quoted ? { quoteQty: fields['qty']! } : {}),
      ...(isSpot && type === 'Market' ? { marketUnit: quoted ? 'quoteCoin' : 'baseCoin' } : {}),
      ...(trigger !== undefined
        ? {
            triggerDirection: trigger.reachedBy === 'rise' ? '1' : '2',
            triggerBy: fields['triggerBy'] ?? 'LastPrice',
            closeOnTrigger: fields['closeOnTrigger'] ?? 'false',
          }
        : {}),
    },
  }
}

/** What real accounts have and this one has not is refused, not ignored: hedge mode, brackets of spot, borrowing. */
function checkServed(fields: Fields, isSpot: boolean): void {
  const { positionIdx, isLeverage } = fields
  if (positionIdx !== undefined && positionIdx !== '0') {
    wrongParameter('position idx not match position mode')
  }
  if (isLeverage === '1') refuse(170_036, "You haven't enabled Cross Margin Trading yet.")
  if (!isSpot) return
  for (const name of ['takeProfit', 'stopLoss', 'slTriggerBy', 'tpTriggerBy']) {
    const value = fields[name]
    if (value !== undefined && value !== '' && value !== '0') {
      wrongParameter(`params error: ${name} is not supported`)
    }
  }
}

/** The take-profit and stop-loss that an order's fills are to set. */
function guardWords(fields: Fields): Readonly<Record<string, string>> {
  const names = ['takeProfit', 'stopLoss', 'tpTriggerBy', 'slTriggerBy']
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = fields[name]
      return value === undefined || value === '' || value === '0' ? [] : [[name, value]]
    }),
  )
}

export function lotsField(fields: Fields, { instrument }: PublicState): Lots {
  const outcome = stepsOfDecimal(needed(fields, 'qty'), instrument.lotSize)
  const isSpot = instrument.class === 'spot'
  if (outcome.kind !== 'value') {
    if (outcome.reason === 'not-a-number') return wrongParameter('params error: qty invalid')
    if (outcome.reason === 'too-large') return refuse(...tooLarge(isSpot))
    return isSpot
      ? refuse(170_137, 'Order quantity has too many decimals.')
      : wrongParameter('Qty invalid')
  }
  if (outcome.value > 0) return outcome.value as Lots
  return isSpot
    ? refuse(170_136, 'Order quantity exceeded lower limit.')
    : wrongParameter('The number of contracts exceeds minimum limit allowed')
}

export function tooLarge(isSpot: boolean): readonly [code: number, words: string] {
  return isSpot
    ? [170_135, 'Order quantity exceeded upper limit.']
    : [10_001, 'The number of contracts exceeds maximum limit allowed']
}

export function ticksField(fields: Fields, name: string, { instrument }: PublicState): PriceTicks {
  const outcome = stepsOfDecimal(needed(fields, name), instrument.tickSize)
  const isSpot = instrument.class === 'spot'
  if (outcome.kind === 'value' && outcome.value > 0) return outcome.value as PriceTicks
  if (outcome.kind === 'value' || outcome.reason !== 'off-grid') {
    return isSpot
      ? refuse(170_133, 'Order price exceeded lower limit.')
      : wrongParameter('Price invalid')
  }
  return isSpot
    ? refuse(170_134, 'Order price has too many decimals.')
    : wrongParameter('Price invalid')
}

function plainPricing(
  fields: Fields,
  state: PublicState,
  type: 'Limit' | 'Market',
  timeInForce: string,
): OrderPricing {
  if (type === 'Market') return { kind: 'market' }
  const priceTicks = ticksField(fields, 'price', state)
  return { kind: 'limit', priceTicks, isPostOnly: timeInForce === 'PostOnly' }
}

/** Waits for the price to rise (1) or to fall (2), whichever side it is of; spot is not told which. */
function triggerOf(
  fields: Fields,
  state: PublicState,
): {
  readonly pricing: Extract<OrderPricing, { readonly kind: 'stop' }>
  readonly reachedBy: 'rise' | 'fall'
} {
  const triggerTicks = ticksField(fields, 'triggerPrice', state)
  const isByMark = fields['triggerBy'] === 'MarkPrice'
  const now = isByMark ? markOf(state) : state.last()
  const trigger = priceOf(triggerTicks, state.instrument.tickSize)
  const direction = fields['triggerDirection'] ?? (trigger > now ? '1' : '2')
  const words = `trigger_price[${trigger}] ${direction === '1' ? '<=' : '>='} current[${now}]`
  if (direction === '1' && trigger <= now) refuse(110_092, `expect Rising, but ${words}??LastPrice`)
  if (direction === '2' && trigger >= now)
    refuse(110_093, `expect Falling, but ${words}??LastPrice`)
  if (direction !== '1' && direction !== '2') wrongParameter('triggerDirection invalid')
  return {
    pricing: { kind: 'stop', triggerTicks, triggeredBy: isByMark ? 'mark' : 'trade' },
    reachedBy: direction === '1' ? 'rise' : 'fall',
  }
}

function timeOf(fields: Fields, isSpot: boolean): (typeof times)[number] {
  const text = fields['timeInForce']
  if (text === undefined || text === '') return 'GTC'
  return oneOf(fields, 'timeInForce', times, isSpot ? 170_115 : 10_001)
}

function lifeOf(timeInForce: (typeof times)[number]): TimeInForce {
  switch (timeInForce) {
    case 'GTC':
    case 'PostOnly':
      return { kind: 'gtc' }
    case 'IOC':
      return { kind: 'ioc' }
    case 'FOK':
      return { kind: 'fok' }
  }
}

/** A market buy of spot is in quote units unless it says otherwise, a sell in base units. */
function isInQuote({ marketUnit }: Fields, side: 'Buy' | 'Sell'): boolean {
  return side === 'Buy' ? marketUnit !== 'baseCoin' : marketUnit === 'quoteCoin'
}

function marketLots(fields: Fields, state: PublicState, side: 'Buy' | 'Sell'): Lots {
  if (!isInQuote(fields, side)) return lotsField(fields, state)
  const quote = Number(needed(fields, 'qty'))
  if (!(quote > 0)) wrongParameter('params error: qty invalid')
  const lots = lotsForQuote(state, side === 'Buy' ? eventSide.ask : eventSide.bid, quote)
  return lots > 0 ? (lots as Lots) : refuse(170_140, 'Order value exceeded lower limit.')
}

function linkIdOf({ orderLinkId }: Fields): string | undefined {
  if (orderLinkId === undefined || orderLinkId === '') return undefined
  return linkIdPattern.test(orderLinkId)
    ? orderLinkId
    : wrongParameter('params error: OrderLinkId invalid')
}

function oneOf<Word extends string>(
  fields: Fields,
  name: string,
  words: readonly Word[],
  code: number,
): Word {
  const text = needed(fields, name)
  const found = words.find((word) => word === text)
  if (found !== undefined) return found
  return code === 10_001 ? wrongParameter(`${name} invalid`) : refuse(code, `Invalid ${name}.`)
}

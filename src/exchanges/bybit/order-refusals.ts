import type { Answer } from '../serving/answer.ts'
import { Refused } from '../serving/answer.ts'
import type { RefusedReason } from '../world/trading-account.ts'
import type { Category } from './bybit-market.ts'
import { tooLarge } from './order-asks.ts'
import { refusal } from './said.ts'

type Words = readonly [code: number, words: string]

/** What Bybit says of an order that the matching refused. https://bybit-exchange.github.io/docs/v5/error */
export function refusedOrder(reason: RefusedReason, category: Category, isBuy: boolean): Refused {
  return new Refused(refusal(...wordsOf(reason, category === 'spot', isBuy)))
}

/** Nothing was heard of the matching: what became of the request is not known. */
export const unanswered: Answer = refusal(10_000, 'Server Timeout')

export function unknownOrder(category: Category): Refused {
  return new Refused(
    category === 'spot'
      ? refusal(170_213, 'Order does not exist.')
      : refusal(110_001, 'order not exists or too late to cancel'),
  )
}

export function repeatedId(category: Category): Refused {
  return new Refused(
    category === 'spot'
      ? refusal(170_141, 'Duplicate clientOrderId.')
      : refusal(110_072, 'OrderLinkedID is duplicate'),
  )
}

function wordsOf(reason: RefusedReason, isSpot: boolean, isBuy: boolean): Words {
  switch (reason) {
    case 'off-grid':
      return isSpot ? [170_137, 'Order quantity has too many decimals.'] : [10_001, 'Qty invalid']
    case 'too-small':
      return isSpot
        ? [170_140, 'Order value exceeded lower limit.']
        : [110_094, 'Order does not meet minimum order value 5USDT']
    case 'too-large':
      return tooLarge(isSpot)
    case 'price-band':
      return isSpot ? bandOfSpot(isBuy) : [110_003, 'Order price exceeds the allowable range.']
    case 'insufficient-balance':
    case 'insufficient-margin':
      return isSpot ? [170_131, 'Insufficient balance.'] : [110_007, 'ab not enough for new order']
    case 'duplicate-id':
      return isSpot
        ? [170_141, 'Duplicate clientOrderId.']
        : [110_072, 'OrderLinkedID is duplicate']
    case 'no-position-to-reduce':
      return [110_017, 'current position is zero, cannot fix reduce-only order qty']
    case 'rate-limit':
      return [10_006, 'Too many visits. Exceeded the API Rate Limit.']
    case 'too-late':
      return [10_002, 'The request time exceeds the time window range.']
    case 'halted':
      return isSpot
        ? [170_151, 'This trading pair is not available yet.']
        : [110_066, 'Trading is currently not allowed.']
    case 'would-take':
      return [170_218, 'The LIMIT-MAKER order is rejected due to invalid price.']
    case 'no-fill-or-kill':
    case 'no-liquidity':
      return isSpot ? [170_210, 'New order rejected.'] : [110_032, 'Illegal order']
    case 'unknown-order':
      return isSpot
        ? [170_213, 'Order does not exist.']
        : [110_001, 'order not exists or too late to cancel']
  }
}

function bandOfSpot(isBuy: boolean): Words {
  return isBuy
    ? [170_193, 'Buy order price cannot be higher than the price limit.']
    : [170_194, 'Sell order price cannot be lower than the price limit.']
}

import { Refused, type Answer } from '../serving/answer.ts'
import type { AskedOrder, RefusedReason } from '../world/trading-account.ts'
import { sizeText, type OkxListing } from './okx-market.ts'
import { okxLimits } from './okx-terms.ts'
import { refusal } from './said.ts'

/** What OKX says of an order that the matching refused. https://www.okx.com/docs-v5/en/#error-code-rest-api-trade */
export function refusedOrder(
  reason: RefusedReason,
  listing: OkxListing,
  request: AskedOrder['request'],
): Refused {
  return new Refused(refusal(...wordsOf(reason, listing, request)))
}

/** Nothing was heard of the matching: what became of the request is not known. */
export const unanswered: Answer = refusal(
  '50004',
  'API endpoint request timeout (does not mean that the request was successful or failed, please check the request result).',
  400,
)

export const repeatedId: Answer = refusal('51016', 'Client order ID already exists.')

function wordsOf(
  reason: RefusedReason,
  listing: OkxListing,
  { side }: AskedOrder['request'],
): readonly [code: string, msg: string] {
  const { base, quote } = listing.state.instrument
  switch (reason) {
    case 'off-grid':
      return ['51121', 'Order quantity must be a multiple of the lot size.']
    case 'too-small':
      return ['51020', 'Your order should meet or exceed the minimum order amount.']
    case 'too-large':
      return [
        '51101',
        `Order amount exceeds current tier limit of ${sizeText(okxLimits.maxLots, listing)}.`,
      ]
    case 'price-band':
      return side === 'buy'
        ? ['51137', 'The highest price limit for buy orders is exceeded.']
        : ['51138', 'The lowest price limit for sell orders is exceeded.']
    case 'insufficient-balance':
      return [
        '51008',
        `Order failed. Insufficient ${side === 'buy' ? quote : base} balance in account.`,
      ]
    case 'insufficient-margin':
      return ['51008', `Order failed. Insufficient ${quote} margin in account.`]
    case 'duplicate-id':
      return ['51016', 'Client order ID already exists.']
    case 'no-position-to-reduce':
      return [
        '51169',
        "Order failed because you don't have any positions in this direction for this contract to reduce or close.",
      ]
    case 'rate-limit':
      return [
        '50011',
        'Rate limit reached. Please refer to API documentation and throttle requests accordingly.',
      ]
    case 'too-late':
      return ['50102', 'Timestamp request expired']
    case 'halted':
      return ['51022', 'Contract suspended.']
    case 'would-take':
      return [
        '51511',
        'Operation failed as the order price did not meet the requirement for Post Only.',
      ]
    case 'no-fill-or-kill':
    case 'no-liquidity':
      return ['51109', 'There is no available order price.']
    case 'unknown-order':
      return ['51603', 'Order does not exist.']
  }
}

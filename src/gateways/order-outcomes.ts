import type { RejectReason } from '../core/orders/order-event.ts'
import type { OrderCommand } from '../core/orders/order.ts'
import type { VenueAnswer } from '../core/orders/venue.ts'
import type { Instant } from '../core/time.ts'
import { inWordsOfVenue } from './venue-refusal.ts'

/** What an error of ccxt says of the command it answers. */
export type ErrorMeaning =
  | { readonly kind: 'rejected'; readonly reason: RejectReason }
  | { readonly kind: 'not-found' }
  /** It may have been done or not: silence, a broken connection, a venue's own confusion. */
  | { readonly kind: 'unknown' }

/** Classes of ccxt by which a venue definitely refused, most special first. Whatever is not here proves nothing. */
const refusals: readonly (readonly [string, RejectReason])[] = [
  ['OrderImmediatelyFillable', 'would-take'],
  ['OrderNotFillable', 'no-fill-or-kill'],
  ['InsufficientFunds', 'insufficient-balance'],
  ['RateLimitExceeded', 'rate-limit'],
  ['DDoSProtection', 'rate-limit'],
  ['ContractUnavailable', 'halted'],
  ['MarketClosed', 'halted'],
  ['InvalidOrder', 'off-grid'],
  ['BadSymbol', 'halted'],
  ['InvalidNonce', 'halted'],
  ['AuthenticationError', 'halted'],
  ['PermissionDenied', 'halted'],
  ['AccountNotEnabled', 'halted'],
  ['AccountSuspended', 'halted'],
  ['ArgumentsRequired', 'halted'],
  ['BadRequest', 'halted'],
  ['NotSupported', 'halted'],
]

/**
 * What venues say of the size and the price of an order, which ccxt puts into one class or another. Binance's `LOT_SIZE` is
 * left to be off the grid: it may be too little, too much or between two steps.
 *
 * https://developers.binance.com/docs/binance-spot-api-docs/filters, https://bybit-exchange.github.io/docs/v5/error,
 * https://www.okx.com/docs-v5/en/#error-code, https://docs.kraken.com/api/docs/guides/spot-errors,
 * https://docs.cdp.coinbase.com/api-reference/advanced-trade-api/rest-api/orders/create-order (`NewOrderFailureReason`)
 */
const reasons: readonly (readonly [RegExp, RejectReason])[] = [
  [/^binance\w*: -1013 Filter failure: (MIN_)?NOTIONAL\b/, 'too-small'],
  [/^binance\w*: -1013 Filter failure: (PRICE_FILTER|(MARKET_)?LOT_SIZE)\b/, 'off-grid'],
  [/^binance\w*: -1013 Filter failure: PERCENT_PRICE/, 'price-band'],
  [/^binance\w*: -4164 /, 'too-small'],
  [/^binance\w*: -4005 Quantity greater/, 'too-large'],
  [/^binance\w*: -(4016|4024) /, 'price-band'],
  [/^bybit: (170136|170140|110094) /, 'too-small'],
  [/^bybit: (170124|170135) /, 'too-large'],
  [/^bybit: (170132|170133|170193|170194|110003) /, 'price-band'],
  [/^okx: 51020 /, 'too-small'],
  [/^okx: (51101|51202) /, 'too-large'],
  [/^okx: (51006|51116|51137|51138) /, 'price-band'],
  [/^kraken: EOrder:Post only order\b/, 'would-take'],
  [/^kraken: EOrder:(Order|Cost) minimum not met/, 'too-small'],
  [/^kraken: EOrder:Post only order/, 'would-take'],
  [/^kraken: EOrder:Invalid price/, 'off-grid'],
  [/^kraken: EOrder:Insufficient \w+ margin/, 'insufficient-margin'],
  [/^kraken: EOrder:(\w+ )*limit exceeded/, 'rate-limit'],
  [/^kraken: EOrder:(Invalid order|Cannot open|Margin|Trading agreement|Reduce only)/, 'halted'],
  [/^coinbase: (PREVIEW_)?INVALID_\w+_SIZE_TOO_SMALL\b/, 'too-small'],
  [/^coinbase: (PREVIEW_)?INVALID_\w+_SIZE_TOO_LARGE\b/, 'too-large'],
  [/^coinbase: (PREVIEW_)?INVALID_LIMIT_PRICE_POST_ONLY\b/, 'would-take'],
  [/^coinbase: (PREVIEW_)?(INVALID_LIMIT_PRICE|LIMIT_PRICE_TOO_FAR_FROM_MARKET)\b/, 'price-band'],
  [/^coinbase: (PREVIEW_)?(INVALID_PRICE_TOO_LARGE|BREACHED_PRICE_LIMIT)\b/, 'price-band'],
  [/^coinbase: (PREVIEW_)?INVALID_\w+_PRECISION\b/, 'off-grid'],
  [/^coinbase: (PREVIEW_)?INVALID_NO_LIQUIDITY\b/, 'no-liquidity'],
  [/^coinbase: (PREVIEW_)?(INSUFFICIENT|INVALID_LEDGER)_\w+/, 'insufficient-balance'],
  [/^coinbase: (PREVIEW_)?(INVALID|UNSUPPORTED|UNTRADABLE)_\w+/, 'halted'],
  [/^coinbase: (COMMANDER_REJECTED_NEW_ORDER|ORDER_ENTRY_DISABLED|INELIGIBLE_PAIR)\b/, 'halted'],
]

/**
 * What an error means, by the classes ccxt gives it.
 *
 * A duplicate id is no refusal of ours: what is sent once can only be there already because it arrived, so that it is
 * looked for.
 */
export function meaningOf(error: unknown): ErrorMeaning {
  const names = classNames(error)
  if (names.includes('OrderNotFound')) return { kind: 'not-found' }
  if (names.includes('DuplicateOrderId')) return { kind: 'unknown' }
  const refusal = refusals.find(([name]) => names.includes(name))
  const reason = (isTransient(error) ? undefined : reasonInWords(error)) ?? refusal?.[1]
  return reason === undefined ? { kind: 'unknown' } : { kind: 'rejected', reason }
}

/** Why an order was refused by the venue's own code or words, where they say more than ccxt's class. */
function reasonInWords(error: unknown): RejectReason | undefined {
  if (!(error instanceof Error)) return undefined
  const said = inWordsOfVenue(error.message)
  return reasons.find(([words]) => words.test(said))?.[1]
}

/**
 * What a command's error says in a venue's words; undefined where anything may have become of it. That an order is not there
 * says nothing of one that was to be placed.
 *
 * @param heardAt by the clock of whoever sent it, for errors have no time of their venue
 */
export function refusalOf(
  command: OrderCommand,
  wireId: string,
  meaning: ErrorMeaning,
  heardAt: Instant,
): VenueAnswer | undefined {
  if (meaning.kind === 'unknown') return undefined
  const instrument = command.kind === 'place' ? command.order.instrument : command.instrument
  const told = { wireId, instrument, exchangeTime: heardAt }
  if (command.kind === 'place')
    return meaning.kind === 'rejected'
      ? { ...told, kind: 'rejected', reason: meaning.reason }
      : undefined
  const reason = meaning.kind === 'rejected' ? meaning.reason : 'unknown-order'
  return { ...told, kind: command.kind === 'cancel' ? 'cancel-rejected' : 'amend-rejected', reason }
}

/** May the order that was to be cancelled be over? What a venue was too busy for says nothing of it. */
export function mayBeOver(meaning: ErrorMeaning): boolean {
  return meaning.kind === 'rejected'
    ? meaning.reason !== 'rate-limit'
    : meaning.kind === 'not-found'
}

/** What venues say of a request that is stamped with another time than theirs, which ccxt has in a class for numbers too. */
const timeWords =
  /^(binance\w*: -1021|bybit: 10002|okx: (50102|60006)|kraken: EService:Deadline elapsed)\b/

/** Was it refused for the time it was stamped with? Kraken's nonces are numbers. */
export function isOfTime(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const said = inWordsOfVenue(error.message)
  if (timeWords.test(said)) return true
  return classNames(error).includes('InvalidNonce') && !said.startsWith('kraken')
}

/** Is it trouble of the network or the venue, too many requests among it, that may be over a moment later? */
export function isTransient(error: unknown): boolean {
  return classNames(error).includes('NetworkError')
}

/** Did nothing come within the time a request has? Of ccxt's class are also answers of venues that waited in vain themselves. */
export function isSilence(error: unknown): boolean {
  return (
    error instanceof Error &&
    classNames(error).includes('RequestTimeout') &&
    /request timed out/.test(error.message)
  )
}

/** An error's class and those it is made from. */
function classNames(error: unknown): string[] {
  const names: string[] = []
  for (let proto: unknown = error; typeof proto === 'object' && proto !== null;) {
    const next: unknown = Object.getPrototypeOf(proto)
    const made = Object.hasOwn(proto, 'constructor')
      ? (proto as { constructor: unknown }).constructor
      : undefined
    if (typeof made === 'function') names.push(made.name)
    proto = next
  }
  return names
}

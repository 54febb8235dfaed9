import type { RejectReason } from '../core/orders/order-event.ts'
import type { OrderCommand } from '../core/orders/order.ts'
import type { VenueAnswer } from '../core/orders/venue.ts'
import { wordsMean } from './refusal-words.ts'
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
  ['HeldBackError', 'rate-limit'],
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

/** Classes of trouble that venues tell of in words of their own, which prove what they say. */
const toldByVenue = ['DDoSProtection', 'OnMaintenance', 'InvalidNonce']

/**
 * What an error means: by the venue's own code or words where they are known, else by the class ccxt gives it.
 *
 * A duplicate id is no refusal of ours: what is sent once can only be there already because it arrived, so that it is
 * looked for.
 */
export function meaningOf(error: unknown): ErrorMeaning {
  const names = classNames(error)
  if (names.includes('OrderNotFound')) return { kind: 'not-found' }
  if (names.includes('DuplicateOrderId')) return { kind: 'unknown' }
  const isTold = !names.includes('NetworkError') || toldByVenue.some((name) => names.includes(name))
  const said =
    isTold && error instanceof Error ? wordsMean(inWordsOfVenue(error.message)) : undefined
  const meant = said ?? refusals.find(([name]) => names.includes(name))?.[1] ?? 'unknown'
  return meant === 'unknown' || meant === 'not-found'
    ? { kind: meant }
    : { kind: 'rejected', reason: meant }
}

/**
 * What a command's error says in a venue's words; undefined where anything may have become of it. That an order is not there
 * says nothing of one that was to be placed. Errors have no time of their venue.
 */
export function refusalOf(
  command: OrderCommand,
  wireId: string,
  meaning: ErrorMeaning,
): VenueAnswer | undefined {
  if (meaning.kind === 'unknown') return undefined
  const instrument = command.kind === 'place' ? command.order.instrument : command.instrument
  const told = { wireId, instrument, exchangeTime: undefined }
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

/** Was it the key, its secret or what they may do that was refused, and not the question? */
export function isOfKey(error: unknown): boolean {
  const names = classNames(error)
  return names.includes('AuthenticationError') || names.includes('PermissionDenied')
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

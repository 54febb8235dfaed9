import { createHmac, timingSafeEqual } from 'node:crypto'
import type { VenueKeys } from '../serving/served-venue.ts'
import type { VenueRequest } from '../serving/venue-request.ts'
import { milliseconds } from './bybit-market.ts'
import { refuse } from './said.ts'

const windowUsual = 5_000
/** How far ahead of the server a client's clock may be. */
const aheadMostMs = 1_000

/**
 * A signed request: what is signed is its time, the key, the window and then the query or the body as it came.
 * https://bybit-exchange.github.io/docs/v5/guide#authentication
 */
export function checkSigned(request: VenueRequest, keys: VenueKeys): void {
  const { headers, query, body, method, at } = request
  const key = headers['x-bapi-api-key']
  const timestamp = headers['x-bapi-timestamp'] ?? ''
  const window = headers['x-bapi-recv-window'] ?? ''
  if (key === undefined || key === '') {
    refuse(10_007, 'User authentication failed.', 401)
  }
  if (key !== keys.key) refuse(10_003, 'API key is invalid.')
  checkTime(timestamp, window === '' ? windowUsual : Number(window), at)
  const text = `${timestamp}${key}${window}${method === 'GET' ? query : body}`
  if (!isSignedBy(text, headers['x-bapi-sign'], keys)) {
    refuse(10_004, `error sign! origin_string[${text}]`)
  }
}

/** Was a text signed with our secret? @param given hexadecimal */
export function isSignedBy(text: string, given: string | undefined, keys: VenueKeys): boolean {
  const wanted = createHmac('sha256', keys.secret).update(text).digest()
  const sign = Buffer.from(given ?? '', 'hex')
  return sign.length === wanted.length && timingSafeEqual(sign, wanted)
}

/** @throws Refused when it is before the window or ahead of the server */
export function checkTime(timestamp: string, window: number, at: number): void {
  const now = milliseconds(at)
  const sent = /^\d{1,16}$/.test(timestamp) ? Number(timestamp) : NaN
  if (sent < now + aheadMostMs && sent >= now - window) return
  refuse(
    10_002,
    `invalid request, please check your server timestamp or recv_window param. req_timestamp[${timestamp}],server_timestamp[${now}],recv_window[${window}]`,
  )
}

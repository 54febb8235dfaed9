import { AsyncLocalStorage } from 'node:async_hooks'
import type { ClockReading } from '../core/events/market-feed.ts'
import type { Duration } from '../core/time.ts'
import type { CcxtExchange } from './ccxt-exchange.ts'
import { isOfTime } from './order-outcomes.ts'
import { profileOf } from './venue-profiles.ts'

/** When a request left and when its answer was there, epoch milliseconds. */
interface Trip {
  left: number
  back: number
}

const trips = new AsyncLocalStorage<Trip>()

type Fetch = (...request: readonly unknown[]) => Promise<unknown>

/** Has requests be timed that ask for it: from when they leave, not from when they begin to wait for their turn. */
export function timeTrips(given: object): void {
  const exchange = given as { fetch: Fetch; milliseconds(): number }
  const fetch = exchange.fetch.bind(exchange)
  exchange.fetch = (...request) => {
    const trip = trips.getStore()
    if (trip === undefined) return fetch(...request)
    trip.left = exchange.milliseconds()
    return fetch(...request).finally(() => (trip.back = exchange.milliseconds()))
  }
}

/**
 * Reads an exchange's clock: its time, less the middle of the way there and back.
 *
 * @returns an offset of NaN where it cannot be asked, or what is found is no more than what it rounds its time by
 * @throws what ccxt says when it does not answer
 */
export async function readClock(exchange: CcxtExchange): Promise<ClockReading> {
  if (exchange.has['fetchTime'] !== true) return { offset: Number.NaN, roundTrip: 0 as Duration }
  const trip: Trip = { left: exchange.milliseconds(), back: Number.NaN }
  const told = await trips.run(trip, () => exchange.fetchTime())
  // Where nothing times it, it is over now.
  const back = Number.isNaN(trip.back) ? exchange.milliseconds() : trip.back
  const { timeStepMs = 1 } = profileOf(exchange.id)
  const roundTrip = back - trip.left
  // What is told in whole seconds was true half a second ago, in the mean.
  const rounded = timeStepMs === 1 ? 0 : timeStepMs / 2
  const offset = told + rounded - (trip.left + back) / 2
  const isRounding = Math.abs(offset) <= rounded + roundTrip / 2
  return {
    offset: rounded > 0 && isRounding ? Number.NaN : Math.round(offset * 1_000),
    roundTrip: (roundTrip * 1_000) as Duration,
  }
}

/** Of what was refused for its time: how far the clock is off that it was stamped by, in words; else nothing. */
export function offClock(cause: unknown, clock: ClockReading | undefined): string {
  const words = clock && isOfTime(cause) ? clockWords(clock) : undefined
  return words === undefined ? '' : ` (${words})`
}

/** What is less is not worth a word. */
const noticedMs = 1_000

/**
 * How far this machine's clock is from a venue's, in words; undefined where it is near enough.
 *
 * @example clockWords({ offset: 10_200_000, roundTrip: 4_000 }) // "this machine's clock is 10.2 s behind its"
 */
export function clockWords({ offset }: Pick<ClockReading, 'offset'>): string | undefined {
  const seconds = Math.abs(offset) / 1e6
  if (!(seconds * 1_000 >= noticedMs)) return undefined
  return `this machine's clock is ${seconds.toFixed(1)} s ${offset > 0 ? 'behind' : 'ahead of'} its`
}

import { createRequire } from 'node:module'
import { afterEach, expect, test, vi } from 'vitest'
import { wallClock } from '../../src/app/live/wall-clock.ts'
import type { Instant } from '../../src/core/time.ts'
import { CcxtVenue } from '../../src/gateways/ccxt-venue.ts'
import { VenueTime } from '../../src/gateways/venue-time.ts'
import { until } from '../until.ts'
import { btc, placing, stubExchange } from './stub-exchange.ts'

type ErrorClass = new (message: string) => Error
const ccxtErrors = createRequire(import.meta.url)('ccxt') as Readonly<Record<string, ErrorClass>>
const failure = (name: string, text: string): Error => new ccxtErrors[name]!(text)
const refusal = failure('InvalidNonce', 'binance {"code":-1021,"msg":"Timestamp for this request"}')

afterEach(() => void vi.restoreAllMocks())

test('a venue is asked for its time where it refuses requests for theirs, every five seconds at most', () => {
  let [elapsed, asked] = [0, 0]
  const exchange = { loadTimeDifference: () => Promise.resolve(++asked) }
  const time = new VenueTime(exchange, () => elapsed)
  void time.ask()
  for (elapsed = 0; elapsed < 20_000; elapsed += 100) time.doubt(refusal)
  // At 0, 5, 10 and 15 s.
  expect(asked).toBe(4)
  elapsed = 614_900
  time.look()
  expect(asked).toBe(4)
  elapsed = 615_000
  time.look()
  time.look()
  expect(asked).toBe(5)
})

test.each([
  ['binance {"code":-1021,"msg":"..."}', 'InvalidNonce', true],
  ['bybit {"retCode":10002,"retMsg":"..."}', 'InvalidNonce', true],
  ['okx {"code":"50102","data":[],"msg":"Timestamp request expired"}', 'InvalidNonce', true],
  ['kraken {"error":["EService:Deadline elapsed"]}', 'ExchangeError', true],
  ['kraken {"error":["EAPI:Invalid nonce"]}', 'InvalidNonce', false],
  ['okx {"code":"50113","msg":"Invalid signature"}', 'AuthenticationError', false],
])('%s (%s) is about the time of a request: %s', (text, name, isIt) => {
  let asked = 0
  const time = new VenueTime({ loadTimeDifference: () => Promise.resolve(++asked) })
  time.doubt(failure(name, text))
  expect(asked).toBe(isIt ? 1 : 0)
})

test("after the machine's clock was set, orders and streams go by the venue's again", async () => {
  let machine = 0
  const options: Record<string, unknown> = {}
  // The venue's clock stands at 0, and its window is five seconds.
  const asked = <T>(what: T): Promise<T> =>
    Math.abs(machine - Number(options['timeDifference'])) > 5_000
      ? Promise.reject(refusal)
      : Promise.resolve(what)
  let streamed = 0
  const exchange = stubExchange({
    has: { watchOrders: true },
    options,
    loadTimeDifference: () => Promise.resolve((options['timeDifference'] = machine)),
    createOrder: () => asked({ id: '9' }),
    watchOrders: async () => {
      await asked(undefined)
      streamed++
      return new Promise(() => undefined)
    },
  })
  const real = performance.now.bind(performance)
  let ahead = 0
  vi.spyOn(performance, 'now').mockImplementation(() => real() + ahead)
  const venue = new CcxtVenue('binance', exchange, [btc], wallClock)
  const told: string[] = []
  const listener = {
    answer: () => undefined,
    stream: (state: string) => told.push(state),
    notice: () => undefined,
  }
  const send = async (wireId: string): Promise<string> => {
    const soon = (wallClock.now() + 60_000_000) as Instant
    return (await venue.send(placing, wireId, soon)).kind
  }
  await venue.start(listener)
  machine = 3_600_000
  ahead = 6_000
  await send('a1')
  await until(() => options['timeDifference'] === machine)
  // A stream that is refused for its time is no stream that is refused.
  machine = 7_200_000
  ahead = 12_000
  const restarted = new CcxtVenue('binance', exchange, [btc], wallClock)
  const difference = exchange.loadTimeDifference!.bind(exchange)
  Object.assign(exchange, { loadTimeDifference: () => Promise.reject(new Error('not yet')) })
  const before = streamed
  await restarted.start(listener)
  await until(() => told.includes('down'))
  Object.assign(exchange, { loadTimeDifference: difference })
  ahead = 18_000
  await until(() => streamed > before)
  expect(told.slice(0, 1)).toEqual(['down'])
  await venue.close()
  await restarted.close()
})

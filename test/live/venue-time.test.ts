import { createRequire } from 'node:module'
import { afterEach, expect, test, vi } from 'vitest'
import { wallClock } from '../../src/app/live/wall-clock.ts'
import type { Instant } from '../../src/core/time.ts'
import { CcxtVenue } from '../../src/gateways/ccxt-venue.ts'
import { openExchange } from '../../src/gateways/ccxt-exchange.ts'
import { readClock } from '../../src/gateways/clock-reading.ts'
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
  const exchange = stubExchange({
    has: { fetchTime: true },
    fetchTime: () => Promise.resolve(++asked),
  })
  const time = new VenueTime(exchange, { elapsed: () => elapsed })
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
  const has = { fetchTime: true }
  const time = new VenueTime(stubExchange({ has, fetchTime: () => Promise.resolve(++asked) }))
  time.doubt(failure(name, text))
  expect(asked).toBe(isIt ? 1 : 0)
})

test("after the machine's clock was set, orders and streams go by the venue's again", async () => {
  let machine = 0
  const options: Record<string, unknown> = { timeDifference: 0 }
  // The venue's clock stands at 0, and its window is five seconds.
  const asked = <T>(what: T): Promise<T> =>
    Math.abs(machine - Number(options['timeDifference'])) > 5_000
      ? Promise.reject(refusal)
      : Promise.resolve(what)
  let streamed = 0
  const exchange = stubExchange({
    has: { watchOrders: true, fetchTime: true },
    options,
    milliseconds: () => machine,
    fetchTime: () => Promise.resolve(0),
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
  const fetchTime = exchange.fetchTime.bind(exchange)
  Object.assign(exchange, { fetchTime: () => Promise.reject(new Error('not yet')) })
  const before = streamed
  await restarted.start(listener)
  await until(() => told.includes('down'))
  Object.assign(exchange, { fetchTime })
  ahead = 18_000
  await until(() => streamed > before)
  expect(told.slice(0, 1)).toEqual(['down'])
  await venue.close()
  await restarted.close()
})

test.each([
  ['a clock that is near', 0, [], 0],
  [
    'a clock that is behind',
    12_000,
    ["this machine's clock is 12.0 s behind its, which is allowed for"],
    0,
  ],
  [
    'a clock that is ahead',
    -2_000,
    ["this machine's clock is 2.0 s ahead of its, which is allowed for"],
    0,
  ],
] as const)(
  '%s is told once, and costs no trust once it is allowed for',
  async (_, off, told, cost) => {
    const heard: string[] = []
    const exchange = stubExchange({
      has: { fetchTime: true },
      options: { timeDifference: 0 },
      milliseconds: () => 1_000_000,
      fetchTime: () => Promise.resolve(1_000_000 + off),
    })
    const time = new VenueTime(exchange, { tell: (text) => heard.push(text) })
    await time.ask()
    expect(heard).toEqual(told)
    expect((await time.drift()).offset || 0).toBe(cost)
    expect(heard).toEqual(told)
    // Whoever opened it may have asked before.
    const again: string[] = []
    await new VenueTime(exchange, { tell: (text) => again.push(text) }).ask()
    expect(again).toEqual(told)
    // Whoever sets it is found out, once.
    Object.assign(exchange, { fetchTime: () => Promise.resolve(1_003_000 + off) })
    expect((await time.drift()).offset).toBe(3_000_000)
    expect((await time.drift()).offset).toBe(0)
    expect(exchange.options['timeDifference']).toBe(-(off + 3_000))
  },
)

test('what ccxt stamps by this machine whatever it is told costs trust', async () => {
  const exchange = stubExchange({
    id: 'gate',
    has: { fetchTime: true },
    milliseconds: () => 1_000_000,
    fetchTime: () => Promise.resolve(1_003_000),
  })
  const time = new VenueTime(exchange)
  await time.ask()
  expect((await time.drift()).offset).toBe(3_000_000)
})

test.each([
  ['kraken', 500, Number.NaN],
  ['kraken', 0, Number.NaN],
  ['kraken', -499, -499_000],
  ['kraken', 9_750, 9_500_000],
])(
  '%s tells whole seconds: a clock %d ms ahead is read as %d us, or as nothing',
  async (id, ahead, read) => {
    const ours = 1_000_000_250
    const exchange = stubExchange({
      id,
      has: { fetchTime: true },
      milliseconds: () => ours,
      fetchTime: () => Promise.resolve(Math.floor((ours + ahead) / 1_000) * 1_000),
    })
    const { offset } = await readClock(exchange)
    // Half a second either way.
    const isAsRead = Number.isNaN(read)
      ? Number.isNaN(offset)
      : Math.abs(offset - ahead * 1_000) <= 500_000
    expect(isAsRead).toBe(true)
  },
)

test('waiting for our own limiter is no way to a venue', async () => {
  const exchange = await openExchange('okx', { url: 'http://127.0.0.1:9' })
  let go: (() => void) | undefined
  const turn = new Promise<void>((resolve) => void (go = resolve))
  let machine = 1_000_000
  Object.assign(exchange, {
    milliseconds: () => machine,
    throttle: () => turn,
    handleRestResponse: () => ({ code: '0', data: [{ ts: '1000900' }] }),
    fetchImplementation: () => {
      machine += 20
      return Promise.resolve({})
    },
  })
  const reading = readClock(exchange)
  // Half a second of waiting, and twenty milliseconds of the way there and back.
  machine += 890
  go!()
  expect(await reading).toEqual({ offset: 0, roundTrip: 20_000 })
})

test('an answer that was long under way is asked for again, and the quickest counts', async () => {
  let now = 1_000_000
  const waits = [2_000, 3_000, 40, 2_000]
  const exchange = stubExchange({
    has: { fetchTime: true },
    options: { timeDifference: 0 },
    milliseconds: () => now,
    // Read at the very end of the way there.
    fetchTime: () => Promise.resolve((now += waits.shift()!) + 3_000),
  })
  await new VenueTime(exchange).ask()
  expect(exchange.options['timeDifference']).toBe(-3_020)
  expect(waits).toEqual([2_000])
})

import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { usualSwitches, type FaultSwitches } from '../../src/exchanges/faults/fault-switches.ts'
import { binanceClient, signedCall } from './binance-client.ts'
import { served } from './served.ts'
import { wireClient } from './wire-socket.ts'
import { servedKeys } from '../../src/app/exchange/serve.ts'
import { servedVenues } from '../../src/app/exchange/served-venues.ts'
import type { Instant } from '../../src/core/time.ts'
import { serveExchanges } from '../../src/exchanges/serving/exchange-server.ts'
import { syntheticSource } from '../../src/exchanges/world/synthetic-source.ts'

let exchange: Awaited<ReturnType<typeof served>>
let client: ReturnType<typeof binanceClient>
let sockets: string

beforeAll(async () => {
  exchange = await served(['binance'])
  client = binanceClient(`${exchange.address}/binance`)
  sockets = `${exchange.address}/binance`.replace('http', 'ws')
})
afterAll(() => exchange.close())
beforeEach(() => exchange.turn({ ...usualSwitches }))

const resting = {
  symbol: 'BTCUSDT',
  side: 'BUY',
  type: 'LIMIT',
  timeInForce: 'GTC',
  quantity: '0.001',
  price: 50_000,
} as const
const place = (newClientOrderId: string, fields = {}) =>
  client.signed('POST', '/api/v3/order', { ...resting, newClientOrderId, ...fields })
const ask = (origClientOrderId: string) =>
  client.signed('GET', '/api/v3/order', { symbol: 'BTCUSDT', origClientOrderId })

test('switches are shown and turned while it runs, all or none, and not by a page of the internet', async () => {
  const turn = async (body: unknown, headers = {}): Promise<[number, unknown]> => {
    const answer = await fetch(`${exchange.address}/faults`, {
      method: 'POST',
      body: JSON.stringify(body),
      headers,
    })
    return [answer.status, await answer.json()]
  }
  expect(await turn({ 'binance.drop': 0.5 })).toMatchObject([200, { binance: { drop: 0.5 } }])
  expect((await turn({ gap: 0.1, drop: 7 }))[0]).toBe(400)
  expect((await turn({ kraken: 1 }))[0]).toBe(400)
  expect((await turn({ 'kraken.drop': 1 }))[0]).toBe(400)
  expect((await turn([]))[0]).toBe(400)
  expect((await turn({ drop: 0 }, { Origin: 'https://example.org' }))[0]).toBe(403)
  const now = await (await fetch(`${exchange.address}/faults`)).json()
  expect(now).toMatchObject({ binance: { drop: 0.5, gap: 0 } })
})

test.each([
  ['tooMany', 429, -1003, '1'],
  ['serverError', 500, -1000, null],
  ['maintenance', 503, -1008, null],
])('%s: the venue says so in its own words', async (name, status, code, retryAfter) => {
  exchange.turn({ [name]: 1 })
  const said = await client.open('/api/v3/ping')
  expect([said.status, said.body['code']]).toEqual([status, code])
  expect(said.headers.get('retry-after')).toBe(retryAfter)
})

test('an acknowledgement is late, and the order is there before it', async () => {
  exchange.turn({ ackLate: 1, ackLateMs: 600 })
  const began = performance.now()
  const late = Promise.all(Array.from({ length: 4 }, (_, k) => place(`late-${k}`)))
  let status: unknown
  do status = (await ask('late-0')).body['status']
  while (status === undefined)
  expect(status).toBe('NEW')
  await late
  // The latest of four draws up to 600 ms.
  expect(performance.now() - began).toBeGreaterThan(100)
})

test('an acknowledgement is lost, and the order is there', async () => {
  exchange.turn({ ackLost: 1 })
  await expect(place('unheard')).rejects.toThrow('fetch failed')
  expect((await ask('unheard')).body['status']).toBe('NEW')
})

test('an order that was just taken is not found at first', async () => {
  exchange.turn({ notFoundMs: 60_000 })
  expect((await place('hidden')).status).toBe(200)
  expect((await ask('hidden')).body['code']).toBe(-2013)
  exchange.turn({ notFoundMs: 0 })
  expect((await ask('hidden')).body['status']).toBe('NEW')
})

test('a cancel waits while trades go on', async () => {
  await place('slow')
  exchange.turn({ cancelLoses: 1, cancelLosesMs: 2_000 })
  const named = { symbol: 'BTCUSDT', origClientOrderId: 'slow' }
  const cancelled = client.signed('DELETE', '/api/v3/order', named)
  expect((await ask('slow')).body['status']).toBe('NEW')
  expect((await cancelled).body['status']).toBe('CANCELED')
})

test('streams drop, repeat, and break off', async () => {
  const socket = await wireClient(`${sockets}/ws/btcusdt@depth@100ms`)
  exchange.turn({ duplicate: 1 })
  await socket.until(() => socket.heard.length > 0 && socket.heard.at(-1) === socket.heard.at(-2))
  exchange.turn({ duplicate: 0, gap: 0.5 })
  let last = NaN
  await socket.until(({ U, u }) => {
    const isBroken = !Number.isNaN(last) && (U as number) > last + 1
    last = u as number
    return isBroken
  })
  exchange.turn({ gap: 0, disconnect: 1 })
  expect(await socket.ended).toBe(1006)
})

test('what an account is told of may be lost, the answer to what it asks not', async () => {
  const socket = await wireClient(`${sockets}/ws-api/v3`)
  socket.send({ id: 1, method: 'userDataStream.subscribe.signature', params: signedCall() })
  await socket.until(({ id }) => id === 1)
  exchange.turn({ drop: 1 })
  const params = signedCall({ ...resting, newClientOrderId: 'silent' })
  socket.send({ id: 2, method: 'order.place', params })
  await socket.until(({ id }) => id === 2)
  expect(socket.heard.filter((text) => text.includes('executionReport'))).toEqual([])
  socket.close()
})

test('a client that talks too much at a stream is cut', async () => {
  const socket = await wireClient(`${sockets}/ws`)
  for (let id = 1; id <= 30; id++) socket.send({ id, method: 'LIST_SUBSCRIPTIONS' })
  expect(await socket.ended).toBe(1008)
})

test('beyond the weight of a minute there is 429 with Retry-After, and orders stay counted', async () => {
  let said = await client.open('/api/v3/depth?symbol=BTCUSDT&limit=5000')
  const first = Number(said.headers.get('x-mbx-used-weight-1m'))
  expect(first).toBeGreaterThanOrEqual(250)
  // Two minutes' worth and a little: a minute may end under way, and begin anew.
  for (let k = 0; k < 52 && said.status === 200; k++) {
    said = await client.open('/api/v3/depth?symbol=BTCUSDT&limit=5000')
  }
  expect([said.status, said.body['code']]).toEqual([429, -1003])
  expect(Number(said.headers.get('retry-after'))).toBeGreaterThan(0)
})

const steppedStart = 1_800_000_000_000_000 as Instant
const stepUs = 250_000

/** An exchange whose time passes step by step, and a client of it. */
async function steppedExchange(faults: FaultSwitches): Promise<{
  readonly asking: ReturnType<typeof binanceClient>
  /** @returns the milliseconds it is then */
  readonly step: (us: number) => number
  readonly close: () => Promise<void>
}> {
  let now = (steppedStart + 1_000_000) as Instant
  const running = await serveExchanges({
    source: syntheticSource({ seed: 4, venues: ['binance'], start: steppedStart }),
    venues: servedVenues.filter(({ name }) => name === 'binance'),
    faults: new Map([['binance', faults]]),
    keys: servedKeys,
    seed: 4,
    clock: () => now,
    start: steppedStart,
    port: 0,
    isStepped: true,
    failed: (error) => {
      throw error
    },
  })
  return {
    asking: binanceClient(`${running.address}/binance`),
    step(us) {
      now = (now + us) as Instant
      running.tick()
      return now / 1_000
    },
    close: () => running.close(),
  }
}

/** What a client that asks step by step was answered. */
async function steppedRun(): Promise<readonly unknown[]> {
  const { asking, step, close } = await steppedExchange(usualSwitches)
  const answers: unknown[] = []
  for (let turn = 0; turn < 4; turn++) {
    const timestamp = step(stepUs)
    answers.push((await asking.open('/api/v3/depth?symbol=BTCUSDT&limit=50')).body)
    const wanted = { symbol: 'BTCUSDT', type: 'MARKET', quantity: '0.25', timestamp }
    const side = turn % 2 === 0 ? 'BUY' : 'SELL'
    answers.push((await asking.signed('POST', '/api/v3/order', { ...wanted, side })).body)
    answers.push((await asking.signed('GET', '/api/v3/account', { timestamp })).body)
  }
  await close()
  return answers
}

test('in lock-step the same requests get the same answers, to the byte', async () => {
  const [first, second] = [await steppedRun(), await steppedRun()]
  expect(JSON.stringify(second)).toBe(JSON.stringify(first))
  expect(first[1]).toMatchObject({ status: 'FILLED' })
  // Time passes from step to step, and only then.
  expect(
    new Set(first.filter((_, k) => k % 3 === 0).map((each) => JSON.stringify(each))).size,
  ).toBe(4)
})

test('a command that never arrives is of unknown fate after ten seconds, and was never there', async () => {
  const { asking, step, close } = await steppedExchange({ ...usualSwitches, commandLost: 1 })
  const timestamp = step(stepUs)
  const fate = { isKnown: false }
  const began = step(0)
  const placed = asking
    .signed('POST', '/api/v3/order', { ...resting, newClientOrderId: 'lost', timestamp })
    .finally(() => {
      fate.isKnown = true
    })
  let waited = 0
  while (!fate.isKnown) {
    // A request lets what came before it be answered.
    await asking.open('/api/v3/ping')
    if (!fate.isKnown) waited = step(1_000_000) - began
  }
  const said = await placed
  expect([said.status, said.body['code']]).toEqual([408, -1007])
  expect(waited).toBeGreaterThanOrEqual(10_000)
  const named = { symbol: 'BTCUSDT', origClientOrderId: 'lost', timestamp: step(0) }
  expect((await asking.signed('GET', '/api/v3/order', named)).body['code']).toBe(-2013)
  await close()
})

import { subscribe } from 'node:diagnostics_channel'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { afterEach, expect, test, vi } from 'vitest'
import { openExchange, type CcxtExchange } from './ccxt-exchange.ts'

/** What came over the wire, in the words that both ways must share. */
interface Seen {
  readonly request: string
  readonly headers: Readonly<Record<string, unknown>>
  readonly body: string
  readonly port: number | undefined
}

type Asking = CcxtExchange & {
  nonce: () => number
  milliseconds: () => number
  verbose: boolean
  log: () => void
  fetch2: (path: string, api: unknown, method: string, params: object) => Promise<unknown>
}

const servers: Server[] = []
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    server.close()
  }
})

const orders = [
  ['binance', 'order', 'private', 'POST', { symbol: 'BTCUSDT', quantity: '0.1', side: 'BUY' }],
  ['binance', 'order', 'private', 'DELETE', { symbol: 'BTCUSDT', origClientOrderId: 'a b' }],
  ['bybit', 'v5/order/create', 'private', 'POST', { symbol: 'BTCUSDT', note: 'ü' }],
  ['okx', 'trade/order', 'private', 'POST', { instId: 'BTC-USDT', clOrdId: 'a' }],
  ['kraken', 'AddOrder', 'private', 'POST', { pair: 'XBTUSD', cl_ord_id: 'a' }],
] as const

test.each(orders)(
  '%s: %s %s %s is on the wire as ccxt writes it',
  async (...[id, path, api, method, params]) => {
    const { address, seen } = await served((_, response) =>
      response.end('{"error":[],"code":"0","retCode":0}'),
    )
    const exchange = await open(id, address)
    await exchange.fetch2(path, api, method, { ...params, newClientOrderId: 'n' })
    await exchange.fetch2(path, api, method, { ...params, newClientOrderId: 'n' })
    // What is told aloud is left to ccxt.
    exchange.verbose = true
    exchange.log = () => undefined
    await exchange.fetch2(path, api, method, { ...params, newClientOrderId: 'n' })
    const [first, second, own] = seen
    expect(plain(first!)).toEqual(plain(own!))
    expect(plain(second!)).toEqual(plain(own!))
    expect(second!.port).toBe(first!.port)
    await exchange.close()
  },
)

test.each([
  [
    'a connection that breaks',
    'NetworkError',
    (request: IncomingMessage) => request.socket.destroy(),
  ],
  ['silence', 'RequestTimeout', () => undefined],
  [
    'a redirect',
    'NetworkError',
    (_: IncomingMessage, response: ServerResponse) =>
      response.writeHead(302, { location: 'http://127.0.0.1:9' }).end(),
  ],
  [
    'a refusal',
    'InsufficientFunds',
    (_: IncomingMessage, response: ServerResponse) =>
      response.end('{"retCode":170131,"retMsg":"Insufficient balance.","result":{}}'),
  ],
  [
    'a server that is down',
    'ExchangeNotAvailable',
    (_: IncomingMessage, response: ServerResponse) => response.writeHead(503).end('down'),
  ],
] as const)('%s is a %s, by both ways', async (_, name, answer) => {
  const { address } = await served(answer)
  const exchange = await open('bybit', address)
  // Of what answers no busy machine makes a silence.
  exchange.timeout = name === 'RequestTimeout' ? 200 : 10_000
  const thrown = async (): Promise<string> => {
    try {
      await exchange.fetch2('v5/order/create', 'private', 'POST', {})
    } catch (cause) {
      return (cause as Error).constructor.name
    }
    return 'nothing'
  }
  expect(await thrown()).toBe(name)
  exchange.verbose = true
  exchange.log = () => undefined
  expect(await thrown()).toBe(name)
  await exchange.close()
})

/** By our way alone: ccxt waits for what is missing without end, and throws what undici does where it breaks off. */
test.each([
  ['breaks off', 'NetworkError', (request: IncomingMessage) => void request.socket.destroy()],
  ['stops', 'RequestTimeout', () => undefined],
] as const)('an answer that %s midway is a %s', async (_, name, then) => {
  const { address } = await served((request, response) => {
    response.writeHead(200, { 'content-length': 100 })
    response.write('{"retCode":0,', () => then(request))
  })
  const exchange = await open('bybit', address)
  exchange.timeout = name === 'RequestTimeout' ? 200 : 10_000
  const asked = exchange.fetch2('v5/order/create', 'private', 'POST', {})
  await expect(asked).rejects.toMatchObject({ name })
  await exchange.close()
})

test('what the socket says is the cause of what is thrown', async () => {
  const { address } = await served((request) => request.socket.destroy())
  const exchange = await open('bybit', address)
  const ask = (): Promise<unknown> => exchange.fetch2('v5/order/create', 'private', 'POST', {})
  await expect(ask()).rejects.toMatchObject({ cause: { code: 'ECONNRESET' } })
  await exchange.close()
  const { address: silent } = await served(() => undefined)
  const waiting = await open('bybit', silent)
  waiting.timeout = 50
  await expect(waiting.fetch2('v5/order/create', 'private', 'POST', {})).rejects.toMatchObject({
    cause: { message: 'no answer within 50 ms' },
  })
  await waiting.close()
})

test('an order is sent once, and a broken connection is not used again', async () => {
  let asked = 0
  const { address, seen } = await served((request, response) =>
    ++asked === 2 ? request.socket.destroy() : response.end('{"retCode":0,"result":{}}'),
  )
  const exchange = await open('bybit', address)
  const ask = (): Promise<unknown> =>
    exchange.fetch2('v5/order/create', 'private', 'POST', {}).catch(() => 'unknown')
  expect([await ask(), await ask(), await ask()]).toMatchObject([{}, 'unknown', {}])
  expect(seen.map(({ port }) => port === seen[0]!.port)).toEqual([true, true, false])
  await exchange.close()
})

test('a request whose connection breaks before it may leave goes over another, once', async () => {
  const { address, seen } = await served((_, response) => response.end('{"retCode":0,"result":{}}'))
  const exchange = await open('bybit', address)
  const order = {
    method: 'POST',
    url: `${address}/bybit/v5/order/create`,
    headers: {},
    body: '{"orderLinkId":"a"}',
  } as const
  const connections: Socket[] = []
  subscribe('net.client.socket', (message) =>
    connections.push((message as { readonly socket: Socket }).socket),
  )
  const { send, prepare } = exchange.orderWay!
  expect(prepare(order)).toBeUndefined()
  await send(order)
  await vi.waitFor(() => expect(prepare(order)?.drop()).toBeUndefined())
  await send(order)
  let prepared: ReturnType<typeof prepare>
  await vi.waitFor(() => expect((prepared = prepare(order))).toBeDefined())
  expect(seen).toHaveLength(2)
  const closed = Promise.all(
    connections.filter(({ destroyed }) => !destroyed).map((socket) => once(socket, 'close')),
  )
  servers.at(-1)!.closeAllConnections()
  await closed
  expect(await prepared!.send()).toEqual({ retCode: 0, result: {} })
  expect(seen).toHaveLength(3)
  expect(seen[2]!.port).not.toBe(seen[1]!.port)
  await exchange.close()
})

test('a server that answers the silence before it hangs up is not taken to have answered an order', async () => {
  const { address, seen } = await served((_, response) => response.end('{"retCode":0,"result":{}}'))
  const kept: Socket[] = []
  servers.at(-1)!.on('connection', (socket) => void kept.push(socket))
  const connections: Socket[] = []
  subscribe('net.client.socket', (message) =>
    connections.push((message as { readonly socket: Socket }).socket),
  )
  const exchange = await open('bybit', address)
  const ask = (): Promise<unknown> => exchange.fetch2('v5/order/create', 'private', 'POST', {})
  await ask()
  const mine = connections.find(({ localPort }) => localPort === kept[0]!.remotePort)!
  const gone = once(mine, 'close')
  kept[0]!.end('HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n\r\n')
  await gone
  expect(await ask()).toEqual({ retCode: 0, result: {} })
  expect([seen.length, kept.length]).toEqual([2, 2])
  await exchange.close()
})

test('twenty orders at once, and twenty more, are each sent once, over no more connections than that', async () => {
  const { address, seen } = await served((_, response) => response.end('{"retCode":0,"result":{}}'))
  const exchange = await open('bybit', address)
  const ask = (k: number): Promise<unknown> =>
    exchange.fetch2('v5/order/create', 'private', 'POST', { orderLinkId: `o${k}` })
  for (const from of [0, 20]) await Promise.all(Array.from({ length: 20 }, (_, k) => ask(from + k)))
  expect(new Set(seen.map(({ body }) => body)).size).toBe(40)
  expect(seen).toHaveLength(40)
  // Those that were begun with while others were being closed.
  expect(new Set(seen.map(({ port }) => port)).size).toBeLessThanOrEqual(28)
  await exchange.close()
})

/** How a connection is kept and what an answer may be packed in are no part of an order. */
function plain({ headers, request, body }: Seen): object {
  const {
    connection: _c,
    'accept-encoding': _e,
    'content-length': length = '0',
    ...others
  } = headers
  return { request, body, headers: { ...others, length } }
}

async function served(
  answer: (request: IncomingMessage, response: ServerResponse) => unknown,
): Promise<{ readonly address: string; readonly seen: Seen[] }> {
  const seen: Seen[] = []
  const server = createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => void parts.push(part))
    request.on('end', () => {
      seen.push({
        request: `${request.method} ${request.url}`,
        headers: request.headers,
        body: Buffer.concat(parts).toString(),
        port: request.socket.remotePort,
      })
      answer(request, response)
    })
  })
  servers.push(server)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return { address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen }
}

async function open(id: string, address: string): Promise<Asking> {
  const exchange = (await openExchange(id, {
    url: `${address}/${id}`,
    apiKey: 'key',
    secret: 'c2VjcmV0',
    password: 'word',
  })) as Asking
  exchange.enableRateLimit = false
  exchange.nonce = () => 1_700_000_000_000
  exchange.milliseconds = () => 1_700_000_000_000
  return exchange
}

import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { servedKeys } from '../../src/app/exchange/serve.ts'
import { haltVenue, holdVenue } from '../../src/app/live/halt-venue.ts'
import { wallClock } from '../../src/app/live/wall-clock.ts'
import { openCcxt, ccxtListed } from '../../src/app/market/ccxt-market.ts'
import type { OrderCommand } from '../../src/core/orders/order.ts'
import type { VenueAnswer } from '../../src/core/orders/venue.ts'
import type { Instant } from '../../src/core/time.ts'
import { CcxtVenue } from '../../src/gateways/ccxt-venue.ts'
import { newRisk } from '../../src/risk/risk-state.ts'
import { served } from '../exchange/served.ts'
import { until } from '../until.ts'
import { fakeInstrument } from './socket-venue.ts'
import { placing } from './stub-exchange.ts'

function place(clientOrderId: number): OrderCommand {
  return {
    ...placing,
    order: {
      ...placing.order,
      clientOrderId,
      lots: 1_000_000 as typeof placing.order.lots,
      pricing: { kind: 'limit', priceTicks: 10_000 as never, isPostOnly: false },
      timeInForce: { kind: 'gtc' },
    },
  }
}

test('while OKX answers 429 nothing new leaves, and a cancellation leaves when it may', async () => {
  const exchange = await served(['okx'])
  const asked: string[] = []
  let [isTooMuch, refused] = [false, 0]
  const front = createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      const path = request.url!.replace(/\?.*$/, '').split('/').slice(-2).join('/')
      if (request.method === 'POST') asked.push(path)
      if (isTooMuch) {
        refused++
        response.writeHead(429, { 'Retry-After': '2', 'Content-Type': 'application/json' })
        return void response.end('{"code":"50011","data":[],"msg":"Too Many Requests"}')
      }
      const { host: _, connection: __, ...headers } = request.headers
      const sent = Object.entries(headers).map(([name, value]) => [name, String(value)])
      void fetch(exchange.address + request.url!, {
        method: request.method!,
        headers: Object.fromEntries(sent.filter(([name]) => name !== 'content-length')),
        ...(parts.length > 0 && { body: Buffer.concat(parts).toString() }),
      })
        .then((answer) => answer.text())
        .then((text) => response.setHeader('Content-Type', 'application/json').end(text))
    })
  })
  front.on('upgrade', (_, socket) => socket.destroy())
  await new Promise<void>((resolve) => front.listen(0, '127.0.0.1', resolve))
  const { key: apiKey, secret, passphrase: password } = servedKeys
  const url = `http://127.0.0.1:${(front.address() as AddressInfo).port}`
  const wanted = { base: 'BTC', quote: 'USDT', class: 'spot' } as const
  const open = await openCcxt({ venue: 'okx', id: 'okx' }, [wanted], {
    url,
    apiKey,
    secret,
    password,
  })
  const listed = ccxtListed('okx', open, wanted)!
  const venue = new CcxtVenue('okx', open, [{ ...listed, index: 0 }], wallClock)
  const answers: VenueAnswer[] = []
  const held: boolean[] = []
  const notices: string[] = []
  try {
    await venue.start({
      answer: (answer) => answers.push(answer),
      stream: () => undefined,
      notice: (text) => notices.push(text),
      held: (till) => held.push(till !== undefined),
    })
    const soon = (wallClock.now() + 600_000_000) as Instant
    await venue.send(place(1), 'k1', soon)
    expect(answers.at(-1)).toMatchObject({ kind: 'accepted', wireId: 'k1' })
    isTooMuch = true
    await venue.send(place(2), 'k2', soon)
    expect(answers.at(-1)).toMatchObject({ kind: 'rejected', wireId: 'k2', reason: 'rate-limit' })
    const [before, told] = [asked.length, notices.length]
    const cancelled = venue.send({ kind: 'cancel', clientOrderId: 1, instrument: 0 }, 'k1', soon)
    for (let k = 3; k < 23; k++) await venue.send(place(k), `k${k}`, soon)
    expect(answers.filter(({ kind }) => kind === 'rejected')).toHaveLength(21)
    expect([asked.length, notices.length, refused]).toEqual([before, told, 1])
    isTooMuch = false
    expect(await cancelled).toEqual({ kind: 'answered' })
    expect(asked.at(-1)).toBe('trade/cancel-order')
    await until(() => answers.some(({ kind }) => kind === 'cancelled'))
    expect(held).toEqual([true, false])
    await venue.send(place(30), 'k30', soon)
    expect(answers.at(-1)).toMatchObject({ kind: 'accepted', wireId: 'k30' })
  } finally {
    await venue.close()
    front.closeAllConnections()
    front.close()
    await exchange.close()
  }
})

test('a venue that is held is halted, and told of once', () => {
  const told: string[] = []
  const risk = newRisk({})
  const setup = {
    instruments: [fakeInstrument('okx'), fakeInstrument('kraken')],
    clock: { now: () => 5_000_000 as Instant, callAt: () => () => undefined },
    tell: (line: string, kind = 'note') => void told.push(`${kind} ${line}`),
  }
  const hold = (till: number | undefined): void =>
    holdVenue(setup, risk, { venue: 'okx', until: till as Instant | undefined })
  hold(8_000_000)
  hold(9_000_000)
  expect([...risk.halts.get(0)!]).toEqual(['rate-limit'])
  expect(risk.halts.has(1)).toBe(false)
  hold(undefined)
  hold(undefined)
  expect(risk.halts.get(0)?.size ?? 0).toBe(0)
  expect(told).toEqual([
    'halt okx: too many requests: nothing new is ordered for 3 s, or longer where it says so again',
    'recovered okx: takes requests again',
  ])
  expect(haltVenue(setup, risk, { venue: 'nowhere', reason: 'stale', isOn: true })).toBe(false)
})

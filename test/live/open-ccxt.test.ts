import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { openCcxt } from '../../src/app/market/ccxt-market.ts'
import { served } from '../exchange/served.ts'

const wanted = [{ base: 'BTC', quote: 'USDT', class: 'spot' }] as const

test.each([
  { failures: 2, status: 503, outcome: 'BTC/USDT' },
  { failures: 1, status: 400, outcome: 'bybit: asking for its markets: bybit {}' },
])('asked for markets, after $failures answers of $status: $outcome', async (given) => {
  const { failures, status, outcome } = given
  const exchange = await served(['bybit'])
  let asked = 0
  const front = createServer((request, response) => {
    if (++asked <= failures)
      return void response.writeHead(status).end(status === 503 ? 'down' : '{}')
    void fetch(exchange.address + request.url!)
      .then((answer) => answer.text())
      .then((text) => response.end(text))
  })
  await new Promise<void>((resolve) => front.listen(0, '127.0.0.1', resolve))
  try {
    const url = `http://127.0.0.1:${(front.address() as AddressInfo).port}`
    const opened = openCcxt({ venue: 'bybit', id: 'bybit' }, wanted, { url })
    const came = await opened.then(
      ({ markets = {} }) => Object.keys(markets).find((each) => each === outcome),
      (cause: Error) => cause.message,
    )
    expect([came, asked > failures]).toEqual([outcome, status === 503])
  } finally {
    front.closeAllConnections()
    front.close()
    await exchange.close()
  }
})

test.each([
  [{ exchange: 'okxx' }, /^venues\.mine\.exchange: ccxt has no exchange okxx; nearest are okx/],
  [{}, /^mine: ccxt has no exchange okxx; nearest are okx/],
])(
  'an exchange that there is none of is told with its field and what is near: %j',
  async (connection, told) => {
    await expect(openCcxt({ venue: 'mine', id: 'okxx' }, wanted, connection)).rejects.toThrow(told)
  },
)

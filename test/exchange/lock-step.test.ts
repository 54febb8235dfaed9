import { expect, test } from 'vitest'
import { servedKeys } from '../../src/app/exchange/serve.ts'
import { servedVenues } from '../../src/app/exchange/served-venues.ts'
import type { Instant } from '../../src/core/time.ts'
import { usualSwitches } from '../../src/exchanges/faults/fault-switches.ts'
import { serveExchanges } from '../../src/exchanges/serving/exchange-server.ts'
import { syntheticSource } from '../../src/exchanges/world/synthetic-source.ts'
import { binanceClient } from './binance-client.ts'

const start = 1_800_000_000_000_000 as Instant
const stepUs = 250_000

/** What a client that asks step by step was answered. */
async function run(): Promise<readonly unknown[]> {
  let now = (start + 1_000_000) as Instant
  const exchange = await serveExchanges({
    source: syntheticSource({ seed: 4, venues: ['binance'], start }),
    venues: servedVenues.filter(({ name }) => name === 'binance'),
    faults: new Map([['binance', usualSwitches]]),
    keys: servedKeys,
    seed: 4,
    clock: () => now,
    start,
    port: 0,
    isStepped: true,
    failed: (error) => {
      throw error
    },
  })
  const client = binanceClient(`${exchange.address}/binance`)
  const answers: unknown[] = []
  for (let step = 0; step < 8; step++) {
    now = (now + stepUs) as Instant
    exchange.tick()
    const timestamp = now / 1_000
    answers.push((await client.open('/api/v3/depth?symbol=BTCUSDT&limit=50')).body)
    const order = { symbol: 'BTCUSDT', type: 'MARKET', quantity: '0.25', timestamp }
    const side = step % 2 === 0 ? 'BUY' : 'SELL'
    answers.push((await client.signed('POST', '/api/v3/order', { ...order, side })).body)
    answers.push((await client.signed('GET', '/api/v3/account', { timestamp })).body)
  }
  await exchange.close()
  return answers
}

test('in lock-step the same requests get the same answers, to the byte', async () => {
  const [first, second] = [await run(), await run()]
  expect(JSON.stringify(second)).toBe(JSON.stringify(first))
  expect(first[1]).toMatchObject({ status: 'FILLED' })
  // Time passes from step to step, and only then.
  expect(
    new Set(first.filter((_, k) => k % 3 === 0).map((each) => JSON.stringify(each))).size,
  ).toBe(8)
})

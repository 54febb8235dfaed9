import { expect, test } from 'vitest'
import type { Instant } from '../../src/core/time.ts'
import { ExchangeWorld } from '../../src/exchanges/world/exchange-world.ts'
import { syntheticSource } from '../../src/exchanges/world/synthetic-source.ts'
import { slowness } from '../slowness.ts'
import { binanceClient } from './binance-client.ts'
import { served } from './served.ts'
import { wireClient } from './wire-socket.ts'

const hour = 3_600_000_000
const second = 1_000_000

test('of a time that is too long the market is left out: it goes on where it stood', () => {
  const start = 1_800_000_000_000_000 as Instant
  const world = new ExchangeWorld(syntheticSource({ seed: 3, venues: ['binance'], start }), start)
  const told: number[] = []
  world.told = ({ rows, start: row }) => void told.push(rows.localTime[row]!)
  const advance = (by: number): void => world.advance((world.now + by) as Instant)
  advance(10 * second)
  world.longestStep = 5 * second
  const perpetual = world.states.find(({ fundingTime }) => !Number.isNaN(fundingTime))!
  const { fundingTime, tradeId } = perpetual
  const messages = told.length
  advance(hour)
  expect([world.now - start, told.length]).toEqual([hour + 10 * second, messages])
  for (let passed = 0; passed < 10; passed++) advance(second)
  const after = told.slice(messages)
  expect(after.length).toBeGreaterThan(100)
  expect(after[0]! - start).toBeGreaterThanOrEqual(hour + 10 * second)
  expect(after.at(-1)! - start).toBeLessThanOrEqual(hour + 20 * second)
  expect(perpetual.fundingTime - fundingTime).toBe(hour)
  expect(perpetual.tradeId).toBeGreaterThan(tradeId)
  expect(world.stood).toBe(hour)
  // What is not too long happens.
  const before = told.length
  advance(5 * second)
  expect(told.length - before).toBeGreaterThan(100)
  expect(world.stood).toBe(hour)
})

test.each([
  ['eight hours', 8 * hour],
  ['three seconds', 3 * second],
])(
  'after a sleep of %s served exchanges answer at once, miss nothing in their streams, leave out what they slept, and end when told',
  async (_, sleptUs) => {
    let aheadUs = 0
    const exchange = await served(['binance'], {}, () => aheadUs)
    const origin = `${exchange.address}/binance`
    const socket = await wireClient(`${origin.replace('http', 'ws')}/ws/btcusdt@depth@100ms`)
    await socket.until(({ e }) => e === 'depthUpdate')
    const wokeAt = Date.now() + sleptUs / 1_000
    aheadUs = sleptUs
    const began = performance.now()
    const account = await binanceClient(origin).signed('GET', '/api/v3/account', {
      timestamp: wokeAt,
      recvWindow: 60_000,
    })
    expect(account.status).toBe(200)
    await socket.until(({ E }) => Number(E) > wokeAt)
    const updates = socket.heard.map((text) => JSON.parse(text) as { U: number; u: number })
    expect(updates.slice(1).map(({ U }) => U)).toEqual(updates.slice(0, -1).map(({ u }) => u + 1))
    // None of it was made up: the updates, which are gathered, would not show it.
    expect(exchange.world.stood).toBeGreaterThanOrEqual(sleptUs)
    await exchange.close()
    // To make up for it would take a minute.
    expect(performance.now() - began).toBeLessThan(10_000 * slowness())
  },
)

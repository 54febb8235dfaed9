import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { servedKeys } from '../../src/app/exchange/serve.ts'
import { runLive, type LiveOutcome } from '../../src/app/live/run-live.ts'
import { openOperations } from '../../src/app/operations/operations.ts'
import { readTradeConfig } from '../../src/app/trade/trade-config.ts'
import { lotsOf } from '../../src/core/price.ts'
import type { Strategy, StrategyDesk, StrategyEvent } from '../../src/core/strategy/strategy.ts'
import { served } from '../exchange/served.ts'

let folder: string
let exchange: Awaited<ReturnType<typeof served>>
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'isobar-held-'))
  exchange = await served(['okx'])
})
afterEach(async () => {
  await exchange.close()
  rmSync(folder, { recursive: true, force: true })
})

/** Runs until a decision is the last. */
async function traded(
  instruments: readonly string[],
  limits: object,
  decide: (desk: StrategyDesk, event: StrategyEvent) => ReturnType<Strategy['decide']> | 'over',
): Promise<LiveOutcome & { readonly told: readonly string[] }> {
  const { key: apiKey, secret, passphrase: password } = servedKeys
  const file = join(folder, 'config.json')
  const venues = { okx: { url: exchange.address, apiKey, secret, password } }
  writeFileSync(file, JSON.stringify({ venues, instruments, limits }))
  const config = await readTradeConfig(file, { mode: 'paper' })
  const told: string[] = []
  const { alerts } = config
  const say = (line: string): void => void told.push(line)
  const operations = await openOperations({
    run: 'test',
    secrets: [],
    alerts,
    log: undefined,
    logLevel: 'info',
    metricsPort: undefined,
    say,
  })
  const control = new AbortController()
  const strategy: Strategy = {
    name: 'test',
    begin: () => undefined,
    decide: (_, event, desk) => {
      const wanted = control.signal.aborted ? [] : decide(desk, event)
      if (wanted !== 'over') return wanted
      control.abort()
      return []
    },
  }
  const outcome = await runLive(
    config,
    [{ factory: () => strategy, settings: {} }],
    {
      mode: 'paper',
      journal: join(folder, 'journal'),
      duration: undefined,
      acceptHoldings: false,
      keys: {},
      operations,
    },
    control.signal,
  )
  await operations.close()
  return { ...outcome, told }
}

/** Buys at the market as soon as it may, and is over when it has been filled, or refused for good. */
function buyOnce(quantity: number): Parameters<typeof traded>[2] {
  let isOut = false
  return (desk, event) => {
    if (event.kind === 'order' && event.answer.kind === 'filled') return 'over'
    if (event.kind === 'refused') {
      // What is held has to have a price before it can be counted.
      isOut = event.refusal.kind !== 'no-price'
      return isOut ? 'over' : []
    }
    if (isOut || Number.isNaN(desk.midTicks(0))) return []
    isOut = true
    const lots = lotsOf(quantity, desk.instruments[0]!.lotSize)
    const order = { instrument: 0, side: 'buy', lots, pricing: { kind: 'market' } } as const
    const timeInForce = { kind: 'gtc' } as const
    return [{ kind: 'place', order: { ...order, timeInForce, isReduceOnly: false } }]
  }
}

test('what an earlier run holds counts in limits, and the strategy of this one does not see it', async () => {
  const first = await traded(['okx:ETH-USDT:linear'], {}, buyOnce(1))
  expect(first.status.positions).toMatchObject([
    { instrument: 'ETH-USDT', quantity: 1, unit: 'contracts' },
  ])
  const seen = new Set<string>()
  let messages = 0
  const buy = buyOnce(0.001)
  // A thousandth of a bitcoin alone would be allowed.
  const limits = { venueNotionalMost: { okx: 100 } }
  const second = await traded(['okx:BTC-USDT'], limits, (desk, event) => {
    seen.add(`${desk.instruments.length} ${event.kind === 'market' ? event.instrument : ''}`)
    if (event.kind === 'market') messages++
    return messages < 30 ? [] : buy(desk, event)
  })
  expect(second.told).toContainEqual(
    expect.stringMatching(
      /^1 contract of okx:ETH-USDT:linear of an earlier run is held and not traded/,
    ),
  )
  expect([...seen].toSorted()).toEqual(['1 ', '1 0'])
  expect(second.result.strategies[0]!.refusalsBy).toMatchObject({ 'venue-notional': 1 })
  expect(second.status).toMatchObject({
    reconciled: true,
    positions: [{ instrument: 'ETH-USDT', quantity: 1 }, { quantity: 0 }],
  })
})

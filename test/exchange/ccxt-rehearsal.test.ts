import { expect, test } from 'vitest'
import { usualSwitches } from '../../src/exchanges/faults/fault-switches.ts'
import { ccxtCases, ccxtVenues } from './ccxt-cases.ts'
import { cancelAll, ccxtClient } from './ccxt-client.ts'
import { pause, rehearse, type Rehearsed } from './ccxt-rehearsal.ts'
import { served } from './served.ts'

/** A campaign lasts longer: docs/results/served-exchanges.md. */
const seconds = Number(process.env['ISOBAR_CCXT_SECONDS'] ?? 3)

const faults = {
  duplicate: 0.01,
  delayMs: 20,
  disconnect: 0.01,
  tooMany: 0.01,
  serverError: 0.01,
  ackLate: 0.02,
  ackLateMs: 2_000,
  ackLost: 0.01,
  notFoundMs: 20,
  cancelLoses: 0.2,
  cancelLosesMs: 200,
} as const

test(
  'under faults unmodified ccxt sees no crossed book, and what it bought is what it has',
  { timeout: (seconds + 60) * 1_000 },
  async () => {
    const start = Date.now() - 60_000
    const exchange = await served(ccxtVenues)
    const clients = await Promise.all(
      ccxtCases.map(({ venue, settings }) => ccxtClient(exchange.address, venue, settings)),
    )
    await Promise.all(clients.map((client) => client.loadMarkets()))
    const began = await Promise.all(clients.map(holdings))
    const gaps = ccxtCases
      .filter(({ checksBooks }) => checksBooks)
      .map(({ venue }) => [`${venue}.gap`, 0.003])
    exchange.turn({ ...faults, ...Object.fromEntries(gaps) })
    const end = performance.now() + seconds * 1_000
    const isOver = (): boolean => performance.now() >= end
    const over = pause(seconds * 1_000)
    const seen = await Promise.all(
      ccxtCases.map((each, k) => rehearse(clients[k]!, each, { isOver, over, seed: k + 1 })),
    )
    exchange.turn({ ...usualSwitches })
    // What was carried out and acknowledged late is over by now.
    await pause(300)
    for (const [k, { venue, symbol }] of ccxtCases.entries()) {
      const client = clients[k]!
      const open = await client.fetchOpenOrders(symbol)
      if (open.length > 0) await cancelAll(client, symbol)
      const traded = await boughtLots(client, symbol)
      const now = await holdings(client)
      expect(now - began[k]!, `${venue} ${symbol}`).toBeCloseTo(traded, 6)
      report(`${venue} ${symbol}`, seen[k]!)
      expect(seen[k]!.crossed).toBe(0)
      await client.close()
    }
    // In a few seconds of a busy machine one market or another may not come to act.
    const acted = seen.filter(({ placed }) => placed > 0)
    expect(acted.length).toBeGreaterThan(seconds < 60 ? 0 : ccxtCases.length - 1)
    await exchange.close()

    async function holdings(client: (typeof clients)[number]): Promise<number> {
      const { symbol, hasPositions } = ccxtCases[clients.indexOf(client)]!
      if (!hasPositions) return (await client.fetchBalance())[symbol.split('/')[0]!]!.total
      const [position] = await client.fetchPositions([symbol])
      return position === undefined ? 0 : position.contracts * (position.side === 'short' ? -1 : 1)
    }

    /** Bought less sold, and less what was paid in it, of all trades the venue lists. */
    async function boughtLots(client: (typeof clients)[number], symbol: string): Promise<number> {
      const base = symbol.split('/')[0]!
      const { listsLatest } = ccxtCases[clients.indexOf(client)]!
      const all = new Map<string, number>()
      for (let since = start, until = Date.now() + 1_000; ;) {
        // From the start on, or a hundred at a time from the end back.
        const trades =
          listsLatest === true
            ? await client.fetchMyTrades(symbol, start, 100, { until })
            : await client.fetchMyTrades(symbol, since, 500)
        until = Math.min(until, ...trades.map(({ timestamp }) => timestamp))
        const { size } = all
        for (const { id, amount, side, fee, timestamp } of trades) {
          const paid = fee?.currency === base ? fee.cost : 0
          all.set(id, (side === 'buy' ? amount : -amount) - paid)
          since = timestamp
        }
        if (all.size === size) break
      }
      return [...all.values()].reduce((sum, each) => sum + each, 0)
    }
  },
)

function report(name: string, seen: Rehearsed): void {
  if (process.env['ISOBAR_CCXT_SECONDS'] === undefined) return
  process.stderr.write(`${name}: ${JSON.stringify(seen)}\n`)
}

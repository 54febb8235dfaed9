import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { JournalLine } from '../../src/app/live/journal-log.ts'
import type { JournalStatus } from '../../src/app/live/journal-report.ts'
import { Random } from '../../src/math/random.ts'
import { runIsobar } from '../run-isobar.ts'
import { FakeExchange } from './fake-exchange.ts'
import { buildTrader, Trader } from './trader-process.ts'

// A trader killed at any instant, at venues that take an id again once its order is over, acknowledge late or never, and
// say "not found" of what is there. Seconds of the real world are hundredths of one here: acknowledgements 0.3 s late
// stand for 30 s. `ISOBAR_KILLS=500 npx vitest run test/live/kill-trader.test.ts` at five hundred instants.

const kills = Number(process.env['ISOBAR_KILLS'] ?? 5)
const seed = Number(process.env['ISOBAR_SEED'] ?? 1)
/** A life that trades lasts so long at most. */
const lifeMs = Number(process.env['ISOBAR_LIFE_MS'] ?? 400)
const names = ['binance', 'okx', 'kraken']

let root: string
let script: string
beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), `isobar-kill-trader-${seed}-`))
  script = await buildTrader(root)
})
afterAll(() => rmSync(root, { recursive: true, force: true }))

/** Waits until a trader's positions are those of the venues, which stand still meanwhile. */
async function expectEqualPositions(exchange: FakeExchange, trader: Trader): Promise<boolean> {
  exchange.isPaused = true
  let seen: unknown
  for (let attempt = 0; attempt < 60; attempt++) {
    const status = await trader.status()
    if (status === undefined) return false
    seen = Object.fromEntries(
      status.positions.map(({ venue, quantity }) => [venue, Math.round(quantity * 1_000)]),
    )
    const there = Object.fromEntries(names.map((name) => [name, exchange.position(name)]))
    if (JSON.stringify(seen) === JSON.stringify(there)) {
      exchange.isPaused = false
      return true
    }
    await pause(50)
  }
  throw new Error(`positions ${JSON.stringify(seen)}, trader says ${trader.errors}`)
}

test(`killed ${kills} times: no order twice, no fill lost, positions equal after each restart`, async () => {
  const exchange = await FakeExchange.listen({
    seed,
    venues: names,
    arrivalMost: 120,
    answerMost: 300,
    lagMost: 200,
    lost: 0.1,
  })
  const folder = join(root, 'journal')
  const terms = {
    journal: folder,
    port: exchange.port,
    venues: names,
    windowMs: 100,
    marginMs: 350,
    everyMs: 40,
    strategy: 'drill',
  }
  const random = new Random(seed)
  let compared = 0
  for (let kill = 0; kill < kills; kill++) {
    const trader = new Trader(script, terms)
    // Some are killed while they start, some while they recover, most while they trade.
    const isEarly = random.uniform() < 0.25
    if (!isEarly) {
      const said = await trader.next()
      if (said?.ready !== true)
        throw new Error(`kill ${kill}: ${JSON.stringify(said)} ${trader.errors}`)
      if (await expectEqualPositions(exchange, trader)) compared++
    }
    await pause(random.uniform() * (isEarly ? 700 : lifeMs))
    trader.child.kill('SIGKILL')
    await trader.closed
    exchange.isPaused = false
  }
  // One end, with every tenth answer lost: it leaves nothing open.
  const last = new Trader(script, terms)
  expect(await last.next()).toEqual({ ready: true })
  await expectEqualPositions(exchange, last)
  await pause(300)
  last.child.kill('SIGTERM')
  expect((await last.next())?.ended, last.errors).toBe(0)
  expect(await last.closed, last.errors).toBe(0)
  await pause(500)

  const status = JSON.parse(
    runIsobar(['trade', 'status', '--journal', folder, '--json'], root).stdout,
  ) as JournalStatus
  const told = runIsobar(['trade', 'log', '--journal', folder, '--json'], root)
  expect(told.exitCode, told.stderr).toBe(0)
  const log = JSON.parse(told.stdout) as JournalLine[]
  const states = [...exchange.venues.values()]
  const orders = states.flatMap((state) => state.orders)
  const fills = states.flatMap((state) => state.fills)
  // No order twice: no id was taken twice, and nothing is there that was not decided on.
  const ids = orders.map(({ wireId }) => wireId)
  expect(new Set(ids).size).toBe(ids.length)
  const intents = new Set(
    log.filter(({ kind }) => kind === 'intent').map((line) => line.clientOrderId),
  )
  expect(intents.size).toBe(status.intents)
  expect(ids.filter((id) => !intents.has(id))).toEqual([])
  // What was concluded to be absent is absent.
  const absent = log.filter(({ kind, outcome }) => kind === 'reconcile' && outcome === 'absent')
  expect(absent.filter((line) => ids.includes(line.clientOrderId!))).toEqual([])
  // No fill lost, none twice.
  const heard = log.filter(({ kind }) => kind === 'fill').map((line) => line['tradeId'] as string)
  expect(heard.toSorted()).toEqual(fills.map(({ tradeId }) => tradeId).toSorted())
  expect(status).toMatchObject({
    fills: fills.length,
    openOrders: [],
    reconciled: true,
    isRunning: false,
  })
  expect(orders.filter(({ isOpen }) => isOpen)).toEqual([])
  for (const { venue, quantity } of status.positions)
    expect(Math.round(quantity * 1_000)).toBe(exchange.position(venue))
  // Over many kills it was as hard as it is said to be; a few may be lucky.
  const hard = [exchange.lostAnswers, exchange.hidden, exchange.expired, absent.length]
  expect(kills < 50 || hard.every((count) => count > 0)).toBe(true)
  process.stdout.write(
    `${kills} kills: ${status.intents} intents, ${orders.length} orders, ${fills.length} fills, ${absent.length} proven absent, ${exchange.hidden} hidden, ${exchange.expired} expired, ${exchange.lostAnswers} answers lost, positions compared ${compared} times\n`,
  )
  await exchange.close()
}, 3_600_000)

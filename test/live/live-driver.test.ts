import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { until } from '../until.ts'
import { beginRun } from '../../src/app/live/begin-run.ts'
import { journalLines } from '../../src/app/live/journal-log.ts'
import { LiveDriver, type LiveStart } from '../../src/app/live/live-driver.ts'
import { usualLive, type LiveSetup } from '../../src/app/live/live-setup.ts'
import { lookAtJournal, openJournal } from '../../src/app/live/open-journal.ts'
import { PaperVenue } from '../../src/app/live/paper-venue.ts'
import { wallClock } from '../../src/app/live/wall-clock.ts'
import { Fields } from '../../src/app/trade/config-fields.ts'
import { simulatedVenues } from '../../src/app/trade/simulated-venues.ts'
import { venueConfig } from '../../src/app/trade/venue-config.ts'
import type { Lots, PriceTicks } from '../../src/core/price.ts'
import type { Strategy } from '../../src/core/strategy/strategy.ts'
import type { Duration } from '../../src/core/time.ts'
import { wireIdOf } from '../../src/execution/wire-id.ts'
import { readJournalLog } from '../../src/stores/journal/journal-files.ts'
import { drillStrategy } from '../../src/strategies/drill.ts'
import { FakeExchange } from './fake-exchange.ts'
import { hastyClock } from './hasty-clock.ts'
import { keepingStrategy, threeAtOnce } from './plain-strategies.ts'
import { fakeInstrument, SocketVenue } from './socket-venue.ts'

const ms = (count: number): Duration => (count * 1_000) as Duration
const quick = { seed: 3, venues: ['binance'], arrivalMost: 2, answerMost: 2, lagMost: 2, lost: 0 }
let folder: string
let exchange: FakeExchange
const drivers: LiveDriver[] = []
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'isobar-live-'))
  exchange = await FakeExchange.listen(quick)
})
afterEach(async () => {
  await Promise.all(drivers.splice(0).map((driver) => driver.end()))
  await exchange.close()
  rmSync(folder, { recursive: true, force: true })
})

const timing = {
  ...usualLive.timing,
  fate: { margin: ms(20), waitMin: ms(5), waitMax: ms(20), searchesMost: 50 },
  pollEvery: ms(30),
  reconcileEvery: ms(30),
  // A busy machine may take seconds to agree: a start that is to be refused says so.
  reconcileWithin: ms(20_000),
}
const soonRefused = { timing: { ...timing, reconcileWithin: ms(250) } }

async function run(change: Partial<LiveSetup> = {}, signal?: AbortSignal) {
  const instruments = [fakeInstrument('binance')]
  const venue = new SocketVenue('binance', 0, exchange.port, { windowMs: 50, answerWithinMs: 200 })
  const journal = await openJournal(folder)
  beginRun(journal, 'paper', instruments, wallClock.now())
  const strategies = [drillStrategy({ settings: { everyMs: 15 }, instruments })]
  const names = (change.strategies ?? strategies).map(({ name }) => name)
  journal.append({ time: wallClock.now(), kind: 'strategies', names })
  const driver = new LiveDriver({
    ...usualLive,
    mode: 'paper',
    clock: wallClock,
    journal,
    venues: [venue],
    feeds: [venue],
    instruments,
    strategies,
    reporting: { currency: 'USDT', rates: new Map() },
    capital: 1_000,
    limits: {},
    seed: 1,
    answerWithin: ms(200),
    watchEvery: ms(100),
    timing,
    tell: () => undefined,
    ...change,
  })
  drivers.push(driver)
  return { driver, started: await driver.start(signal) }
}

async function ended(driver: LiveDriver): Promise<number> {
  drivers.splice(drivers.indexOf(driver), 1)
  return driver.end()
}

const held = (): number => exchange.position('binance')
/** Something done at the account by somebody else. */
function strange(isOpen: boolean): void {
  const { orders, fills } = exchange.venues.get('binance')!
  const order = {
    orderId: 'x1',
    wireId: 'by-hand',
    side: 'buy',
    lots: 7,
    price: 1,
    isIoc: false,
  } as const
  if (isOpen) orders.push({ ...order, seenFrom: 0, filled: 0, isOpen })
  else fills.push({ ...order, tradeId: 'x', time: Date.now(), seenFrom: 0, isMaker: true })
}

test('a run trades, ends with nothing open, and the next goes on from its journal', async () => {
  const first = await run()
  expect(first.started).toEqual({ kind: 'trading' })
  await until(() => exchange.venues.get('binance')!.fills.length > 5)
  expect(await ended(first.driver)).toBe(0)
  await until(() => exchange.venues.get('binance')!.orders.every(({ isOpen }) => !isOpen))
  const second = await run()
  expect(second.started.kind).toBe('trading')
  expect(second.driver.engine.account.holdings[0]!.lots).toBe(held())
  // Ids go on where the first run ended.
  expect(second.driver.engine.orders.nextId()).toBeGreaterThanOrEqual(
    first.driver.engine.orders.nextId(),
  )
})

const lotsOf = ({ engine }: LiveDriver): Record<string, number> =>
  Object.fromEntries(engine.runners.map(({ strategy, lots }) => [strategy.name, lots[0]!]))

test('several strategies have an account each, and the next run gives each its own back', async () => {
  const instruments = [fakeInstrument('binance')]
  const named = (...names: string[]): Partial<LiveSetup> => ({
    strategies: names.map((name) => {
      return { ...drillStrategy({ settings: { everyMs: 20 }, instruments }), name }
    }),
  })
  const first = await run(named('one', 'two'))
  const { runners } = first.driver.engine
  await until(() => runners.every(({ book }) => book!.account.holdings[0]!.fills > 3))
  await ended(first.driver)
  const before = lotsOf(first.driver)
  expect(before['one']! + before['two']!).toBe(held())
  const second = await run(named('two', 'one'))
  expect(lotsOf(second.driver)).toEqual(before)
})

test('what the account did meanwhile is told, nothing is traded, and accepted it is the new beginning', async () => {
  await ended((await run()).driver)
  strange(false)
  const refused = await run(soonRefused)
  expect(refused.started).toMatchObject({ kind: 'refused' })
  const { differences } = refused.started as Extract<LiveStart, { kind: 'refused' }>
  expect(differences[0]).toMatch(
    /^binance: balance BTC: 1000.* in the journal, 1000.* at the venue, 0.007 unexplained$/,
  )
  const orders = exchange.venues.get('binance')!.orders.length
  await pause(60)
  expect(exchange.venues.get('binance')!.orders).toHaveLength(orders)
  await ended(refused.driver)
  expect((await lookAtJournal(folder)).state.differences).toHaveLength(2)
  const accepted = await run({ acceptHoldings: true })
  expect(accepted.started.kind).toBe('trading')
})

test('a start that nothing can bring to agree is told once, ends by itself, and at once when asked to', async () => {
  await ended((await run()).driver)
  strange(false)
  const said: string[] = []
  const never = { ...usualLive.timing, reconcileWithin: ms(1e9) }
  const clock = hastyClock(10)
  const alone = await run({ timing: never, clock, tell: (line) => void said.push(line) })
  expect(alone.started.kind).toBe('refused')
  expect(said).toEqual([expect.stringMatching(/^binance: not begun yet: what it holds is not/)])
  await ended(alone.driver)
  // From its first word on no time passes: only the signal can end it.
  const control = new AbortController()
  const tell = (): void => {
    clock.stand()
    setImmediate(() => control.abort())
  }
  expect((await run({ timing: never, clock, tell }, control.signal)).started.kind).toBe('refused')
})

test('differences that come up while trading halt the venue, and what agrees again goes on', async () => {
  const instruments = [fakeInstrument('binance')]
  // Slowly, so that nothing is filled while holdings are looked at.
  const strategies = [drillStrategy({ settings: { everyMs: 150 }, instruments })]
  const { driver } = await run({ strategies })
  const { halts } = driver.engine.risk
  strange(false)
  await until(() => halts.get(0)?.has('not-reconciled') === true)
  expect(driver.syncs.get('binance')!.differences).toHaveLength(2)
  exchange.venues.get('binance')!.fills.splice(
    exchange.venues.get('binance')!.fills.findIndex(({ tradeId }) => tradeId === 'x'),
    1,
  )
  await until(() => !halts.has(0))
})

test('orders of others are left, cancelled or refused by rule', async () => {
  strange(true)
  exchange.isPaused = true
  const [order] = exchange.venues.get('binance')!.orders
  const refused = await run({ ...soonRefused, strays: { ours: 'adopt', foreign: 'refuse' } })
  expect(refused.started).toEqual({
    kind: 'refused',
    differences: ['binance: order x1 at the venue is not of this journal'],
  })
  await ended(refused.driver)
  const left = await run()
  expect([left.started.kind, order!.isOpen]).toEqual(['trading', true])
  await ended(left.driver)
  const cancelled = await run({ strays: { ours: 'adopt', foreign: 'cancel' } })
  expect([cancelled.started.kind, order!.isOpen]).toEqual(['trading', false])
})

test('an order that ended at the venue without a word is found to have ended', async () => {
  const instruments = [fakeInstrument('binance')]
  const far = { kind: 'limit', priceTicks: 1 as PriceTicks, isPostOnly: false } as const
  const patient: Strategy = {
    name: 'patient',
    begin: () => undefined,
    decide: (_state, { kind }, desk) =>
      kind === 'market' && desk.orders().length === 0 && desk.position(0) === 0
        ? [{ kind: 'place', order: { instrument: 0, side: 'buy', lots: 5 as Lots, pricing: far } }]
        : [],
  }
  exchange.isPaused = true
  const { driver } = await run({ instruments, strategies: [patient] })
  exchange.isPaused = false
  await until(() => driver.engine.orders.of(1)?.state.fate === 'open')
  exchange.isPaused = true
  const [order] = exchange.venues.get('binance')!.orders
  order!.isOpen = false
  await until(() => driver.engine.orders.of(1)!.state.fate === 'ended')
  const { state } = driver.engine.orders.of(1)!
  expect([state.filledLots, state.end?.kind]).toEqual([order!.filled, 'found-ended'])
})

test('what was lost with a venue is found as soon as it answers, whatever the searches still wait for', async () => {
  const venue = new SocketVenue('binance', 0, exchange.port, { windowMs: 50, answerWithinMs: 200 })
  let isDown = false
  const failed = new Map<string, number>()
  const said: string[] = []
  const failing = new Proxy(venue, {
    get: (target, name) => {
      const value: unknown = Reflect.get(target, name, target)
      if (typeof value !== 'function') return value
      return (...args: unknown[]): unknown => {
        if (isDown && name === 'search') {
          const { wireId } = args[0] as { wireId: string }
          failed.set(wireId, (failed.get(wireId) ?? 0) + 1)
          return Promise.resolve({ kind: 'failed', detail: 'down' })
        }
        if (isDown && (name === 'openOrders' || name === 'fillsSince' || name === 'holdings'))
          return Promise.reject(new Error('down'))
        if (isDown && name === 'send') return Promise.resolve({ kind: 'unknown', detail: 'down' })
        return Reflect.apply(value as () => unknown, target, args)
      }
    },
  })
  // After one that failed a search would wait for ten minutes; two that found nothing would freeze it, failures do not.
  const wait = ms(600_000)
  const { driver } = await run({
    strategies: [threeAtOnce(() => isDown)],
    venues: [failing],
    feeds: [failing],
    tell: (line) => void said.push(line),
    timing: { ...timing, fate: { ...timing.fate, waitMin: wait, waitMax: wait, searchesMost: 2 } },
  })
  isDown = true
  const { journalId } = (await lookAtJournal(folder)).state
  const lost = (): string[] =>
    [...driver.engine.orders.unknown()]
      .filter(({ state }) => !state.isHeardOf)
      .map(({ state }) => wireIdOf(journalId, state.request.clientOrderId))
  await until(() => lost().length === 3)
  // One goes on asking, a second apart; the others do once more at most, where the first was before absence can be proven.
  const asked = (times: number): string[] => lost().filter((each) => failed.get(each)! >= times)
  await until(() => asked(1).length === 3 && asked(3).length > 0)
  const [wireId] = asked(3)
  expect(asked(3)).toEqual([wireId])
  isDown = false
  await until(() => lost().length === 0)
  expect(said.filter((line) => line.includes(`order ${wireId} `))).toEqual([
    expect.stringMatching(/^binance:BTC-USDT: order \w+ \(.+\) is of unknown fate \(down\), /),
    expect.stringMatching(/: order \w+ could not be looked for, and stays of unknown fate: down$/),
    expect.stringMatching(/: order \w+ (was never taken by its venue|is over|is open)/),
  ])
  const log = journalLines(await readJournalLog(folder))
  expect(log.filter((line) => line.clientOrderId === wireId)).toContainEqual(
    expect.objectContaining({ kind: 'reconcile', search: 'no clear answer (down), looked for' }),
  )
})

test('the switch closes what is held, outlives the run, and needs to be taken back', async () => {
  const { driver } = await run()
  await until(() => held() > 20)
  driver.kill('test', true)
  await until(() => held() === 0 && driver.engine.orders.openCount() === 0)
  await ended(driver)
  const again = await run()
  const sent = (): number => again.driver.counts.commands
  await pause(60)
  expect([again.started.kind, sent()]).toEqual(['trading', 0])
  again.driver.resume()
  await until(() => sent() > 3)
})

test('what was to be closed when a run went is closed by the next, and a loss closes it where that is said', async () => {
  const { driver } = await run({ strategies: [keepingStrategy] })
  await until(() => held() > 0)
  driver.kill('test', false)
  await until(() => driver.engine.risk.kill !== undefined)
  await ended(driver)
  expect(held()).toBeGreaterThan(0)
  const journal = await openJournal(folder)
  journal.append({ time: wallClock.now(), kind: 'kill', reason: 'again', flatten: true })
  await journal.commit()
  await journal.close()
  const again = await run()
  await until(() => held() === 0)
  again.driver.resume()
  await until(() => again.driver.engine.risk.kill === undefined)
  await ended(again.driver)
  const heard: string[] = []
  const losing = await run({
    // What was gained until here would have to be lost first, of a day.
    limits: { drawdownMost: 1e-9 },
    lossFlattens: true,
    tell: (_, kind = 'note') => heard.push(kind),
  })
  await until(() => losing.driver.engine.risk.kill !== undefined && held() === 0)
  expect(heard).toContain('kill')
})

test('an order that had left before the switch was thrown, and fills when nothing is held yet, is closed as well', async () => {
  await exchange.close()
  exchange = await FakeExchange.listen({ ...quick, arrivalMost: 45 })
  const { driver } = await run({ strategies: [keepingStrategy] })
  await until(() => driver.counts.commands > 0, undefined, 1)
  driver.kill('test', true)
  const [own] = driver.engine.account.holdings
  await until(() => own!.fills > 1 && own!.lots === 0 && held() === 0)
  expect(driver.engine.risk.kill).toBeDefined()
})

test('a book that falls silent halts its instrument, and goes on when it speaks again', async () => {
  const { driver } = await run({ limits: { staleAfterMs: 150 } })
  const { halts } = driver.engine.risk
  await until(() => exchange.venues.get('binance')!.fills.length > 2)
  exchange.isPaused = true
  await until(() => halts.get(0)?.has('stale') === true)
  // With what may still fill of orders that were decided before.
  const { account, orders } = driver.engine
  const may = orders.workingLots(0, 'buy') + orders.workingLots(0, 'sell')
  const before = Math.abs(account.holdings[0]!.lots) + may
  await pause(60)
  // Cancellations of what rests are still sent, orders that risk something are not.
  expect(driver.engine.runners[0]!.refusals).toBeGreaterThan(0)
  expect(Math.abs(held())).toBeLessThanOrEqual(before)
  exchange.isPaused = false
  await until(() => !halts.has(0))
})

test('on paper with every tenth answer lost, what is held is what the simulated venue says', async () => {
  const instruments = [fakeInstrument('binance')]
  const fields = { feedMs: 1, orderMs: 1, answerMs: 1, leverage: 1, faults: { lostAnswer: 0.1 } }
  const feed = new SocketVenue('binance', 0, exchange.port, { windowMs: 50, answerWithinMs: 200 })
  const { venues } = simulatedVenues(instruments, {
    venues: new Map([['*', venueConfig(new Fields(fields, 'a venue on paper'))]]),
    seed: 1,
  })
  const paper = new PaperVenue(feed, venues[0]!, wallClock)
  const { driver } = await run({ venues: [paper], feeds: [paper], answerWithin: ms(60) })
  await until(() => driver.engine.account.holdings[0]!.fills > 10 && driver.counts.searches > 0)
  expect(await ended(driver)).toBe(0)
  expect(driver.engine.account.holdings[0]!.lots).toBe(venues[0]!.tradedOf(0).position.lots)
})

test('on paper the simulated venue fills over the live book, and what vanished with it is ended', async () => {
  const instruments = [fakeInstrument('binance')]
  const terms = venueConfig(
    new Fields({ feedMs: 1, orderMs: 1, answerMs: 1, leverage: 1 }, 'a venue on paper'),
  )
  const paper = (): PaperVenue => {
    const feed = new SocketVenue('binance', 0, exchange.port, { windowMs: 50, answerWithinMs: 200 })
    const config = {
      venues: new Map([['*', terms]]),
      seed: 1,
      reporting: { currency: 'USDT', capital: 1, rates: {} },
    }
    return new PaperVenue(feed, simulatedVenues(instruments, config).venues[0]!, wallClock)
  }
  const first = paper()
  const { driver, started } = await run({ venues: [first], feeds: [first] })
  expect(started.kind).toBe('trading')
  await until(() => driver.engine.account.holdings[0]!.fills > 4)
  expect(exchange.venues.get('binance')!.orders).toEqual([])
  const { lots } = driver.engine.account.holdings[0]!
  expect(lots).not.toBe(0)
  await ended(driver)
  const second = paper()
  const again = await run({ venues: [second], feeds: [second] })
  expect(again.started.kind).toBe('trading')
  expect(again.driver.engine.orders.openCount()).toBeLessThan(3)
})

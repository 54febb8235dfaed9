import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { beginRun } from '../../src/app/live/begin-run.ts'
import { LiveDriver } from '../../src/app/live/live-driver.ts'
import { usualLive } from '../../src/app/live/live-setup.ts'
import { lookAtJournal, openJournal } from '../../src/app/live/open-journal.ts'
import { wallClock } from '../../src/app/live/wall-clock.ts'
import { noIntents, type Intent, type LegWish } from '../../src/core/strategy/intent.ts'
import type { Lots } from '../../src/core/price.ts'
import type { Strategy, StrategyDesk } from '../../src/core/strategy/strategy.ts'
import type { Duration } from '../../src/core/time.ts'
import { until } from '../until.ts'
import { FakeExchange } from './fake-exchange.ts'
import { fakeInstrument, SocketVenue } from './socket-venue.ts'

const ms = (count: number): Duration => (count * 1_000) as Duration
const names = ['binance', 'okx']

let folder: string
let exchange: FakeExchange
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'isobar-legs-at-the-end-'))
  const quick = { arrivalMost: 4, answerMost: 4, lagMost: 4, lost: 0 }
  exchange = await FakeExchange.listen({ seed: 3, venues: names, ...quick })
})
afterEach(async () => {
  await exchange.close()
  rmSync(folder, { recursive: true, force: true })
})

/** Enters legs at once whenever none are under way, in turns one way and the other. */
function restless(refused: string[]): Strategy<null> {
  return {
    name: 'restless',
    hearsMarkets: false,
    begin: () => null,
    decide(_, event, desk) {
      if (event.kind === 'refused') refused.push(event.refusal.kind)
      return event.kind === 'begun' || event.kind === 'legs' ? enter(desk) : noIntents
    },
  }
}

function enter(desk: StrategyDesk): Intent[] {
  const isLong = desk.position(0) > 0
  const legs = [0, 1].map((instrument): LegWish => ({
    instrument,
    side: (instrument === 0) === isLong ? 'sell' : 'buy',
    lotsPerUnit: 12 as Lots,
  }))
  return [{ kind: 'enter-legs', wish: { label: desk.time, legs, units: 3, unitsAtOnce: 1 } }]
}

test('an end begins no more legs: those under way come to an even end, and none take their place', async () => {
  const instruments = names.map(fakeInstrument)
  const venues = names.map(
    (name, index) =>
      new SocketVenue(name, index, exchange.port, { windowMs: 50, answerWithinMs: 200 }),
  )
  const journal = await openJournal(folder)
  beginRun(journal, 'paper', instruments, wallClock.now())
  const refused: string[] = []
  const driver = new LiveDriver({
    ...usualLive,
    mode: 'paper',
    clock: wallClock,
    journal,
    venues,
    feeds: venues,
    instruments,
    strategies: [restless(refused)],
    reporting: { currency: 'USDT', rates: new Map() },
    capital: 100_000,
    limits: {},
    seed: 1,
    answerWithin: ms(250),
    watchEvery: ms(1_000),
    timing: {
      ...usualLive.timing,
      fate: { margin: ms(20), waitMin: ms(5), waitMax: ms(20), searchesMost: 50 },
      pollEvery: ms(30),
      reconcileEvery: ms(30),
    },
    tell: () => undefined,
  })
  await driver.start()
  await until(() => exchange.position('binance') !== 0)
  expect(await driver.end()).toBe(0)
  expect((await lookAtJournal(folder)).state.legs).toEqual([])
  expect(exchange.position('binance') + exchange.position('okx')).toBe(0)
  expect(refused).toEqual(['ending'])
})

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { beginRun } from '../../src/app/live/begin-run.ts'
import { LiveDriver } from '../../src/app/live/live-driver.ts'
import { usualLive } from '../../src/app/live/live-setup.ts'
import { openJournal } from '../../src/app/live/open-journal.ts'
import type { Duration } from '../../src/core/time.ts'
import { until } from '../until.ts'
import { FakeExchange } from './fake-exchange.ts'
import { hastyClock } from './hasty-clock.ts'
import { threeAtOnce } from './plain-strategies.ts'
import { fakeInstrument, SocketVenue } from './socket-venue.ts'

const second = 1_000_000
/** How fast the clock of a run goes. */
const haste = 10

let folder: string
let exchange: FakeExchange
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'isobar-left-at-the-end-'))
  const quick = { arrivalMost: 2, answerMost: 2, lagMost: 2, lost: 0 }
  exchange = await FakeExchange.listen({ seed: 3, venues: ['binance'], ...quick })
})
afterEach(async () => {
  await exchange.close()
  rmSync(folder, { recursive: true, force: true })
})

/** A run whose orders never come to its venue and are never heard of again, proof of which would take hours. */
async function losingDriver(answer: 'nothing' | 'failed', endSeconds: number) {
  const instruments = [fakeInstrument('binance')]
  const terms = { windowMs: 50, answerWithinMs: 200 }
  const venue = new SocketVenue('binance', 0, exchange.port, terms)
  venue.send = () => Promise.resolve({ kind: 'unknown', detail: 'cut off' })
  venue.search = () => Promise.resolve({ kind: answer, detail: 'down' })
  const journal = await openJournal(folder)
  const clock = hastyClock(haste)
  beginRun(journal, 'paper', instruments, clock.now())
  const said: string[] = []
  const driver = new LiveDriver({
    ...usualLive,
    mode: 'paper',
    clock,
    journal,
    venues: [venue],
    feeds: [venue],
    instruments,
    strategies: [threeAtOnce(() => true)],
    reporting: { currency: 'USDT', rates: new Map() },
    capital: 100_000,
    limits: {},
    seed: 1,
    answerWithin: (2 * second) as Duration,
    watchEvery: second as Duration,
    timing: {
      ...usualLive.timing,
      fate: { ...usualLive.timing.fate, margin: (10_000 * second) as Duration },
      endWithin: (endSeconds * second) as Duration,
    },
    tell: (line) => void said.push(line.replace(/order \w+ \(.*\)/, 'order X')),
  })
  return { driver, venue, clock, said }
}

async function runOfLostOrders(answer: 'nothing' | 'failed', endSeconds: number) {
  const { driver, clock, said } = await losingDriver(answer, endSeconds)
  await driver.start()
  await until(() => driver.leftInWords().length === 3)
  const from = clock.now()
  const left = await driver.end()
  const seconds = (clock.now() - from) / second
  return { left, seconds, words: said }
}

const line = 'binance:BTC-USDT: order X is of unknown fate'

test('an end does not wait for orders that the venue, asked then, does not know of: it says which they are', async () => {
  const { left, words } = await runOfLostOrders('nothing', 600)
  expect(left).toBe(3)
  expect(words.filter((each) => each.startsWith('ending'))).toEqual([
    expect.stringMatching(/^ending; asked again, it ends at once. Up to 5\d\d s are waited for:$/),
  ])
  expect(words.filter((each) => each === `  ${line}`)).toHaveLength(3)
  expect(words.filter((each) => each === `left to the next start: ${line}`)).toHaveLength(3)
})

test('where the venue does not answer an end waits until its time is over', async () => {
  const { left, seconds } = await runOfLostOrders('failed', 8)
  expect(left).toBe(3)
  expect(seconds).toBeGreaterThanOrEqual(8)
})

test('a start that is asked to end while its venue does not answer ends at once, and says what an earlier run left', async () => {
  await runOfLostOrders('nothing', 600)
  const { driver, venue, said } = await losingDriver('nothing', 600)
  const control = new AbortController()
  venue.openOrders = () => {
    setImmediate(() => control.abort())
    return new Promise(() => undefined)
  }
  const started = await driver.start(control.signal)
  expect(started).toMatchObject({ kind: 'refused' })
  expect(await driver.end()).toBe(3)
  expect(said.filter((each) => each === `left to the next start: ${line}`)).toHaveLength(3)
})

import { expect, test } from 'vitest'
import { LiveDriver } from '../../src/app/live/live-driver.ts'
import { usualLive } from '../../src/app/live/live-setup.ts'
import type { OpenJournal } from '../../src/app/live/open-journal.ts'
import { wallClock } from '../../src/app/live/wall-clock.ts'
import { EventColumns, type EventRows } from '../../src/core/events/event-columns.ts'
import type { FeedListener } from '../../src/core/events/market-feed.ts'
import type { Duration } from '../../src/core/time.ts'
import { newJournalState } from '../../src/execution/journal-state.ts'
import { fakeInstrument } from './socket-venue.ts'

function message(): EventRows {
  const rows = new EventColumns()
  rows.begin(0, wallClock.now(), Number.NaN, Number.NaN)
  rows.addLevel(0, 100, 1)
  rows.end()
  return rows
}

const turn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve))

test('a message is looked at when it is heard, and nobody is woken for it again', async () => {
  let commits = 0
  const journal: OpenJournal = {
    state: newJournalState(),
    tornBytes: 0,
    append: () => undefined,
    commit: () => Promise.resolve(void commits++),
    close: () => Promise.resolve(),
  }
  let listener: FeedListener | undefined
  const feed = {
    venue: 'binance',
    start: (given: FeedListener) => Promise.resolve(void (listener = given)),
    resync: () => undefined,
    touch: () => Promise.resolve({ bid: Number.NaN, ask: Number.NaN }),
    close: () => Promise.resolve(),
  }
  const driver = new LiveDriver({
    ...usualLive,
    mode: 'paper',
    clock: wallClock,
    journal,
    venues: [],
    feeds: [feed],
    instruments: [fakeInstrument('binance')],
    strategies: [],
    reporting: { currency: 'USDT', rates: new Map() },
    capital: 1_000,
    limits: {},
    seed: 1,
    answerWithin: 1_000_000 as Duration,
    watchEvery: 1_000_000 as Duration,
    tell: () => undefined,
  })
  await driver.start()
  await turn()
  const before = commits
  for (let k = 1; k <= 3; k++) {
    listener!.rows(message())
    // Each look at what waits ends with a commit.
    expect(commits).toBe(before + k)
    await turn()
    expect(commits).toBe(before + k)
  }
  // What was put there in its turn, and a message that came before it: looked at together.
  let calls = 0
  driver.call(() => calls++)
  listener!.rows(message())
  await turn()
  expect([calls, commits]).toEqual([1, before + 4])
  driver.call(() => calls++)
  await turn()
  expect(calls).toBe(2)
  await driver.end()
})

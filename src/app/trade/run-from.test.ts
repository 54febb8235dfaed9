import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { randomTape } from '../../../test/engine/random-tape.ts'
import { recordRows } from '../../../test/recording-fixture.ts'
import { eventKind } from '../../core/events/event-codes.ts'
import type { StrategyFactory } from '../../core/strategy/strategy.ts'
import { runBacktest } from './run-backtest.ts'
import { tradeConfigOf } from './trade-config.ts'

let root: string
let middle: number
let last: number
beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'isobar-run-from-'))
  const tape = randomTape(11, 2_000, 3, 1_700_000_000_000_000)
  middle = tape.localTime[tape.length >> 1]!
  last = tape.localTime[tape.length - 1]!
  await recordRows(join(root, 'recording'), tape)
  const long = randomTape(13, 400, 3, 1_700_000_000_000_000)
  for (let row = 200; row < long.length; row++) {
    long.localTime[row]! += 4 * 3_600_000_000
    long.exchangeTime[row]! += 4 * 3_600_000_000
    // Nothing begins anew there.
    if (long.kind[row] === eventKind.clear) long.kind[row] = eventKind.gap
  }
  await recordRows(join(root, 'long'), long)
  await recordRows(join(root, 'later'), randomTape(12, 200, 3, 1_700_100_000_000_000))
})
afterAll(() => rmSync(root, { recursive: true, force: true }))

interface Seen {
  readonly at: number
  readonly mids: readonly number[]
}

/** What a strategy is told first, and everything it is told after. */
async function seenBy(more: object): Promise<{ readonly told: Seen[]; readonly words: string }> {
  const told: Seen[] = []
  const watcher: StrategyFactory = ({ instruments }) => ({
    name: 'watcher',
    begin: () => 0,
    decide: (_, event, desk) => {
      told.push({ at: event.time, mids: instruments.map((_each, at) => desk.midTicks(at)) })
      return []
    },
  })
  const record = { recordings: [join(root, 'recording')], venues: { '*': {} }, ...more }
  const { result } = await runBacktest(tradeConfigOf(record, 'test'), watcher, {
    withEquity: false,
  })
  expect(result.from).toBe(told[0]!.at / 1_000)
  return { told, words: result.assumptions.join('\n') }
}

const instant = (microseconds: number): number => Math.ceil(microseconds / 1_000)

test('a run that begins inside a recording has the books of then, and nothing of before is told', async () => {
  const whole = await seenBy({})
  const from = instant(middle)
  const { told } = await seenBy({ from })
  const rest = whole.told.filter(({ at }) => at >= from * 1_000)
  expect(rest.length).toBeLessThan(whole.told.length)
  expect(rest.length).toBeGreaterThan(500)
  // The first is that it began.
  expect(told.slice(1)).toEqual(rest)
  expect(told[0]!.mids.some((mid) => mid > 0)).toBe(true)
})

test('books are carried on over hours in which none of them began anew', async () => {
  const whole = await seenBy({ recordings: [join(root, 'long')] })
  const from = whole.told.at(-20)!.at
  const { told } = await seenBy({ recordings: [join(root, 'long')], from: instant(from) })
  expect(told.length).toBeGreaterThan(10)
  expect(told.slice(1)).toEqual(whole.told.slice(1 - told.length))
})

test('of an instant beyond the end the span is told', async () => {
  await expect(seenBy({ from: instant(last) + 10 })).rejects.toThrow(
    /no events that were asked for: they are from 2023-11-14T22:13:20\S* to 2023-11-14T/,
  )
})

test('recordings that have no time in common are told of', async () => {
  const recordings = [join(root, 'recording'), join(root, 'later')]
  expect((await seenBy({ recordings })).words).toContain('later have no time in common')
  expect((await seenBy({})).words).not.toContain('in common')
})

test.each([
  [
    { limits: { venueNotionalMost: { binanc: 5 } } },
    'venueNotionalMost: no binanc there, and nothing said of',
  ],
  [{ limits: { currencyNotionalMost: { USTD: 5 } } }, 'no USTD there, and nothing said of USDT'],
  [{ limits: { issuerNotionalMost: { tether: 5 } } }, 'no tether there; nearest are Tether'],
  [{ venues: { '*': { deposits: { UDST: 5 } } } }, 'venues, *, deposits: no UDST there; nearest'],
  [{ venues: { '*': { insurance: { UDST: 5 } } } }, 'venues, *, insurance: no UDST there'],
  [{ recordings: [] }, 'recordings: expected one folder or more'],
  [{ from: '2024-01-02', to: '2024-01-01' }, 'to: expected after from, got "2024-01-01"'],
])('what would do nothing is refused: %j', async (more, told) => {
  await expect(seenBy(more)).rejects.toThrow(told)
})

test('limits of a whole desk, of which a run trades a part, are none that do nothing', async () => {
  const limits = { currencyNotionalMost: { USDT: 1e9, EUR: 5 } }
  expect((await seenBy({ limits })).words).toContain('currencyNotionalMost')
})

test('limits of live trading are not printed as if they were applied', async () => {
  const { words } = await seenBy({ limits: { trustLeast: 0.5, openOrdersMost: 3 } })
  expect(words).toContain('limits: openOrdersMost 3\n')
  expect(words).toContain('limits of live trading, not applied here: trustLeast')
})

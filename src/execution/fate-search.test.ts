import { expect, test } from 'vitest'
import { explore } from '../../test/execution/explore.ts'
import type { Duration, Instant } from '../core/time.ts'
import {
  fateAfter,
  newFateSearch,
  provableFrom,
  type FateSearch,
  type FateTerms,
} from './fate-search.ts'

const us = (value: number): Instant => value as Instant
const terms: FateTerms = {
  validityWindow: 2 as Duration,
  margin: 2 as Duration,
  waitMin: 1 as Duration,
  waitMax: 2 as Duration,
  searchesMost: 4,
}

function searchOf(change: Partial<FateTerms> = {}, isHeardOf = false): FateSearch {
  return newFateSearch({ ...terms, ...change }, { isHeardOf, lastLeft: us(0) }, us(0))
}

/** Asks at an instant and hears the answer later. */
function asked(
  search: FateSearch,
  from: number,
  result: 'found' | 'nothing' | 'failed',
  to = from,
): FateSearch {
  const due = fateAfter(search, { kind: 'due', at: us(from), question: from })
  expect(due.isToAsk).toBe(true)
  return fateAfter(due.search, { kind: 'searched', at: us(to), question: from, result }).search
}

test('"not found" before the window and its margin have passed proves nothing', () => {
  expect(asked(searchOf(), 3, 'nothing', 9).phase).toBe('searching')
  expect(asked(searchOf(), 4, 'nothing').phase).toBe('absent')
})

test('a search that failed proves nothing, and what was heard of once is never absent', () => {
  expect(asked(searchOf(), 50, 'failed').phase).toBe('searching')
  expect(asked(searchOf({}, true), 50, 'nothing').phase).toBe('searching')
})

test('while an order may still be about to leave, its absence proves nothing', () => {
  const leaving = provableFrom(searchOf(), Infinity as Instant)
  const early = asked(leaving, 50, 'nothing')
  expect(early.phase).toBe('searching')
  const left = provableFrom(early, us(60))
  expect(asked(left, 63, 'nothing').phase).toBe('searching')
  expect(asked(left, 64, 'nothing').phase).toBe('absent')
})

test('the late answer to a question that was given up does not stand for the one that is out', () => {
  const early = fateAfter(searchOf(), { kind: 'due', at: us(3), question: 1 }).search
  const failed = { kind: 'searched', at: us(4), question: 1, result: 'failed' } as const
  const givenUp = fateAfter(early, failed).search
  const again = fateAfter(givenUp, { kind: 'due', at: us(5), question: 2 }).search
  const late = { kind: 'searched', at: us(6), question: 1 } as const
  expect(fateAfter(again, { ...late, result: 'nothing' }).search).toBe(again)
  expect(fateAfter(again, { ...late, result: 'found' }).search.phase).toBe('found')
  const own = { ...late, question: 2, result: 'nothing' } as const
  expect(fateAfter(again, own).search.phase).toBe('absent')
})

test('where orders do not expire, absence is never proven: the instrument stays frozen', () => {
  let search = searchOf({ validityWindow: undefined })
  let at = 0
  while (search.phase === 'searching') {
    search = asked(search, at, 'nothing')
    at = search.nextAt
  }
  expect(search.phase).toBe('frozen')
  expect(search.searches).toBe(4)
})

test('a venue that does not answer for however long freezes nothing', () => {
  let search = searchOf({ validityWindow: undefined })
  const ask = (result: 'nothing' | 'failed'): void => {
    search = asked(search, search.nextAt, result)
  }
  for (let k = 0; k < 1_000; k++) ask('failed')
  expect([search.phase, search.searches]).toEqual(['searching', 0])
  for (let k = 0; k < 3; k++) ask('nothing')
  expect(search.phase).toBe('searching')
  ask('nothing')
  expect(search.phase).toBe('frozen')
})

test('waits double up to their most, and the search that proves is not put off', () => {
  let search = searchOf({ waitMax: 8 as Duration, margin: 10 as Duration, searchesMost: 99 })
  const waits: number[] = []
  for (let at = 0; search.phase === 'searching'; at = search.nextAt) {
    search = asked(search, at, 'nothing')
    if (search.phase === 'searching') waits.push(search.nextAt - at)
  }
  expect(waits).toEqual([1, 2, 4, 5])
})

test('a venue that does not answer is asked less and less often, and when it has answered as if it always had', () => {
  let search = searchOf({
    waitMax: 8 as Duration,
    validityWindow: undefined,
    searchesMost: 99,
  })
  const waitAfter = (result: 'nothing' | 'failed'): number => {
    const at = search.nextAt
    search = asked(search, at, result)
    return search.nextAt - at
  }
  expect(Array.from({ length: 5 }, () => waitAfter('failed'))).toEqual([1, 2, 4, 8, 8])
  expect([waitAfter('nothing'), waitAfter('nothing'), waitAfter('failed')]).toEqual([1, 2, 4])
})

test('one search is out at a time, and an answer of the venue ends it', () => {
  const { search } = fateAfter(searchOf(), { kind: 'due', at: us(0), question: 1 })
  expect(fateAfter(search, { kind: 'due', at: us(9), question: 2 }).isToAsk).toBe(false)
  expect(fateAfter(search, { kind: 'told' }).search.phase).toBe('found')
})

/** An order on its way, the venue, and who looks for it. Instants are whole numbers from its sending on. */
interface Scene {
  readonly now: number
  /** `flying`: may still reach the venue; `taken` and when it can first be found; `gone`: lost or refused. */
  readonly order: 'flying' | 'taken' | 'gone'
  readonly visibleFrom: number
  readonly search: FateSearch
  /** What the search that is out has read, if it has read yet. */
  readonly read: 'nothing' | 'found' | 'failed' | undefined
  readonly restarts: number
  readonly failures: number
  /** The number of the next question. */
  readonly questions: number
  /** A question that was given up, and what its answer will say when it comes after all; NaN: none. */
  readonly lateQuestion: number
  readonly lateRead: 'nothing' | 'found' | undefined
}

const endOfTime = 9

function worldOf(
  venue: { readonly window: number; readonly lagMost: number },
  search: FateTerms,
): Parameters<typeof explore<Scene>>[0] {
  const seek = (lastLeft: number, now: number): FateSearch =>
    newFateSearch(search, { isHeardOf: false, lastLeft: us(lastLeft) }, us(now))
  return {
    starts: [
      {
        now: 0,
        order: 'flying',
        visibleFrom: Infinity,
        search: seek(0, 0),
        read: undefined,
        restarts: 1,
        failures: 1,
        questions: 1,
        lateQuestion: Number.NaN,
        lateRead: undefined,
      },
    ],
    key: (scene) =>
      [
        ...Object.values({ ...scene.search, terms: undefined }),
        ...Object.values({ ...scene, search: undefined }),
      ].join(),
    check({ search: { phase }, order }) {
      if (phase === 'absent' && order !== 'gone') throw new Error(`absent, and it is ${order}`)
    },
    next(scene) {
      const { now, order, visibleFrom, read, restarts, failures } = scene
      const { questions, lateQuestion, lateRead } = scene
      if (scene.search.phase !== 'searching' || now >= endOfTime) return []
      const nexts: Scene[] = []
      // Time passes; what is not taken within the window is refused.
      nexts.push({
        ...scene,
        now: now + 1,
        order: order === 'flying' && now + 1 > venue.window ? 'gone' : order,
      })
      if (order === 'flying') {
        nexts.push({ ...scene, order: 'gone' })
        for (let lag = 0; lag <= venue.lagMost; lag++)
          nexts.push({ ...scene, order: 'taken', visibleFrom: now + lag })
      }
      const due = fateAfter(scene.search, { kind: 'due', at: us(now), question: scene.questions })
      if (due.isToAsk)
        nexts.push({ ...scene, search: due.search, read: undefined, questions: questions + 1 })
      else if (!Number.isNaN(scene.search.outSince) && read === undefined) {
        const isSeen = order === 'taken' && now >= visibleFrom
        nexts.push({ ...scene, read: isSeen ? 'found' : 'nothing' })
        if (failures > 0) nexts.push({ ...scene, read: 'failed', failures: failures - 1 })
      } else if (read !== undefined) {
        const { question } = scene.search
        const hear = (result: typeof read): FateSearch =>
          fateAfter(scene.search, { kind: 'searched', at: us(now), question, result }).search
        nexts.push({ ...scene, search: hear(read), read: undefined })
        // Given up before its answer has come, which comes later.
        if (read !== 'failed' && failures > 0) {
          const late = { lateQuestion: question, lateRead: read, failures: failures - 1 }
          nexts.push({ ...scene, ...late, search: hear('failed'), read: undefined })
        }
      }
      if (lateRead !== undefined) {
        const late = { at: us(now), question: lateQuestion, result: lateRead }
        const { search: told } = fateAfter(scene.search, { kind: 'searched', ...late })
        nexts.push({ ...scene, search: told, lateQuestion: Number.NaN, lateRead: undefined })
      }
      if (order === 'taken')
        nexts.push({ ...scene, search: fateAfter(scene.search, { kind: 'told' }).search })
      // A process that is gone knows nothing of when exactly it sent: its successor counts from its own beginning.
      if (restarts > 0)
        nexts.push({ ...scene, search: seek(now, now), read: undefined, restarts: restarts - 1 })
      return nexts
    },
  }
}

test('through every order of sending, taking, lagging, failing, asking, hearing late and restarting, absent is absent', () => {
  const states = explore(worldOf({ window: 2, lagMost: 2 }, terms), 1_000_000)
  process.stdout.write(`fate states explored: ${states}\n`)
  expect(states).toBeGreaterThan(20_000)
})

test('the exploration finds a margin that is shorter than the lag of the venue', () => {
  expect(() => explore(worldOf({ window: 2, lagMost: 3 }, terms), 1_000_000)).toThrow(
    'absent, and it is taken',
  )
})

test('from every state the search comes to an end by asking on', () => {
  const world = worldOf({ window: 2, lagMost: 2 }, terms)
  let longest = 0
  // What is told late is only heard or not: the search asks on in the same way.
  const calm = world.starts.map((start) => ({ ...start, failures: 0 }))
  explore(
    { ...world, starts: calm, check: (scene) => (longest = Math.max(longest, askedFor(scene))) },
    200_000,
  )
  expect(longest).toBeGreaterThan(3)
  expect(longest).toBeLessThan(20)
})

/** How long it takes until a search ends when it finds nothing. */
function askedFor({ search: begun, now }: Scene): number {
  let search = begun
  let at = now
  for (; search.phase === 'searching' && at < now + 99; at++) {
    const { question } = search
    search = Number.isNaN(search.outSince)
      ? fateAfter(search, { kind: 'due', at: us(at), question: at }).search
      : fateAfter(search, { kind: 'searched', at: us(at), question, result: 'nothing' }).search
  }
  return at - now
}

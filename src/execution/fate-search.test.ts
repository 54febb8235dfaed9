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
  const due = fateAfter(search, { kind: 'due', at: us(from) })
  expect(due.isToAsk).toBe(true)
  return fateAfter(due.search, { kind: 'searched', at: us(to), result }).search
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

test('waits double up to their most, and the search that proves is not put off', () => {
  let search = searchOf({ waitMax: 8 as Duration, margin: 10 as Duration, searchesMost: 99 })
  const waits: number[] = []
  for (let at = 0; search.phase === 'searching'; at = search.nextAt) {
    search = asked(search, at, 'nothing')
    if (search.phase === 'searching') waits.push(search.nextAt - at)
  }
  expect(waits).toEqual([1, 2, 4, 5])
})

test('one search is out at a time, and an answer of the venue ends it', () => {
  const { search } = fateAfter(searchOf(), { kind: 'due', at: us(0) })
  expect(fateAfter(search, { kind: 'due', at: us(9) }).isToAsk).toBe(false)
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
      },
    ],
    key: ({ search: { phase, provenFrom, outSince, nextAt, searches }, ...scene }) =>
      [phase, provenFrom, outSince, nextAt, searches, ...Object.values(scene)].join(),
    check({ search: { phase }, order }) {
      if (phase === 'absent' && order !== 'gone') throw new Error(`absent, and it is ${order}`)
    },
    next(scene) {
      const { now, order, visibleFrom, read, restarts, failures } = scene
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
      const due = fateAfter(scene.search, { kind: 'due', at: us(now) })
      if (due.isToAsk) nexts.push({ ...scene, search: due.search, read: undefined })
      else if (!Number.isNaN(scene.search.outSince) && read === undefined) {
        const isSeen = order === 'taken' && now >= visibleFrom
        nexts.push({ ...scene, read: isSeen ? 'found' : 'nothing' })
        if (failures > 0) nexts.push({ ...scene, read: 'failed', failures: failures - 1 })
      } else if (read !== undefined) {
        const step = fateAfter(scene.search, { kind: 'searched', at: us(now), result: read })
        nexts.push({ ...scene, search: step.search, read: undefined })
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

test('through every order of sending, taking, lagging, failing, asking and restarting, absent is absent', () => {
  const states = explore(worldOf({ window: 2, lagMost: 2 }, terms), 200_000)
  expect(states).toBeGreaterThan(10_000)
})

test('the exploration finds a margin that is shorter than the lag of the venue', () => {
  expect(() => explore(worldOf({ window: 2, lagMost: 3 }, terms), 200_000)).toThrow(
    'absent, and it is taken',
  )
})

test('from every state the search comes to an end by asking on', () => {
  const world = worldOf({ window: 2, lagMost: 2 }, terms)
  const open: Scene[] = []
  explore({ ...world, check: (scene) => open.push(scene) }, 200_000)
  const longest = open.map((scene) => {
    let { search } = scene
    let at = scene.now
    for (; search.phase === 'searching' && at < scene.now + 99; at++) {
      if (Number.isNaN(search.outSince))
        search = fateAfter(search, { kind: 'due', at: us(at) }).search
      else search = fateAfter(search, { kind: 'searched', at: us(at), result: 'nothing' }).search
    }
    return at - scene.now
  })
  expect(Math.max(...longest)).toBeLessThan(20)
})

import { expect, test } from 'vitest'
import { instantFromMilliseconds } from '../../core/time.ts'
import type { ScreenRow } from '../pairs/screen-result.ts'
import { radarHistory, type ScreenedFormation } from './radar-history.ts'
import type { RadarHistoryParameters } from './radar-history-result.ts'

const parameters: RadarHistoryParameters = {
  timeframe: '1h',
  log: true,
  formationBars: 100,
  stepBars: 50,
  alpha: 0.05,
  fdr: 'bh',
}

const at = (bars: number) => instantFromMilliseconds(bars * 3_600_000)

/** A formation in which each pair of names has the q-value given. */
function formation(index: number, qValues: Readonly<Record<string, number>>): ScreenedFormation {
  const from = index * parameters.stepBars
  const results = Object.entries(qValues).flatMap(([pair, qValue]) => {
    const [y, x] = pair.split('-') as [string, string]
    const row = { qValue, rejected: qValue <= parameters.alpha } as ScreenRow
    return [
      { ...row, y, x },
      { ...row, y: x, x: y },
    ]
  })
  return {
    window: {
      index,
      formationFrom: at(from),
      tradingFrom: at(from + parameters.formationBars),
      tradingTo: at(from + parameters.formationBars + parameters.stepBars),
    },
    listed: 3,
    screen: {
      results,
      unorderedPairs: results.length / 2,
      rejectedPairs: results.filter(({ rejected }) => rejected).length / 2,
    },
  }
}

const history = radarHistory(
  [
    formation(0, { 'A-B': 0.01, 'A-C': 0.4, 'B-C': 0.9 }),
    formation(1, { 'A-B': 0.02, 'A-C': 0.03, 'B-C': 0.9 }),
    formation(2, { 'A-B': 0.6, 'A-C': 0.5, 'B-C': 0.9 }),
    formation(3, { 'B-A': 0.04, 'B-C': 0.9 }),
  ],
  ['A', 'B', 'C'],
  parameters,
)

test('pairs found at least once are there, the most often found first, in their last direction', () => {
  expect(history.pairs).toMatchObject([
    { y: 'B', x: 'A', found: 3, tested: 4, longestRun: 2, first: 0, last: 3 },
    { y: 'A', x: 'C', found: 1, tested: 3, longestRun: 1, first: 1, last: 1 },
  ])
  expect(history.pairs[1]!.qValues).toEqual([0.4, 0.03, 0.5, null])
})

test('findings are followed as long as their pair is tested, beside what blind picks would give', () => {
  // Lag 1: A-B from 0 (found in 1, where 2 of 3 are), A-B and A-C from 1 (not in 2, where none is).
  expect(history.persistence[0]).toEqual({
    lag: 1,
    sharedBars: 0.5,
    findings: 3,
    again: 1,
    byChance: 2 / 3,
  })
  // Lag 2: A-B from 0 (not in 2), A-B from 1 (found in 3, where 1 of 2 is); A-C is not tested in 3.
  expect(history.persistence[1]).toEqual({
    lag: 2,
    sharedBars: 0,
    findings: 2,
    again: 1,
    byChance: 1 / 2,
  })
})

test('the conclusion rests on formations that share no bar', () => {
  expect(history.conclusion).toBe(
    '4 findings of 2 pairs in 4 formations; the longest, B on A, for 2 in a row. Of 2 findings tested again 2 formations later, where no bar is shared, 1 (50.0 %) are found again; blind picks would give 0.5 (25.0 %).',
  )
})

test('nothing found, and no formations at all, are said as they are', () => {
  const nothing = radarHistory([formation(0, { 'A-B': 0.5 })], ['A', 'B'], parameters)
  expect(nothing).toMatchObject({ pairs: [], persistence: [] })
  expect(nothing.conclusion).toBe('Of 1 tests of pairs in 1 formations none finds a relation.')
  expect(radarHistory([], [], parameters)).toMatchObject({ formations: [], pairs: [] })
})

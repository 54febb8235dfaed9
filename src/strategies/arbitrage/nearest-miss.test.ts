import { expect, test } from 'vitest'
import { nearerMiss } from './nearest-miss.ts'

const miss = { edgeBps: 1, neededBps: 3, captureProbability: 0.5, failureBps: 2 }

test('what was short by less is nearer, what was expected to pay is nearer than what was not', () => {
  expect(nearerMiss(undefined, undefined)).toBeUndefined()
  expect(nearerMiss(miss, undefined)).toBe(miss)
  expect(nearerMiss(undefined, miss)).toBe(miss)
  const nearer = { ...miss, edgeBps: 2 }
  expect([nearerMiss(miss, nearer), nearerMiss(nearer, miss)]).toEqual([nearer, nearer])
  const paying = { ...miss, expectedProfit: 1, profitLeast: 5 }
  expect([nearerMiss(nearer, paying), nearerMiss(paying, nearer)]).toEqual([paying, paying])
  const more = { ...paying, expectedProfit: 2 }
  expect([nearerMiss(more, paying), nearerMiss(paying, more)]).toEqual([more, more])
})

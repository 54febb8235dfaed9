import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  expectAllClose,
  goldenCases,
  statisticTolerance,
} from '../../../fixtures/econometrics/goldens.ts'
import { censoringWeights } from './censoring-weights.ts'
import { cumulativeIncidence } from './cumulative-incidence.ts'
import { kaplanMeier } from './kaplan-meier.ts'
import { stepAt, type Lifetimes } from './lifetimes.ts'

interface GoldenCurve {
  readonly times: readonly number[]
  readonly atRisk: readonly number[]
  readonly ends: readonly number[]
  readonly value: readonly number[]
  readonly standardErrors: readonly (number | null)[]
  readonly lower: readonly (number | null)[]
  readonly upper: readonly (number | null)[]
}

interface GoldenCase {
  readonly name: string
  readonly times: readonly number[]
  readonly causes: readonly number[]
  readonly curves: readonly GoldenCurve[]
}

const cases = goldenCases('survival/curves') as readonly GoldenCase[]

function lifetimesOf({ times, causes }: Pick<GoldenCase, 'times' | 'causes'>): Lifetimes {
  return { times: Float64Array.from(times), causes: Uint8Array.from(causes) }
}

test.for(cases)('agrees with survfit of R: $name', (golden) => {
  const lifetimes = lifetimesOf(golden)
  for (const [cause, expected] of golden.curves.entries()) {
    const curve =
      cause === 0
        ? { ...kaplanMeier(lifetimes), value: kaplanMeier(lifetimes).survival }
        : {
            ...cumulativeIncidence(lifetimes, cause),
            value: cumulativeIncidence(lifetimes, cause).incidence,
          }
    for (const column of ['times', 'atRisk', 'ends'] as const) {
      expect(Array.from(curve[column])).toEqual(expected[column])
    }
    for (const column of ['value', 'standardErrors', 'lower', 'upper'] as const) {
      expectWithin(Array.from(curve[column]), expected[column], `${cause} ${column}`)
    }
  }
})

/** Two roundings of what is nothing (R leaves errors of 1e-17 where nobody can move a share) have no relative difference. */
const nothing = 1e-15

function tiny(value: number | null): number | null {
  return value !== null && Math.abs(value) < nothing ? 0 : value
}

function expectWithin(
  actual: readonly number[],
  expected: readonly (number | null)[],
  what: string,
): void {
  expectAllClose(actual.map(tiny), expected.map(tiny), statisticTolerance, what)
}

const samples = fc
  .array(
    // Whole times: ties of every kind.
    fc.record({ time: fc.integer({ min: 1, max: 12 }), cause: fc.nat(2) }),
    { minLength: 1, maxLength: 40 },
  )
  .map((rows) =>
    lifetimesOf({ times: rows.map(({ time }) => time), causes: rows.map(({ cause }) => cause) }),
  )

test('who has not survived has ended by one of the causes', () => {
  fc.assert(
    fc.property(samples, (lifetimes) => {
      const { survival } = kaplanMeier(lifetimes)
      const first = cumulativeIncidence(lifetimes, 1).incidence
      const second = cumulativeIncidence(lifetimes, 2).incidence
      for (const [at, share] of survival.entries()) {
        expect(first[at]! + second[at]! + share).toBeCloseTo(1, 12)
      }
    }),
  )
})

test('the weighted share of those seen to end is what Kaplan-Meier says, ties and all', () => {
  fc.assert(
    fc.property(samples, fc.integer({ min: 1, max: 12 }), (lifetimes, horizon) => {
      const { times, causes } = lifetimes
      const weights = censoringWeights(lifetimes, horizon)
      let sum = 0
      for (const [subject, weight] of weights.entries()) {
        if (causes[subject] !== 0 && times[subject]! <= horizon) sum += weight
      }
      const { times: at, survival: values } = kaplanMeier(lifetimes)
      const survival = stepAt({ times: at, values }, horizon, { start: 1, jumps: 'included' })
      expect(sum / times.length).toBeCloseTo(1 - survival, 10)
    }),
  )
})

test('nobody: empty curves; all censored: nothing changes and no weight is known before', () => {
  const nobody = lifetimesOf({ times: [], causes: [] })
  expect(kaplanMeier(nobody).times.length).toBe(0)
  expect(cumulativeIncidence(nobody, 1).times.length).toBe(0)
  expect(censoringWeights(nobody, 1).length).toBe(0)
  const censored = lifetimesOf({ times: [1, 2], causes: [0, 0] })
  expect(kaplanMeier(censored).times.length).toBe(0)
  expect(Array.from(censoringWeights(censored, 3))).toEqual([0, 0])
  expect(Array.from(censoringWeights(censored, 1))).toEqual([1, 1])
})

test('a time that is none, or below zero, is our own fault', () => {
  expect(() => kaplanMeier(lifetimesOf({ times: [NaN], causes: [1] }))).toThrow('time')
  expect(() => kaplanMeier(lifetimesOf({ times: [-1], causes: [1] }))).toThrow('time')
})

import { expect, test } from 'vitest'
import { randomUniverse } from '../../../../test/random-universe.ts'
import { barsWithin } from '../../../core/bars.ts'
import type { Instant } from '../../../core/time.ts'
import { screenTwin } from '../../../math/kernels/screen-twin.ts'
import type { Candidate } from './candidate.ts'
import type { ListedSeries } from './fold-windows.ts'
import { testPairs, type FormationScreen } from './test-pairs.ts'

function finished<Value>(program: Generator<unknown, Value>): Value {
  for (;;) {
    const step = program.next()
    if (step.done === true) return step.value
  }
}

const given = randomUniverse(5, 400)
const span = given.universe.map((bars, place): ListedSeries => {
  const first = given.universe[0]!.times[0]! as Instant
  return { place, bars: barsWithin(bars, first, (first + 250 * 3_600e6) as Instant) }
})
const listed = span.filter(({ bars }) => bars.times.length > 200)
const options: FormationScreen = {
  log: true,
  alpha: 0.05,
  fdr: 'bh',
  null: 'bootstrap',
  universes: 199,
  seed: 1,
}

function names({ legs }: Candidate): string {
  return legs
    .map((place) => given.universe[place]!.instrument.base)
    .toSorted()
    .join(' ')
}

test('finds what hangs together, on series with holes, and says how likely any would be', () => {
  const { candidates, found } = finished(testPairs(listed, 0, options, screenTwin))
  const hung = candidates.filter(({ isFound }) => isFound).map(names)
  expect(hung).toEqual(expect.arrayContaining(['AAA BTC', 'BBB BTC', 'BTC GONE']))
  expect(found).toBeGreaterThanOrEqual(hung.length)
  for (const { bootstrapPValue, stepdownPValue, qValue } of candidates) {
    expect(stepdownPValue!).toBeGreaterThanOrEqual(bootstrapPValue!)
    expect(qValue).toBeGreaterThanOrEqual(bootstrapPValue!)
  }
  const wandering = candidates.find((candidate) => names(candidate) === 'CCC DDD')
  expect(wandering?.isFound ?? false).toBe(false)
})

test('draws depend on the seed and the fold alone', () => {
  const few = { ...options, universes: 39 }
  const once = finished(testPairs(listed, 3, few, screenTwin))
  expect(finished(testPairs(listed, 3, few, screenTwin))).toEqual(once)
  expect(finished(testPairs(listed, 4, few, screenTwin))).not.toEqual(once)
  expect(finished(testPairs(listed, 3, { ...few, seed: 2 }, screenTwin))).not.toEqual(once)
})

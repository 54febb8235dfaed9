import { expect, test } from 'vitest'
import { randomUniverse } from '../../../../test/random-universe.ts'
import { barsWithin } from '../../../core/bars.ts'
import type { Instant } from '../../../core/time.ts'
import { nullUniverse } from '../../../econometrics/bootstrap/null-universe.ts'
import { engleGranger } from '../../../econometrics/cointegration/engle-granger.ts'
import { romanoWolf } from '../../../econometrics/multiple-testing/romano-wolf.ts'
import { expectValue } from '../../../math/outcome.ts'
import { Random } from '../../../math/random.ts'
import { syntheticUniverse } from '../../../simulation/synthetic-universe.ts'
import type { Candidate } from './candidate.ts'
import { drawnPValues } from './drawn-pairs.ts'
import type { ListedSeries } from './fold-windows.ts'
import { testPairs, type FormationScreen } from './test-pairs.ts'

function finished<Value>(program: Generator<unknown, Value>): Value {
  for (;;) {
    const step = program.next()
    if (step.done === true) return step.value
  }
}

const nearer = (a: Float64Array, b: Float64Array): number =>
  Math.min(expectValue(engleGranger(a, [b])).statistic, expectValue(engleGranger(b, [a])).statistic)

test.each([true, false])('is the screen of drawn universes, one by one, log %s', (log) => {
  const series = syntheticUniverse({ seed: 3, series: 4, bars: 150 })
  const levels = series.map(({ close }) => close.map(Math.log))
  const places = [0, 1, 2, 3].flatMap((a) => [0, 1, 2, 3].slice(a + 1).map((b) => [a, b] as const))
  const seen = (of: readonly Float64Array[]): number[] =>
    places.map(([a, b]) => nearer(of[a]!, of[b]!))
  const observed = seen(log ? levels : series.map(({ close }) => close))
  // The same draws, tested by the readable path.
  const random = new Random(8)
  const target = levels.map((level) => new Float64Array(level.length))
  const universe = expectValue(nullUniverse(levels))
  const replications = Array.from({ length: 30 }, () => {
    universe.draw(target, random)
    return Float64Array.from(seen(log ? target : target.map((level) => level.map(Math.exp))))
  })
  const expected = romanoWolf(Float64Array.from(observed), replications, { rejects: 'small' })
  const pairs = places.map((pair, k) => ({ places: pair, statistic: observed[k]! }))
  const drawn = finished(drawnPValues(series, pairs, { universes: 30, random: new Random(8), log }))
  expect(drawn.map(({ bootstrapPValue }) => bootstrapPValue)).toEqual(expected.pValues)
  expect(drawn.map(({ stepdownPValue }) => stepdownPValue)).toEqual(expected.adjustedPValues)
})

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
  const { candidates, found } = finished(testPairs(listed, 0, options))
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
  const once = finished(testPairs(listed, 3, options))
  expect(finished(testPairs(listed, 3, options))).toEqual(once)
  expect(finished(testPairs(listed, 4, options))).not.toEqual(once)
  expect(finished(testPairs(listed, 3, { ...options, seed: 2 }))).not.toEqual(once)
})

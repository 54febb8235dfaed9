import { expect, test } from 'vitest'
import { expectValue } from '../../math/outcome.ts'
import { benjaminiHochberg } from '../../econometrics/multiple-testing/false-discovery.ts'
import { engleGranger } from '../../econometrics/cointegration/engle-granger.ts'
import { plantedPairs, syntheticUniverse } from '../../simulation/synthetic-universe.ts'
import { screenPairs, type ScreenFindings } from './screen.ts'
import { defaultScreenOptions, type ScreenOptions } from './screen-pair.ts'

const universeOptions = { seed: 2, series: 20, bars: 400 }
const universe = syntheticUniverse(universeOptions)
const options: ScreenOptions = { ...defaultScreenOptions, log: true }

function screen(use: ScreenOptions, series = universe): ScreenFindings {
  const program = screenPairs(series, use)
  for (;;) {
    const step = program.next()
    if (step.done === true) return step.value
  }
}

const result = screen(options)

test('every pair is tested both ways, ascending in p-value', () => {
  expect(result.unorderedPairs).toBe(190)
  expect(result.tests).toBe(380)
  expect(new Set(result.results.map(({ y, x }) => `${y} ${x}`)).size).toBe(380)
  const pValues = result.results.map(({ pValue }) => pValue)
  expect(pValues).toEqual(pValues.toSorted((a, b) => a - b))
})

test('each row is the single test of the same two series', () => {
  const closes = new Map(
    universe.map(({ instrument, close }) => [instrument.name, close.map(Math.log)]),
  )
  for (const row of result.results.filter((_, index) => index % 37 === 0)) {
    const single = expectValue(engleGranger(closes.get(row.y)!, [closes.get(row.x)!]))
    expect([row.statistic, row.pValue, row.lags, row.hedgeRatio]).toEqual([
      single.statistic,
      single.pValue,
      single.lags,
      single.hedgeRatio[0],
    ])
  }
})

test('a pair has one q-value, from twice the smaller p-value of its directions', () => {
  const pairs = new Map<string, { p: number; q: number[] }>()
  for (const { y, x, pValue, qValue } of result.results) {
    const pair = pairs.get([y, x].toSorted().join()) ?? { p: 1, q: [] }
    pairs.set([y, x].toSorted().join(), { p: Math.min(pair.p, 2 * pValue), q: [...pair.q, qValue] })
  }
  const all = [...pairs.values()]
  const expected = benjaminiHochberg(Float64Array.from(all, ({ p }) => p))
  all.forEach(({ q }, index) => expect(q).toEqual([expected[index], expected[index]]))
})

test('what is planted is found, and the rest mostly is not', () => {
  const found = result.results
    .filter(({ rejected }) => rejected)
    .map(({ y, x }) => [y, x].toSorted().join())
  for (const { y, x } of plantedPairs(universeOptions))
    expect(found).toContain([y, x].toSorted().join())
  expect(result.rejectedPairs).toBeLessThan(10)
})

test('without correction a row decides for itself', () => {
  for (const row of screen({ ...options, fdr: 'none' }, universe.slice(0, 6)).results) {
    expect(row.qValue).toBe(row.pValue)
    expect(row.rejected).toBe(row.pValue <= options.alpha)
  }
})

test('the order of the files does not matter', () => {
  const turned = screen(options, universe.slice(0, 8).toReversed())
  expect(turned.results).toEqual(screen(options, universe.slice(0, 8)).results)
})

test('pairs that cannot be tested are named with their reason', () => {
  const [first, second] = universe
  const twin = { ...first!, instrument: { ...first!.instrument, name: 'TWIN-USDT' } }
  const { skipped, unorderedPairs } = screen(options, [first!, second!, twin])
  expect(unorderedPairs).toBe(2)
  expect(skipped).toHaveLength(1)
  expect(skipped[0]!.series).toContain('TWIN-USDT')
  expect(skipped[0]!.reason).not.toBe('')
})

import { expect, test } from 'vitest'
import { randomUniverse } from '../../../test/random-universe.ts'
import { nullUniverse } from '../../econometrics/bootstrap/null-universe.ts'
import { engleGranger } from '../../econometrics/cointegration/engle-granger.ts'
import { expectValue } from '../../math/outcome.ts'
import { Random } from '../../math/random.ts'
import { syntheticUniverse } from '../../simulation/synthetic-universe.ts'
import { nullBars, nullFunding } from './null-bars.ts'

const { universe, funding } = randomUniverse(3, 400)

test('on series that begin and end together it is the wild bootstrap of their levels', () => {
  const whole = syntheticUniverse({ seed: 4, series: 5, bars: 300 })
  const levels = whole.map(({ close }) => close.map(Math.log))
  const target = levels.map((level) => new Float64Array(level.length))
  expectValue(nullUniverse(levels)).draw(target, new Random(9).fork('null universe 2'))
  for (const [k, { close }] of nullBars(whole, 9, 2).entries()) {
    for (const [row, level] of target[k]!.entries()) {
      // Sums of 300 rounded steps, one in logs and one through prices.
      expect(Math.abs(Math.log(close[row]!) - level)).toBeLessThan(1e-11)
    }
  }
})

test('the size of every return is kept, and its sign is one for all series of an instant', () => {
  const drawn = nullBars(universe, 1, 1)
  const signs = new Map<number, Set<number>>()
  drawn.forEach((bars, k) => {
    const given = universe[k]!
    expect(bars.times).toEqual(given.times)
    expect(bars.volume).toEqual(given.volume)
    expect(bars.close[0]).toBe(given.close[0])
    for (let row = 1; row < bars.times.length; row++) {
      const was = Math.log(given.close[row]! / given.close[row - 1]!)
      const is = Math.log(bars.close[row]! / bars.close[row - 1]!)
      expect(Math.abs(Math.abs(is) - Math.abs(was))).toBeLessThan(1e-12)
      if (Math.abs(was) < 1e-9) continue
      const own = signs.get(bars.times[row]!) ?? new Set()
      signs.set(bars.times[row]!, own.add(Math.sign(is / was)))
    }
  })
  expect(Math.max(...[...signs.values()].map(({ size }) => size))).toBe(1)
  const turned = [...signs.values()].filter((own) => own.has(-1)).length
  expect(turned / signs.size).toBeGreaterThan(0.4)
  expect(turned / signs.size).toBeLessThan(0.6)
})

test('bars stay whole: open and close within high and low', () => {
  for (const { open, high, low, close } of nullBars(universe, 2, 7)) {
    for (const row of close.keys()) {
      const slack = 1e-12 * close[row]!
      expect(high[row]! + slack).toBeGreaterThanOrEqual(Math.max(open[row]!, close[row]!))
      expect(low[row]! - slack).toBeLessThanOrEqual(Math.min(open[row]!, close[row]!))
      expect(low[row]).toBeGreaterThan(0)
    }
  }
})

test('what hung together does so no more', () => {
  const [btc, aaa] = syntheticUniverse({ seed: 2, series: 2, bars: 800 })
  const logs = (bars: typeof btc): Float64Array => bars!.close.map(Math.log)
  expect(expectValue(engleGranger(logs(aaa), [logs(btc)])).pValue).toBeLessThan(1e-3)
  const found = Array.from({ length: 40 }, (_, run) => {
    const [x, y] = nullBars([btc!, aaa!], 5, run + 1)
    return expectValue(engleGranger(logs(y), [logs(x)])).pValue
  }).filter((pValue) => pValue <= 0.1)
  // 4 of 40 are expected, 11 and more happen once in a thousand.
  expect(found.length).toBeLessThan(11)
})

test('the same seed and run are the same bars, others are others', () => {
  expect(nullBars(universe, 1, 1)).toEqual(nullBars(universe, 1, 1))
  expect(nullBars(universe, 1, 2)[0]!.close).not.toEqual(nullBars(universe, 1, 1)[0]!.close)
  expect(nullBars(universe, 2, 1)[0]!.close).not.toEqual(nullBars(universe, 1, 1)[0]!.close)
  expect(nullBars([], 1, 1)).toEqual([])
})

test('funding keeps its rates and loses its marks', () => {
  const [given] = funding.values()
  const marked = { ...given!, marks: given!.times.map(() => 100) }
  const { marks, fundingRates } = nullFunding(marked)
  expect(marks.every(Number.isNaN)).toBe(true)
  expect(fundingRates).toEqual(given!.fundingRates)
})

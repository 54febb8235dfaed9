import { expect, test } from 'vitest'
import { findGaps } from '../core/gaps.ts'
import { engleGranger } from '../econometrics/cointegration/engle-granger.ts'
import { plantedPairs, syntheticUniverse } from './synthetic-universe.ts'

const options = { seed: 1, series: 40, bars: 1_000 }

test('the same seed gives the same bars, another seed others', () => {
  const small = { ...options, series: 6, bars: 200 }
  expect(syntheticUniverse(small)).toEqual(syntheticUniverse(small))
  expect(syntheticUniverse({ ...small, seed: 2 })[0]!.close).not.toEqual(
    syntheticUniverse(small)[0]!.close,
  )
})

test('bars are whole: positive, enclosed by their high and low, without a gap', () => {
  for (const bars of syntheticUniverse(options)) {
    expect(findGaps(bars.times, bars.timeframe.duration)).toEqual([])
    const broken = [...bars.close.keys()].filter((row) => {
      const body = [bars.open[row]!, bars.close[row]!]
      const isEnclosed = bars.low[row]! <= Math.min(...body) && bars.high[row]! >= Math.max(...body)
      return !(isEnclosed && bars.low[row]! > 0 && bars.volume[row]! > 0)
    })
    expect(broken, bars.instrument.name).toEqual([])
  }
})

test('what is planted can be found, with its hedge ratio', () => {
  const universe = new Map(
    syntheticUniverse(options).map((bars) => [bars.instrument.name, bars.close]),
  )
  for (const pair of plantedPairs(options)) {
    const outcome = engleGranger(universe.get(pair.y)!.map(Math.log), [
      universe.get(pair.x)!.map(Math.log),
    ])
    if (outcome.kind === 'unavailable') throw new Error(outcome.detail)
    expect(outcome.value.pValue).toBeLessThan(0.001)
    // A residual deviation of 0.003 against a log price that wanders by more than 0.2 over 1,000 bars.
    expect(Math.abs(outcome.value.hedgeRatio[0]! - pair.hedgeRatio)).toBeLessThan(0.05)
  }
})

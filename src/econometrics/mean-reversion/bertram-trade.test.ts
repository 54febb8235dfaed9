import { expect, test } from 'vitest'
import { expectClose, goldenCases } from '../../../fixtures/econometrics/goldens.ts'
import { momentsOf, varianceOf } from '../../math/moments.ts'
import { Random } from '../../math/random.ts'
import { type BertramTrade, bertramTrade, type TradeLevels } from './bertram-trade.ts'
import { passageMoments, standardLevelMax } from './first-passage.ts'

interface TradeCase {
  readonly name: string
  readonly process: { readonly speed: number; readonly mean: number; readonly sigma: number }
  readonly levels: TradeLevels
  readonly expected: BertramTrade
}

// The difference of two levels' moments costs a digit or two where both lie on one side.
const tolerance = 1e-12

test.for(goldenCases('mean-reversion/bertram-trades') as readonly TradeCase[])(
  'a cycle is as long and earns as much as integration says: $name',
  ({ process, levels, expected }) => {
    const trade = bertramTrade(process, levels)
    for (const [field, value] of Object.entries(expected)) {
      expectClose(trade[field as keyof BertramTrade], value as number, tolerance, field)
    }
  },
)

/** Relaxation times from `from` to the level `to`: exact steps, and a bridge that may have touched it between two. */
function passageTime(random: Random, from: number, to: number): number {
  const step = 0.02
  const phi = Math.exp(-step)
  const scatter = Math.sqrt(1 - phi * phi)
  const side = Math.sign(to - from)
  let z = from
  for (let time = 0; ; time += step) {
    const next = phi * z + scatter * random.normal()
    const before = side * (to - z)
    const after = side * (to - next)
    const touch = after <= 0 ? 1 : Math.exp((-before * after) / step)
    if (random.uniform() < touch) return time + step / 2
    z = next
  }
}

test('simulated cycles have that mean and that variance', () => {
  const [entry, exit] = [-1.2, 0.7]
  const random = new Random(20)
  const times = Float64Array.from(
    { length: 4000 },
    () => passageTime(random, entry, exit) + passageTime(random, exit, entry),
  )
  const moments = momentsOf(times)
  const variance = varianceOf(moments)
  const trade = bertramTrade({ speed: 1, mean: 0, sigma: Math.SQRT2 }, { entry, exit, cost: 0 })
  // Four standard errors of either; the step's half costs less than a tenth of one.
  const meanError = Math.sqrt(variance / times.length)
  expect(Math.abs(moments.mean - trade.cycleBars)).toBeLessThan(4 * meanError)
  const fourth = moments.fourth / times.length
  const varianceError = Math.sqrt((fourth - variance ** 2) / times.length)
  expect(Math.abs(variance - trade.cycleBarsDeviation ** 2)).toBeLessThan(4 * varianceError)
})

test('turning at both levels earns the double at twice the deviation', () => {
  // Half a cycle either way: its mean and its variance are half those of the cycle, its profit is the whole.
  const process = { speed: 0.2, mean: 1, sigma: 0.3 }
  const { profit, cycleBars, cycleBarsDeviation, profitPerBar, profitDeviation } = bertramTrade(
    process,
    { entry: 0.6, exit: 1.4, cost: 0.05 },
  )
  const bars = cycleBars / 2
  const deviation = cycleBarsDeviation / Math.SQRT2
  expectClose(profit / bars, 2 * profitPerBar, 1e-14, 'profit a bar')
  expectClose((profit * deviation) / bars ** 1.5, 2 * profitDeviation, 1e-14, 'deviation')
})

test('the moments grow from nothing, odd in the level, to the last that doubles hold', () => {
  expect(passageMoments(0)).toMatchObject({ mean: 0, variance: 0 })
  const near = passageMoments(1e-8)
  expectClose(near.variance / near.mean, 2 * Math.LN2, 1e-12, 'variance over mean')
  expect(passageMoments(-2).variance).toBe(-passageMoments(2).variance)
  expect(Number.isFinite(passageMoments(standardLevelMax).variance)).toBe(true)
})

test('the slopes are those of the moments', () => {
  for (const z of [0.05, 0.7, 1.5, 3, 8, 20]) {
    const step = 1e-5
    const [below, at, above] = [z - step, z, z + step].map(passageMoments)
    // Central differences: z^2 step^2 of the slope, and rounding over the step.
    const mean = (above!.mean - below!.mean) / (2 * step)
    expectClose(at!.meanSlope, mean, 1e-7, `mean at ${z}`)
    const variance = (above!.variance - below!.variance) / (2 * step)
    expectClose(at!.varianceSlope, variance, 1e-6, `variance at ${z}`)
  }
})

test('levels that are none stop the program', () => {
  const process = { speed: 0.2, mean: 0, sigma: 0.3 }
  expect(() => bertramTrade(process, { entry: 1, exit: 1, cost: 0 })).toThrow('below the exit')
  expect(() => bertramTrade(process, { entry: 0, exit: 99, cost: 0 })).toThrow('deviations')
  expect(() => bertramTrade({ ...process, speed: 0 }, { entry: 0, exit: 1, cost: 0 })).toThrow(
    'above 0',
  )
  expect(bertramTrade(process, { entry: 0, exit: 1, cost: 1 }).sharpeRatio).toBeNaN()
})

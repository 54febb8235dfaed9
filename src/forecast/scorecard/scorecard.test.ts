import { expect, test } from 'vitest'
import { golden } from '../../../fixtures/forecast/goldens.ts'
import { Random } from '../../math/random.ts'
import { calibrationCurve } from './calibration-curve.ts'
import { calibrationError } from './calibration-error.ts'
import { foldIntervals } from './fold-bootstrap.ts'
import { measureColumns, measureNames, type Predictions } from './measures.ts'
import { midranks } from './midranks.ts'
import { detectableCorrelation, independentSamples } from './sample-power.ts'

const sumOf = (column: Float64Array): number => column.reduce((sum, value) => sum + value, 0)

function predictionsOf(
  f: readonly number[],
  r: readonly number[],
  p: readonly number[],
): Predictions {
  const n = f.length
  return {
    times: Float64Array.from({ length: n }, (_, k) => k),
    probabilityUp: Float64Array.from(p),
    expectedReturnBps: Float64Array.from(f),
    realisedReturnBps: Float64Array.from(r),
    baseRate: new Float64Array(n).fill(0.5),
    fold: new Int32Array(n),
  }
}

test('every figure is that of scipy and scikit-learn, ties and zeros among them', () => {
  const card = golden('scorecard') as Record<string, number> &
    Record<'f' | 'r' | 'p' | 'ranks', readonly number[]>
  expect(Array.from(midranks(Float64Array.from(card.f)))).toEqual(card.ranks)
  const { columns, statistics } = measureColumns(predictionsOf(card.f, card.r, card.p))
  const sums = Float64Array.from(columns, sumOf)
  for (const name of [
    'r2',
    'informationCoefficient',
    'auc',
    'directionalAuc',
    'brier',
    'logLoss',
  ]) {
    const value = statistics[measureNames.indexOf(name as 'r2')]!(sums)!
    // Sums of 400 terms in another order.
    expect(Math.abs(value - card[name]!), name).toBeLessThan(1e-12)
  }
})

test('what does not vary has no correlation, no AUC and no hit', () => {
  const { columns, statistics } = measureColumns(
    predictionsOf([1, 1, 1], [0, 0, 0], [0.5, 0.5, 0.5]),
  )
  const values = statistics.map((statistic) => statistic(Float64Array.from(columns, sumOf)))
  expect(Object.fromEntries(measureNames.map((name, k) => [name, values[k]]))).toMatchObject({
    r2: null,
    informationCoefficient: null,
    auc: null,
    hitRate: null,
    directionalAuc: null,
    brier: 0.25,
  })
})

/** Noise that is alike for some rows. */
function smooth(rows: number, width: number, random: Random): Float64Array {
  const noise = Float64Array.from({ length: rows + width }, () => random.normal())
  return Float64Array.from({ length: rows }, (_, k) => sumOf(noise.subarray(k, k + width)))
}

test('intervals of overlapping returns hold no correlation as often as they say, those of single rows do not', () => {
  const random = new Random(5)
  const held = { rows: 0, blocks: 0 }
  for (let run = 0; run < 40; run++) {
    const rows = 3_000
    const [f, r] = [smooth(rows, 10, random), smooth(rows, 10, random)]
    const p = f.map((value) => 1 / (1 + Math.exp(-value / 10)))
    const { columns, statistics } = measureColumns(
      predictionsOf(Array.from(f), Array.from(r), Array.from(p)),
    )
    for (const [by, meanBlock, runs] of [
      ['rows', 1, 16],
      ['blocks', 50, 40],
    ] as const) {
      if (run >= runs) continue
      const draws = { starts: Int32Array.of(0, 1_400, rows), meanBlock, draws: 100, seed: run }
      const { low, high } = foldIntervals(columns, [statistics[2]!], draws)[0]!
      if (low! <= 0.5 && high! >= 0.5) held[by]++
    }
  }
  // 38 of 40 are due; 33 or fewer come by chance once in 60 times.
  expect(held.blocks).toBeGreaterThanOrEqual(34)
  // About half of 16 hold: of 95 % intervals 11 or fewer would once in 1,100 times.
  expect(held.rows).toBeLessThan(12)
})

test('a draw from running sums is a draw of rows', () => {
  const column = Float64Array.from({ length: 300 }, (_, k) => k % 7)
  const ones = column.map(() => 1)
  const draws = { starts: Int32Array.of(0, 100, 300), meanBlock: 5, draws: 400, seed: 3 }
  const [mean, count] = foldIntervals(
    [column, ones],
    [(sums) => sums[0]! / sums[1]!, (sums) => sums[1]!],
    draws,
  )
  expect(count).toEqual({ value: 300, low: 300, high: 300 })
  // Blocks of a cycle of seven vary less than rows would: their mean's deviation is about 0.06, not 0.115.
  expect(mean!.high! - mean!.low!).toBeGreaterThan(0.1)
  expect(mean!.high! - mean!.low!).toBeLessThan(0.46)
})

test('only what does not overlap counts, and says what it could show', () => {
  expect(independentSamples(Float64Array.of(0, 30, 60, 90, 125), 60)).toBe(3)
  expect(detectableCorrelation(0)).toBeNaN()
})

test('probabilities that tie are one bin', () => {
  const curve = calibrationCurve(
    {
      probabilityUp: Float64Array.of(0.4, 0.4, 0.4, 0.6),
      realisedReturnBps: Float64Array.of(-1, 1, 0, 2),
    },
    2,
    1,
  )
  expect(curve.map(({ count, observed }) => [count, observed])).toEqual([
    [3, 1 / 3],
    [1, 1],
  ])
})

/** Outcomes of drawn probabilities, and what is told of them. */
function calibrationOf(told: (p: number) => number): ReturnType<typeof calibrationError> {
  const random = new Random(9)
  const p = Float64Array.from({ length: 8_000 }, () => 0.3 + 0.4 * random.uniform())
  const realisedReturnBps = p.map((each) => (random.uniform() < each ? 1 : -1))
  const drawing = { starts: Int32Array.of(0, 3_000, 8_000), meanBlock: 2, draws: 300, seed: 1 }
  const predictions = { probabilityUp: p.map(told), realisedReturnBps }
  return calibrationError(predictions, { bins: 10, effectiveShare: 1, drawing })
}

test('right probabilities are off by what chance makes of them, wrong ones by as much as they are', () => {
  const right = calibrationOf((p) => p)
  expect(right.bias.low).toBeLessThan(0)
  expect(right.bias.high).toBeGreaterThan(0)
  // Ten bins of 800: 0.014 is due; the mean of ten absolute errors varies by a quarter of itself.
  expect(Math.abs(right.byChance - 0.014)).toBeLessThan(0.001)
  expect(Math.abs(right.expected.value! - right.byChance)).toBeLessThan(right.byChance)
  const low = calibrationOf((p) => p - 0.04)
  expect(low.bias.value).toBeCloseTo(right.bias.value! - 0.04, 12)
  expect(low.bias.high).toBeLessThan(-0.02)
  expect(low.expected.low).toBeGreaterThan(low.byChance)
  // Rises are told to be surer, falls too, than they are: right on average, wrong at both ends.
  const bold = calibrationOf((p) => 0.5 + 2 * (p - 0.5))
  expect(Math.abs(bold.bias.value!)).toBeLessThan(0.02)
  expect(bold.expected.low).toBeGreaterThan(0.07)
  const { predicted, observed, low: from, high: to } = bold.largest!
  expect(Math.abs(predicted - observed)).toBeGreaterThan(0.14)
  expect(observed > from && observed < to && (predicted < from || predicted > to)).toBe(true)
})

test('the calibration error of nothing is not known', () => {
  const none = { probabilityUp: new Float64Array(0), realisedReturnBps: new Float64Array(0) }
  const drawing = { starts: Int32Array.of(0, 0), meanBlock: 1, draws: 100, seed: 1 }
  const unknown = { value: null, low: null, high: null }
  expect(calibrationError(none, { bins: 10, effectiveShare: 1, drawing })).toEqual({
    expected: unknown,
    byChance: 0,
    bias: unknown,
    largest: null,
  })
})

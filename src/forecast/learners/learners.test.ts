import { expect, test } from 'vitest'
import { golden } from '../../../fixtures/forecast/goldens.ts'
import { expectValue } from '../../math/outcome.ts'
import { Random } from '../../math/random.ts'
import { binEdges, binned } from './bins.ts'
import {
  boostedScore,
  boostedScores,
  boostedUsual,
  fitBoosted,
  lossOfScores,
} from './boosted-trees.ts'
import { fitElasticNet, linearScores } from './elastic-net.ts'
import { fitLogistic, logisticOf } from './logistic.ts'
import { OnlineLogistic } from './online-logistic.ts'
import { OnlineRidge } from './online-ridge.ts'

interface Fits {
  readonly x: readonly (readonly number[])[]
  readonly y: readonly number[]
  readonly cases: readonly {
    readonly strength: number
    readonly l1Ratio: number
    readonly intercept: number
    readonly weights: readonly number[]
  }[]
}

const columnsOf = (x: Fits['x']): Float64Array[] => x.map((column) => Float64Array.from(column))

// Both descend until nothing moves; scikit-learn's saga stops a few 1e-8 short.
const coefficientTolerance = 1e-6

test.each([
  ['linear', fitElasticNet],
  ['logistic', fitLogistic],
] as const)('%s coefficients are those of scikit-learn', (name, fit) => {
  const { x, y, cases } = golden(name) as Fits
  for (const { strength, l1Ratio, intercept, weights } of cases) {
    const model = expectValue(fit(columnsOf(x), Float64Array.from(y), { strength, l1Ratio }))
    const off = [model.intercept - intercept, ...weights.map((w, j) => model.weights[j]! - w)]
    const largest = Math.max(...off.map(Math.abs))
    expect(largest, `lambda ${strength}, rho ${l1Ratio}`).toBeLessThan(coefficientTolerance)
  }
})

test('the lasso leaves out what tells nothing, exactly', () => {
  const { x, y } = golden('linear') as Fits
  const fit = fitElasticNet(columnsOf(x), Float64Array.from(y), { strength: 10, l1Ratio: 1 })
  expect(expectValue(fit).weights).toEqual([0, 0, 0, 0, 0])
})

test('what cannot be fitted says why', () => {
  const x = [Float64Array.of(-2, -1, 1, 2)]
  const none = { strength: 0, l1Ratio: 0 }
  expect(fitLogistic(x, Float64Array.of(1, 1, 1, 1), none)).toMatchObject({ reason: 'one-class' })
  const few = fitElasticNet([Float64Array.of(1)], Float64Array.of(1), none)
  expect(few).toMatchObject({ reason: 'too-few-rows' })
  const separable = fitLogistic(x, Float64Array.of(0, 0, 1, 1), none)
  // Without a penalty the slope of separable rows has no end: at most it is steep.
  const slope = separable.kind === 'value' ? separable.value.weights[0] : Infinity
  expect(slope).toBeGreaterThan(10)
  expect(fitBoosted(x, Float64Array.of(0, 0, 1, 1), boostedUsual)).toMatchObject({
    reason: 'too-few-rows',
  })
})

interface Boosted {
  readonly x: readonly (readonly number[])[]
  readonly y: readonly number[]
  readonly trained: number
  readonly rounds: number
  readonly leaves: number
  readonly rowsLeast: number
  readonly trainLoss: number
  readonly testLoss: number
}

test('boosted trees lose what those of scikit-learn lose, on rows they have seen or not', () => {
  const { x, y, trained, rounds, leaves, rowsLeast, trainLoss, testLoss } = golden(
    'boosted',
  ) as Boosted
  const columns = columnsOf(x)
  const part = (from: number, to?: number): Float64Array[] =>
    columns.map((column) => column.subarray(from, to))
  const options = { ...boostedUsual, rounds, leavesMost: leaves, rowsLeast }
  const up = Float64Array.from(y)
  const model = expectValue(fitBoosted(part(0, trained), up.subarray(0, trained), options))
  const losses = [
    lossOfScores('logistic', boostedScores(model, part(0, trained)), up.subarray(0, trained)),
    lossOfScores('logistic', boostedScores(model, part(trained)), up.subarray(trained)),
  ]
  // The same trees: scikit-learn keeps slopes in single precision, which moves a leaf by some 1e-8.
  expect(losses[0]).toBeCloseTo(trainLoss, 7)
  expect(losses[1]).toBeCloseTo(testLoss, 7)
  const row = Float64Array.from(columns, (column) => column[7]!)
  expect(boostedScore(model, row)).toBeCloseTo(boostedScores(model, columns)[7]!, 12)
})

/** Rows with a noisy curve in the first feature, the second is noise. */
function curve(rows: number, seed: number): { columns: Float64Array[]; y: Float64Array } {
  const random = new Random(seed)
  const columns = [0, 1].map(() => Float64Array.from({ length: rows }, () => random.normal()))
  const y = columns[0]!.map((x) => Math.sin(3 * x) + x + random.normal())
  return { columns, y }
}

test('a monotone constraint holds over the whole range, and without it does not', () => {
  const { columns, y } = curve(600, 3)
  const grid = [
    Float64Array.from({ length: 400 }, (_, k) => (k - 200) / 70),
    new Float64Array(400).fill(0.1),
  ]
  const falls = (monotone: readonly (-1 | 0 | 1)[]): number => {
    const options = { ...boostedUsual, loss: 'squared', rounds: 40, monotone } as const
    const scores = boostedScores(expectValue(fitBoosted(columns, y, options)), grid)
    return scores.filter((score, k) => k > 0 && score < scores[k - 1]! - 1e-12).length
  }
  expect(falls([0, 0])).toBeGreaterThan(0)
  expect(falls([1, 0])).toBe(0)
})

test('boosting ends where the watched rows are told best', () => {
  const { columns, y } = curve(400, 4)
  const other = curve(400, 5)
  const watched = { columns: other.columns, y: other.y, patience: 10 }
  const options = { ...boostedUsual, loss: 'squared', rounds: 300 } as const
  const stopped = expectValue(fitBoosted(columns, y, options, watched))
  expect(stopped.trees.length).toBeLessThan(300)
  const loss = (model: typeof stopped): number =>
    lossOfScores('squared', boostedScores(model, other.columns), other.y)
  for (const rounds of [1, stopped.trees.length - 1, stopped.trees.length + 1]) {
    expect(loss(stopped)).toBeLessThanOrEqual(
      loss(expectValue(fitBoosted(columns, y, { ...options, rounds }))),
    )
  }
})

test('a value falls into the bin its edges say, at them too', () => {
  const random = new Random(6)
  const column = Float64Array.from({ length: 2_000 }, () => Math.round(random.normal() * 400) / 7)
  const edges = binEdges(column, 255)
  const bins = binned(column, edges)
  expect(edges.length).toBeLessThan(255)
  for (const [k, value] of column.entries()) {
    expect(value <= (edges[bins[k]!] ?? Infinity) && !(value <= edges[bins[k]! - 1]!)).toBe(true)
  }
})

test('ridge row by row is the ridge of all rows seen', () => {
  const { x, y } = golden('linear') as Fits
  const columns = columnsOf(x)
  const online = new OnlineRidge(columns.length, { penalty: 2, forgetting: 1 })
  for (let k = 0; k < y.length; k++) {
    online.learn(
      Float64Array.from(columns, (column) => column[k]!),
      y[k]!,
    )
  }
  online.learn(new Float64Array(columns.length).fill(Number.NaN), 1)
  // The gradient of the penalised squares, intercept penalised too.
  const weights = online.weights()
  const ones = new Float64Array(y.length).fill(1)
  const errors = linearScores({ intercept: 0, weights: Array.from(weights) }, [...columns, ones])
  for (const [j, column] of [...columns, ones].entries()) {
    let slope = 2 * weights[j]!
    for (let k = 0; k < y.length; k++) slope -= column[k]! * (y[k]! - errors[k]!)
    expect(Math.abs(slope)).toBeLessThan(1e-9)
  }
})

test('logistic row by row comes to the fit of all rows', () => {
  const random = new Random(8)
  const rows = 20_000
  const x = Float64Array.from({ length: rows }, () => random.normal())
  const y = x.map((value) => (random.uniform() < logisticOf(0.7 * value - 0.2) ? 1 : 0))
  const online = new OnlineLogistic(1, { prior: 10, forgetting: 1 })
  for (let k = 0; k < rows; k++) online.learn(Float64Array.of(x[k]!), y[k]!)
  const batch = expectValue(fitLogistic([x], y, { strength: 0, l1Ratio: 0 }))
  const [slope, intercept] = online.weights()
  // A tenth of the standard errors, which are 0.017.
  expect(Math.abs(slope! - batch.weights[0]!)).toBeLessThan(2e-3)
  expect(Math.abs(intercept! - batch.intercept)).toBeLessThan(2e-3)
})

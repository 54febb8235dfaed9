import { expect, test } from 'vitest'
import { barFeatures } from '../../forecast/bars/bar-features.ts'
import { modelFromPlain, plainModel } from '../../forecast/model/plain-model.ts'
import { expectValue } from '../../math/outcome.ts'
import { Random } from '../../math/random.ts'
import {
  evaluateFlow,
  evaluateModel,
  fitOn,
  walkForward,
  type EvaluatedFlow,
  type EvaluateOptions,
} from './evaluate-flow.ts'
import type { FlowEvaluation } from './flow-result.ts'
import type { FlowSamples } from './flow-samples.ts'
import { scorecardOf } from './judge-forecasts.ts'
import type { ForecastRow } from './forecast-rows.ts'

const minute = 60e6
const start = 1_700_000_040 * 1e6

/** Bars whose next return is `slope` bps times the imbalance of their flow, beside noise of 10 bps. */
function planted(
  rows: number,
  slope: number,
  change: (close: Float64Array) => void = () => undefined,
): FlowSamples {
  const random = new Random(11)
  let price = 100
  let due = 0
  const close = new Float64Array(rows)
  const volume = close.map(() => 1 + random.exponential())
  const takerBuyVolume = volume.map((value) => value * random.uniform())
  for (let k = 0; k < rows; k++) {
    price *= 1 + (due + 10 * random.normal()) / 1e4
    close[k] = price
    due = slope * ((2 * takerBuyVolume[k]!) / volume[k]! - 1)
  }
  change(close)
  const times = close.map((_, k) => start + k * minute)
  const [high, low] = [1.0005, 0.9995].map((factor) => close.map((value) => value * factor))
  const bars = { times, step: minute, high: high!, low: low!, close, volume, takerBuyVolume }
  let [signed, all] = [0, 0]
  return {
    instrument: 'made:UP-USDT',
    source: 'bars',
    matrix: barFeatures(bars),
    path: { times, prices: close },
    signedVolume: volume.map((value, k) => (signed += 2 * takerBuyVolume[k]! - value)),
    volume: volume.map((value) => (all += value)),
    step: minute,
    halfSpreadBps: null,
    notes: [],
    features: null,
  }
}

const options: EvaluateOptions = {
  kind: 'linear',
  calibration: 'platt',
  horizon: minute,
  embargo: minute,
  folds: 3,
  firstShare: 0.3,
  gapMost: 30e6,
  draws: 100,
  seed: 1,
  withImportance: false,
}

function run(samples: FlowSamples, changes: Partial<EvaluateOptions> = {}): EvaluatedFlow {
  return done(evaluateFlow(samples, { ...options, ...changes }))
}

function done<T>(job: Generator<unknown, T>): T {
  let next = job.next()
  while (next.done !== true) next = job.next()
  return next.value
}

const cardOf = ({ result }: EvaluatedFlow): FlowEvaluation => {
  if ('reason' in result) throw new Error(result.reason)
  return result
}

const samples = planted(4_000, 4)
/** What the size of intervals is asked of. */
const fully = { draws: 200, withImportance: true }
let known: EvaluatedFlow | undefined
/** What is planted, by the usual options and with what each column is worth; for every test that asks for no more. */
const usual = (): EvaluatedFlow => (known ??= run(samples, fully))
let silent: EvaluatedFlow | undefined
/** Labels so rotated that in some folds nothing is learnt. */
const unlearnt = (): EvaluatedFlow => (silent ??= run(wandering(4_000, 5), { rotateSeed: 14 }))
// The imbalance is uniform on -1 to 1, its variance a third.
const plantedR2 = 16 / 3 / (16 / 3 + 100)

test.each(['linear', 'logistic', 'boosted'] as const)(
  '%s finds what was planted, and its size',
  (kind) => {
    const { outOfSample, folds, verdict, importance, intervals } = cardOf(
      kind === options.kind ? usual() : run(samples, { ...fully, kind }),
    )
    expect(outOfSample.informationCoefficient.low).toBeGreaterThan(0.1)
    expect(outOfSample.auc.low).toBeGreaterThan(0.55)
    expect(outOfSample.brierSkill.low).toBeGreaterThan(0)
    expect(outOfSample.r2.low).toBeLessThan(plantedR2)
    expect(outOfSample.r2.high).toBeGreaterThan(plantedR2 * 0.9)
    expect(verdict).toContain('Flow forecasts the next 60 s')
    // What was planted is the first that is missed.
    expect(importance![0]!.feature).toMatch(/^(flow-imbalance|signed-volume)$/)
    expect(Math.abs(intervals.coverage! - 0.9)).toBeLessThan(0.02)
    for (const { trainTo, testFrom, purgedSeconds } of folds) {
      expect(trainTo + 60_000).toBeLessThanOrEqual(testFrom)
      expect(purgedSeconds).toBe(120)
    }
  },
)

test('the scorecard is that of its rows, in order, each fold after the one before', () => {
  const evaluated = usual()
  const { rows } = evaluated
  const { samples: count, outOfSample, folds } = cardOf(evaluated)
  expect(rows.length).toBe(count)
  let [error, square, hits, moved] = [0, 0, 0, 0]
  for (const [k, row] of rows.entries()) {
    expect(row.time).toBeGreaterThan(rows[k - 1]?.time ?? 0)
    const fold = folds[row.fold]!
    expect(row.time / 1e3 >= fold.testFrom && row.time / 1e3 < fold.testTo).toBe(true)
    error += (row.realisedReturnBps - row.expectedReturnBps) ** 2
    square += row.realisedReturnBps ** 2
    moved += Math.abs(Math.sign(row.realisedReturnBps))
    hits += Number(row.realisedReturnBps * row.expectedReturnBps > 0)
  }
  expect(outOfSample.r2.value).toBeCloseTo(1 - error / square, 12)
  expect(outOfSample.hitRate.value).toBeCloseTo(hits / moved, 12)
})

const told = ({ time, probabilityUp, expectedReturnBps, fold }: ForecastRow): unknown => [
  time,
  probabilityUp,
  expectedReturnBps,
  fold,
]

test('later prices change no earlier forecast', () => {
  const changedFrom = 2_500
  const other = planted(4_000, 4, (close) => {
    for (let k = changedFrom; k < close.length; k++) close[k]! *= 1 + (k % 5) / 50
  })
  const [before, after] = [usual(), run(other)].map(({ rows }) =>
    rows.filter(({ row }) => row < changedFrom),
  )
  expect(before!.length).toBeGreaterThan(1_000)
  expect(after!.map(told)).toEqual(before!.map(told))
})

/**
 * Minutes of a price of 100 ticks whose volatility, and with it its volume and how often it moves at all, wanders over the
 * whole span: what months of a coarse tick look like. Nothing is planted.
 */
function wandering(rows: number, seed: number): FlowSamples {
  const random = new Random(seed)
  const made = planted(rows, 0)
  const level = new Float64Array(rows)
  for (let k = 1; k < rows; k++) level[k] = level[k - 1]! + random.normal() / Math.sqrt(rows)
  let price = 100
  const close = level.map((value) => {
    price *= 1 + (8 * Math.exp(value) * random.normal()) / 1e4
    return Math.round(price * 10) / 10
  })
  const { times } = made.path
  const volume = level.map((value) => Math.exp(value) * (1 + random.exponential()))
  const takerBuyVolume = volume.map((value) => value * random.uniform())
  const bars = { times, step: minute, high: close, low: close, close, volume, takerBuyVolume }
  return { ...made, matrix: barFeatures(bars), path: { times, prices: close } }
}

test.each([
  ['noise', samples],
  ['a volatility that wanders', wandering(4_000, 5)],
])('with labels rotated in time there is nothing to forecast: %s', (_drawn, drawn) => {
  // ISOBAR_ROTATIONS=50 is the long version.
  const count = Number(process.env['ISOBAR_ROTATIONS'] ?? 6)
  const seeds = Array.from({ length: count }, (_, k) => k + 1)
  const intervals = seeds.map((rotateSeed) => {
    const rotated = { ...options, rotateSeed, draws: count < 50 ? 100 : 200 }
    return scorecardOf(done(walkForward(drawn, rotated)).judged, rotated).outOfSample.auc
  })
  const widths = intervals.map(({ low, high }) => (high! - low!) / 2)
  expect(Math.max(...widths)).toBeLessThan(0.04)
  const held = intervals.filter(({ low, high }) => low! <= 0.5 && high! >= 0.5)
  // At 95 %: fewer than 4 of 6 by chance once in 450 times, fewer than 43 of 50 once in 80.
  expect(held.length, `of ${count}`).toBeGreaterThanOrEqual(count < 50 ? count - 2 : 43)
})

test('a learner that finds nothing tells every fold the same, and ranks none above another', () => {
  const { rows, result } = unlearnt()
  expect(new Set(rows.map(({ probabilityUp }) => probabilityUp)).size).toBe(1)
  // Not within rounding of one half: folds that differ by the last digit were worth an AUC of 0.6.
  expect(result).toMatchObject({ outOfSample: { auc: { value: 0.5, low: 0.5, high: 0.5 } } })
})

test('a trained model judges only what came after it, through JSON alike', () => {
  const to = start + 2_000 * minute
  const model = expectValue(fitOn(samples, to, { ...options, kind: 'boosted' }))
  expect(model.training.to + minute).toBeLessThanOrEqual(to)
  const again = modelFromPlain(JSON.parse(JSON.stringify(plainModel(model))))
  const [one, other] = [model, again].map((each) => evaluateModel(samples, each, options))
  expect(other!.rows).toEqual(one!.rows)
  expect(one!.rows[0]!.time).toBeGreaterThan(model.training.to + minute)
  const [fold] = cardOf(one!).folds
  expect(fold!.trainTo + 60_000).toBeLessThanOrEqual(fold!.testFrom)
})

test('too few data give no figure, and say why', () => {
  const { result, rows } = run(planted(60, 4))
  expect(rows).toEqual([])
  expect(result).toMatchObject({
    samples: 0,
    reason: expect.stringContaining('at least 100') as string,
  })
})

test('a hole in what was recorded makes no difference to turnover and decay', () => {
  const all = planted(2400, 20)
  const model = expectValue(fitOn(all, all.matrix.times[1500]!, options))
  const holed = all.matrix.times.map((time, k) => time + (k < 1950 ? 0 : 65 * 86_400e6))
  const withHole: FlowSamples = {
    ...all,
    matrix: { ...all.matrix, times: holed },
    path: { ...all.path, times: holed },
  }
  const [whole, apart] = [all, withHole].map(
    (each) => evaluateModel(each, model, options).result as FlowEvaluation,
  )
  // What overlaps the hole has no outcome.
  expect(whole!.samples - apart!.samples).toBe(options.horizon / minute)
  expect(whole!.samples).toBeGreaterThan(800)
  expect(apart!.turnoverPerDay! / whole!.turnoverPerDay!).toBeCloseTo(1, 1)
  expect(apart!.decay.length).toBeGreaterThan(2)
  for (const [k, { informationCoefficient }] of apart!.decay.entries()) {
    expect(informationCoefficient).toBeCloseTo(whole!.decay[k]!.informationCoefficient!, 1)
  }
})

test('no fold is of a hole, and those of ticks between milliseconds are told in whole ones', () => {
  const all = planted(2400, 20)
  const times = all.matrix.times.map((time, k) => time + 7.25e4 + 3 + (k < 700 ? 0 : 65 * 86_400e6))
  const holed = { ...all, matrix: { ...all.matrix, times }, path: { ...all.path, times } }
  const evaluated = run(holed)
  const { folds, notes } = cardOf(evaluated)
  expect(notes).toEqual([])
  const counts = folds.map(({ testSamples }) => testSamples)
  expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(2)
  for (const { trainFrom, trainTo, testFrom, testTo, purgedSeconds } of folds) {
    for (const at of [trainFrom, trainTo, testFrom, testTo]) expect(Number.isInteger(at)).toBe(true)
    expect(purgedSeconds).toBe(120)
  }
  for (const { time, fold } of evaluated.rows) {
    expect(time / 1e3 >= folds[fold]!.testFrom && time / 1e3 < folds[fold]!.testTo).toBe(true)
  }
})

test('a fold without a forecast is noted', () => {
  const all = planted(4_000, 20)
  // Nothing is known of a column in the last of three folds.
  const columns = all.matrix.columns.map((column) => column.slice().fill(NaN, 3_060))
  const { notes } = cardOf(run({ ...all, matrix: { ...all.matrix, columns } }))
  expect(notes).toEqual(['1 of 3 folds holds no forecast whose outcome is known'])
})

test('a horizon has an interval where each fold holds some of its labels apart, and all of them 30', () => {
  const { decay, folds } = cardOf(run(planted(1_100, 20), { folds: 20, firstShare: 0.4 }))
  expect(folds.length).toBe(20)
  const of = new Map(decay.map((row) => [row.horizonSeconds, row]))
  // Folds of 33 minutes: 33 labels of one minute, six or seven of five, two of half an hour.
  for (const seconds of [60, 300, 1_800]) {
    const { independentSamples, informationCoefficient, low, high } = of.get(seconds)!
    const expected = (660 * 60) / seconds
    expect(Math.abs(independentSamples! / expected - 1)).toBeLessThan(0.1)
    expect(informationCoefficient).not.toBeNull()
    expect([low === null, high === null]).toEqual([seconds === 1_800, seconds === 1_800])
  }
})

test.each([
  ['rises', (close: Float64Array) => close.fill(100)],
  ['falls', (close: Float64Array) => close.forEach((_, k) => (close[k] = 100 + k))],
])('a price that never %s is said to, and not that data are few', (way, change) => {
  for (const kind of ['linear', 'logistic', 'boosted'] as const) {
    expect(run(planted(1_000, 4, change), { kind }).result).toMatchObject({
      verdict: `Nothing to judge: the price never ${way} in these data: nothing to learn.`,
    })
  }
})

test('folds that could not be fitted, and those that learnt nothing, are noted', () => {
  // A fifth of 200 rows is too few to learn from, three fifths are enough.
  const few = cardOf(run(planted(260, 20), { folds: 4, firstShare: 0.2 }))
  expect(few.notes.at(0)).toMatch(
    /^2 of 4 folds were left out, for .*at least 100 are needed.*--first-share/,
  )
  expect(few.folds.length).toBe(2)
  const { rows, result } = unlearnt()
  const level = [0, 1, 2].filter((fold) =>
    rows.every((row) => row.fold !== fold || row.expectedReturnBps === 0),
  )
  expect(level.length).toBeGreaterThan(0)
  expect((result as FlowEvaluation).notes).toEqual([
    `in ${level.length} of 3 folds nothing was learnt: every forecast is 0`,
  ])
  expect(cardOf(usual()).notes).toEqual([])
})

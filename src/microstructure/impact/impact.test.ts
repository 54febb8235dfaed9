import fc from 'fast-check'
import { expect, test } from 'vitest'
import { expectClose } from '../../../fixtures/econometrics/goldens.ts'
import { golden } from '../../../fixtures/microstructure/goldens.ts'
import { Random } from '../../math/random.ts'
import { RollingRange } from '../volatility/range-variance.ts'
import { Amihud, amihudOf } from './amihud.ts'
import { CorwinSchultz, corwinSchultzSpread } from './corwin-schultz.ts'
import { KyleLambda } from './kyle-lambda.ts'
import { RollSpread, rollSpreadOf } from './roll-spread.ts'
import { quotedSpreadBps, TradeCostMeter, tradeCostsOf } from './trade-costs.ts'

interface ImpactGolden {
  readonly flow: readonly number[]
  readonly moves: readonly number[]
  readonly window: number
  readonly kyle: readonly Readonly<
    Record<'end' | 'lambda' | 'intercept' | 'standardError' | 'robustError' | 'rSquared', number>
  >[]
  readonly rollPrices: readonly number[]
  readonly roll: number
  readonly returns: readonly number[]
  readonly money: readonly number[]
  readonly amihud: Readonly<Record<'illiquidity' | 'standardError', number>>
  readonly bars: readonly (readonly [number, number, number, number])[]
  readonly corwinSchultz: readonly number[]
  readonly ranges: Readonly<Record<'parkinson' | 'garmanKlass' | 'rogersSatchell', number>>
}

const made = golden('impact') as ImpactGolden

test("Kyle's lambda and both its errors are those of statsmodels, window by window", () => {
  const kyle = new KyleLambda(made.window)
  let compared = 0
  for (const [t, flow] of made.flow.entries()) {
    kyle.add(made.moves[t]!, flow)
    const expected = made.kyle.find(({ end }) => end === t + 1)
    if (expected === undefined) continue
    compared++
    const found = kyle.estimate()!
    // Rolling second moments.
    for (const key of [
      'lambda',
      'intercept',
      'standardError',
      'robustError',
      'rSquared',
    ] as const) {
      expectClose(found[key], expected[key], 1e-9, `${key} at ${t}`)
    }
  }
  expect(compared).toBe(made.kyle.length)
})

test('a planted lambda is recovered within its interval in as many runs as it should be', () => {
  const planted = 0.004
  let inside = 0
  for (let run = 0; run < 100; run++) {
    const random = new Random(100 + run)
    const kyle = new KyleLambda(300)
    for (let t = 0; t < 400; t++) {
      const flow = 100 * random.normal()
      // Errors that grow with the flow: what the robust error is for.
      kyle.add(planted * flow + random.normal() * (1 + Math.abs(flow) / 100), flow)
    }
    const { lambda, robustError } = kyle.estimate()!
    if (Math.abs(lambda - planted) < 1.96 * robustError) inside++
  }
  // 95 expected, deviation 2.2.
  expect(inside).toBeGreaterThanOrEqual(88)
})

test('too little, or no flow that varies, has no lambda', () => {
  const kyle = new KyleLambda(50)
  for (let t = 0; t < 9; t++) kyle.add(t, t)
  kyle.add(NaN, 3)
  expect(kyle.estimate()).toBeUndefined()
  kyle.restart()
  for (let t = 0; t < 50; t++) kyle.add(t, 7)
  expect(kyle.estimate()).toBeUndefined()
})

test("Amihud's ratio with its error is that of numpy, streaming and in batch", () => {
  const amihud = new Amihud(80)
  for (const [t, value] of made.returns.entries()) {
    amihud.add(value, made.money[t]!)
    amihud.add(value, 0) // nothing traded
  }
  const batch = amihudOf(Float64Array.from(made.returns), Float64Array.from(made.money))!
  for (const key of ['illiquidity', 'standardError'] as const) {
    expectClose(amihud.estimate()![key], made.amihud[key], 1e-9, key)
    expectClose(batch[key], made.amihud[key], 1e-12, key)
  }
  expect(new Amihud(5).estimate()).toBeUndefined()
  expect(amihudOf(new Float64Array(2), new Float64Array(2))).toBeUndefined()
})

test("Roll's spread is that of numpy, finds a planted one, and is missing where nothing bounces", () => {
  const roll = new RollSpread(made.rollPrices.length - 2)
  for (const price of made.rollPrices) roll.add(price)
  expectClose(roll.spread(), made.roll, 1e-9, 'streaming')
  expectClose(rollSpreadOf(Float64Array.from(made.rollPrices)), made.roll, 1e-10, 'batch')
  expect(Math.abs(made.roll - 0.1)).toBeLessThan(0.01) // half-spreads of 0.05 were planted
  const trending = Float64Array.from({ length: 50 }, (_, t) => t * t)
  expect(rollSpreadOf(trending)).toBeNaN()
  expect(rollSpreadOf(trending.subarray(0, 5))).toBeNaN()
})

test("Corwin and Schultz's spread and range variances are those of numpy", () => {
  const bars = made.bars.map(([open, high, low, close]) => ({ open, high, low, close }))
  const rolling = new CorwinSchultz(bars.length - 1)
  for (const [k, bar] of bars.entries()) {
    rolling.add(bar.high, bar.low)
    if (k === 0) continue
    const spread = corwinSchultzSpread(bars[k - 1]!, bar)
    // A difference of near numbers, through an exponential here and a hyperbolic tangent there.
    expect(Math.abs(spread - made.corwinSchultz[k - 1]!)).toBeLessThan(1e-14)
  }
  const mean =
    made.corwinSchultz.reduce((sum, spread) => sum + Math.max(0, spread), 0) / (bars.length - 1)
  expectClose(rolling.mean(), mean, 1e-11, 'mean')
  expect(made.corwinSchultz.some((spread) => spread < 0)).toBe(true)
  expect(corwinSchultzSpread({ high: 1, low: 2 }, { high: 2, low: 1 })).toBeNaN()
  const range = new RollingRange(bars.length)
  for (const bar of bars) range.add(bar)
  for (const [key, value] of Object.entries(made.ranges)) {
    const found = range.variance()[key as keyof typeof made.ranges] / bars.length
    expectClose(found, value, 1e-12, key)
  }
  range.add({ open: 1, high: 0.5, low: 0.4, close: 0.45 })
  expect(range.variance().parkinson).toBeNaN()
})

test('costs of trades equal those from columns, and effective is realised and impact', () => {
  const steps = fc.array(
    fc.record({
      wait: fc.integer({ min: 0, max: 8 }),
      mid: fc.integer({ min: 990, max: 1010 }),
      trade: fc.option(fc.tuple(fc.integer({ min: -5, max: 5 }), fc.constantFrom(-1, 0, 1))),
      quantity: fc.integer({ min: 1, max: 9 }),
    }),
    { minLength: 1, maxLength: 60 },
  )
  const horizon = 10
  fc.assert(
    fc.property(steps, (tape) => {
      const signed = tape.filter(({ trade }, k) => k > 0 && trade !== null && trade[1] !== 0).length
      fc.pre(signed > 0)
      const meter = new TradeCostMeter({ horizon, window: signed })
      let time = 0
      const mids: { time: number; mid: number }[] = []
      const all: { time: number; price: number; quantity: number; sign: number; mid: number }[] = []
      for (const { wait, mid, trade, quantity } of tape) {
        time += wait
        meter.advance(time)
        if (trade !== null && mids.length > 0) {
          const before = mids.at(-1)!.mid
          all.push({ time, price: before + trade[0], quantity, sign: trade[1], mid: before })
          meter.add(all.at(-1)!)
        }
        mids.push({ time, mid })
        meter.setMid(time, mid)
      }
      meter.advance(time + horizon + 1)
      const laterMids = Float64Array.from(
        all,
        (trade) => mids.findLast((each) => each.time <= trade.time + horizon)!.mid,
      )
      const expected = tradeCostsOf({
        prices: Float64Array.from(all, (trade) => trade.price),
        quantities: Float64Array.from(all, (trade) => trade.quantity),
        signs: Int8Array.from(all, (trade) => trade.sign),
        mids: Float64Array.from(all, (trade) => trade.mid),
        laterMids,
      })
      const found = meter.costs()
      for (const key of ['effectiveBps', 'realisedBps', 'impactBps'] as const) {
        expect(Math.abs(found[key] - expected[key])).toBeLessThan(1e-9)
      }
      expect(found.effectiveBps).toBeCloseTo(found.realisedBps + found.impactBps, 9)
    }),
  )
})

test('trades that cannot be measured are left out', () => {
  const meter = new TradeCostMeter({ horizon: 10, window: 1, waitingMax: 2 })
  const trade = { time: 0, price: 101, quantity: 1, sign: 1 }
  meter.add(trade) // no mid yet
  meter.setMid(0, 100)
  meter.add({ ...trade, sign: 0 })
  for (let k = 0; k < 3; k++) meter.add({ ...trade, time: k })
  expect(meter.givenUp).toBe(1)
  meter.setMid(12, NaN) // the first is due at 11, with the mid of 100; the second at 12, without one
  meter.advance(13)
  expect(meter.effectiveBps()).toBeCloseTo(200, 10)
  expect(meter.impactBps()).toBe(0)
  meter.restart()
  expect(meter.costs().effectiveBps).toBeNaN()
  expect(quotedSpreadBps(101, 100)).toBeLessThan(0)
  expect(quotedSpreadBps(NaN, 100)).toBeNaN()
})

import { beforeAll, describe, expect, test } from 'vitest'
import { madeUpTape, type ToldTape } from '../../../test/microstructure/made-up-tape.ts'
import { Random } from '../../math/random.ts'
import { bookSlope, depthsWithin } from '../book-shape/depth.ts'
import { depthImbalance, queueImbalance, weightedMid } from '../book-shape/imbalance.ts'
import { microprice } from '../book-shape/microprice.ts'
import { resiliencyOf } from '../book-shape/resiliency.ts'
import { bulkVolumeBars } from '../classification/bulk-volume.ts'
import { hawkesIntensityAt, type HawkesModel } from '../hawkes/hawkes-model.ts'
import { amihudOf } from '../impact/amihud.ts'
import { corwinSchultzSpread } from '../impact/corwin-schultz.ts'
import { rollSpreadOf } from '../impact/roll-spread.ts'
import { quotedSpreadBps, tradeCostsOf } from '../impact/trade-costs.ts'
import { type BookStateRow, bookStates, topOf } from '../order-flow/book-states.ts'
import { orderFlowIncrements } from '../order-flow/order-flow.ts'
import { decayedSum } from '../streaming/decayed-sums.ts'
import { lineThrough } from '../streaming/rolling-regression.ts'
import { quantileOf } from '../streaming/rolling-quantiles.ts'
import { vpinOf } from '../toxicity/vpin.ts'
import { aggressorRuns } from '../trades/aggressor-runs.ts'
import { mergeSweeps } from '../trades/sweeps.ts'
import { tradeColumns, type TradeColumns } from '../trades/trade-columns.ts'
import { tradeFlowAt } from '../trades/trade-flow.ts'
import { windowFlowAt } from '../trades/window-flow.ts'
import { rangeVarianceOf } from '../volatility/range-variance.ts'
import { realisedMeasuresOf } from '../volatility/realised-variance.ts'
import { DenseBook } from '../../book/dense-book.ts'
import { corePlan, type FeaturePlan, type FeatureRoles, fullPlan } from './feature-plan.ts'
import { FeatureSet } from './feature-set.ts'

// Every column against its batch twin: the same rows, told as plain lists by what made them up.

const [tick, lot] = [0.5, 0.1]
const target = { index: 0, tickSize: tick, lotSize: lot }
const other = { index: 1, tickSize: tick, lotSize: lot }
const roles: FeatureRoles = { target, leaders: [other], spot: other, perpetual: target }
const hawkes: HawkesModel = {
  baselines: [0.5, 0.4],
  branching: [
    [0.4, 0.1],
    [0.2, 0.3],
  ],
  decays: [2, 5],
}
const second = 1e6
const plan: FeaturePlan = {
  ...fullPlan(50, hawkes),
  levels: 3,
  halfLivesSeconds: [1, 20],
  spansSeconds: [10, 30],
  impactWindow: 40,
  sweepWindow: 60,
  depthBps: [3, 5],
  barSeconds: 2,
  costHorizonSeconds: 5,
  buckets: 15,
  integratedWeights: [0.5, 0.3, 0.2],
  microprice: {
    imbalanceBuckets: 4,
    spreadBuckets: 2,
    adjustments: [-0.3, -0.1, 0.1, 0.3, -0.5, -0.2, 0.2, 0.5],
    observations: 1,
  },
}

let told: ToldTape
let at: number
let values: Float64Array
let features: FeatureSet
let trades: TradeColumns

beforeAll(() => {
  told = madeUpTape(17, 6000)
  at = told.end + 123_456
  features = new FeatureSet(plan, roles)
  features.apply(told.rows, 0, told.rows.length)
  values = features.read(at).slice()
  trades = tradeColumns(
    told.trades[0]!.map(({ time, price, lots, sign }) => [time, price * tick, lots * lot, sign]),
  )
})

const column = (name: string): number => values[features.columnOf(name)]!

/** Equal to a share of `size`, which is the size of what was added up. */
function expectAgreement(name: string, expected: number, tolerance: number, size?: number): void {
  const scale = size ?? Math.abs(expected)
  const actual = column(name)
  expect(Number.isFinite(expected), `${name} is to be compared`).toBe(true)
  expect(
    Math.abs(actual - expected) <= tolerance * scale,
    `${name}: ${actual} against ${expected}`,
  ).toBe(true)
}

const states = () => told.states[0]!
const topState = () => states().at(-1)!.state
const midOfState = ({ bids, asks }: BookStateRow): number =>
  ((bids[0]![0] + asks[0]![0]) / 2) * tick
const midOf = (instrument: number, time: number): number =>
  midOfState(told.states[instrument]!.findLast((each) => each.time <= time)!.state)
/** Complete instants before the reading, newest last. */
const instants = (count: number): number[] =>
  Array.from({ length: count }, (_, k) => (Math.ceil(at / second) - count + k) * second)

describe('every column is its batch twin', () => {
  test('order flow', () => {
    const { levels } = plan
    const rows = states()
    const increments = orderFlowIncrements(
      bookStates(
        rows.map(({ state }) => state),
        levels,
      ),
    )
    const times = Float64Array.from(rows, ({ time }) => time)
    for (const seconds of plan.halfLivesSeconds) {
      const when = { halfLife: seconds * second, at }
      const flows = Array.from({ length: levels }, (_, m) =>
        Float64Array.from(rows, (_row, n) => increments[n * levels + m]! || 0),
      )
      const depths = Float64Array.from(rows, ({ state: { bids, asks } }, n) => {
        let sum = 0
        if (n === 0) return sum
        for (let m = 0; m < levels; m++) sum += (bids[m]![1] + asks[m]![1]) / 2
        return sum
      })
      const counts = times.map((_, n) => (n > 0 ? levels : 0))
      const depth = decayedSum(times, depths, when) / decayedSum(times, counts, when)
      const best = decayedSum(times, flows[0]!, when) * lot
      const size = decayedSum(times, flows[0]!.map(Math.abs), when)
      expectAgreement(`ofi.${seconds}s`, best, 1e-12, size * lot)
      let integrated = 0
      for (let m = 0; m < levels; m++) {
        const flow = decayedSum(times, flows[m]!, when) / depth
        integrated += plan.integratedWeights![m]! * flow
        expectAgreement(`ofi-level-${m + 1}.${seconds}s`, flow, 1e-12, size / depth)
      }
      expectAgreement(`ofi-integrated.${seconds}s`, integrated, 1e-12, size / depth)
    }
  })

  test('the book', () => {
    const { bids, asks } = topState()
    const [bid, ask] = [bids[0]!, asks[0]!]
    const mid = (bid[0] + ask[0]) / 2
    const touch = {
      bidPrice: bid[0],
      bidQuantity: bid[1],
      askPrice: ask[0],
      askQuantity: ask[1],
    }
    const bps = (price: number): number => (price / mid - 1) * 1e4
    const shape = { mid, levels: plan.levels }
    expect(column('queue-imbalance')).toBe(queueImbalance(bid[1], ask[1]))
    expect(column('depth-imbalance')).toBe(depthImbalance(topOf(bids), topOf(asks), plan.levels))
    expect(column('weighted-mid')).toBe(bps(weightedMid(touch)))
    expect(column('microprice')).toBe(bps(microprice(plan.microprice!, touch)))
    expect(column('spread')).toBe(quotedSpreadBps(bid[0], ask[0]))
    expect(column('slope-bid')).toBe(bookSlope(topOf(bids), shape) * lot)
    expect(column('slope-ask')).toBe(bookSlope(topOf(asks), shape) * lot)
    const book = new DenseBook()
    for (const [price, lots] of asks) book.setLevel(1, price, lots)
    const depth = new Float64Array(2)
    depthsWithin(book, 1, { mid, bps: plan.depthBps }, depth)
    expect(column('depth-ask-3')).toBe(depth[0]! * lot)
    expect(column('depth-ask-5')).toBe(depth[1]! * lot)
    expect(features.mid()).toBe(mid * tick)
  })

  test('trades, runs and sizes', () => {
    for (const seconds of plan.halfLivesSeconds) {
      const expected = tradeFlowAt(trades, { halfLife: seconds * second, at })
      expectAgreement(`trade-imbalance.${seconds}s`, expected.imbalance, 1e-12, 1)
      expectAgreement(`signed-volume.${seconds}s`, expected.signedVolume, 1e-12, expected.volume)
      expectAgreement(`volume.${seconds}s`, expected.volume, 1e-12)
    }
    for (const seconds of plan.spansSeconds) {
      const within = windowFlowAt(trades, { span: seconds * second, at })
      expectAgreement(`trade-imbalance-within.${seconds}s`, within, 1e-12, 1)
    }
    const sweeps = mergeSweeps(trades)
    const { signedLength, signedVolume } = aggressorRuns(sweeps.quantities, sweeps.signs)
    const recent = sweeps.signs.subarray(-plan.sweepWindow - 1)
    const ones = new Float64Array(recent.length)
    expect(column('run-length')).toBe(signedLength)
    expectAgreement('run-volume', signedVolume, 1e-13)
    expect(column('run-changes')).toBe(aggressorRuns(ones, recent).changeShare)
    const sizes = sweeps.quantities.subarray(-plan.sweepWindow)
    for (const p of plan.sizeQuantiles) {
      expectAgreement(`sweep-size-${p}`, quantileOf(sizes, p), 1e-13)
    }
    expect(sweeps.length).toBeLessThan(trades.length * 0.8)
  })

  test('toxicity', () => {
    const { bucketQuantity: bucketVolume, buckets } = plan
    const bought = trades.quantities.map((quantity, row) => (trades.signs[row]! > 0 ? quantity : 0))
    const sold = trades.quantities.map((quantity, row) => quantity - bought[row]!)
    expectAgreement('vpin-true', vpinOf(bought, sold, { bucketVolume, buckets }), 1e-10)
    const bars = bulkVolumeBars(trades, { barLength: plan.barSeconds * second, window: buckets })
    const parts = [bars.map((bar) => bar.bought), bars.map((bar) => bar.sold)] as const
    const [bulkBought, bulkSold] = parts.map((part) => Float64Array.from(part))
    expectAgreement('vpin-bulk', vpinOf(bulkBought!, bulkSold!, { bucketVolume, buckets }), 1e-9)
  })

  test('volatility and returns', () => {
    for (const seconds of plan.spansSeconds) {
      const mids = instants(seconds + 1).map((time) => midOf(0, time))
      const returns = Float64Array.from(mids.slice(1), (mid, k) => Math.log(mid / mids[k]!))
      const expected = realisedMeasuresOf(returns)
      const moved = (midOf(0, at) / midOf(0, at - seconds * second) - 1) * 1e4
      expectAgreement(`return.${seconds}s`, moved, 1e-12, 1)
      const realised = Math.sqrt(expected.realisedVariance) * 1e4
      expectAgreement(`realised-volatility.${seconds}s`, realised, 1e-12)
      expectAgreement(
        `bipower-volatility.${seconds}s`,
        Math.sqrt(expected.bipowerVariation) * 1e4,
        1e-12,
      )
      expectAgreement(`jump-share.${seconds}s`, expected.jumpShare, 1e-11, 1)
      let range = 0
      for (const [k, end] of instants(seconds).entries()) {
        const inside = states().filter(({ time }) => time > end - second && time <= end)
        const path = [mids[k]!, ...inside.map(({ state }) => midOfState(state))]
        const [high, low] = [Math.max(...path), Math.min(...path)]
        range += rangeVarianceOf({ open: path[0]!, high, low, close: path.at(-1)! }).parkinson
      }
      expectAgreement(`range-volatility.${seconds}s`, Math.sqrt(range) * 1e4, 1e-12)
    }
  })

  test('impact', () => {
    const steps = instants(plan.impactWindow + 1)
    const mids = steps.map((time) => midOf(0, time))
    const returns = Float64Array.from(mids.slice(1), (mid, k) => Math.log(mid / mids[k]!))
    const sumsOf = (weight: (row: number) => number): Float64Array =>
      Float64Array.from(steps.slice(1), (end, k) => {
        let sum = 0
        for (let row = 0; row < trades.length; row++) {
          const time = trades.times[row]!
          if (time > steps[k]! && time <= end) sum += weight(row)
        }
        return sum
      })
    const flow = sumsOf((row) => trades.signs[row]! * trades.quantities[row]!)
    const moves = returns.map((value) => value * 1e4)
    const line = lineThrough(flow, moves)!
    expectAgreement(
      'kyle-lambda',
      line.slope,
      1e-9,
      Math.max(Math.abs(line.slope), line.slopeError),
    )
    const notionals = sumsOf((row) => trades.prices[row]! * trades.quantities[row]!)
    expect(notionals.every((notional) => notional > 0)).toBe(false) // pauses are among them
    expect(amihudOf(returns, notionals)!.observations).toBeLessThan(plan.impactWindow)
    const sweepPrices: number[] = []
    const list = told.trades[0]!
    for (const [row, trade] of list.entries()) {
      const next = list[row + 1]
      const ends = next === undefined || next.time !== trade.time || next.sign !== trade.sign
      if (ends) sweepPrices.push(trade.price * tick)
    }
    const roll = rollSpreadOf(Float64Array.from(sweepPrices.slice(-plan.impactWindow - 2)))
    expectAgreement('roll-spread', (roll / sweepPrices.at(-1)!) * 1e4, 1e-8)
    const due = told.trades[0]!.filter((trade) => trade.time + 5 * second < at)
    const costs = due.slice(-plan.impactWindow)
    const expected = tradeCostsOf({
      prices: Float64Array.from(costs, ({ price }) => price * tick),
      quantities: Float64Array.from(costs, ({ lots }) => lots * lot),
      signs: Int8Array.from(costs, ({ sign }) => sign),
      mids: Float64Array.from(costs, ({ twiceMid }) => (twiceMid / 2) * tick),
      laterMids: Float64Array.from(costs, ({ time }) => midOf(0, time + 5 * second)),
    })
    expectAgreement('effective-spread', expected.effectiveBps, 1e-11)
    expectAgreement('realised-spread', expected.realisedBps, 1e-11, expected.effectiveBps)
    expectAgreement('price-impact', expected.impactBps, 1e-11, expected.effectiveBps)
    const looks = steps.map((time) => {
      const { bids, asks } = states().findLast((each) => each.time <= time)!.state
      let sum = 0
      for (let m = 0; m < plan.levels; m++) sum += bids[m]![1] + asks[m]![1]
      return sum
    })
    expectAgreement('resiliency', resiliencyOf(Float64Array.from(looks))!.kappa, 1e-9)
  })

  test('intensities', () => {
    const sweeps = mergeSweeps(trades)
    const events = {
      times: sweeps.times.map((time) => (time - told.rows.localTime[0]!) / second),
      types: Uint8Array.from(sweeps.signs, (sign) => (sign > 0 ? 0 : 1)),
      from: 0,
      to: Infinity,
    }
    const [buy, sell] = hawkesIntensityAt(hawkes, events, (at - told.rows.localTime[0]!) / second)
    expectAgreement('hawkes-buy', buy!, 1e-10)
    expectAgreement('hawkes-sell', sell!, 1e-10)
    expectAgreement('hawkes-imbalance', (buy! - sell!) / (buy! + sell!), 1e-9, 1)
  })

  test('other instruments, open interest and liquidations', () => {
    for (const seconds of plan.spansSeconds) {
      const before = at - seconds * second
      const own = (midOf(0, at) / midOf(0, before) - 1) * 1e4
      const led = (midOf(1, at) / midOf(1, before) - 1) * 1e4
      expectAgreement(`lead-1-return.${seconds}s`, led, 1e-12, 1)
      expectAgreement(`lead-1-gap.${seconds}s`, led - own, 1e-12, 1)
      const interestAt = (time: number): number =>
        told.openInterest.findLast((stated) => stated[0] <= time)![1]
      const change = interestAt(at) / interestAt(before) - 1
      expectAgreement(`open-interest.${seconds}s`, change, 1e-13, 1)
    }
    const spot = tradeColumns(
      told.trades[1]!.map(({ time, price, lots, sign }) => [time, price, lots * lot, sign]),
    )
    for (const seconds of plan.halfLivesSeconds) {
      const when = { halfLife: seconds * second, at }
      const [cash, leverage] = [tradeFlowAt(spot, when), tradeFlowAt(trades, when)]
      expectAgreement(`spot-divergence.${seconds}s`, cash.imbalance - leverage.imbalance, 1e-12, 2)
      expectAgreement(
        `spot-share.${seconds}s`,
        cash.volume / (cash.volume + leverage.volume),
        1e-12,
      )
      const times = Float64Array.from(told.liquidations, ([time]) => time)
      const signed = Float64Array.from(told.liquidations, ([, lots, sign]) => lots * sign * lot)
      const forced = decayedSum(times, signed, when)
      const size = decayedSum(times, signed.map(Math.abs), when)
      expectAgreement(`liquidation-volume.${seconds}s`, forced, 1e-12, size)
    }
    expectAgreement('premium', (midOf(0, at) / midOf(1, at) - 1) * 1e4, 1e-12, 1)
  })
})

/** Bars of trades of the plan's length, complete ones. */
test("Corwin and Schultz's spread is that of bars of trades, or missing where a bar is", () => {
  const length = plan.barSeconds * second
  const bars = new Map<number, { high: number; low: number }>()
  for (const [row, time] of trades.times.entries()) {
    const key = Math.floor(time / length)
    const price = trades.prices[row]!
    const bar = bars.get(key) ?? { high: price, low: price }
    bars.set(key, { high: Math.max(bar.high, price), low: Math.min(bar.low, price) })
  }
  const keys = [...bars.keys()].slice(0, -1).slice(-41)
  const spreads = keys.slice(1).map((key, k) => {
    const isNext = key === keys[k]! + 1
    return isNext ? corwinSchultzSpread(bars.get(keys[k]!)!, bars.get(key)!) : NaN
  })
  const mean = spreads.reduce((sum, spread) => sum + Math.max(0, spread), 0) / spreads.length
  const difference = Math.abs(column('corwin-schultz-spread') - mean * 1e4)
  expect(Number.isNaN(difference) ? Number.isNaN(mean) : difference < 1e-9).toBe(true)
})

test('columns depend neither on how rows are cut nor on when anybody looks', () => {
  const random = new Random(2)
  const { rows } = told
  const cut = new FeatureSet(JSON.parse(JSON.stringify(plan)) as FeaturePlan, roles)
  let isBetween = true
  for (let start = 0; start < rows.length;) {
    const end = Math.min(rows.length, start + 1 + random.integerBelow(7))
    cut.apply(rows, start, end)
    isBetween = (rows.flags[end - 1]! & 1) !== 0
    const next = end < rows.length ? rows.localTime[end]! : at
    if (isBetween && random.integerBelow(3) === 0) {
      const last = rows.localTime[end - 1]!
      cut.read(last + random.integerBelow(2) * (next - last))
    }
    start = end
  }
  expect(cut.names).toEqual(features.names)
  // The same bytes, NaN as NaN.
  expect(new Uint8Array(cut.read(at).slice().buffer)).toEqual(new Uint8Array(values.buffer))
})

test('what a core plan measures is there after its warming up, and not before', () => {
  const core = new FeatureSet({ ...corePlan(50), buckets: 10, halfLivesSeconds: [5] }, { target })
  const first = told.rows.localTime[0]!
  expect([...core.read(first - 1)].every((value) => Number.isNaN(value) || value === 0)).toBe(true)
  core.apply(told.rows, 0, told.rows.length)
  const missing = core.names.filter((_, k) => Number.isNaN(core.read(at)[k]!))
  // Five minutes have not gone by, and three bars of one minute have no deviation yet.
  const early = core.names.filter((name) => name === 'vpin-bulk' || name.endsWith('.300s'))
  expect(missing).toEqual(early)
  expect(() => core.read(first)).toThrow('features at')
  expect(() => core.columnOf('nothing')).toThrow('no feature nothing')
})

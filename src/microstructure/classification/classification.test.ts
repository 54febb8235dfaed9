import { expect, test } from 'vitest'
import { expectClose } from '../../../fixtures/econometrics/goldens.ts'
import { golden } from '../../../fixtures/microstructure/goldens.ts'
import { Random } from '../../math/random.ts'
import { coinFlipVpin, Vpin, vpinOf } from '../toxicity/vpin.ts'
import { tradeColumns } from '../trades/trade-columns.ts'
import { BulkVolume, type BulkBar, bulkVolumeBars } from './bulk-volume.ts'
import { bulkVolumeError, classificationError } from './classification-error.ts'
import { LeeReady, leeReadySigns } from './lee-ready.ts'
import { TickRule, tickRuleSigns } from './tick-rule.ts'

interface TradesGolden {
  readonly trades: readonly (readonly [number, number, number, number])[]
  readonly tickRule: readonly number[]
  readonly error: Readonly<
    Record<'wrong' | 'low' | 'high' | 'wrongByVolume' | 'netVolumeError', number>
  >
  readonly bulk: readonly {
    readonly barLength: number
    readonly window: number
    readonly degreesOfFreedom: number | null
    readonly bars: readonly BulkBar[]
  }[]
  readonly vpin: Readonly<Record<'bucketVolume' | 'buckets' | 'value', number>>
}

const made = golden('trades') as TradesGolden
const trades = tradeColumns(made.trades)

test('the tick rule, streaming and in batch, is that of numpy, and so is its error', () => {
  const rule = new TickRule()
  expect(Array.from(trades.prices, (price) => rule.classify(price))).toEqual(made.tickRule)
  expect([...tickRuleSigns(trades.prices)]).toEqual(made.tickRule)
  const guess = Int8Array.from(made.tickRule)
  const { wrong, ...rest } = classificationError(trades.signs, guess, trades.quantities)
  for (const [found, name] of [
    [wrong.value, 'wrong'],
    [wrong.low, 'low'],
    [wrong.high, 'high'],
    [rest.wrongByVolume, 'wrongByVolume'],
    [rest.netVolumeError, 'netVolumeError'],
  ] as const) {
    expectClose(found, made.error[name], 1e-12, name)
  }
})

test('Lee and Ready: quotes first, the tick rule at the mid and without quotes', () => {
  const rule = new LeeReady()
  const cases = [
    [100, 99, 101, 0], // at the mid, and no tick yet
    [100.5, 99, 101, 1],
    [99.5, 99, 101, -1],
    [100, 99, 101, 1], // at the mid, up from 99.5
    [99, NaN, 101, -1], // no quote: down
    [98, 101, 99, -1], // crossed: down
    [NaN, 99, 101, 0],
  ] as const
  const signs = cases.map(([price, bid, ask]) => rule.classify(price, bid, ask))
  expect(signs.map((sign) => sign + 0)).toEqual(cases.map((row) => row[3]))
  const [prices, bids, asks] = [0, 1, 2].map((k) => Float64Array.from(cases, (row) => row[k]!))
  expect([...leeReadySigns({ prices: prices!, bids: bids!, asks: asks! })]).toEqual(signs)
})

test('with quotes before every trade Lee and Ready is right where the tick rule is not', () => {
  // Half a tick of bounce around a mid that walks by thirds of a tick: the truth is the side of the mid.
  const random = new Random(6)
  const count = 5000
  let mid = 1000
  const mids = Float64Array.from({ length: count }, () => (mid += (random.integerBelow(3) - 1) / 3))
  const truth = Int8Array.from({ length: count }, () => (random.uniform() < 0.5 ? 1 : -1))
  const prices = mids.map((at, row) => at + truth[row]! / 2)
  const ones = new Float64Array(count).fill(1)
  const bids = mids.map((at) => at - 0.5)
  const asks = mids.map((at) => at + 0.5)
  const quoted = classificationError(truth, leeReadySigns({ prices, bids, asks }), ones)
  const ticked = classificationError(truth, tickRuleSigns(prices), ones)
  expect(quoted.wrong.value).toBe(0)
  expect(ticked.wrong.low).toBeGreaterThan(0.1)
  expect(ticked.wrong.high - ticked.wrong.low).toBeLessThan(0.03)
})

test.each(made.bulk)(
  'bulk classification is that of numpy and scipy, $degreesOfFreedom degrees of freedom',
  ({ barLength, window, degreesOfFreedom, bars }) => {
    const options = {
      barLength,
      window,
      ...(degreesOfFreedom === null ? {} : { degreesOfFreedom }),
    }
    const bulk = new BulkVolume(options)
    const streamed: BulkBar[] = []
    for (const [time, price, quantity, sign] of made.trades) {
      if (bulk.add({ time, price, quantity, sign })) streamed.push({ ...bulk.done })
    }
    const batch = bulkVolumeBars(trades, options)
    expect(streamed.length).toBe(bars.length)
    expect(batch.length).toBe(bars.length)
    for (const [t, bar] of bars.entries()) {
      for (const key of Object.keys(bar) as (keyof BulkBar)[]) {
        // The deviation of a moving window, and two programs' distribution functions.
        expectClose(streamed[t]![key], bar[key], 1e-9, `${t} ${key}`)
        expectClose(batch[t]![key], bar[key], 1e-10, `${t} ${key}`)
      }
    }
    expect(streamed.filter((bar) => bar.unsplit > 0).length).toBe(3)
    const error = bulkVolumeError(streamed)
    expect(error).toBeGreaterThan(0)
    expect(error).toBeLessThan(0.5)
  },
)

test('VPIN of the true aggressors is that of lots counted one by one', () => {
  const { bucketVolume, buckets, value } = made.vpin
  const vpin = new Vpin({ bucketVolume, buckets })
  const bought = trades.quantities.map((lots, row) => (trades.signs[row]! > 0 ? lots : 0))
  const sold = trades.quantities.map((lots, row) => lots - bought[row]!)
  for (const [row, lots] of bought.entries()) vpin.add(lots, sold[row]!)
  expectClose(vpin.value(), value, 1e-14, 'streaming')
  expectClose(vpinOf(bought, sold, { bucketVolume, buckets }), value, 1e-14, 'batch')
})

test('one-sided flow has a VPIN of 1, balanced flow 0, and too little of it none', () => {
  const vpin = new Vpin({ bucketVolume: 7, buckets: 3 })
  for (let k = 0; k < 6; k++) vpin.add(3, 0)
  expect(vpin.value()).toBeNaN()
  vpin.add(3, 0)
  expect([vpin.value(), vpin.filled]).toEqual([1, 3])
  for (let k = 0; k < 21; k++) vpin.add(0.5, 0.5)
  expect(vpin.value()).toBeCloseTo(0, 14)
  vpin.add(0, 7e9 + 2)
  expect([vpin.value(), vpin.filled]).toEqual([1, 1e9 + 6])
  vpin.add(0, 0)
  vpin.add(NaN, 1)
  expect(vpin.value()).toBe(1)
  vpin.restart()
  expect([vpin.value(), vpin.filled]).toEqual([NaN, 0])
})

test('coin-flip flow has the VPIN of coin flips', () => {
  // Every walk of N steps, counted.
  for (const steps of [1, 2, 3, 4, 7, 10]) {
    let sum = 0
    for (let walk = 0; walk < 2 ** steps; walk++) {
      let end = 0
      for (let step = 0; step < steps; step++) end += ((walk >> step) & 1) * 2 - 1
      sum += Math.abs(end)
    }
    expect(coinFlipVpin(steps)).toBeCloseTo(sum / 2 ** steps / steps, 14)
  }
  expect(coinFlipVpin(1000)).toBeCloseTo(Math.sqrt(2 / (Math.PI * 1000)), 4)
  const random = new Random(11)
  const buckets = 2000
  const vpin = new Vpin({ bucketVolume: 50, buckets })
  for (let trade = 0; trade < 50 * buckets; trade++) {
    if (random.uniform() < 0.5) vpin.add(1, 0)
    else vpin.add(0, 1)
  }
  // |S| / N has variance 1 / N - (E|S| / N)^2.
  const level = coinFlipVpin(50)
  const error = Math.sqrt((1 / 50 - level ** 2) / buckets)
  expect(Math.abs(vpin.value() - level)).toBeLessThan(3 * error)
})

test('shares of nothing are missing', () => {
  const none = classificationError(new Int8Array(0), new Int8Array(0), new Float64Array(0))
  expect([none.unclassified, none.wrong.value, none.wrongByVolume]).toEqual([NaN, NaN, NaN])
  expect(bulkVolumeError([])).toBeNaN()
})

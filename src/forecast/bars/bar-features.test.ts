import { expect, test } from 'vitest'
import { Random } from '../../math/random.ts'
import { barFeatures } from './bar-features.ts'
import type { FlowBars } from './flow-bars.ts'

function barsOf(rows: number): FlowBars {
  const random = new Random(4)
  let price = 100
  const close = Float64Array.from(
    { length: rows },
    () => (price *= Math.exp(random.normal() / 1e3)),
  )
  const volume = close.map(() => (random.uniform() < 0.05 ? 0 : random.exponential()))
  return {
    // A bar is missing after row 300.
    times: close.map((_, k) => 60 * (k + (k > 300 ? 1 : 0))),
    step: 60,
    high: close.map((value) => value * 1.001),
    low: close.map((value) => value * 0.999),
    close,
    volume,
    takerBuyVolume: volume.map((value) => value * random.uniform()),
    trades: volume.map((value) => Math.ceil(10 * value)),
  }
}

const bars = barsOf(700)
const { names, columns } = barFeatures(bars)
const column = (name: string): Float64Array => columns[names.indexOf(name)]!

test('each window looked at anew gives the same', () => {
  for (const row of [245, 290, 620, 699]) {
    const [top, bottom] = [0, 1].map((kind) => {
      let sum = 0
      for (let k = row > 300 ? 301 : 0; k <= row; k++) {
        const signed = 2 * bars.takerBuyVolume[k]! - bars.volume[k]!
        sum += (kind === 0 ? signed : bars.volume[k]!) * 2 ** ((k - row) / 15)
      }
      return sum
    })
    expect(column('flow-imbalance.15b')[row]).toBeCloseTo(top! / bottom!, 12)
    expect(column('return.5b')[row]).toBeCloseTo(
      Math.log(bars.close[row]! / bars.close[row - 5]!) * 1e4,
      9,
    )
    let square = 0
    for (let k = row - 29; k <= row; k++) {
      square += (Math.log(bars.close[k]! / bars.close[k - 1]!) * 1e4) ** 2
    }
    expect(column('volatility.30b')[row]).toBeCloseTo(Math.log(Math.sqrt(square / 30) + 1e-3), 9)
  }
})

test('nothing looks across a missing bar, nor is infinite', () => {
  expect(column('return.1b')[301]).toBeNaN()
  expect(column('return.1b')[302]).not.toBeNaN()
  expect(column('volatility.240b')[301 + 239]).toBeNaN()
  expect(column('volatility.240b')[301 + 240]).not.toBeNaN()
  for (const each of columns) {
    expect(each.every((value) => Number.isNaN(value) || Number.isFinite(value))).toBe(true)
  }
})

const cut = (values: Float64Array): Float64Array => values.slice(0, 500)

test('later bars change no earlier row', () => {
  const { trades, ...rest } = bars
  const before = barFeatures({
    step: 60,
    times: cut(rest.times),
    high: cut(rest.high),
    low: cut(rest.low),
    close: cut(rest.close),
    volume: cut(rest.volume),
    takerBuyVolume: cut(rest.takerBuyVolume),
    trades: cut(trades!),
  })
  for (const [j, each] of before.columns.entries()) expect(each).toEqual(cut(columns[j]!))
})

import { expect, test } from 'vitest'
import type { FlowFill } from '../../../strategies/flow/flow-desk.ts'
import { makingUse, takingUse, timingUse, type UseRun } from './judge-uses.ts'

const second = 1e6
const minute = 60 * second
/** A mid that rises by a hundredth each second. */
const times = Float64Array.from({ length: 4_000 }, (_, k) => k * second)
const options = {
  path: { times, prices: times.map((_, k) => 100 + k / 100) },
  gapMost: minute,
  horizon: minute,
  draws: 100,
  seed: 1,
}

const fill = (label: number, at: number, sign: 1 | -1, price: number): FlowFill => ({
  time: at * second,
  label,
  sign,
  quantity: 2,
  price,
  isMaker: false,
})
const of = (fills: readonly FlowFill[]): UseRun => ({ fills, marks: [] })
const twelve = Array.from({ length: 12 }, (_, k) => k)

test('a trade is what it fetched beside what was paid, after both fees', () => {
  const trades = twelve.flatMap((k) => [fill(k, 100 * k, 1, 100), fill(k, 100 * k + 60, -1, 101)])
  const open = fill(99, 1_500, 1, 50)
  const { trades: count, netBps } = takingUse(of([...trades, open]), 10, options)
  expect(count).toBe(12)
  // 1 of 100 is 100 bps; 10 bps of 100 and of 101 are paid.
  expect(netBps.value).toBeCloseTo(100 - 10 - 10.1, 9)
  // All are alike.
  expect(netBps.high! - netBps.low!).toBeLessThan(1e-9)
})

const after = (fills: readonly FlowFill[]): (number | null)[] =>
  takingUse(of(fills), 0, options).markouts.map(({ bps }) => bps.value)

test('a markout is the mid later beside the price of the fill, towards whoever was filled', () => {
  const bought = twelve.map((k) => fill(k, 100 * k, 1, 100 + k))
  const [one, ten, sixty] = after(bought)
  // At second 100 k the mid is 100 + k, what was paid; ten seconds later a tenth more.
  const mean = (rise: number): number =>
    twelve.reduce((sum, k) => sum + (rise / (100 + k)) * 1e4, 0) / 12
  expect([one, ten, sixty]).toEqual([
    expect.closeTo(mean(0.01), 9),
    expect.closeTo(mean(0.1), 9),
    expect.closeTo(mean(0.6), 9),
  ])
  const [other] = after(twelve.map((k) => fill(k, 100 * k, -1, 100 + k)))
  expect(other).toBeCloseTo(-mean(0.01), 9)
  expect(after(bought.slice(0, 9))).toEqual([null, null, null])
})

test('an order saves what it cost less than at once, and only orders of both count', () => {
  const atOnce = twelve.map((k) => fill(k, 100 * k, k % 2 === 0 ? 1 : -1, 100))
  // Buyers wait for 99, sellers for 101: 1 % either way.
  const timed = twelve.map((k) =>
    fill(k, 100 * k + 5, k % 2 === 0 ? 1 : -1, k % 2 === 0 ? 99 : 101),
  )
  const use = timingUse(of(atOnce), of([...timed, fill(50, 3_000, 1, 1)]), options)
  expect(use).toMatchObject({ orders: 12, waited: 12, waitedSecondsMean: 5 })
  expect(use.savingBps.value).toBeCloseTo(100, 9)
})

const gaining = (gain: number): UseRun => ({
  fills: [],
  marks: Array.from({ length: 21 }, (_, k) => {
    return { time: k * minute, value: gain * k, maker: 1_000 * k, taker: 0 }
  }),
})

test('a maker gains what its cash and what it holds gained, less fees, of what it traded', () => {
  const fees = { makerFeeBps: 2, takerFeeBps: 5 }
  const { plain, skewed, gainBps } = makingUse(gaining(1), gaining(1.5), fees, options)
  expect(plain.netBps.value).toBeCloseTo(10 - 2, 9)
  expect(skewed.netBps.value).toBeCloseTo(15 - 2, 9)
  expect(gainBps.value).toBeCloseTo(5, 9)
  const few = { fills: [], marks: gaining(1).marks.slice(0, 5) }
  expect(makingUse(few, few, fees, options).gainBps.value).toBeNull()
})

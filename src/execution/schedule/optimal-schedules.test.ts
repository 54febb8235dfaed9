import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { projectFolder } from '../../../test/source-files.ts'
import { expectValue } from '../../math/outcome.ts'
import { Random } from '../../math/random.ts'
import { almgrenChriss, costOfTrades, type AlmgrenChrissInput } from './almgren-chriss.ts'
import { limitedShortfall } from './limited-shortfall.ts'
import { obizhaevaWang, transientCost } from './obizhaeva-wang.ts'
import { riskCostFrontier } from './risk-cost-frontier.ts'

interface Golden {
  readonly input: Readonly<Record<string, string | number>>
  readonly holdings: readonly number[]
  readonly expectedCost: number
  readonly variance: number
}

const goldens = JSON.parse(
  readFileSync(join(projectFolder, 'fixtures/execution/almgren-chriss.json'), 'utf8'),
) as readonly Golden[]

const inputOf = (golden: Golden): AlmgrenChrissInput =>
  Object.fromEntries(
    Object.entries(golden.input).map(([name, value]) => [name, Number(value)]),
  ) as unknown as AlmgrenChrissInput

const paper = inputOf(goldens[0]!)

test.each(goldens.map((golden) => [golden.input['riskAversion'], golden] as const))(
  'Almgren-Chriss is the solution of the normal equations in fractions, risk aversion %s',
  (_, golden) => {
    const schedule = expectValue(almgrenChriss(inputOf(golden)))
    // Relative to the order: what is left late is a difference of what was there early, rounded at its size.
    for (const [k, holding] of golden.holdings.entries()) {
      expect(Math.abs(schedule.holdings[k]! - holding)).toBeLessThan(1e-12 * golden.holdings[0]!)
    }
    expect(Math.abs(schedule.expectedCost / golden.expectedCost - 1)).toBeLessThan(1e-12)
    expect(Math.abs(schedule.variance / golden.variance - 1)).toBeLessThan(1e-12)
  },
)

test('each branch says which it is', () => {
  const kindOf = (riskAversion: number) =>
    expectValue(almgrenChriss({ ...paper, riskAversion })).urgency.kind
  expect([kindOf(1e-6), kindOf(0), kindOf(-2e-7)]).toEqual(['real', 'zero', 'imaginary'])
  expect(almgrenChriss({ ...paper, riskAversion: -2e-6 })).toMatchObject({ reason: 'no-optimum' })
  expect(almgrenChriss({ ...paper, permanentImpact: 1 })).toMatchObject({
    reason: 'impact-too-small',
  })
})

test('no other schedule is cheaper, at any risk aversion above zero', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 1e6 }),
      fc.double({ min: 0, max: 1e-5, noNaN: true }),
      (seed, riskAversion) => {
        const input = { ...paper, riskAversion }
        const best = expectValue(almgrenChriss(input))
        const random = new Random(seed)
        const other = best.trades.slice()
        const [from, to] = [random.integerBelow(5), random.integerBelow(5)]
        const moved = random.normal() * 1e4
        other[from]! -= moved
        other[to]! += moved
        const objective = (trades: Float64Array): number => {
          const { expectedCost, variance } = costOfTrades({ ...input, fixedCost: 0 }, trades)
          return expectedCost + riskAversion * variance
        }
        expect(objective(other)).toBeGreaterThanOrEqual(objective(best.trades) * (1 - 1e-12))
      },
    ),
    { numRuns: 200, seed: 4 },
  )
})

test('a huge urgency sells all at once instead of overflowing', () => {
  const { holdings } = expectValue(almgrenChriss({ ...paper, intervals: 500, riskAversion: 1e3 }))
  expect(holdings[1]).toBeLessThan(1)
  expect(holdings.every(Number.isFinite)).toBe(true)
})

test('without limits that bind, the limited schedule is that of the closed form', () => {
  const free = expectValue(almgrenChriss(paper))
  const limited = expectValue(limitedShortfall(paper, new Float64Array(5).fill(1e6)))
  for (const [k, trade] of limited.trades.entries()) {
    // The gap is at most 1e-13 of the objective, which is flat to second order: half the digits of the trades.
    expect(Math.abs(trade - free.trades[k]!)).toBeLessThan(1e-5 * paper.quantity)
  }
  expect(limited.expectedCost + 1e-6 * limited.variance).toBeCloseTo(
    free.expectedCost + 1e-6 * free.variance,
    3,
  )
})

test('limits are kept, and what they leave is proven best', () => {
  const most = Float64Array.of(2e5, 2e5, 5e5, 1e5, 4e5)
  const { trades, gap, expectedCost } = expectValue(limitedShortfall(paper, most))
  expect(trades.every((trade, k) => trade >= 0 && trade <= most[k]!)).toBe(true)
  expect(trades.reduce((a, b) => a + b, 0)).toBeCloseTo(1e6, 5)
  expect(gap).toBeLessThan(1e-9 * expectedCost)
  expect(limitedShortfall(paper, new Float64Array(5))).toMatchObject({ reason: 'too-little-room' })
})

test('Obizhaeva-Wang solves A n = constant, so that no exchange of trades is cheaper', () => {
  for (const [trades, refillRate] of [
    [2, 0.5],
    [5, 0.1],
    [9, 3],
  ] as const) {
    const input = { quantity: 100, trades, interval: 0.7, refillRate }
    const schedule = obizhaevaWang(input).trades
    const row = (k: number): number =>
      schedule.reduce((sum, n, j) => sum + n * Math.exp(-refillRate * 0.7 * Math.abs(k - j)), 0)
    for (let k = 1; k < trades; k++) expect(row(k)).toBeCloseTo(row(0), 10)
    expect(schedule.reduce((a, b) => a + b, 0)).toBeCloseTo(100, 10)
  }
})

test('the cost of a transient impact is half of each own step and what is left of those before', () => {
  // 4 pays 4 x 2; what is left is 2: 2 pays 2 x (2 + 1); then (2 + 2) / 2 = 2: 4 pays 4 x (2 + 2).
  expect(transientCost(Float64Array.of(4, 2, 4), 0.5, 3)).toBe(3 * (8 + 6 + 16))
  expect(obizhaevaWang({ quantity: 7, trades: 1, interval: 1, refillRate: 1 }).trades[0]).toBe(7)
})

test('the frontier goes from even slices to all at once, each step dearer and surer', () => {
  const { riskAversion: _, ...market } = paper
  const frontier = riskCostFrontier(market)
  const even = costOfTrades(paper, new Float64Array(5).fill(paper.quantity / 5))
  // Five fifths of a million, each rounded once.
  expect(frontier[0]!.expectedCost).toBeCloseTo(even.expectedCost, 6)
  expect(frontier[0]!.standardDeviation).toBeCloseTo(Math.sqrt(even.variance), 6)
  expect(frontier.at(-1)!.firstShare).toBeGreaterThan(0.999)
  for (const [k, point] of frontier.slice(1).entries()) {
    expect(point.expectedCost).toBeGreaterThan(frontier[k]!.expectedCost)
    expect(point.standardDeviation).toBeLessThan(frontier[k]!.standardDeviation)
    const best = expectValue(almgrenChriss({ ...paper, riskAversion: point.riskAversion }))
    expect(best.trades[0]! / paper.quantity).toBe(point.firstShare)
  }
})

test('without a choice there is no frontier', () => {
  expect(riskCostFrontier({ ...paper, intervals: 1 })).toEqual([])
  expect(riskCostFrontier({ ...paper, volatility: 0 })).toEqual([])
  expect(riskCostFrontier({ ...paper, permanentImpact: 1 })).toEqual([])
})

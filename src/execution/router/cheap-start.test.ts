import fc from 'fast-check'
import { expect, test } from 'vitest'
import { randomRoute } from '../../../test/execution/random-route.ts'
import { Random } from '../../math/random.ts'
import { wholeBox } from './box.ts'
import { chainFill, chainStart, isChain } from './chain-fill.ts'
import { lotProblemOf, type LotProblem } from './lot-problem.ts'
import { LegRuns } from './lot-runs.ts'
import { cutLotFill } from './cut-lot-fill.ts'
import type { RouteBook } from './route-book.ts'

/** Books deep enough that a fill may begin far from nothing. */
function deepProblem(seed: number, lotUnits: readonly number[]): LotProblem {
  const random = new Random(seed)
  const books = Array.from({ length: 2 + random.integerBelow(4) }, (_, k): RouteBook => {
    const count = 30
    let price = 60_000 + random.integerBelow(40)
    const prices = Float64Array.from({ length: count }, () => (price += 1 + random.integerBelow(9)))
    const quantities = prices.map(() => 1 + Math.floor(400 * random.uniform() ** 3))
    return {
      venue: `v${k}`,
      instrument: 'BTC-USD',
      levels: {
        count,
        prices,
        quantities,
        priceStep: { units: 1, decimals: 2 },
        quantityStep: { units: 1, decimals: 3 },
      },
      lotSize: { units: lotUnits[random.integerBelow(lotUnits.length)]!, decimals: 3 },
      minNotional: { units: 0n, decimals: 0 },
      takerFeeBps: random.integerBelow(3),
    }
  })
  const units = BigInt(1 + random.integerBelow(5_000))
  return lotProblemOf(books, { side: 'buy', quantity: { units, decimals: 3 } })
}

const costOf = ({ legs }: LotProblem, lots: Float64Array): number =>
  legs.reduce((sum, { curve }, leg) => sum + curve.cost(lots[leg]!), 0)

test('a fill that begins at cheap lots costs what one from nothing does, whatever the lots that divide one another', () => {
  let [compared, shortened] = [0, 0]
  for (let seed = 1; seed <= 160; seed++) {
    const problem = deepProblem(seed, [1, 5, 10, 100])
    const box = wholeBox(problem)
    if (!isChain(problem, box)) continue
    const whole = chainFill(problem, box, problem.total, (_, { low }) => low)
    const ours = chainFill(problem, box, problem.total, (...asked) => {
      const start = chainStart(...asked)
      if (start.some((lots) => lots > 0)) shortened++
      return start
    })
    expect(ours === undefined, `seed ${seed}`).toBe(whole === undefined)
    if (whole === undefined || ours === undefined) continue
    compared++
    const cost = costOf(problem, whole)
    // Sums of a few doubles in another order.
    expect(Math.abs(costOf(problem, ours) - cost), `seed ${seed}`).toBeLessThanOrEqual(1e-13 * cost)
  }
  expect(compared).toBeGreaterThan(60)
  expect(shortened).toBeGreaterThan(40)
})

/** The readable twin: the cheapest lot of all, again and again. */
function lotByLot({ legs }: LotProblem, box: ReturnType<typeof wholeBox>, total: number) {
  const runs = legs.map(({ curve }, leg) => new LegRuns(curve, box.low[leg]!, box.high[leg]!))
  let [left, cost] = [total, 0]
  while (left > 0) {
    const costs = runs.map((run, leg) => (run.count > 0 ? run.cost / legs[leg]!.step : Infinity))
    const unitCost = Math.min(...costs)
    const leg = costs.indexOf(unitCost)
    if (unitCost === Infinity) return undefined
    const { step } = legs[leg]!
    cost += Math.min(left, step) * unitCost
    left -= step
    runs[leg]!.take(1)
  }
  return cost
}

test('the bound with a cut lot is that of taking the cheapest lot of all, again and again', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1e6 }), fc.boolean(), (seed, isDeep) => {
      const small = randomRoute(seed, { books: 5, levels: 8, lots: 30 })
      const problem = isDeep
        ? deepProblem(seed, [3, 5, 7])
        : lotProblemOf(small.books, small.request)
      const box = wholeBox(problem)
      const wanted = lotByLot(problem, box, problem.total)
      const found = cutLotFill(problem, box, problem.total)?.bound
      expect(found === undefined).toBe(wanted === undefined)
      // Thousands of doubles summed one by one.
      const [ours, theirs] = [found ?? 0, wanted ?? 0]
      expect(Math.abs(ours - theirs)).toBeLessThanOrEqual(1e-11 * Math.abs(theirs))
    }),
    { numRuns: 60, seed: 8 },
  )
})

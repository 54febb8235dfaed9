import fc from 'fast-check'
import { expect, test } from 'vitest'
import { randomRoute } from '../../../test/execution/random-route.ts'
import { wholeBox } from './box.ts'
import { lotProblemOf, type LotProblem } from './lot-problem.ts'
import { VenueBounds } from './venue-bound.ts'

/** The least cost of all plans; of those that use each venue, and of those that do not. By trying every plan. */
function byHand(problem: LotProblem) {
  const { legs, venues, maxVenues, total } = problem
  const withIt = new Float64Array(venues).fill(Infinity)
  const without = new Float64Array(venues).fill(Infinity)
  const lots = new Float64Array(legs.length)
  const visit = (leg: number, left: number): void => {
    if (leg < legs.length) {
      const { least, most, step } = legs[leg]!
      for (let n = 0; n <= most && n * step <= left; n++) {
        if (n > 0 && n < least) continue
        lots[leg] = n
        visit(leg + 1, left - n * step)
      }
      lots[leg] = 0
      return
    }
    if (left > 0) return
    const used = new Set(legs.flatMap(({ venue }, k) => (lots[k]! > 0 ? [venue] : [])))
    if (used.size > maxVenues) return
    const cost = legs.reduce((sum, { curve }, k) => sum + curve.cost(lots[k]!), 0)
    for (let venue = 0; venue < venues; venue++) {
      const least = used.has(venue) ? withIt : without
      least[venue] = Math.min(least[venue]!, cost)
    }
  }
  visit(0, total)
  return { withIt, without }
}

test('no plan with a venue, nor one without, costs less than is said of it, wherever the search begins', () => {
  let [compared, tight] = [0, 0]
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 1e6 }),
      fc.double({ min: 0.98, max: 1.02, noNaN: true }),
      (seed, factor) => {
        const { books, request } = randomRoute(seed, { books: 5, levels: 3, lots: 5 })
        const problem = lotProblemOf(books, { ...request, maxVenues: 1 + (seed % 3) })
        const wanted = byHand(problem)
        const sign = request.side === 'buy' ? 1 : -1
        const start = { unitCost: sign * factor, reach: 0.01 }
        const bounds = new VenueBounds(problem, problem.total)
        const found = bounds.of(wholeBox(problem), { ...start, enough: Infinity })
        for (const name of ['withIt', 'without'] as const) {
          for (const [venue, least] of wanted[name].entries()) {
            if (least === Infinity) continue
            compared++
            // Sums of a few doubles in another order.
            expect(found[name][venue]!).toBeLessThanOrEqual(least + 1e-12 * Math.abs(least))
            expect(found.bound).toBeLessThanOrEqual(least + 1e-12 * Math.abs(least))
            if (found[name][venue]! > least - 1e-3 * Math.abs(least)) tight++
          }
        }
      },
    ),
    { numRuns: 250, seed: 8 },
  )
  expect(compared).toBeGreaterThan(300)
  expect(tight).toBeGreaterThan(compared / 4)
})

import { expect, test } from 'vitest'
import { doubleOf } from '../../src/execution/router/exact-decimal.ts'
import { planRoute } from '../../src/execution/router/plan-route.ts'
import { routeByHighs, startHighs } from './highs-route.ts'
import { randomRoute } from './random-route.ts'

/**
 * The first of the ten thousand that the long form asks, each answered by both efforts.
 * `ISOBAR_ROUTE_CASES=10000 npx vitest run test/execution/router-oracle.test.ts`
 */
const cases = Number(process.env['ISOBAR_ROUTE_CASES'] ?? 20)

test(`fills and costs what HiGHS finds, on ${cases} random questions`, async () => {
  const highs = await startHighs()
  const faults: string[] = []
  let provenFast = 0
  let largestGap = 0
  for (let seed = 1; seed <= cases; seed++) {
    const route = randomRoute(seed, { books: 8, levels: 8, lots: 40 })
    const theirs = routeByHighs(highs, route)
    // HiGHS holds rows to 1e-9 and sums doubles; costs are up to 1e5.
    const near = 1e-9 * Math.max(1, Math.abs(theirs.cost)) + 1e-7
    for (const effort of ['exact', 'fast'] as const) {
      const plan = planRoute(route.books, { ...route.request, effort })
      const cost = doubleOf(plan.cost)
      const isFilled = Math.round(doubleOf(plan.filled) * 100) === theirs.filled
      const isBounded = plan.lowerBound <= theirs.cost + near && cost >= theirs.cost - near
      const isBest = !plan.isOptimal || Math.abs(cost - theirs.cost) <= near
      const isDone = effort === 'fast' || plan.isOptimal
      if (!(isFilled && isBounded && isBest && isDone)) {
        faults.push(
          `seed ${seed} ${effort}: ${cost} of ${doubleOf(plan.filled)}, HiGHS ${theirs.cost}`,
        )
      }
      if (effort === 'fast') {
        provenFast += plan.isOptimal ? 1 : 0
        if (cost !== 0) largestGap = Math.max(largestGap, (cost - plan.lowerBound) / Math.abs(cost))
      }
    }
  }
  expect(faults).toEqual([])
  if (cases >= 10_000) {
    process.stdout.write(
      `fast: ${provenFast} of ${cases} proven, largest gap ${largestGap * 1e4} bps\n`,
    )
  }
})

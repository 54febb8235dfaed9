import { expect, test } from 'vitest'
import { startHighs, type Highs } from '../../../test/execution/highs-route.ts'
import { powerShare, estimatedQueue } from '../../book/queue/estimated-queue.ts'
import { eventSide } from '../../core/events/event-codes.ts'
import { EventColumns } from '../../core/events/event-columns.ts'
import type { Instant } from '../../core/time.ts'
import { Random } from '../../math/random.ts'
import { QueueOutflow, fillProbability } from './queue-outflow.ts'
import { placeAtVenues, type QueueScenarios } from './several-venues.ts'
import { placeAtOneVenue, type PlacementCosts } from './single-venue.ts'

const costs: PlacementCosts = {
  halfSpread: 0.02,
  takerFee: 0.003,
  penaltyUnder: 0.1,
  penaltyOver: 0.08,
}

test.each([
  [300, 100, 50, 0],
  [150, 100, 50, 0],
  [500, 40, 400, 0.01],
])(
  'one venue: the closed form is the least of the expected cost (mean outflow %d)',
  (mean, queueAhead, quantity, impact) => {
    const terms = { ...costs, impact }
    const quantile = (p: number): number => -mean * Math.log(1 - p)
    const closed = placeAtOneVenue(terms, { makerRebate: 0.002, queueAhead }, quantity, quantile)
    const points = 2000
    const reach = Float64Array.from({ length: points }, (_, k) =>
      Math.max(0, quantile((k + 0.5) / points) - queueAhead),
    )
    const placed = placeAtVenues(terms, [{ makerRebate: 0.002, reach }], quantity)
    // The distribution stands in 2,000 points: its quantiles are off by up to 10^-3 of the mean.
    expect(Math.abs(placed.limits[0]! - closed.limit)).toBeLessThan(2e-3 * mean)
    expect(Math.abs(placed.market - closed.market)).toBeLessThan(2e-3 * mean)
  },
)

test('several venues: within a thousandth of the mixed-integer optimum that HiGHS finds', async () => {
  const highs = await startHighs()
  const gaps: number[] = []
  for (let seed = 1; seed <= 3; seed++) {
    const random = new Random(seed)
    const venues = Array.from({ length: 2 }, (): QueueScenarios => {
      const [mean, ahead] = [20 + 200 * random.uniform(), 100 * random.uniform()]
      return {
        makerRebate: 0.004 * random.uniform() - 0.001,
        reach: Float64Array.from({ length: 8 }, () =>
          Math.max(0, -mean * Math.log(1 - random.uniform()) - ahead),
        ),
      }
    })
    const placed = placeAtVenues(costs, venues, 100)
    const least = byHighs(highs, venues, 100)
    expect(placed.expectedCost).toBeGreaterThanOrEqual(least - 1e-7)
    gaps.push((placed.expectedCost - least) / Math.abs(least))
  }
  expect(Math.max(...gaps)).toBeLessThan(1e-3)
})

function byHighs(highs: Highs, venues: readonly QueueScenarios[], quantity: number): number {
  const { halfSpread: h, takerFee: f, penaltyUnder, penaltyOver } = costs
  const n = venues[0]!.reach.length
  const goal = [`${h + f} m`]
  const rows: string[] = []
  const bounds = venues.map((_, k) => ` 0 <= l${k} <= ${quantity}`)
  const binary: string[] = []
  for (let s = 0; s < n; s++) {
    goal.push(`+ ${penaltyUnder / n} u${s}`, `+ ${penaltyOver / n} o${s}`)
    const fills = venues.map((_, k) => `+ x${k}_${s}`).join(' ')
    rows.push(` a${s}: m ${fills} + u${s} - o${s} = ${quantity}`)
    for (const [k, { reach, makerRebate }] of venues.entries()) {
      const gain = (h + makerRebate) / n
      goal.push(`${gain < 0 ? '+' : '-'} ${Math.abs(gain)} x${k}_${s}`)
      rows.push(` l${k}_${s}: x${k}_${s} - l${k} <= 0`)
      bounds.push(` 0 <= x${k}_${s} <= ${reach[s]!}`)
      // A fill is not chosen: it is the whole of the order or all that reaches it.
      rows.push(` f${k}_${s}: x${k}_${s} - l${k} + ${quantity} b${k}_${s} >= 0`)
      rows.push(` r${k}_${s}: x${k}_${s} - ${reach[s]!} b${k}_${s} >= 0`)
      binary.push(`b${k}_${s}`)
    }
  }
  const text = `min\n obj: ${goal.join(' ')}\nsubject to\n${rows.join('\n')}\nbounds\n${bounds.join('\n')}\nbinary\n ${binary.join(' ')}\nend\n`
  const solution = highs.solve(text, { mip_rel_gap: 1e-6 })
  if (solution.Status !== 'Optimal') throw new Error(solution.Status)
  return solution.ObjectiveValue
}

test('an order that was never sent tells what would have reached it', () => {
  const { bid, ask } = eventSide
  const outflow = new QueueOutflow({
    side: bid,
    model: estimatedQueue(powerShare(1)),
    every: 1_000_000,
    horizon: 500,
  })
  const rows = new EventColumns()
  const at = (time: number, add: () => void): void => {
    rows.begin(0, time as Instant, NaN, NaN)
    add()
    rows.end()
  }
  at(0, () => {
    rows.addClear()
    rows.addLevel(bid, 99, 10)
    rows.addLevel(ask, 101, 10)
  })
  at(100, () => rows.addTrade(eventSide.sell, 99, 14, NaN))
  at(200, () => rows.addTrade(eventSide.buy, 101, 5, NaN))
  at(600, () => rows.addLevel(bid, 99, 0))
  for (let row = 0; row < rows.length; row++) outflow.apply(rows, row)
  // Ten stood ahead: of the fourteen that were sold four reach it.
  expect(outflow.samples).toEqual([{ time: 0, ahead: 10, reach: 4 }])
  expect(fillProbability(outflow.samples, 4).value).toBe(1)
  expect(fillProbability(outflow.samples, 5).value).toBe(0)
})

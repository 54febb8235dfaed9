import { beforeAll, expect, test } from 'vitest'
import { TickSampler } from '../src/app/flow/tick-sampler.ts'
import { simulatedVenues } from '../src/app/trade/simulated-venues.ts'
import { tradeConfigOf } from '../src/app/trade/trade-config.ts'
import type { Instant } from '../src/core/time.ts'
import { EventColumns } from '../src/core/events/event-columns.ts'
import { forwardReturns } from '../src/forecast/labels/forward-return.ts'
import { LiveForecast, type TimedModel } from '../src/forecast/live/live-forecast.ts'
import { fitForecast } from '../src/forecast/model/fit-forecast.ts'
import type { FeatureMatrix } from '../src/forecast/feature-matrix.ts'
import type { PricePath } from '../src/forecast/labels/price-path.ts'
import { rowsWithin } from '../src/forecast/validation/walk-forward.ts'
import { expectValue } from '../src/math/outcome.ts'
import { corePlan, featureInstrument } from '../src/microstructure/features/feature-plan.ts'
import { FeatureSet } from '../src/microstructure/features/feature-set.ts'
import { forecastRows } from '../src/research/flow/forecast-rows.ts'
import { FlowUsesRun } from '../src/research/flow/uses/flow-uses.ts'
import type { FlowUses } from '../src/research/flow/uses/flow-uses-result.ts'
import { defaultMarketPlan } from '../src/simulation/market/default-plan.ts'
import { SyntheticMarket } from '../src/simulation/market/synthetic-market.ts'

const second = 1e6
const horizon = 5 * second
const plan = corePlan(500)
const rows = new EventColumns()
const market = new SyntheticMarket(solana())
const instruments = market.instruments.list()
const roles = { target: featureInstrument(instruments[0]!, 0) }
let matrix: FeatureMatrix
let path: PricePath
let returnsBps: Float64Array
let models: readonly TimedModel[]

function solana(): ReturnType<typeof defaultMarketPlan> {
  const whole = defaultMarketPlan(3)
  return {
    ...whole,
    venues: whole.venues.filter(({ name }) => name === 'coinbase'),
    listings: whole.listings.filter(({ venue, base }) => venue === 'coinbase' && base === 'SOL'),
  }
}

beforeAll(() => {
  const { start } = solana()
  market.advance((start + 1_060 * second) as Instant, rows)
  const sampler = new TickSampler(new FeatureSet(plan, roles), roles.target, {
    kind: 'time',
    every: second,
  })
  sampler.apply(rows)
  ;({ matrix, path } = sampler.finish())
  returnsBps = forwardReturns(path, matrix.times, { after: horizon }, 30 * second)
  const options = { kind: 'linear', calibration: 'platt', horizon, embargo: horizon } as const
  const [first, middle, last] = [720, 880, 1_040].map((at) => start + at * second)
  models = [
    [first!, middle!],
    [middle!, last!],
  ].map(([from, to]) => {
    const train = rowsWithin(matrix.times, -Infinity, from! - 2 * horizon)
    return {
      from: from!,
      to: to!,
      model: expectValue(fitForecast(matrix, returnsBps, train, options)),
    }
  })
})

test('what is forecast live is what the walk-forward says, to the last bit', () => {
  const live = new LiveForecast({ plan, roles, models })
  const told = new Map<number, readonly number[]>()
  let row = 0
  for (const time of matrix.times) {
    const from = row
    while (row < rows.length && rows.localTime[row]! <= time) row++
    live.hear(rows, from, row)
    const each = live.at(time)
    if (typeof each === 'object') told.set(time, [each.probabilityUp, each.expectedReturnBps])
  }
  const walked = models.flatMap(({ from, to, model }, fold) => {
    const wanted = { rows: rowsWithin(matrix.times, from, to), returnsBps, fold }
    return forecastRows(model, matrix, wanted).rows
  })
  expect(walked.length).toBeGreaterThan(250)
  expect(walked.map(({ time }) => told.get(time))).toEqual(
    walked.map(({ probabilityUp, expectedReturnBps }) => [probabilityUp, expectedReturnBps]),
  )
})

function used(expectedTimes = 1): FlowUses {
  const fees = { takerFeeBps: 4, makerFeeBps: 0 }
  const config = tradeConfigOf(
    { recordings: ['made-up'], venues: { '*': { orderMs: 20, answerMs: 20, ...fees } } },
    'a test',
  )
  const run = new FlowUsesRun({
    instruments,
    plan,
    roles,
    models: models.map((each) => ({
      ...each,
      model: { ...each.model, slope: each.model.slope * expectedTimes },
    })),
    every: second,
    horizon,
    notional: 500,
    ...fees,
    latencyMs: 20,
    seed: 1,
    reporting: { currency: instruments[0]!.quote, rates: new Map() },
    venues: () => simulatedVenues(instruments, config),
  })
  run.feed(rows)
  return run.end({ path, gapMost: 30 * second, horizon, draws: 100, seed: 1 })
}

test('each use is tried through the engine, and nobody takes what does not pay', () => {
  const uses = used()
  // What is expected of five seconds is far below twice 4 bps.
  expect(uses.taking).toMatchObject({ trades: 0, netBps: { value: null } })
  expect(uses.timing.orders).toBeGreaterThan(25)
  expect(uses.timing.waited).toBeGreaterThan(5)
  expect(uses.timing.waitedSecondsMean).toBeLessThanOrEqual(horizon / second)
  for (const { fills, markouts } of [uses.making.plain, uses.making.skewed]) {
    expect(fills).toBeGreaterThan(20)
    expect(markouts.map(({ seconds }) => seconds)).toEqual([1, 10, 60, 5])
  }
  expect(uses.verdict).toMatch(/^Of its uses: taking at 4 bps is never worth it/)
})

test('whoever expects five hundred times as much takes, and pays for it; the same run twice is the same', () => {
  const { taking, timing } = used(500)
  expect(taking.trades).toBeGreaterThan(10)
  expect(taking.netBps.value).toBeLessThan(0)
  // Only the sign decides whether an order waits.
  expect(timing).toEqual(used().timing)
})

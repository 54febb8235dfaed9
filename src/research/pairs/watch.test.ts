import { expect, test } from 'vitest'
import { cut, options, run } from '../../../test/pair-runs.ts'
import { randomPair } from '../../../test/random-pair.ts'
import { expectValue, type Outcome } from '../../math/outcome.ts'
import type { BacktestInput, BacktestOptions, BacktestRefusal } from './backtest-options.ts'
import { watchPair } from './watch.ts'
import type { WatchReading } from './watch-result.ts'

function outcomeOf(
  input: BacktestInput,
  use: BacktestOptions,
): Outcome<WatchReading, BacktestRefusal> {
  const program = watchPair(input, use)
  for (;;) {
    const step = program.next()
    if (step.done === true) return step.value
  }
}

// With more pairs: ISOBAR_RUNS=20 npx vitest run src/research/pairs/watch.test.ts --testTimeout 0
const runs = Number(process.env['ISOBAR_RUNS'] ?? 2)
const seeds = Array.from({ length: runs }, (_, k) => k + 1)

test.each(seeds)('what it says at a bar is what the backtest did there, seed %i', (seed) => {
  for (const change of [{}, { rebalance: 'band' as const, rebalanceBand: 0.004, exit: 0 }]) {
    const use = { ...options, ...change }
    const pair = randomPair(seed, 260)
    const whole = run({ y: pair.y, x: pair.x }, use, 'series')
    const held = [...whole.trades, ...(whole.open === null ? [] : [whole.open])]
    const said = new Set<string>()
    whole.series!.time.slice(0, -1).forEach((time, k) => {
      const { y, x } = cut(pair, time * 1000)
      const reading = expectValue(outcomeOf({ y, x }, use))
      said.add(`${reading.stance} ${reading.intent?.kind}`)
      expect(reading.time).toBe(time)
      expect(reading.zScore).toBe(whole.series!.zScore[k])
      // Held over this close: entered before it, left after it.
      const now = held.find(
        ({ entryTime, ...rest }) =>
          entryTime < time && ('exitTime' in rest ? rest.exitTime >= time : true),
      )
      expect(reading.position?.entryTime).toBe(now?.entryTime)
      expect(reading.lastTrade?.exitTime).toBe(
        whole.trades.findLast(({ exitTime }) => exitTime < time)?.exitTime,
      )
      // What it wanted is filled at the next open, or lapses there for want of volume.
      const next = whole.series!.time[k + 1]! - 3_600e3
      const opened = held.find(({ entryTime }) => entryTime === next)
      const wanted = reading.intent?.kind === 'open' ? reading.intent.side : undefined
      expect(opened === undefined || wanted === opened.side).toBe(true)
      const closed = whole.trades.find(({ exitTime }) => exitTime === next)
      expect(closed === undefined || reading.intent?.kind === 'close').toBe(true)
    })
    expect([...said]).toEqual(
      expect.arrayContaining(['flat undefined', 'opening open', 'open undefined', 'closing close']),
    )
  }
})

test('a leg whose bar has not come yet has not ended', () => {
  const { y, x } = randomPair(2, 200)
  const behind = cut({ y, x, yFunding: randomPair(2, 1).yFunding }, x.times.at(-5)!)
  const both = expectValue(outcomeOf({ y: behind.y, x: behind.x }, options))
  expect(expectValue(outcomeOf({ y, x: behind.x }, options))).toEqual(both)
})

test('an opening is told in lots of the notional, opposite legs', () => {
  const pair = randomPair(1, 260)
  let openings = 0
  for (const time of pair.y.times.slice(100)) {
    const { y, x } = cut(pair, time)
    const { intent, closes } = expectValue(outcomeOf({ y, x }, options))
    if (intent?.kind !== 'open') continue
    openings++
    const [of, on] = intent.legs
    const gross = Math.abs(of!.quantity) * closes.y + Math.abs(on!.quantity) * closes.x
    // Sized at prices that are 2 bps worse.
    expect(Math.abs(gross / options.notional - 1)).toBeLessThan(3e-4)
    expect(of!.quantity * on!.quantity).toBeLessThan(0)
  }
  expect(openings).toBeGreaterThan(2)
})

test('too few bars are too few', () => {
  const { y, x } = randomPair(1, 50)
  expect(outcomeOf({ y, x }, options)).toMatchObject({ reason: 'too-few-rows' })
})

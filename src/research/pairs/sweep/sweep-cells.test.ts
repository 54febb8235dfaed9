import { describe, expect, test } from 'vitest'
import { options } from '../../../../test/pair-runs.ts'
import { randomPair } from '../../../../test/random-pair.ts'
import { expectAgreement } from '../../../../test/sweep-agreement.ts'
import { Random } from '../../../math/random.ts'
import type { BacktestOptions } from '../backtest-options.ts'

// Every cell of a sweep against the driver of a single backtest. With more pairs and grids:
//
//   ISOBAR_RUNS=20 npx vitest run src/research/pairs/sweep/sweep-cells.test.ts --testTimeout 0

const runs = Number(process.env['ISOBAR_RUNS'] ?? 1)
const seeds = Array.from({ length: runs }, (_, k) => k + 1)

describe('every cell is the single backtest of its parameters', () => {
  test.each(seeds)('thresholds, holding and delay, seed %i', (seed) => {
    const { y, x } = randomPair(seed, 500)
    const grid = 'entry=0.8:2:0.6,exit=-0.3/0/0.3,stop=1.5/2.5/9,max-holding=none/3,delay=0/2'
    const reasons = expectAgreement({ y, x }, grid, options)
    expect([...reasons]).toEqual(expect.arrayContaining(['exit', 'stop', 'max-holding']))
  })

  test.each(seeds)('windows and costs, seed %i', (seed) => {
    const { y, x } = randomPair(seed, 400, 'spot')
    const [fee, borrow] = seed % 2 === 0 ? [-1, 40] : [7, 0]
    const grid = `train=40/97,test=7/25,entry=1,fee-bps=${fee},slippage-bps=0/3,borrow-bps-per-day=${borrow},notional=500/1e4,participation=none/0.02`
    expectAgreement({ y, x }, grid, { ...options, stop: 4 })
  })

  test.each(seeds)('what is settled, seed %i', (seed) => {
    const pair = randomPair(seed, 500)
    expectAgreement(pair, 'entry=1/1.5/2,exit=0/0.5,delay=0/1', {
      ...options,
      fundingMissing: 'zero',
    })
  })

  test.each(seeds)('every hedge and window, seed %i', (seed) => {
    const { y, x } = randomPair(seed, 400)
    const grid = 'entry=1/1.5,exit=0/0.3,stop=2/4,train=50/80'
    for (const change of hedges) expectAgreement({ y, x }, grid, { ...options, ...change })
  })

  test.each(seeds)('a relation that is watched, seed %i', (seed) => {
    const { y, x } = randomPair(seed, 500)
    const drifting = { ...y, close: drift(y.close), open: drift(y.open) }
    const grid = 'entry=1/1.5,exit=0/0.3,stop=9/1e6,test=60/150'
    const reasons = expectAgreement({ y: drifting, x }, grid, { ...options, breakMonitor: true })
    expect(reasons).toContain('break')
  })

  test.each(seeds)('legs brought back to their hedge ratios, seed %i', (seed) => {
    const { y, x } = randomPair(seed, 300)
    const base = { ...options, rebalance: 'band' as const }
    expectAgreement({ y, x }, 'entry=1/1.5,band=0.002/0.02,delay=0/1', base)
  })

  test.each(seeds)('a leg that ends before the other, seed %i', (seed) => {
    const { y, x } = randomPair(seed, 400)
    const end = 330 + seed
    const short = {
      ...y,
      times: y.times.slice(0, end),
      open: y.open.slice(0, end),
      close: y.close.slice(0, end),
      volume: y.volume.slice(0, end),
    }
    const reasons = expectAgreement(
      { y: short, x },
      'entry=0.5/1,exit=-1/-2,stop=8,delay=0/1',
      options,
    )
    expect(reasons).toContain('series-ended')
  })
})

const hedges: readonly Partial<BacktestOptions>[] = [
  { log: false },
  { zScore: 'trailing' },
  { hedge: 'tls' },
  { hedge: 'johansen', zScore: 'trailing' },
  { hedge: 'kalman', filterHalfLives: 3, testBars: 40 },
]

function drift(column: Float64Array): Float64Array {
  return column.map((price, row) => price * Math.exp(row < 250 ? 0 : 0.004 * (row - 250)))
}

test('random grids of random bases', () => {
  const random = new Random(20_261_128)
  const one = <Item>(items: readonly Item[]): Item => items[random.integerBelow(items.length)]!
  for (let round = 0; round < 2 * runs; round++) {
    const { y, x, yFunding } = randomPair(100 + round, 350, one(['linear', 'spot'] as const))
    const entry = 0.5 + random.uniform()
    const grid = [
      `entry=${entry}:${entry + 1}:${0.2 + random.uniform()}`,
      `exit=${random.uniform() - 0.5}/${0.4 * random.uniform()}`,
      `stop=${1 + 3 * random.uniform()}/9`,
      `max-holding=${one(['none/', ''])}${1 + random.integerBelow(20)}`,
      `train=${20 + random.integerBelow(60)}/${80 + random.integerBelow(60)}`,
      `test=${1 + random.integerBelow(50)}`,
      `delay=${random.integerBelow(4)}`,
      `participation=${one(['none/', ''])}${0.001 + 0.1 * random.uniform()}`,
      `borrow-bps-per-day=${10 * random.uniform()}`,
    ].join(',')
    expectAgreement({ y, x, ...(one([true, false]) ? { yFunding } : {}) }, grid, {
      ...options,
      ...one([{}, ...hedges]),
      fundingMissing: 'zero',
    })
  }
})

import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { BarSeries } from '../src/core/bars.ts'
import type { Duration } from '../src/core/time.ts'
import { Replay } from '../src/engine/replay.ts'
import { expectValue } from '../src/math/outcome.ts'
import type { BacktestInput, BacktestOptions } from '../src/research/pairs/backtest-options.ts'
import { drivePair } from '../src/research/pairs/drive-pair.ts'
import { barTape } from '../src/research/pairs/engine/bar-tape.ts'
import { BarVenue } from '../src/research/pairs/engine/bar-venue.ts'
import { pairStrategy } from '../src/research/pairs/engine/pair-strategy.ts'
import { formPair } from '../src/research/pairs/form-pair.ts'
import type { FoldModel } from '../src/research/pairs/relation/fold-model.ts'
import { readBarFile } from '../src/stores/bar-files.ts'
import { needs, sharedFolder } from './need.ts'
import { options } from './pair-runs.ts'
import { randomPair } from './random-pair.ts'

// With more pairs: ISOBAR_RUNS=1000 npx vitest run test/pairs-through-engine.test.ts --testTimeout 0
const asked = process.env['ISOBAR_RUNS']
const runs = Number(asked ?? 10)

function modelsOf(input: BacktestInput, use: BacktestOptions): readonly FoldModel[] {
  const program = formPair(input, use)
  for (;;) {
    const step = program.next()
    if (step.done === true) return expectValue(step.value)
  }
}

/** Runs a pair both ways, holds them against each other, and says how many trades there were. */
function expectAgreement(input: BacktestInput, use: BacktestOptions): number {
  const models = modelsOf(input, use)
  const { driver } = drivePair(input, use, models, 0)
  const through = pairStrategy(input, use, models)
  const instruments = through.markets.map(({ bars }) => bars.instrument)
  const replay = new Replay({
    instruments,
    strategies: [through.strategy],
    reporting: { currency: instruments[0]!.quote, rates: new Map() },
    capital: use.notional,
    limits: {},
    seed: 1,
    answerWithin: 1_000 as Duration,
    watchEvery: 86_400_000_000 as Duration,
    venues: [new BarVenue(through.markets)],
    venueOf: [0, 0],
    flightMost: 0 as Duration,
  })
  replay.runWhole(
    barTape(
      through.markets.map(({ bars }) => bars),
      through.calendar,
    ),
  )
  expect(through.driver.trades).toEqual(driver.trades)
  expect(through.driver.equity).toEqual(driver.equity)
  const { account } = replay.engine
  for (const [index, { name, base, quote }] of instruments.entries()) {
    const booked = account.holdings[index]!.instrument.name
    for (const of of ['cash', 'position', 'fees', 'funding', 'borrow'] as const) {
      for (const currency of [base, quote]) {
        const theirs = driver.book.ledger.balance(of, name, currency)
        expect(through.driver.book.ledger.balance(of, name, currency), `${of} ${currency}`).toBe(
          theirs,
        )
        expect(
          account.ledger.balance(of, booked, currency),
          `${of} ${currency} of the account`,
        ).toBe(theirs)
      }
    }
  }
  return driver.trades.length
}

test('a pair through the engine trades as its backtest does, and books the same to the atom', () => {
  let trades = 0
  fc.assert(
    fc.property(
      fc.record({
        seed: fc.nat(1e6),
        hedge: fc.constantFrom('ols', 'tls', 'kalman'),
        kind: fc.constantFrom('spot', 'linear'),
        rebalance: fc.constantFrom('never', 'band'),
        feeBps: fc.constantFrom(0, 5),
        slippageBps: fc.constantFrom(0, 3),
      }),
      ({ seed, hedge, kind, ...change }) => {
        const { y, x, yFunding } = randomPair(seed, 400, kind)
        // Both end together: the last row is one they share.
        const input = kind === 'linear' ? { y, x, yFunding } : { y, x }
        trades += expectAgreement(input, { ...options, ...change, hedge, borrowBpsPerDay: 2 })
      },
    ),
    { numRuns: runs },
  )
  expect(trades).toBeGreaterThan(3 * runs)
})

test('so do real pairs', async (context) => {
  needs('data', context)
  const folder = join(sharedFolder, 'data', 'bars')
  const series = (name: string): Promise<BarSeries> =>
    readBarFile(join(folder, `${name}-1h.csv.gz`))
  const real = { ...options, trainBars: 1_000, testBars: 500, feeBps: 5, slippageBps: 1 }
  let trades = 0
  const pairs = [
    ['binance-perp/ETH-USDT', 'binance-perp/BTC-USDT'],
    ['binance-perp/LTC-USDT', 'binance-perp/BCH-USDT'],
    ['binance-perp/DOT-USDT', 'binance-perp/ATOM-USDT'],
  ] as const
  for (const [k, [y, x]] of pairs.entries()) {
    const input = { y: await series(y), x: await series(x) }
    for (const hedge of ['ols', 'kalman'] as const) {
      // Both scales of all pairs at length; in turn in the short form.
      const scales = asked === undefined ? [(k % 2 === 0) === (hedge === 'ols')] : [true, false]
      for (const log of scales) trades += expectAgreement(input, { ...real, log, hedge })
    }
  }
  process.stdout.write(`trades of real pairs, both ways: ${trades}\n`)
  expect(trades).toBeGreaterThan(asked === undefined ? 200 : 400)
})

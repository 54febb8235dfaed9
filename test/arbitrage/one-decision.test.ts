import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Fields } from '../../src/app/trade/config-fields.ts'
import { simulatedVenues } from '../../src/app/trade/simulated-venues.ts'
import { venueConfig } from '../../src/app/trade/venue-config.ts'
import type { Instrument } from '../../src/core/instrument.ts'
import type { Duration } from '../../src/core/time.ts'
import { engineResult, type EngineResult } from '../../src/engine/engine-result.ts'
import { Replay } from '../../src/engine/replay.ts'
import { arbitrageStrategy } from '../../src/strategies/arbitrage/arbitrage-strategy.ts'
import { backtestOf } from './backtest-of.ts'
import { randomTape, type RandomTape } from './random-tape.ts'
import { tapePieces, venueName } from './tape-pieces.ts'

/**
 * Books of levels alone, told once and then changed: after a snapshot the simulated venue fills what it showed before anew,
 * the backtest's does not; and no least sizes, for a venue of the engine refuses to undo less. Instants a thousandth apart, so that nothing of ours happens at one of the tape's.
 */
function apart(tape: RandomTape): RandomTape {
  return {
    ...tape,
    staleAfter: tape.staleAfter * 1_000,
    venues: tape.venues.map((venue, at) => ({
      ...venue,
      isQuoted: false,
      lot: 1,
      minNotional: 0,
      minQuantity: 0,
      latency: 1_000 * venue.latency + 3 + 2 * at,
    })),
    rows: tape.rows.map((row) => ({
      ...row,
      time: 1_000 * row.time,
      kind: 'level',
    })),
  }
}

/** Microseconds; no instant of the tape is so far from another. */
const lookAgainAfter = 2_503

/** The strategy in the engine, against simulated venues. */
function inTheEngine(tape: RandomTape, capital: number): EngineResult {
  const pieces = [...tapePieces(tape, 7)]
  const instruments: Instrument[] = pieces[0]!.added.map(({ instrument }) => instrument)
  const terms = tape.venues.map((venue, at) => {
    const told = {
      feedMs: 0,
      orderMs: venue.latency / 1_000,
      answerMs: venue.latency / 1_000,
      takerFeeBps: venue.feeBps,
    }
    return [venueName(at), venueConfig(new Fields(told, 'a venue'))] as const
  })
  const { venues, venueOf } = simulatedVenues(instruments, { venues: new Map(terms), seed: 1 })
  const settings = {
    takerFeeBps: Object.fromEntries(tape.venues.map(({ feeBps }, at) => [venueName(at), feeBps])),
    latencyMs: Object.fromEntries(
      tape.venues.map(({ latency }, at) => [venueName(at), latency / 1_000]),
    ),
    staleMs: tape.staleAfter / 1_000,
    lookAgainMs: lookAgainAfter / 1_000,
    notional: 1e9,
    capital,
  }
  const replay = new Replay({
    instruments,
    strategies: [arbitrageStrategy({ settings, instruments })],
    reporting: { currency: 'USD', rates: new Map() },
    capital: 1_000,
    limits: {},
    seed: 1,
    answerWithin: 1e9 as Duration,
    watchEvery: 1e9 as Duration,
    flightMost: 0 as Duration,
    venues,
    venueOf,
  })
  for (const { rows } of pieces) replay.feed(rows)
  replay.end()
  const from = pieces[0]!.rows.localTime[0]! as never
  return engineResult(replay.engine, {
    from,
    counts: replay.counts,
    assumptions: [],
    withEquity: false,
  })
}

test('a backtest of arbitrage and the strategy in the engine are one decision: the same orders, fills and fees, and the same left alone for the same causes', () => {
  let trades = 0
  let torn = 0
  let leftAlone = 0
  let again = 0
  fc.assert(
    fc.property(randomTape, fc.constantFrom(30, 1_000), (drawn, capital) => {
      const tape = apart(drawn)
      const ours = backtestOf(tape, { capital, lookAgainAfter })
      const engine = inTheEngine(tape, capital)
      // What is still on its way when the tape ends is told by the one and not by the other.
      const last = tape.rows.at(-1)!.time
      const whole = ours.trades.every(({ endTime }) => endTime * 1_000 < last)
      if (!whole) return
      trades += ours.trades.length
      again += ours.trades.length - backtestOf(tape, { capital }).trades.length
      torn += ours.trades.filter(({ pnl }) => pnl.legs !== 0).length
      expect(engine.orders.commands).toBe(ours.trades.reduce((sum, { orders }) => sum + orders, 0))
      const { 'no-latency': _, ...skipped } = ours.summary.skipped
      const left = Object.entries(skipped).filter(([, times]) => times > 0)
      leftAlone += left.length
      const { nearest: _nearest, ...tally } = engine.strategies[0]!.tally!
      expect(tally).toEqual({
        taken: ours.trades.length,
        leftAlone: Object.fromEntries(left),
      })
      for (const { venue, pnl, position, mark } of engine.instruments) {
        const own = ours.balances[venue]?.['USD']
        if (own === undefined || mark === null) continue
        // What the venue's dollars became: every fill and every fee is in it. Atoms against doubles.
        expect(pnl.total - position * mark).toBeCloseTo(own - capital, 8)
      }
    }),
    { numRuns: 50, seed: 8 },
  )
  expect(trades).toBeGreaterThan(15)
  expect(torn).toBeGreaterThan(2)
  expect(leftAlone).toBeGreaterThan(5)
  expect(again).toBeGreaterThan(2)
})

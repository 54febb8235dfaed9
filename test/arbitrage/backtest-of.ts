import type { Duration } from '../../src/core/time.ts'
import type { ArbitrageBacktestResult } from '../../src/research/arbitrage/backtest-result.ts'
import { backtestArbitrage } from '../../src/research/arbitrage/backtest.ts'
import type { VenueTransfers } from '../../src/research/arbitrage/backtest/treasury.ts'
import type { RandomTape } from './random-tape.ts'
import { tapePieces } from './tape-pieces.ts'

interface Traded {
  readonly capital?: number
  readonly lookAgainAfter?: number
  readonly venues?: ReadonlyMap<string, VenueTransfers>
}

/** A backtest of a tape by its own latencies. */
export function backtestOf(
  tape: RandomTape,
  { capital = 1_000, lookAgainAfter = 0, venues = new Map() }: Traded = {},
): ArbitrageBacktestResult {
  const program = backtestArbitrage({
    detector: {
      minEdgeBps: 0,
      staleAfter: tape.staleAfter,
      quoteMap: new Map(),
      withBasis: false,
      cycleLegsMost: 0,
    },
    latencyOf: (venue) => tape.venues[Number(venue.slice(5))]!.latency,
    rules: {
      notionalMost: 1e9,
      inventoryBps: 0,
      profitLeast: 0,
      lookAgainAfter: lookAgainAfter as Duration,
    },
    treasury: { capitalPerVenue: capital, capitalBpsPerYear: 0, venues },
    parameters: {
      minEdgeBps: 0,
      staleMs: tape.staleAfter,
      latencyMs: { usual: null, venues: {} },
      quoteMap: {},
      capitalPerVenue: capital,
      notionalMost: 1e9,
      profitLeast: 0,
      inventoryBps: 0,
      capitalBpsPerYear: 0,
    },
    notes: [],
  })
  program.next()
  for (const piece of tapePieces(tape, 7)) program.next(piece)
  const last = program.next(undefined)
  if (last.done !== true) throw new Error('not done')
  return last.value
}

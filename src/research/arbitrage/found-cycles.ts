import { millisecondsOf, type Instant } from '../../core/time.ts'
import type { CycleOpportunity } from '../../strategies/arbitrage/cycle-detector.ts'
import type { ArbitrageSignal } from '../../strategies/arbitrage/opportunity.ts'
import type { Listed } from '../../strategies/arbitrage/terms.ts'
import type { FoundCycle } from './scan-result.ts'

/** Keeps the ways round of a scan. */
export class FoundCycles {
  readonly #found: ClosedCycle[] = []

  /** Signals of other kinds are passed over. */
  hear(signal: ArbitrageSignal): void {
    if (signal.kind !== 'cycle-closed') return
    const { cycle, time, isEnd } = signal
    this.#found.push({ cycle, time, isEnd })
  }

  /** By start. */
  rows(listedAt: (member: number) => Listed): FoundCycle[] {
    return this.#found
      .map((closed) => cycleRow(closed, listedAt))
      .toSorted((a, b) => a.startTime - b.startTime || b.netBps - a.netBps)
  }
}

/** A way round that has ended. */
export interface ClosedCycle {
  readonly cycle: CycleOpportunity
  readonly time: Instant
  readonly isEnd: boolean
}

/** A way round as a result tells it. */
export function cycleRow(
  { cycle, time, isEnd }: ClosedCycle,
  listedAt: (member: number) => Listed,
): FoundCycle {
  const { start, startTime, netBps, peakBps, sized } = cycle
  const legs = cycle.legs.map(({ member, side }, at) => {
    const { instrument, symbol } = listedAt(member)
    const { quantity, price } = sized.legs[at]!
    return { venue: instrument.venue, symbol, side, quantity: orNull(quantity), price }
  })
  const isTriangular = legs.length === 3 && legs.every(({ venue }) => venue === legs[0]!.venue)
  return {
    kind: isTriangular ? 'triangular' : 'cycle',
    quote: start,
    startTime: millisecondsOf(startTime),
    endTime: millisecondsOf(time),
    durationMs: (time - startTime) / 1_000,
    legs,
    quantity: orNull(sized.quantity),
    netBps,
    peakBps,
    profitQuote: orNull(sized.profit),
    indicative: Number.isNaN(sized.quantity),
    open: isEnd,
  }
}

function orNull(value: number): number | null {
  return Number.isNaN(value) ? null : value
}

import { firstRowAtOrAfter } from '../../../core/bars.ts'
import { missingSettlements, type FundingSeries } from '../../../core/funding.ts'
import { later, microsecondsPerDay, type Instant } from '../../../core/time.ts'
import type { BacktestInput } from '../backtest-options.ts'
import type { JoinedLegs } from '../relation/joined-legs.ts'
import { legMarket, type LegMarket } from '../trading/leg-market.ts'
import { settlementMark } from '../trading/settle-book.ts'

/** One leg as columns over the joined rows. */
export interface SweepLeg {
  readonly market: LegMarket
  readonly open: Float64Array
  readonly close: Float64Array
  readonly volume: Float64Array
  readonly settled?: SettledFunding
  /** Whether a short position is borrowed. */
  readonly isBorrowed: boolean
}

/**
 * Settlements as running sums: what one unit that is held received from the first joined row on, up to and including
 * an open, and up to just before a close.
 */
interface SettledFunding {
  readonly atOpen: Float64Array
  readonly beforeClose: Float64Array
  /** Up to and including the very last close. */
  readonly atEnd: number
  /** Settlements that were due and are not in the file, counted the same way. */
  readonly missingAtOpen: Int32Array
  readonly missingBeforeClose: Int32Array
  readonly missingAtEnd: number
}

/** What every cell of a sweep trades on, whatever its parameters. */
export interface SweepMarket {
  readonly joined: JoinedLegs
  readonly legs: readonly [SweepLeg, SweepLeg]
  /** 1 where both legs traded. */
  readonly tradable: Uint8Array
  /** The UTC day that each row's close belongs to; midnight ends the day before it. */
  readonly days: Int32Array
  readonly durationDays: number
  /** Whether a leg ends before the other, so that what is held is closed at its last price. */
  readonly endsEarly: boolean
}

/** The columns of a pair. Fees, slippage and borrow are the cells' own. */
export function sweepMarket(input: BacktestInput, joined: JoinedLegs): SweepMarket {
  const { duration } = input.y.timeframe
  const legs = [legOf(input, joined, 0), legOf(input, joined, 1)] as const
  const lastOpens = [input.y, input.x].map(({ times }) => times.at(-1) ?? -Infinity)
  const [y, x] = legs
  return {
    joined,
    legs,
    tradable: Uint8Array.from(joined.times, (_, row) =>
      y.volume[row]! > 0 && x.volume[row]! > 0 ? 1 : 0,
    ),
    days: Int32Array.from(joined.times, (time) =>
      Math.ceil((time + duration) / microsecondsPerDay),
    ),
    durationDays: duration / microsecondsPerDay,
    endsEarly: Math.max(...lastOpens) - Math.min(...lastOpens) > duration,
  }
}

const costless = { feeBps: 0, slippageBps: 0, borrowBpsPerDay: 0 }

function legOf(input: BacktestInput, joined: JoinedLegs, place: 0 | 1): SweepLeg {
  const bars = place === 0 ? input.y : input.x
  const funding = place === 0 ? input.yFunding : input.xFunding
  const market = legMarket(bars, funding, costless)
  const { open, close, volume } = joined.legs[place]!
  return {
    market,
    open,
    close,
    volume,
    ...(funding === undefined ? {} : { settled: settledFunding(market, funding, joined) }),
    isBorrowed: bars.instrument.class === 'spot',
  }
}

function settledFunding(
  market: LegMarket,
  funding: FundingSeries,
  { times }: JoinedLegs,
): SettledFunding {
  const { duration } = market.bars.timeframe
  const first = times[0]! as Instant
  const end = later(times.at(-1)! as Instant, duration)
  // A settlement at the first open is behind every position.
  const due = missingSettlements(funding.times, first, end)
  const received = { at: firstRowAtOrAfter(funding.times, first), sum: 0 }
  const receivedTo = (instant: number): number => {
    for (; received.at < funding.times.length; received.at++) {
      if (funding.times[received.at]! > instant) break
      received.sum -=
        settlementMark(market, funding, received.at) * funding.fundingRates[received.at]!
    }
    return received.sum
  }
  let missing = 0
  const missingTo = (instant: number): number => {
    while (missing < due.length && due[missing]! <= instant) missing++
    return missing
  }
  const atOpen = new Float64Array(times.length)
  const beforeClose = new Float64Array(times.length)
  const missingAtOpen = new Int32Array(times.length)
  const missingBeforeClose = new Int32Array(times.length)
  for (let row = 0; row < times.length; row++) {
    const open = times[row]!
    atOpen[row] = receivedTo(open)
    missingAtOpen[row] = missingTo(open)
    beforeClose[row] = receivedTo(open + duration - 1)
    missingBeforeClose[row] = missingTo(open + duration - 1)
  }
  return {
    atOpen,
    beforeClose,
    atEnd: receivedTo(end),
    missingAtOpen,
    missingBeforeClose,
    missingAtEnd: missingTo(end),
  }
}

import { millisecondsOf, type Instant } from '../../core/time.ts'
import type { TradeRules } from '../../strategies/arbitrage/decide-trade.ts'
import { ArbitrageDetector, type DetectorSettings } from '../../strategies/arbitrage/detector.ts'
import type { LatencyOf } from '../../strategies/arbitrage/capture.ts'
import type { ArbitrageSignal } from '../../strategies/arbitrage/opportunity.ts'
import type { Listed } from '../../strategies/arbitrage/terms.ts'
import type {
  ArbitrageBacktestParameters,
  ArbitrageBacktestResult,
  ArbitrageBacktestSummary,
  ArbitragePnl,
} from './backtest-result.ts'
import { Agenda } from './backtest/agenda.ts'
import { TradingDesk } from './backtest/trading-desk.ts'
import { Treasury, type TreasurySettings } from './backtest/treasury.ts'
import { FaultCounts } from './fault-counts.ts'
import type { ScanProgress } from './scan.ts'
import type { TapeBatch } from './tape-batch.ts'
import { TapeClock } from './tape-clock.ts'

/** How opportunities are to be traded. */
export interface ArbitrageBacktestOptions {
  readonly detector: DetectorSettings
  readonly latencyOf: LatencyOf
  readonly rules: TradeRules
  readonly treasury: TreasurySettings
  readonly parameters: Omit<ArbitrageBacktestParameters, 'takerFeeBps'>
  readonly notes: readonly string[]
}

/**
 * Trades every opportunity of a tape that the decision finds worth it, from inventory on both sides: nothing is moved in
 * the loop. A generator that is handed the tape piece by piece, `undefined` at its end, and yields how far it is.
 *
 * The identity it keeps, to the rounding of doubles: what all balances are worth at the end less at the start is the sum of
 * edge, slippage, legs, fees, transfers, inventory and currency.
 */
export function* backtestArbitrage(
  options: ArbitrageBacktestOptions,
): Generator<ScanProgress, ArbitrageBacktestResult, TapeBatch | undefined> {
  const backtest = new Backtest(options)
  for (;;) {
    const batch = yield { events: backtest.events, opportunities: backtest.opportunities }
    if (batch === undefined) return backtest.result()
    backtest.take(batch)
  }
}

class Backtest {
  events = 0
  opportunities = 0
  readonly #options: ArbitrageBacktestOptions
  readonly #detector: ArbitrageDetector
  readonly #agenda = new Agenda()
  readonly #treasury: Treasury
  readonly #desk: TradingDesk
  readonly #clock: TapeClock
  readonly #faults: FaultCounts
  readonly #members: Listed[] = []

  constructor(options: ArbitrageBacktestOptions) {
    this.#options = options
    const detector = new ArbitrageDetector(options.detector, (signal) => this.#hear(signal))
    const { rules, latencyOf, treasury } = options
    this.#detector = detector
    this.#treasury = new Treasury(detector, this.#agenda, treasury)
    this.#desk = new TradingDesk(detector, this.#agenda, this.#treasury, { rules, latencyOf })
    this.#faults = new FaultCounts((member) => this.#members[member]!)
    this.#clock = new TapeClock(
      detector,
      (instant) => {
        this.#agenda.runBefore(instant)
        this.#desk.pass(instant)
      },
      'messages',
    )
  }

  take({ rows, added, regridded, events }: TapeBatch): void {
    for (const listed of added) {
      this.#members.push(listed)
      const member = this.#detector.add(listed)
      if (listed.instrument.class === 'spot') this.#treasury.watch(member)
    }
    for (const { member, listed } of regridded) {
      this.#members[member] = listed
      const { priceFactor, lotFactor } = this.#detector.regrid(member, listed)
      this.#desk.regrid(member, priceFactor, lotFactor)
    }
    this.#clock.take(rows)
    this.events = events
  }

  result(): ArbitrageBacktestResult {
    this.#desk.lookNoMore()
    this.#clock.end()
    const { now, from } = this.#clock
    const pnl = this.#pnl(from, now)
    return {
      kind: 'arb-backtest',
      version: 1,
      parameters: {
        ...this.#options.parameters,
        takerFeeBps: Object.fromEntries(
          this.#members.map(({ instrument, symbol, terms }) => [
            `${instrument.venue}:${symbol}`,
            terms.takerFeeBps,
          ]),
        ),
      },
      venues: [...new Set(this.#members.map(({ instrument }) => instrument.venue))],
      events: this.events,
      from: Number.isNaN(from) ? null : millisecondsOf(from),
      to: Number.isNaN(now) ? null : millisecondsOf(now),
      quote: this.#desk.quote ?? null,
      trades: this.#desk.trades,
      transfers: this.#treasury.transfers,
      pnl,
      balances: this.#treasury.inventory.balances(),
      summary: this.#summary(pnl, now),
    }
  }

  #hear(signal: ArbitrageSignal): void {
    if (signal.kind === 'closed') this.#desk.closed(signal.opportunity, signal.time)
    if (signal.kind !== 'opened') return this.#faults.hear(signal)
    this.opportunities++
    this.#desk.attempt(signal.opportunity, signal.opportunity.startTime)
  }

  #pnl(from: Instant, now: Instant): ArbitragePnl {
    const { trades } = this.#desk
    const sumOfTrades = (cause: 'edge' | 'slippage' | 'legs' | 'fees'): number =>
      trades.reduce((sum, { pnl }) => sum + pnl[cause], 0)
    const { inventory, currency } = this.#treasury.changes()
    const { capital, transferFees } = this.#treasury
    const years = Number.isNaN(from) ? 0 : (now - from) / microsecondsPerYear
    return {
      edge: sumOfTrades('edge'),
      slippage: sumOfTrades('slippage'),
      legs: sumOfTrades('legs'),
      fees: sumOfTrades('fees'),
      transfers: -transferFees,
      inventory,
      currency,
      total: this.#treasury.worth() - capital,
      capital: (-capital * years * this.#options.treasury.capitalBpsPerYear) / 1e4,
    }
  }

  #summary(pnl: ArbitragePnl, now: Instant): ArbitrageBacktestSummary {
    const { trades, full, squares } = this.#desk
    const skips = this.#desk.skips()
    const reasons = [
      'no-depth',
      'no-base',
      'no-quote',
      'not-worth-it',
      'busy',
      'exposed',
      'resting',
      'no-latency',
      'indicative',
      'other-class',
      'other-quote',
    ] as const
    return {
      opportunities: this.opportunities,
      traded: trades.length,
      skipped: Object.fromEntries(
        reasons.map((reason) => [reason, skips.get(reason) ?? 0]),
      ) as ArbitrageBacktestSummary['skipped'],
      full,
      forecast:
        trades.length === 0
          ? null
          : { brier: squares.own / trades.length, brierBaseRate: squares.base / trades.length },
      capital: this.#treasury.capital,
      arbitrage: pnl.edge + pnl.slippage + pnl.legs + pnl.fees + pnl.transfers + pnl.capital,
      faults: this.#faults.until(now, this.#members),
      notes: this.#options.notes,
    }
  }
}

const microsecondsPerYear = 365 * 86_400_000_000

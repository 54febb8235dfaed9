import { addBookRows } from '../../book/book-rows.ts'
import { eventSide } from '../../core/events/event-codes.ts'
import { EventColumns } from '../../core/events/event-columns.ts'
import { noIntents, type Intent } from '../../core/strategy/intent.ts'
import type {
  Strategy,
  StrategyDesk,
  StrategyEvent,
  StrategySetup,
  StrategyTally,
} from '../../core/strategy/strategy.ts'
import { StreamingDetector } from './streaming-detector.ts'
import { ArbitrageTrader } from './arbitrage-trader.ts'
import { AssetMarks } from './asset-marks.ts'
import type { Opportunity } from './opportunity.ts'
import { StrategyFunds } from './strategy-funds.ts'
import { arbitrageSettings, type ArbitrageSettings } from './strategy-settings.ts'
import { WorkingTrades } from './working-trades.ts'

/**
 * Arbitrage between venues as a strategy of the engine: what is found and what is made of it are the decision of
 * `arb backtest` (`ArbitrageTrader`), its legs are the engine's.
 *
 * Settings, named as the options of `arb backtest`: `takerFeeBps` (a number, or by venue), `quoteMap`, `bases`,
 * `latencyMs` (a number, or by venue: without it the forecast of capture learns from what is tried alone),
 * `minEdgeBps` (0), `staleMs` (2,000), `notional` (10,000), `profitLeast` (0), `inventoryBps` (0), `minNotional` and
 * `minQuantity` (a number, or by venue or `venue:BASE-QUOTE`; else the least orders of the setup, else 0), `capital`
 * (10,000) or `inventory` (units by venue and currency), `nakedMost` (three times the notional): what all trades together
 * may be naked by, `lookAgainMs` (1,000): after so long what is still open and came to nothing is looked at again, and
 * `repairSeconds` (5).
 */
export function arbitrageStrategy(setup: StrategySetup): Strategy<ArbitrageRun> {
  const settings = arbitrageSettings(setup)
  return {
    name: 'arbitrage',
    begin: (desk) => new ArbitrageRun(settings, desk),
    decide: (run, event, desk) => run.hear(event, desk),
    tally: (run) => run.tally(),
  }
}

/** What it is woken for. */
const wakes = { repair: 0, look: 1 } as const

/** What the strategy remembers, and what it does with one thing that happened. */
class ArbitrageRun {
  readonly #stream: StreamingDetector
  readonly #trader: ArbitrageTrader
  readonly #trades: WorkingTrades
  readonly #opened: Opportunity[] = []
  /** Wakings that are to be asked for. */
  readonly #looks: Intent[] = []

  constructor(settings: ArbitrageSettings, desk: StrategyDesk) {
    this.#stream = new StreamingDetector(settings.detector, settings.listed, (signal) => {
      if (signal.kind === 'opened') this.#opened.push(signal.opportunity)
      else if (signal.kind === 'closed') this.#trader.closed(signal.opportunity, signal.time)
    })
    const { detector } = this.#stream
    const marks = new AssetMarks(detector)
    for (const [member, { instrument }] of settings.listed.entries()) {
      if (instrument.class === 'spot') marks.watch(member)
    }
    const funds = new StrategyFunds(marks, settings.inventory, settings.capital)
    this.#trader = new ArbitrageTrader(detector, settings.rules, funds, {
      latencyMsOf: settings.latencyMsOf,
      wake: (at) => this.#looks.push({ kind: 'wake', at, key: wakes.look }),
    })
    this.#trades = new WorkingTrades(this.#trader, funds, settings.repairEvery)
    this.#trades.carry(desk, settings.listed)
    this.#beginWith(desk)
  }

  /** The books as they stand: on paper and live they were told before anything was decided, and changes alone come now. */
  #beginWith(desk: StrategyDesk): void {
    const rows = new EventColumns()
    for (const instrument of desk.instruments.keys()) {
      const levels = desk.book(instrument)
      const isTold = levels.levelCount(eventSide.bid) + levels.levelCount(eventSide.ask) > 0
      if (isTold) addBookRows(levels, { instrument, time: desk.time }, rows)
    }
    if (rows.length > 0) this.#stream.take(rows, 0, rows.length)
  }

  tally(): StrategyTally {
    const { taken, skipped, nearest } = this.#trader
    return { taken, leftAlone: Object.fromEntries(skipped), ...(nearest && { nearest }) }
  }

  hear(event: StrategyEvent, desk: StrategyDesk): readonly Intent[] {
    const intents: Intent[] = []
    const again: Opportunity[] = []
    this.#trader.pass(event.time)
    this.#stream.pass(event.time)
    switch (event.kind) {
      case 'market':
        this.#stream.take(event.rows, event.start, event.end)
        break
      case 'order':
        this.#trades.hearOrder(event.order, event.answer, desk)
        break
      case 'legs':
        this.#trades.hearLegs(event.label)
        return noIntents
      case 'woken':
        if (event.key === wakes.repair) intents.push(...this.#trades.repairs(desk))
        else again.push(...this.#trader.due(event.time))
        break
      case 'begun':
        break
      case 'account':
      case 'refused':
        return noIntents
    }
    const { worthAnother, wakeAt } = this.#trades.settle(event.time)
    if (wakeAt !== undefined) intents.push({ kind: 'wake', at: wakeAt, key: wakes.repair })
    for (const opportunity of [...again, ...worthAnother, ...this.#opened.splice(0)]) {
      const attempt = this.#trader.attempt(opportunity, event.time)
      if (attempt.kind === 'skip') continue
      this.#trades.add(attempt.trade)
      intents.push({ kind: 'enter-legs', wish: attempt.trade.wish })
    }
    intents.push(...this.#looks.splice(0))
    return intents.length === 0 ? noIntents : intents
  }
}

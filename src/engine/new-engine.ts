import { EventColumns } from '../core/events/event-columns.ts'
import type { Instant } from '../core/time.ts'
import { Random } from '../math/random.ts'
import { newRisk } from '../risk/risk-state.ts'
import type { RiskView } from '../risk/risk-view.ts'
import { TradingAccount } from './account.ts'
import { Audit } from './audit.ts'
import type { Engine, EngineSetup, Runner } from './engine.ts'
import { newLateMessages } from './late-messages.ts'
import { MarketView } from './market-view.ts'
import { Markouts } from './markouts.ts'
import { OwnOrders } from './own-orders.ts'
import { RunTrack } from './run-track.ts'
import { Desk } from './strategy-desk.ts'
import { Timers } from './timers.ts'
import { equityOf, rateOf } from './valuation.ts'

/** An engine before its first event. */
export function newEngine(setup: EngineSetup): Engine {
  const { instruments, strategies } = setup
  const market = new MarketView(instruments)
  const orders = new OwnOrders(instruments.length, strategies.length)
  const account = new TradingAccount(instruments)
  const random = new Random(setup.seed)
  const engine: Engine = {
    setup,
    time: -Infinity as Instant,
    market,
    orders,
    account,
    hasBegun: false,
    isEnding: false,
    isOver: false,
    isStoppedByEnd: false,
    closing: undefined,
    risk: newRisk(setup.limits),
    view: undefined as unknown as RiskView,
    runners: [],
    timers: new Timers(),
    markouts: new Markouts(),
    late: newLateMessages(),
    audit: new Audit(setup.audit),
    legReplies: 0,
    outbox: [],
    told: {
      kind: 'market',
      time: -Infinity as Instant,
      instrument: 0,
      rows: new EventColumns(1),
      start: 0,
      end: 0,
    },
    equity: { times: [], values: [], peak: -Infinity, least: Infinity, maxDrawdown: 0 },
    track: new RunTrack(instruments.length),
    nextWatchAt: -Infinity,
    messages: 0,
    events: 0,
    strays: 0,
    rejections: new Map(),
    cancellations: instruments.map(() => new Map()),
  }
  const runners = strategies.map((strategy, index): Runner => {
    const lots = new Float64Array(instruments.length)
    const desk = new Desk(engine, index, random.fork(`strategy ${index}`))
    return {
      strategy,
      desk,
      state: undefined,
      legs: new Map(),
      lots,
      book:
        strategies.length === 1
          ? undefined
          : { account: new TradingAccount(instruments), markouts: new Markouts() },
      refusals: 0,
      refusalsBy: new Map(),
      intents: 0,
    }
  })
  return Object.assign(engine, { runners, view: viewOf(engine) })
}

function viewOf(engine: Engine): RiskView {
  const { setup, market, account, orders } = engine
  return {
    get time() {
      return engine.time
    },
    instruments: setup.instruments,
    midPrice: (instrument) => market.midPrice(instrument),
    reportingRate: (currency) => rateOf(engine, currency),
    positionLots: (instrument) => account.holdings[instrument]!.lots,
    workingLots: (instrument, side) => orders.workingLots(instrument, side),
    hasUnknownFate: (instrument) => orders.hasUnknownFate(instrument),
    openOrders: () => orders.openCount(),
    equity: () => equityOf(engine),
  }
}

import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'
import { quantityOf } from '../../core/price.ts'
import type { LiveDriver } from '../live/live-driver.ts'
import type { LiveSetup } from '../live/live-setup.ts'
import type { AlertCounts } from './alerts.ts'
import { noticeKinds, type NoticeKind } from './notice.ts'

/** Figures of a run on paper or live; those of the run itself are read when somebody asks. */
export interface LiveMetrics {
  readonly registry: Registry
  noticed(kind: NoticeKind): void
  answered(venue: string, seconds: number): void
  /** From here on the figures are those of a driver. */
  follow(driver: LiveDriver, setup: LiveSetup): void
}

/** Seconds from when a command left until its answer: a venue next door has milliseconds, a confused one many seconds. */
const answerBuckets = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

/** @param alerts what became of them */
export function liveMetrics(alerts: () => AlertCounts & { readonly waiting: number }): LiveMetrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const registers = [registry]
  const notices = new Counter({
    name: 'isobar_notices_total',
    help: 'What the run told of, by kind: halt, kill, disagreement, disconnect, unknown-fate...',
    labelNames: ['kind'],
    registers,
  })
  for (const kind of noticeKinds) notices.inc({ kind }, 0)
  const answers = new Histogram({
    name: 'isobar_order_answer_seconds',
    help: 'From when a command left until its answer',
    labelNames: ['venue'],
    buckets: answerBuckets,
    registers,
  })
  const told = new Counter({
    name: 'isobar_alerts_total',
    help: 'Alerts, by what became of them',
    labelNames: ['outcome'],
    registers,
    collect() {
      const { taken, delivered, dropped, failed } = alerts()
      this.reset()
      for (const [outcome, count] of Object.entries({ taken, delivered, dropped, failed }))
        this.inc({ outcome }, count)
    },
  })
  const waiting = new Gauge({
    name: 'isobar_alerts_waiting',
    help: 'Alerts that wait to be sent',
    registers,
    collect() {
      this.set(alerts().waiting)
    },
  })
  // Both are read when the registry is: nobody calls them.
  void [told, waiting]
  return {
    registry,
    noticed: (kind) => notices.inc({ kind }),
    answered: (venue, seconds) => answers.observe({ venue }, seconds),
    follow: (driver, setup) => {
      followRun(registry, driver, setup)
      followOrders(registry, driver, setup)
      followInstruments(registry, driver, setup)
    },
  }
}

function followRun(registry: Registry, driver: LiveDriver, setup: LiveSetup): void {
  const registers = [registry]
  const { engine } = driver
  const gauge = (name: string, help: string, value: () => number): void => {
    const it: Gauge = new Gauge({ name, help, registers, collect: () => it.set(value()) })
  }
  new Gauge({
    name: 'isobar_run_info',
    help: 'The run that this process trades',
    labelNames: ['mode', 'journal'],
    registers,
  }).set({ mode: setup.mode, journal: setup.journal.state.journalId }, 1)
  gauge('isobar_killed', '1 while the kill switch is thrown', () =>
    engine.risk.kill === undefined ? 0 : 1,
  )
  gauge('isobar_failed', '1 once the run cannot go on', () => (driver.failed.aborted ? 1 : 0))
  gauge('isobar_equity', 'Equity in the reporting currency; NaN while a price is missing', () =>
    engine.view.equity(),
  )
  gauge('isobar_open_orders', 'Orders that are out', () => engine.orders.openCount())
  gauge('isobar_unknown_orders', 'Orders of unknown fate', () => engine.orders.unknown().size)
  gauge('isobar_legs_under_way', 'Orders in several legs that are not over', () =>
    engine.runners.reduce((sum, { legs }) => sum + legs.size, 0),
  )
  const reconciled = new Gauge({
    name: 'isobar_reconciled',
    help: '1 while journal and venue agree',
    labelNames: ['venue'],
    registers,
    collect: () => {
      for (const [venue, { differences }] of driver.syncs)
        reconciled.set({ venue }, differences?.length === 0 ? 1 : 0)
    },
  })
  const pegs = new Gauge({
    name: 'isobar_peg_rate',
    help: 'One of a stablecoin in what it is pegged to; NaN while no market tells',
    labelNames: ['currency'],
    registers,
    collect: () => {
      for (const [currency, { rate }] of driver.watch.pegs()) pegs.set({ currency }, rate)
    },
  })
}

function followOrders(registry: Registry, driver: LiveDriver, { journal }: LiveSetup): void {
  const registers = [registry]
  const { engine } = driver
  const counter = (name: string, help: string, value: () => number): void => {
    const it = new Counter({
      name,
      help,
      registers,
      collect: () => {
        it.reset()
        it.inc(value())
      },
    })
  }
  const { counts, queue } = driver
  counter('isobar_messages_total', 'Messages of market data', () => engine.messages)
  counter('isobar_commands_total', 'Commands sent', () => counts.commands)
  counter('isobar_answers_total', 'Answers heard', () => counts.answers)
  counter('isobar_unsent_total', 'Commands that provably never left', () => counts.unsent)
  counter('isobar_unanswered_total', 'Commands without an answer', () => counts.unanswered)
  counter('isobar_searches_total', 'Questions for orders of unknown fate', () => counts.searches)
  counter('isobar_proven_absent_total', 'Orders proven absent', () => counts.provenAbsent)
  counter('isobar_stray_answers_total', 'Answers about orders of others', () => counts.strays)
  counter('isobar_dropped_rows_total', 'Rows of market data dropped', () => queue.droppedRows)
  counter(
    'isobar_intents_total',
    'Orders decided on since the journal began',
    () => journal.state.intents,
  )
  counter('isobar_fills_total', 'Fills since the journal began', () => journal.state.fills)
  const refusals = new Counter({
    name: 'isobar_refusals_total',
    help: 'Wishes that risk refused, by why',
    labelNames: ['reason'],
    registers,
    collect: () => {
      refusals.reset()
      for (const { refusalsBy } of engine.runners)
        for (const [reason, count] of refusalsBy) refusals.inc({ reason }, count)
    },
  })
}

function followInstruments(
  registry: Registry,
  { engine, watch }: LiveDriver,
  { instruments }: LiveSetup,
): void {
  const labelNames = ['venue', 'instrument', 'class']
  const gauge = (name: string, help: string, value: (index: number) => number): void => {
    const it = new Gauge({
      name,
      help,
      labelNames,
      registers: [registry],
      collect: () => {
        for (const [index, { venue, name: instrument, class: kind }] of instruments.entries())
          it.set({ venue, instrument, class: kind }, value(index))
      },
    })
  }
  gauge('isobar_position', 'Net, base units or contracts', (index) =>
    quantityOf(engine.account.holdings[index]!.lots, instruments[index]!.lotSize),
  )
  gauge('isobar_mid', 'Mid of its book; NaN while void', (index) => engine.market.midPrice(index))
  gauge('isobar_book_trust', 'How far its book is trusted, 0 to 1', (index) => watch.trustOf(index))
  const halts = new Gauge({
    name: 'isobar_halted',
    help: '1 while nothing is risked on an instrument, by why',
    labelNames: [...labelNames, 'reason'],
    registers: [registry],
    collect: () => {
      halts.reset()
      for (const [index, reasons] of engine.risk.halts) {
        const { venue, name: instrument, class: kind } = instruments[index]!
        for (const reason of reasons) halts.set({ venue, instrument, class: kind, reason }, 1)
      }
    },
  })
}

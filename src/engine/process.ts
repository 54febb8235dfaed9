import { eventSide } from '../core/events/event-codes.ts'
import type { EventRows } from '../core/events/event-columns.ts'
import type { AccountEvent } from '../core/orders/account-event.ts'
import type { OrderEvent } from '../core/orders/order-event.ts'
import type { Instant } from '../core/time.ts'
import { resume, throwSwitch, watchEquity } from '../risk/risk-state.ts'
import type { OrderHappening } from '../execution/order-state.ts'
import { act, placeLeg, wantsSomething } from './act.ts'
import { auditKind } from './audit.ts'
import { bookForced } from './book-fill.ts'
import type { Engine } from './engine.ts'
import { flatten } from './flatten.ts'
import { hearAnswer, hearSearch, passDeadline } from './hear-orders.ts'
import { cancelAll } from './send-orders.ts'
import { settleForStrategies } from './settlement-shares.ts'
import { tell } from './tell.ts'
import { equityOf, markCarried, rateInQuote } from './valuation.ts'

/**
 * What a run does with one thing that happened: a message of a venue, an answer to an order, something of its account,
 * or a timer. It changes the engine and leaves what is to be sent in its outbox; it sends nothing, reads no clock, and
 * does the same for the same input.
 */
export type Happening =
  | { readonly kind: 'answer'; readonly event: OrderEvent }
  | { readonly kind: 'account'; readonly event: AccountEvent }
  /** The earliest timer is due. */
  | { readonly kind: 'timer'; readonly time: Instant }
  | { readonly kind: 'begin'; readonly time: Instant }
  /** What is known of an order beside answers: nothing came in time, or what a search for it found. */
  | {
      readonly kind: 'searched'
      readonly time: Instant
      readonly clientOrderId: number
      readonly result: Extract<OrderHappening, { kind: 'timed-out' | 'found' | 'absent' }>
    }
  /** The run comes to rest: legs under way come to their end, and none are begun. */
  | { readonly kind: 'ending'; readonly time: Instant }
  /** The run has come to rest. */
  | { readonly kind: 'over'; readonly time: Instant }
  /** The switch is thrown by a person; taken back by one. */
  | { readonly kind: 'kill' | 'resume'; readonly time: Instant }
  /** Positions are to be closed: asked again until there are none. */
  | { readonly kind: 'flatten'; readonly time: Instant }

/** Processes anything but a message of a venue. */
export function process(engine: Engine, happening: Happening): void {
  switch (happening.kind) {
    case 'begin':
      return begin(engine, happening.time)
    case 'answer':
      return hearAnswer(engine, happening.event)
    case 'account':
      return hearAccount(engine, happening.event)
    case 'timer':
      return onTimer(engine, happening.time)
    case 'searched':
      engine.time = happening.time
      return hearSearch(engine, happening.clientOrderId, happening.result)
    case 'ending':
      engine.time = happening.time
      engine.isEnding = true
      return
    case 'over':
      engine.time = happening.time
      engine.isOver = true
      return
    case 'kill':
      engine.time = happening.time
      engine.isStoppedByEnd ||= engine.isEnding && engine.risk.kill === undefined
      throwSwitch(engine.risk, happening.time)
      engine.audit.append(happening.time, auditKind.killed, { instrument: -1, order: 0 })
      return cancelAll(engine)
    case 'resume':
      engine.time = happening.time
      engine.audit.append(happening.time, auditKind.resumed, { instrument: -1, order: 0 })
      engine.closing = undefined
      return resume(engine.risk)
    case 'flatten':
      engine.time = happening.time
      return flatten(engine)
  }
}

/**
 * Processes the message that begins at a row: books first, then what is measured, then every strategy that hears of
 * markets. Nothing is allocated as long as no strategy wants anything.
 *
 * @returns the row after its last
 */
export function processMessage(engine: Engine, rows: EventRows, start: number): number {
  const end = hear(engine, rows, start)
  const { told, runners, time } = engine
  if (time >= engine.nextWatchAt) watch(engine)
  told.time = time
  told.instrument = rows.instrument[start]!
  told.rows = rows
  told.start = start
  told.end = end
  for (let index = 0; index < runners.length; index++) {
    const runner = runners[index]!
    if (runner.strategy.hearsMarkets === false) continue
    const intents = runner.strategy.decide(runner.state, told, runner.desk)
    if (wantsSomething(intents)) act(engine, index, intents)
  }
  return end
}

/** Rows that nobody hears of. */
interface QuietStretch {
  readonly from: number
  readonly end: number
  /** Local time. */
  readonly before: number
}

/**
 * Processes the messages from row `from` on that are heard before an instant and before `nextWatchAt`, where no
 * strategy hears of them: as `processMessage` would, one by one.
 *
 * @returns the row of the first message that is left, at most `end`
 */
export function processQuietly(
  engine: Engine,
  rows: EventRows,
  { from, end, before }: QuietStretch,
): number {
  const { localTime } = rows
  let row = from
  while (row < end && localTime[row]! < before) row = hear(engine, rows, row)
  return row
}

/** Apart, for a function that makes another allocates whenever it is called. */
export function measureMarkouts({ markouts, market, runners }: Engine, before: number): void {
  const midPrice = (at: number): number => market.midPrice(at)
  markouts.measure(before, midPrice)
  for (const { book } of runners) book?.markouts.measure(before, midPrice)
}

/** What is known of the markets after the message that begins at a row; gives the row after its last. */
function hear(engine: Engine, rows: EventRows, start: number): number {
  const time = rows.localTime[start]! as Instant
  const instrument = rows.instrument[start]!
  const { market, markouts } = engine
  engine.time = time
  if (markouts.nextAt < time) measureMarkouts(engine, time)
  const end = market.applyMessage(rows, start)
  engine.messages++
  engine.events += end - start
  const bid = market.bestTicks(instrument, eventSide.bid)
  engine.audit.message(time, instrument, bid, market.bestTicks(instrument, eventSide.ask))
  return end
}

function begin(engine: Engine, time: Instant): void {
  engine.time = time
  engine.hasBegun = true
  for (const [index, runner] of engine.runners.entries()) {
    runner.state = runner.strategy.begin(runner.desk)
    tell(engine, index, { kind: 'begun', time })
  }
}

function hearAccount(engine: Engine, event: AccountEvent): void {
  const { localTime: time, instrument } = event
  engine.time = time
  const lots = 'lots' in event ? event.lots : 0
  engine.audit.append(time, auditKind.settled, { instrument, order: 0, lots })
  engine.audit.money('atoms' in event ? event.atoms : event.feeAtoms)
  switch (event.kind) {
    case 'funding':
    case 'borrow':
      engine.account.settle(instrument, event, rateInQuote(engine, instrument, event.currency))
      settleForStrategies(engine, event)
      break
    case 'liquidated':
    case 'deleveraged':
      bookForced(engine, event)
      break
    case 'insured':
      engine.account.insure(instrument, event, rateInQuote(engine, instrument, event.currency))
      settleForStrategies(engine, event)
      break
  }
  for (const index of engine.runners.keys()) tell(engine, index, { kind: 'account', time, event })
}

function onTimer(engine: Engine, time: Instant): void {
  const item = engine.timers.take()
  engine.time = time
  if (item.kind === 'deadline') return passDeadline(engine, item)
  if (item.kind === 'leg') return placeLeg(engine, item)
  engine.audit.append(time, auditKind.woken, {
    instrument: -1,
    order: item.runner,
    lots: item.key,
  })
  tell(engine, item.runner, { kind: 'woken', time, key: item.key })
}

/** Looks at equity: for the path, and for the limits on losses. */
export function watch(engine: Engine): void {
  const { risk, equity, time, setup } = engine
  engine.nextWatchAt = time + setup.watchEvery
  markCarried(engine)
  const value = equityOf(engine)
  if (Number.isNaN(value)) return
  if (value > equity.peak) equity.peak = value
  equity.least = Math.min(equity.least, value)
  equity.maxDrawdown = Math.max(equity.maxDrawdown, equity.peak - value)
  equity.times.push(time)
  equity.values.push(value)
  if (equity.times.length > equityPointsMost) thin(equity)
  engine.track.look(engine, value)
  const wasAlive = risk.kill === undefined
  watchEquity(risk, time, value)
  if (!wasAlive || risk.kill === undefined) return
  engine.audit.append(time, auditKind.killed, { instrument: -1, order: 0 })
  cancelAll(engine)
}

/** Points of equity that are kept: beyond them every other one is given up. */
const equityPointsMost = 20_000

function thin({ times, values }: Engine['equity']): void {
  for (let at = 0; at * 2 < times.length; at++) {
    times[at] = times[at * 2]!
    values[at] = values[at * 2]!
  }
  times.length = Math.ceil(times.length / 2)
  values.length = times.length
}

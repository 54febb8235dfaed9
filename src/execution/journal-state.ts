import type { Instrument } from '../core/instrument.ts'
import type { JournalledLegs, JournalRecord } from '../core/journal.ts'
import type { OrderEvent } from '../core/orders/order-event.ts'
import type { Lots } from '../core/price.ts'
import type { Instant } from '../core/time.ts'
import { invariant } from '../math/invariant.ts'
import {
  bookLots,
  bookMoney,
  bookWhole,
  copiedPositions,
  newPosition,
  shareFor,
  shareOf,
  type Held,
  type JournalledPosition,
} from './journalled-position.ts'
import type { JournalledBaseline } from './journalled-baseline.ts'
import type { JournalledOrder } from './journalled-order.ts'
import { relisting } from './relisting.ts'
import { newOrder, orderAfter, type OrderHappening, type OrderState } from './order-state.ts'

/** What a journal has come to: JSON as it is, so that it is its own checkpoint. */
export interface JournalState {
  readonly format: 1
  journalId: string
  mode: 'paper' | 'live'
  runs: number
  intents: number
  ordersSent: number
  fills: number
  /** The last of our numbers that was given. */
  lastOrder: number
  /** In the order in which they were first seen: an instrument keeps its place whatever later runs trade. */
  readonly positions: JournalledPosition[]
  /** By the index of the run at hand, the place in `positions`. */
  placeOf: number[]
  /** Who decides in the run at hand; empty where that was not said. */
  strategies: string[]
  /** Orders that are not over, and of those that are the latest. */
  orders: JournalledOrder[]
  /** Under way; their instruments by the place in `positions`. */
  legs: JournalledLegs[]
  baselines: JournalledBaseline[]
  /** Of the run at hand: venues whose last reconciliation found everything in agreement. */
  agreed: string[]
  differences: { readonly venue: string; readonly text: string }[]
  /** Since when and why nothing but the way out is open. */
  killed: {
    readonly time: Instant
    readonly reason: string
    /** Why it was thrown again, the last time; absent: it was not. */
    readonly again?: string
    readonly flatten: boolean
  } | null
  /** What losses are counted from; null before equity was seen, and after the switch was taken back. */
  equity: { readonly day: number; readonly dayEquity: number; readonly peakEquity: number } | null
  /** Did the last run end by itself? */
  isEnded: boolean
  time: Instant
}

/** Orders that are over and still remembered, so that what is heard late is known for whose it is. */
const overKeptMost = 512

export function newJournalState(): JournalState {
  return {
    format: 1,
    journalId: '',
    mode: 'paper',
    runs: 0,
    intents: 0,
    ordersSent: 0,
    fills: 0,
    lastOrder: 0,
    positions: [],
    placeOf: [],
    strategies: [],
    orders: [],
    legs: [],
    baselines: [],
    agreed: [],
    differences: [],
    killed: null,
    equity: null,
    isEnded: true,
    time: 0 as Instant,
  }
}

/** Takes one more record into the state, in place. The same records give the same state. */
export function applyRecord(state: JournalState, record: JournalRecord): void {
  state.time = record.time
  switch (record.kind) {
    case 'run':
      return beginRun(state, record)
    case 'strategies':
      return takeStrategies(state, record.names)
    case 'baseline':
      return takeBaseline(state, record)
    case 'intent':
      return takeIntent(state, record)
    case 'legs':
      return takeLegs(state, record)
    case 'legs-over':
      state.legs = state.legs.filter((legs) => !isOf(legs, record.strategy, record.label))
      return
    case 'sent':
      return change(state, record.clientOrderId, { kind: 'sent' })
    case 'unsent':
      return change(state, record.clientOrderId, { kind: 'absent' })
    case 'cancel':
      return change(state, record.clientOrderId, { kind: 'cancel-sent' })
    case 'amend': {
      const { clientOrderId, lots, priceTicks } = record
      return change(state, clientOrderId, { kind: 'amend-sent', lots, priceTicks })
    }
    case 'answer':
      return change(state, record.event.clientOrderId, record.event)
    case 'searched':
      return change(state, record.clientOrderId, happeningOf(record))
    case 'account':
      return takeAccountEvent(state, record.event)
    case 'reconcile': {
      const { venue } = record
      state.agreed = state.agreed.filter((each) => each !== venue)
      state.differences = state.differences.filter((each) => each.venue !== venue)
      if (record.differences.length === 0) state.agreed.push(venue)
      state.differences.push(...record.differences.map((text) => ({ venue, text })))
      return
    }
    case 'refused':
      return
    case 'kill':
      // Thrown again it says more at most: what was to be closed stays to be closed.
      state.killed = {
        time: state.killed?.time ?? record.time,
        reason: state.killed?.reason ?? record.reason,
        ...(state.killed === null ? {} : { again: record.reason }),
        flatten: state.killed?.flatten === true || record.flatten,
      }
      return
    case 'resume':
      state.killed = null
      state.equity = null
      return
    case 'equity': {
      const { day, dayEquity, peakEquity } = record
      state.equity = { day, dayEquity, peakEquity }
      return
    }
    case 'end':
      state.isEnded = true
      return
  }
}

/** Orders that are not over, or of which fills are still to come. */
export function unsettledOrders({ orders }: JournalState): JournalledOrder[] {
  return orders.filter(
    ({ state }) => state.fate !== 'ended' || state.claimedLots > state.filledLots,
  )
}

/** Do all venues of the run at hand agree with the journal, and is no order of unknown fate? */
export function isReconciled({ positions, placeOf, agreed, orders }: JournalState): boolean {
  const venues = new Set(placeOf.map((place) => positions[place]!.instrument.venue))
  const isSettled = !orders.some(({ state }) => state.fate === 'unknown')
  return venues.size > 0 && isSettled && [...venues].every((venue) => agreed.includes(venue))
}

type Of<Kind extends JournalRecord['kind']> = Extract<JournalRecord, { readonly kind: Kind }>

function beginRun(state: JournalState, { journalId, mode, instruments }: Of<'run'>): void {
  state.journalId = journalId
  state.mode = mode
  state.runs++
  state.isEnded = false
  state.agreed = []
  state.differences = []
  state.placeOf = instruments.map((instrument) => {
    const known = placeOfInstrument(state, instrument)
    if (known >= 0) {
      // What cannot be counted in the new steps is refused before this is written; an older version went on in the old ones.
      const listed = relisting(state, known, instrument)
      if (listed.kind === 'exact') listed.take()
      return known
    }
    state.positions.push(newPosition(instrument))
    return state.positions.length - 1
  })
  const places = state.placeOf
  // What was out when the last run went may be anything; its instrument has its index in this run.
  state.orders = state.orders.map((order) => {
    const { instrument: place } = order.state.request
    const isHere = places.includes(place)
    invariant(
      isHere || order.state.fate === 'ended',
      `order ${order.wireId} is open on an instrument that this run does not name`,
    )
    return followed(order, orderAfter(order.state, { kind: 'restarted' }), state.time)
  })
}

/** What a strategy that decides no more has open or holds goes to the first of those that do. */
function takeStrategies(state: JournalState, names: readonly string[]): void {
  const before = state.strategies
  for (const position of state.positions) {
    const held = before.map((strategy, at) => ({ strategy, ...shareOf(position, before, at) }))
    position.shares = held.filter(({ strategy }) => names.indexOf(strategy) > 0)
  }
  state.strategies = [...names]
  state.orders = state.orders.map((order) => {
    const name = before[order.strategy]
    return { ...order, strategy: name === undefined ? 0 : Math.max(0, names.indexOf(name)) }
  })
}

/** What a strategy of the run at hand holds of an instrument of it. */
export function heldBy(state: JournalState, strategy: number, instrument: number): Readonly<Held> {
  const position = state.positions[placeIn(state, instrument)]!
  return shareOf(position, state.strategies, strategy)
}

/** Where an instrument is in `positions`, under whatever steps; below 0 where the journal does not know it. */
export function placeOfInstrument({ positions }: JournalState, instrument: Instrument): number {
  return positions.findIndex((each) => isSame(each.instrument, instrument))
}

function isSame(a: Instrument, b: Instrument): boolean {
  return a.venue === b.venue && a.class === b.class && a.name === b.name
}

function takeBaseline(state: JournalState, record: Of<'baseline'>): void {
  const { venue, time, balances } = record
  const positions = record.positions.map(({ instrument, lots }) => ({
    instrument: placeIn(state, instrument),
    lots,
  }))
  const before = copiedPositions(state.positions.filter((each) => each.instrument.venue === venue))
  const others = state.baselines.filter((each) => each.venue !== venue)
  state.baselines = [...others, { venue, time, balances, positions, before }]
}

function takeIntent(state: JournalState, record: Of<'intent'>): void {
  const place = placeIn(state, record.order.instrument)
  const { wireId, strategy, label, arrivalMid, isOfLegs, time } = record
  state.intents++
  state.lastOrder = Math.max(state.lastOrder, record.order.clientOrderId)
  state.orders.push({
    wireId,
    venue: state.positions[place]!.instrument.venue,
    strategy,
    label,
    arrivalMid,
    isOfLegs,
    time,
    wasSent: false,
    state: newOrder({ ...record.order, instrument: place }),
  })
  if (state.orders.length > overKeptMost * 2) forget(state)
}

function takeLegs(state: JournalState, record: Of<'legs'>): void {
  const { strategy, progress, orders } = record
  const legs = record.wish.legs.map((leg) => ({
    ...leg,
    instrument: placeIn(state, leg.instrument),
  }))
  const wish = { ...record.wish, legs }
  const others = state.legs.filter((each) => !isOf(each, strategy, wish.label))
  state.legs = [...others, { strategy, wish, progress, orders }]
}

function isOf({ strategy, wish }: JournalledLegs, of: number, label: number): boolean {
  return strategy === of && wish.label === label
}

function forget(state: JournalState): void {
  const over = state.orders.filter((order) => order.state.fate === 'ended')
  const gone = new Set(over.slice(0, Math.max(0, over.length - overKeptMost)))
  state.orders = state.orders.filter((order) => !gone.has(order))
}

function placeIn({ placeOf }: JournalState, instrument: number): number {
  const place = placeOf[instrument]
  invariant(place !== undefined, `instrument ${instrument} is not of this run`)
  return place
}

function happeningOf({ result, filledLots }: Of<'searched'>): OrderHappening {
  switch (result) {
    case 'unknown':
      return { kind: 'timed-out' }
    case 'absent':
      return { kind: 'absent' }
    case 'open':
    case 'ended':
      return { kind: 'found', isOpen: result === 'open', filledLots }
  }
}

function change(state: JournalState, clientOrderId: number, happening: OrderHappening): void {
  // Looked for from the end: what is heard is nearly always of the latest.
  const at = state.orders.findLastIndex(
    (order) => order.state.request.clientOrderId === clientOrderId,
  )
  const order = state.orders[at]
  if (order === undefined) return
  const isUnsent = happening.kind === 'absent' && order.state.fate !== 'unknown'
  const before = isUnsent
    ? orderAfter(orderAfter(order.state, { kind: 'sent' }), { kind: 'timed-out' })
    : order.state
  const after = orderAfter(before, happening)
  const wasSent = order.wasSent || happening.kind === 'sent' || after.isHeardOf
  if (wasSent && !order.wasSent) state.ordersSent++
  if (happening.kind === 'filled' && after.filledLots > before.filledLots)
    takeFill(state, order, happening)
  state.orders[at] = followed({ ...order, wasSent }, after, state.time)
}

function followed(order: JournalledOrder, after: OrderState, time: Instant): JournalledOrder {
  if (after.fate !== 'unknown') return { ...order, unknownSince: undefined, state: after }
  const unknownSince = order.state.fate === 'unknown' ? order.unknownSince : time
  return { ...order, unknownSince, state: after }
}

function takeFill(
  state: JournalState,
  { strategy, state: { request } }: JournalledOrder,
  fill: Extract<OrderEvent, { kind: 'filled' }>,
): void {
  const position = state.positions[request.instrument]!
  const lots = (request.side === 'buy' ? fill.lots : 0 - fill.lots) as Lots
  state.fills++
  position.fills++
  bookWhole(position, { ...fill, lots })
  const name = state.strategies[strategy]
  if (name === undefined || strategy === 0) return
  bookLots(shareFor(position, name), position.instrument, { ...fill, lots })
}

function takeAccountEvent(state: JournalState, event: Of<'account'>['event']): void {
  const position = state.positions[placeIn(state, event.instrument)]!
  switch (event.kind) {
    case 'funding':
    case 'borrow':
      return bookMoney(position, 'funding', event)
    case 'insured':
      return bookMoney(position, 'insurance', event)
    case 'liquidated':
    case 'deleveraged':
      return bookWhole(position, event)
  }
}

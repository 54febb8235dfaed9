import { unitsOf } from '../../core/currency.ts'
import { quantityOf } from '../../core/price.ts'
import { quantityUnit } from '../../core/quantity-words.ts'
import { millisecondsOf } from '../../core/time.ts'
import { isReconciled, unsettledOrders, type JournalState } from '../../execution/journal-state.ts'
import { stageOf } from '../../execution/order-state.ts'
import type { PositionGain, ToldMoney } from '../../protocol/told-gain.ts'
import type { ToldPricing } from '../../protocol/told-order.ts'
import { moneyReport, noMarks, type TimedMarks } from './money-report.ts'
import { pricingOf } from './order-pricing.ts'

/** Where a journal stands. */
export interface JournalStatus {
  readonly journal: string
  readonly mode: 'paper' | 'live'
  readonly runs: number
  readonly isRunning: boolean
  /** Epoch milliseconds of the last record; null while there is none. */
  readonly lastTime: number | null
  readonly intents: number
  readonly ordersSent: number
  readonly fills: number
  /** Net since the journal began, in coins where no unit is said. */
  readonly positions: readonly (PositionGain & {
    readonly venue: string
    readonly instrument: string
    readonly class: string
    readonly quantity: number
    readonly unit?: 'contracts'
    readonly fills: number
  })[]
  readonly pnl: ToldMoney
  readonly openOrders: readonly OpenOrderStatus[]
  /** Do the venues agree with all this, and is no order of unknown fate? */
  readonly reconciled: boolean
  readonly differences: readonly { readonly venue: string; readonly text: string }[]
  /** Venues that the run at hand was not yet held against. */
  readonly notCompared: readonly string[]
  /** Nothing is risked on an instrument that has one. */
  readonly unknownOrders: readonly UnknownOrder[]
  /** Since when and why, the first reason and the last; whether positions are to be closed. */
  readonly killed: {
    readonly time: number
    readonly reason: string
    readonly flatten: boolean
  } | null
  /** What came and went since the journal began, by currency, positions of spot in it. */
  readonly money: Readonly<Record<string, number>>
}

interface UnknownOrder {
  readonly clientOrderId: string
  readonly venue: string
  readonly instrument: string
  /** Epoch milliseconds; null where an older version did not note it. */
  readonly since: number | null
}

interface OpenOrderStatus extends ToldPricing {
  readonly clientOrderId: string
  readonly venue: string
  readonly instrument: string
  readonly quantity: number
  readonly filledQuantity: number
  /** In coins where none is said. */
  readonly unit?: 'contracts'
  readonly stage: string
}

/**
 * @param isRunning whether a process holds the journal
 * @param marks what things are worth, and when they were
 */
export function journalStatus(
  state: JournalState,
  isRunning: boolean,
  marks: TimedMarks = noMarks,
): JournalStatus {
  const money: Record<string, number> = {}
  for (const position of state.positions) {
    for (const { currency, atoms } of position.money)
      money[currency] = (money[currency] ?? 0) + unitsOf(atoms)
  }
  const { gains, pnl } = moneyReport(state.positions, marks)
  return {
    journal: state.journalId,
    mode: state.mode,
    runs: state.runs,
    isRunning,
    lastTime: state.time === 0 ? null : millisecondsOf(state.time),
    intents: state.intents,
    ordersSent: state.ordersSent,
    fills: state.fills,
    positions: state.positions.map(({ instrument, lots, fills }, at) => ({
      venue: instrument.venue,
      instrument: instrument.name,
      class: instrument.class,
      quantity: quantityOf(lots, instrument.lotSize),
      ...quantityUnit(instrument),
      fills,
      ...gains[at]!,
    })),
    pnl,
    openOrders: openOrders(state),
    reconciled: isReconciled(state),
    differences: state.differences,
    notCompared: notCompared(state),
    unknownOrders: unknownOrders(state),
    killed: killedIn(state),
    money,
  }
}

function notCompared({ positions, placeOf, agreed, differences }: JournalState): string[] {
  const known = new Set([...agreed, ...differences.map(({ venue }) => venue)])
  const venues = new Set(placeOf.map((place) => positions[place]!.instrument.venue))
  return [...venues].filter((venue) => !known.has(venue))
}

function unknownOrders({ orders, positions }: JournalState): UnknownOrder[] {
  return orders
    .filter(({ state }) => state.fate === 'unknown')
    .map(({ wireId, venue, unknownSince, state }) => ({
      clientOrderId: wireId,
      venue,
      instrument: positions[state.request.instrument]!.instrument.name,
      since: unknownSince === undefined ? null : millisecondsOf(unknownSince),
    }))
}

/** Since when and why the switch is thrown: the first reason, and the last where it was thrown again. */
export function killedIn({ killed }: JournalState): JournalStatus['killed'] {
  if (killed === null) return null
  const { time, reason, again = reason, flatten } = killed
  const why = again === reason ? reason : `${reason}; then ${again}`
  return { time: millisecondsOf(time), reason: why, flatten }
}

function openOrders(state: JournalState): OpenOrderStatus[] {
  return unsettledOrders(state)
    .filter((order) => order.state.fate !== 'ended')
    .map(({ wireId, venue, state: order }) => {
      const { instrument } = state.positions[order.request.instrument]!
      return {
        clientOrderId: wireId,
        venue,
        instrument: instrument.name,
        quantity: quantityOf(order.lots, instrument.lotSize),
        filledQuantity: quantityOf(order.filledLots, instrument.lotSize),
        ...quantityUnit(instrument),
        ...pricingOf(order, instrument.tickSize),
        stage: stageOf(order),
      }
    })
}

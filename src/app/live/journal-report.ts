import { unitsOf } from '../../core/currency.ts'
import { priceOf, quantityOf, type Step } from '../../core/price.ts'
import { millisecondsOf } from '../../core/time.ts'
import { isReconciled, unsettledOrders, type JournalState } from '../../execution/journal-state.ts'
import { stageOf, type OrderState } from '../../execution/order-state.ts'

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
  /** Net since the journal began, base units or contracts. */
  readonly positions: readonly {
    readonly venue: string
    readonly instrument: string
    readonly class: string
    readonly quantity: number
    readonly fills: number
  }[]
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

interface OpenOrderStatus {
  readonly clientOrderId: string
  readonly venue: string
  readonly instrument: string
  readonly side: 'buy' | 'sell'
  readonly quantity: number
  readonly filledQuantity: number
  /** Null at market. */
  readonly price: number | null
  readonly stage: string
}

/** @param isRunning whether a process holds the journal */
export function journalStatus(state: JournalState, isRunning: boolean): JournalStatus {
  const money: Record<string, number> = {}
  for (const position of state.positions) {
    for (const { currency, atoms } of position.money)
      money[currency] = (money[currency] ?? 0) + unitsOf(atoms)
  }
  return {
    journal: state.journalId,
    mode: state.mode,
    runs: state.runs,
    isRunning,
    lastTime: state.time === 0 ? null : millisecondsOf(state.time),
    intents: state.intents,
    ordersSent: state.ordersSent,
    fills: state.fills,
    positions: state.positions.map(({ instrument, lots, fills }) => ({
      venue: instrument.venue,
      instrument: instrument.name,
      class: instrument.class,
      quantity: quantityOf(lots, instrument.lotSize),
      fills,
    })),
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
        side: order.request.side,
        quantity: quantityOf(order.lots, instrument.lotSize),
        filledQuantity: quantityOf(order.filledLots, instrument.lotSize),
        price: priceOfOrder(order, instrument.tickSize),
        stage: stageOf(order),
      }
    })
}

function priceOfOrder({ priceTicks }: OrderState, tickSize: Step): number | null {
  return priceTicks === undefined ? null : priceOf(priceTicks, tickSize)
}

import { eventFlag, eventKind, eventSide, type EventKind, type EventSide } from './event-codes.ts'
import type { EventColumns, EventRows, ValueKind } from './event-columns.ts'
import { invariant } from '../../math/invariant.ts'
import type { Lots, PriceTicks } from '../price.ts'
import type { Instant } from '../time.ts'

/** What every event carries: see `EventRows`. */
interface EventBase {
  /** Index in the run's `InstrumentTable`. */
  readonly instrument: number
  readonly localTime: Instant
  readonly exchangeTime?: Instant
  readonly sequence?: number
  readonly endsMessage: boolean
  readonly isSnapshot: boolean
}

type SideOfBook = 'bid' | 'ask'
type OrderSide = 'buy' | 'sell'

/** One market event as a record, for people, JSON and tests; hot paths read `EventRows`. */
export type MarketEvent =
  | (EventBase & { readonly kind: 'clear' | 'gap' })
  | (EventBase & {
      readonly kind: 'level'
      readonly side: SideOfBook
      readonly price: PriceTicks
      readonly quantity: Lots
    })
  | (EventBase & {
      readonly kind: 'order'
      readonly side: SideOfBook
      readonly price: PriceTicks
      readonly quantity: Lots
      readonly id?: number
    })
  | (EventBase & {
      readonly kind: 'trade'
      /** The taker's side; missing where the venue does not tell. */
      readonly aggressor?: OrderSide
      readonly price: PriceTicks
      readonly quantity: Lots
      readonly id?: number
    })
  | (EventBase & {
      readonly kind: 'quoteBid' | 'quoteAsk'
      readonly price: PriceTicks
      /** Missing when the quote is indicative. */
      readonly quantity?: Lots
    })
  | (EventBase & { readonly kind: ValueName; readonly value: number })
  | (EventBase & {
      readonly kind: 'liquidation'
      /** The forced order's side. */
      readonly side?: OrderSide
      readonly price: PriceTicks
      readonly quantity: Lots
    })

type ValueName = 'mark' | 'index' | 'fundingRate' | 'fundingTime' | 'openInterest'

const nameOf = Object.fromEntries(
  Object.entries(eventKind).map(([name, code]) => [code, name]),
) as Readonly<Record<EventKind, keyof typeof eventKind>>

/** The record of one row. */
export function marketEventAt(rows: EventRows, row: number): MarketEvent {
  invariant(row >= 0 && row < rows.length, `row ${row} of ${rows.length} events`)
  const base = baseAt(rows, row)
  const price = rows.price[row]! as PriceTicks
  const quantity = rows.quantity[row]! as Lots
  const kind = nameOf[rows.kind[row]! as EventKind]
  switch (kind) {
    case 'clear':
    case 'gap':
      return { ...base, kind }
    case 'level':
      return { ...base, kind, side: bookSide(rows.side[row]!), price, quantity }
    case 'order': {
      const id = present('id', rows.id[row]!)
      return { ...base, kind, side: bookSide(rows.side[row]!), price, quantity, ...id }
    }
    case 'trade': {
      const side = orderSide(rows.side[row]!)
      const aggressor = side === undefined ? {} : { aggressor: side }
      return { ...base, kind, ...aggressor, price, quantity, ...present('id', rows.id[row]!) }
    }
    case 'quoteBid':
    case 'quoteAsk':
      return { ...base, kind, price, ...present('quantity', quantity) }
    case 'mark':
    case 'index':
    case 'fundingRate':
    case 'fundingTime':
    case 'openInterest':
      return { ...base, kind, value: rows.value[row]! }
    case 'liquidation': {
      const side = orderSide(rows.side[row]!)
      return { ...base, kind, ...(side === undefined ? {} : { side }), price, quantity }
    }
  }
}

/** Appends a record as one row. */
export function addMarketEvent(columns: EventColumns, event: MarketEvent): void {
  columns.begin(event.instrument, event.localTime, event.exchangeTime ?? NaN, event.sequence ?? NaN)
  if (event.isSnapshot) columns.continueSnapshot()
  addContent(columns, event)
  if (event.endsMessage) columns.end()
}

function addContent(columns: EventColumns, event: MarketEvent): void {
  switch (event.kind) {
    case 'clear':
      return columns.addClear()
    case 'gap':
      return columns.addGap()
    case 'level':
      return columns.addLevel(eventSide[event.side], event.price, event.quantity)
    case 'order':
      return columns.addOrder(eventSide[event.side], event.price, event.quantity, event.id ?? NaN)
    case 'trade':
      return columns.addTrade(
        eventSide[event.aggressor ?? 'unknown'],
        event.price,
        event.quantity,
        event.id ?? NaN,
      )
    case 'quoteBid':
      return columns.addQuoteBid(event.price, event.quantity ?? NaN)
    case 'quoteAsk':
      return columns.addQuoteAsk(event.price, event.quantity ?? NaN)
    case 'mark':
    case 'index':
    case 'fundingRate':
    case 'fundingTime':
    case 'openInterest':
      return columns.addValue(eventKind[event.kind] satisfies ValueKind, event.value)
    case 'liquidation':
      return columns.addLiquidation(eventSide[event.side ?? 'unknown'], event.price, event.quantity)
  }
}

function baseAt(rows: EventRows, row: number): EventBase {
  return {
    instrument: rows.instrument[row]!,
    localTime: rows.localTime[row]! as Instant,
    ...present('exchangeTime', rows.exchangeTime[row]! as Instant),
    ...present('sequence', rows.sequence[row]!),
    endsMessage: (rows.flags[row]! & eventFlag.endsMessage) !== 0,
    isSnapshot: (rows.flags[row]! & eventFlag.isSnapshot) !== 0,
  }
}

/** NaN in a column is a missing field in a record. */
function present<Name extends string, Value extends number>(
  name: Name,
  value: Value,
): { readonly [key in Name]?: Value } {
  return Number.isNaN(value) ? {} : ({ [name]: value } as { readonly [key in Name]?: Value })
}

function bookSide(code: number): SideOfBook {
  invariant(code === eventSide.bid || code === eventSide.ask, `a level on side ${code}`)
  return code === eventSide.bid ? 'bid' : 'ask'
}

function orderSide(code: number): OrderSide | undefined {
  switch (code as EventSide) {
    case eventSide.buy:
      return 'buy'
    case eventSide.sell:
      return 'sell'
    case eventSide.unknown:
      return undefined
  }
}

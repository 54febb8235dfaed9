import { unitsOf } from '../../core/currency.ts'
import type { Instrument } from '../../core/instrument.ts'
import type { JournalRecord } from '../../core/journal.ts'
import type { OrderEvent } from '../../core/orders/order-event.ts'
import type { OrderRequest } from '../../core/orders/order.ts'
import { priceOf, quantityOf, type Lots } from '../../core/price.ts'
import type { LegWish } from '../../core/strategy/intent.ts'
import { quantityInWords, quantityUnit, toldQuantity } from '../../core/quantity-words.ts'
import { millisecondsOf } from '../../core/time.ts'
import type { JournalState } from '../../execution/journal-state.ts'
import type { JournalLog } from '../../stores/journal/journal-files.ts'
import { requestedPricing } from './order-pricing.ts'

/** A line of a journal's log. Absent fields do not apply to its kind. */
export interface JournalLine {
  /** Epoch milliseconds. */
  readonly time: number
  readonly kind:
    | 'run'
    | 'strategies'
    | 'intent'
    | 'sent'
    | 'ack'
    | 'fill'
    | 'cancel'
    | 'reconcile'
    | 'account'
    | 'baseline'
    | 'legs'
    | 'equity'
    | 'kill'
    | 'refused'
    | 'resume'
    | 'end'
  readonly clientOrderId?: string
  readonly venue?: string
  readonly instrument?: string
  readonly [detail: string]: Detail
}

type RefusedRecord = Extract<JournalRecord, { kind: 'refused' }>
type Detail = string | number | boolean | null | readonly string[] | undefined
type Details = Readonly<Record<string, Detail>>
type KindAndDetails = Details & Pick<JournalLine, 'kind'>

/** The records of a journal for people and scripts: quantities in units, orders by what the wire calls them. */
export function journalLines({ records, checkpoint }: JournalLog): JournalLine[] {
  return linesOfRun(instrumentsOf(checkpoint as JournalState | null | undefined), records)
}

/** The same of records whose first are of a run that named these instruments; every later run names its own. */
export function linesOfRun(
  instruments: readonly Instrument[],
  records: readonly JournalRecord[],
): JournalLine[] {
  const names = new Names(instruments)
  return records.map((record) => names.line(record))
}

/** What a line says beside when and what it is and where: quantities with their unit, nothing of what does not apply. */
export function detailsInWords(line: JournalLine): [name: string, words: string][] {
  const told = line['unit'] === 'contracts' ? 'contracts' : undefined
  return Object.entries(line).flatMap(([name, value]): [string, string][] => {
    if (value === undefined || value === null || toldElsewhere.has(name)) return []
    if (typeof value === 'number' && isQuantity(name)) return [[name, toldQuantity(value, told)]]
    return [[name, Array.isArray(value) ? value.join('; ') || 'none' : String(value)]]
  })
}

/** Told in front of them, or beside a quantity. */
const toldElsewhere: ReadonlySet<string> = new Set(['time', 'kind', 'venue', 'instrument', 'unit'])

function isQuantity(name: string): boolean {
  return name === 'quantity' || name === 'filledQuantity'
}

/** What the run at hand trades, in its own order; none before the first. */
export function instrumentsOf(state: JournalState | null | undefined): Instrument[] {
  return (state?.placeOf ?? []).map((place) => state!.positions[place]!.instrument)
}

/** What became of an order in other ways than by its venue's word. */
const searchWords = {
  unknown: 'no answer in time, looked for',
  open: 'found open',
  ended: 'found, over',
  absent: 'never taken by its venue',
} as const

/** Whom records are about: runs name instruments by index, intents name orders. */
class Names {
  #instruments: readonly Instrument[]
  readonly #orders = new Map<number, { readonly wireId: string; readonly instrument: Instrument }>()

  constructor(instruments: readonly Instrument[]) {
    this.#instruments = instruments
  }

  line(record: JournalRecord): JournalLine {
    const time = millisecondsOf(record.time)
    switch (record.kind) {
      case 'run':
        this.#instruments = record.instruments
        return { time, kind: 'run', mode: record.mode, journal: record.journalId }
      case 'strategies':
        return { time, kind: 'strategies', names: record.names }
      case 'baseline':
        return { time, kind: 'baseline', venue: record.venue }
      case 'intent':
        return { time, kind: 'intent', ...this.#intent(record.order, record.wireId) }
      case 'legs': {
        const { wish, progress, orders } = record
        const legs = wish.legs.map((leg, at) => this.#leg(leg, progress.heldLots[at]!))
        const out = orders.flatMap((order) => (order === null ? [] : [order.clientOrderId]))
        const named = out.map((id) => this.#orders.get(id)?.wireId ?? `#${id}`)
        return { time, kind: 'legs', label: wish.label, phase: progress.phase, legs, orders: named }
      }
      case 'legs-over': {
        const { label, outcome, units } = record
        return { time, kind: 'legs', label, outcome, units }
      }
      case 'sent':
        return { time, kind: 'sent', ...this.#of(record.clientOrderId) }
      case 'unsent':
        return {
          time,
          kind: 'ack',
          outcome: 'unsent',
          detail: record.detail,
          ...this.#of(record.clientOrderId),
        }
      case 'cancel':
        return { time, kind: 'cancel', outcome: 'asked', ...this.#of(record.clientOrderId) }
      case 'amend':
        return { time, kind: 'sent', outcome: 'amend', ...this.#of(record.clientOrderId) }
      case 'answer':
        return { time, ...this.#answer(record.event), ...this.#of(record.event.clientOrderId) }
      case 'searched':
        return { time, kind: 'reconcile', ...this.#search(record) }
      case 'account': {
        const { instrument, kind: outcome } = record.event
        return { time, kind: 'account', outcome, ...placed(this.#instruments[instrument]) }
      }
      case 'reconcile': {
        const { venue, differences, actions } = record
        return {
          time,
          kind: 'reconcile',
          venue,
          agrees: differences.length === 0,
          differences,
          actions,
        }
      }
      case 'refused':
        return { time, kind: 'refused', ...this.#refusal(record) }
      case 'kill':
        return { time, kind: 'kill', reason: record.reason, flatten: record.flatten }
      case 'equity':
        return { time, kind: 'equity', dayEquity: record.dayEquity, peakEquity: record.peakEquity }
      case 'resume':
      case 'end':
        return { time, kind: record.kind }
    }
  }

  #leg({ instrument, side, lotsPerUnit }: LegWish, heldLots: number): string {
    const of = this.#instruments[instrument]!
    const [held, unit] = [heldLots, lotsPerUnit].map((lots) => quantityInWords(of, lots as Lots))
    return `${side} ${of.venue}:${of.name} ${held} in units of ${unit}`
  }

  #intent(order: OrderRequest, wireId: string): Details {
    const instrument = this.#instruments[order.instrument]!
    this.#orders.set(order.clientOrderId, { wireId, instrument })
    const { side, ...pricing } = requestedPricing(order, instrument.tickSize)
    return {
      clientOrderId: wireId,
      ...placed(instrument),
      side,
      quantity: quantityOf(order.lots, instrument.lotSize),
      ...quantityUnit(instrument),
      ...pricing,
    }
  }

  #refusal({ intent, order, clientOrderId, refusal, times }: RefusedRecord): Details {
    const { kind, reason, value, limit } = refusal
    const instrument = order === null ? undefined : this.#instruments[order.instrument]
    const asked =
      order === null || instrument === undefined
        ? { intent }
        : {
            ...placed(instrument),
            quantity: quantityOf(order.lots, instrument.lotSize),
            ...quantityUnit(instrument),
            ...requestedPricing(order, instrument.tickSize),
          }
    return {
      ...(clientOrderId === null ? {} : this.#of(clientOrderId)),
      ...asked,
      refusal: kind,
      reason,
      value,
      limit,
      times,
    }
  }

  #answer(event: OrderEvent): KindAndDetails {
    switch (event.kind) {
      case 'filled':
        return { kind: 'fill', ...this.#fill(event) }
      case 'cancelled':
        return { kind: 'cancel', outcome: 'done', reason: event.reason }
      case 'rejected':
      case 'cancel-rejected':
      case 'amend-rejected':
        return { kind: 'ack', outcome: event.kind, reason: event.reason }
      case 'accepted':
      case 'triggered':
      case 'amended':
        return { kind: 'ack', outcome: event.kind }
    }
  }

  #fill(event: Extract<OrderEvent, { kind: 'filled' }>): Details {
    const order = this.#orders.get(event.clientOrderId)
    const shared = {
      tradeId: String(event.tradeId),
      liquidity: event.liquidity,
      fee: unitsOf(event.feeAtoms),
      feeCurrency: event.feeCurrency,
    }
    if (order === undefined) return shared
    const { tickSize, lotSize } = order.instrument
    return {
      ...shared,
      quantity: quantityOf(event.lots, lotSize),
      ...quantityUnit(order.instrument),
      price: priceOf(event.priceTicks, event.priceStep ?? tickSize),
    }
  }

  #search({
    clientOrderId,
    result,
    filledLots,
    detail,
  }: Extract<JournalRecord, { kind: 'searched' }>): Details {
    const order = this.#orders.get(clientOrderId)
    const filled =
      order === undefined || filledLots === 0
        ? {}
        : {
            filledQuantity: quantityOf(filledLots, order.instrument.lotSize),
            ...quantityUnit(order.instrument),
          }
    const search =
      detail === undefined ? searchWords[result] : `no clear answer (${detail}), looked for`
    return { outcome: result, search, ...filled, ...this.#of(clientOrderId) }
  }

  /** What an order is called; of one whose intent is no longer kept, its number. */
  #of(clientOrderId: number): Pick<JournalLine, 'clientOrderId' | 'venue' | 'instrument'> {
    const order = this.#orders.get(clientOrderId)
    if (order === undefined) return { clientOrderId: `#${clientOrderId}` }
    return { clientOrderId: order.wireId, ...placed(order.instrument) }
  }
}

function placed(instrument: Instrument | undefined): Pick<JournalLine, 'venue' | 'instrument'> {
  return instrument === undefined ? {} : { venue: instrument.venue, instrument: instrument.name }
}

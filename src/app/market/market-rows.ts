import { lotInBase } from '../../core/contract-step.ts'
import { eventSide } from '../../core/events/event-codes.ts'
import { settlementCurrency } from '../../core/instrument.ts'
import { valueAt } from '../../core/notional.ts'
import { priceOf, type PriceTicks } from '../../core/price.ts'
import { millisecondsOf, type Instant } from '../../core/time.ts'
import type {
  AccountState,
  InstrumentRow,
  PositionRow,
  TradingState,
  VenueRow,
} from '../../protocol/market.ts'
import { journalStatus, killedIn, type JournalStatus } from '../live/journal-report.ts'
import { known } from '../live/known.ts'
import type { TimedMarks } from '../live/money-report.ts'
import type { Followed } from './followed-market.ts'
import { millisecondsOrNull } from './venue-meter.ts'

/** A venue of which nothing was heard for so long is silent. */
const silentAfter = 10_000_000

/** The venues of a market as their feeds behave now. */
export function venueRows({ meters, driver, market }: Followed, now: Instant): VenueRow[] {
  return [...meters].map(([venue, meter]) => {
    const places = market.instruments.flatMap((each, at) => (each.venue === venue ? [at] : []))
    const isHalted = places.some((at) => driver.engine.risk.halts.get(at)?.has('venue-halted'))
    const { lastMessageAt, gaps, notice, clockOffset } = meter
    const isSilent = now - lastMessageAt > silentAfter
    return {
      venue,
      status: isHalted
        ? 'halted'
        : Number.isNaN(lastMessageAt) || !meter.isConnected
          ? 'connecting'
          : isSilent
            ? 'silent'
            : 'live',
      trust: Math.min(...places.map((at) => trustOf({ driver }, at))),
      latencyMsMedian: millisecondsOrNull(meter.delayQuantile(0.5, now)),
      latencyMsHigh: millisecondsOrNull(meter.delayQuantile(0.99, now)),
      clockOffsetMs: millisecondsOrNull(clockOffset),
      messagesPerSecond: meter.messagesPerSecond(now),
      gaps,
      lastMessageAt: millisecondsOrNull(lastMessageAt),
      notice: notice ?? null,
    }
  })
}

/** A book of which nothing is known is not trusted, whatever is held against it. */
function trustOf({ driver }: Pick<Followed, 'driver'>, place: number): number {
  return driver.engine.market.books[place]!.isVoid ? 0 : driver.watch.trustOf(place)
}

export function instrumentRows({ market, driver }: Followed): InstrumentRow[] {
  const { engine } = driver
  return market.instruments.map((instrument, place) => {
    const { venue, name, base, quote, tickSize } = instrument
    const price = (side: typeof eventSide.bid | typeof eventSide.ask): number | null => {
      const ticks = engine.market.bestTicks(place, side)
      return Number.isNaN(ticks) ? null : priceOf(ticks as PriceTicks, tickSize)
    }
    return {
      venue,
      instrument: name,
      class: instrument.class,
      base,
      quote,
      bid: price(eventSide.bid),
      ask: price(eventSide.ask),
      trust: trustOf({ driver }, place),
      halts: [...(engine.risk.halts.get(place) ?? [])],
      priceDecimals: tickSize.decimals,
      quantityDecimals: lotInBase(instrument).decimals,
    }
  })
}

/** The account as its journal has it, and what trades on it. */
export function accountState(
  followed: Followed,
  chosen: Pick<TradingState, 'chosen' | 'choices' | 'isChanging'>,
): AccountState {
  const { driver, journal, results, since, assumptions } = followed
  const { state } = journal
  const { reporting } = driver.engine.setup
  const marks = marksNow(followed)
  const { openOrders, intents, fills, positions, pnl } = journalStatus(state, true, marks)
  const equity = driver.engine.view.equity()
  return {
    mode: 'paper',
    journal: journal.folder,
    currency: reporting.currency,
    equity: known(equity),
    equityPath: results.equityPath(),
    trading: {
      ...chosen,
      since: millisecondsOf(since),
      strategies: results.rows(),
      assumptions,
    },
    positions: positionRows(followed, positions, marks),
    pnl,
    openOrders,
    intents,
    fills,
    lastFills: journal.lastFills(),
    killed: killedIn(state),
    records: journal.rows(),
    droppedRows: driver.queue.droppedRows,
  }
}

function positionRows(
  { market, journal }: Followed,
  gains: JournalStatus['positions'],
  marks: TimedMarks,
): PositionRow[] {
  const { positions, placeOf } = journal.state
  return market.instruments.map((instrument, index) => {
    const place = placeOf[index]!
    const {
      venue,
      instrument: name,
      quantity,
      unit,
      fills,
      averageEntry,
      mark,
      quote,
      pnl,
    } = gains[place]!
    const value =
      valueAt(instrument, positions[place]!.lots, mark ?? Number.NaN) *
      marks.rateOf(settlementCurrency(instrument))
    return {
      venue,
      instrument: name,
      quantity,
      ...(unit === undefined ? {} : { unit }),
      fills,
      averageEntry,
      mark,
      quote,
      pnl,
      value: known(value),
      priceDecimals: instrument.tickSize.decimals,
      quantityDecimals: instrument.lotSize.decimals,
    }
  })
}

/** Mids and rates of now. */
function marksNow({ driver, market }: Followed): TimedMarks {
  const { engine } = driver
  return {
    time: millisecondsOf(engine.time),
    currency: engine.setup.reporting.currency,
    markOf: (of) => {
      const place = market.instruments.findIndex(
        (each) => each.venue === of.venue && each.name === of.name && each.class === of.class,
      )
      // The journal knows of what earlier desks traded.
      return place < 0 ? Number.NaN : engine.market.midPrice(place)
    },
    rateOf: (currency) => engine.view.reportingRate(currency),
  }
}

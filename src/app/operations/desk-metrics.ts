import { collectDefaultMetrics, Gauge, Registry } from 'prom-client'
import type { InstrumentRow, MarketState, VenueRow } from '../../protocol/market.ts'

/** Figures of the desk, read from its market when somebody asks. */
export function deskMetrics(market: () => MarketState): Registry {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const state = lately(market)
  venueFigures(registry, state)
  instrumentFigures(registry, state)
  accountFigures(registry, state)
  return registry
}

/** All figures of one answer are of one look. */
const lookMs = 50

function lately(market: () => MarketState): () => MarketState {
  let [at, state]: [number, MarketState | undefined] = [-Infinity, undefined]
  return () => {
    const now = performance.now()
    if (state === undefined || now - at > lookMs) [at, state] = [now, market()]
    return state
  }
}

/** A figure that is not known is NaN, and never 0. */
const known = (value: number | null | undefined): number => value ?? Number.NaN

function venueFigures(registry: Registry, market: () => MarketState): void {
  const gauge = (name: string, help: string, value: (row: VenueRow) => number | null): void => {
    const it: Gauge = new Gauge({
      name,
      help,
      labelNames: ['venue'],
      registers: [registry],
      collect: () => {
        it.reset()
        for (const row of market().venues) it.set({ venue: row.venue }, known(value(row)))
      },
    })
  }
  gauge('isobar_venue_live', '1 while its feed is live', ({ status }) =>
    status === 'live' ? 1 : 0,
  )
  gauge('isobar_venue_trust', 'The least trusted of its books, 0 to 1', ({ trust }) => trust)
  gauge(
    'isobar_venue_latency_ms',
    'From the stamp of a message to here, median of a minute',
    (row) => row.latencyMsMedian,
  )
  gauge('isobar_venue_messages_per_second', 'Messages of its feed', (row) => row.messagesPerSecond)
  gauge('isobar_venue_gaps', 'Times that a book was lost since the start', ({ gaps }) => gaps)
}

function instrumentFigures(registry: Registry, market: () => MarketState): void {
  const labelNames = ['venue', 'instrument', 'class']
  const gauge = (
    name: string,
    help: string,
    value: (row: InstrumentRow) => number | null,
  ): void => {
    const it: Gauge = new Gauge({
      name,
      help,
      labelNames,
      registers: [registry],
      collect: () => {
        it.reset()
        for (const row of market().instruments) it.set(labelsOf(row), known(value(row)))
      },
    })
  }
  gauge('isobar_bid', 'Best bid', ({ bid }) => bid)
  gauge('isobar_ask', 'Best ask', ({ ask }) => ask)
  gauge('isobar_book_trust', 'How far its book is trusted, 0 to 1', ({ trust }) => trust)
  const halts: Gauge = new Gauge({
    name: 'isobar_halted',
    help: '1 while nothing is risked on an instrument, by why',
    labelNames: [...labelNames, 'reason'],
    registers: [registry],
    collect: () => {
      halts.reset()
      for (const row of market().instruments)
        for (const reason of row.halts) halts.set({ ...labelsOf(row), reason }, 1)
    },
  })
}

function accountFigures(registry: Registry, market: () => MarketState): void {
  const gauge = (
    name: string,
    help: string,
    value: (account: NonNullable<MarketState['account']>) => number | null,
  ): void => {
    const it: Gauge = new Gauge({
      name,
      help,
      registers: [registry],
      collect: () => {
        const { account } = market()
        it.set(account === null ? Number.NaN : known(value(account)))
      },
    })
  }
  gauge('isobar_equity', 'Equity of the account on paper', ({ equity }) => equity)
  gauge('isobar_killed', '1 while the kill switch is thrown', ({ killed }) => (killed ? 1 : 0))
  gauge('isobar_open_orders', 'Orders that are out', ({ openOrders }) => openOrders.length)
  gauge('isobar_dropped_rows', 'Rows of market data dropped', ({ droppedRows }) => droppedRows)
}

function labelsOf({ venue, instrument, class: kind }: InstrumentRow): Record<string, string> {
  return { venue, instrument, class: kind }
}

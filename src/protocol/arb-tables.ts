import type { ArbitrageTrade } from '../research/arbitrage/backtest-result.ts'
import type { FoundOpportunity } from '../research/arbitrage/scan-result.ts'
import type { RunTable } from './run-tables.ts'

type Cell = string | number | null
type ArbColumn<Row> = readonly [
  name: string,
  kind: RunTable['columns'][number]['kind'],
  of: (row: Row) => Cell,
]

const opportunityColumns: readonly ArbColumn<FoundOpportunity>[] = [
  ['startTime', 'instant', (row) => row.startTime],
  ['endTime', 'instant', (row) => row.endTime],
  ['kind', 'text', (row) => row.kind],
  ['base', 'text', (row) => row.base],
  ['quote', 'text', (row) => row.quote],
  ['buyVenue', 'text', (row) => row.buyVenue],
  ['buySymbol', 'text', (row) => row.buySymbol],
  ['sellVenue', 'text', (row) => row.sellVenue],
  ['sellSymbol', 'text', (row) => row.sellSymbol],
  ['quantity', 'number', (row) => row.quantity],
  ['buyPrice', 'number', (row) => row.buyPrice],
  ['sellPrice', 'number', (row) => row.sellPrice],
  ['grossBps', 'number', (row) => row.grossBps],
  ['netBps', 'number', (row) => row.netBps],
  ['peakBps', 'number', (row) => row.peakBps],
  ['profitQuote', 'number', (row) => row.profitQuote],
  ['quoteInUsd', 'number', (row) => row.quoteInUsd ?? null],
  ['capturedProfitQuote', 'number', (row) => row.captured?.profitQuote ?? null],
  ['cluster', 'whole', (row) => row.cluster],
  ['endReason', 'text', (row) => row.endReason],
]

/** A row an opportunity, names and meanings as in the document of a scan. */
export function opportunitiesTable(opportunities: readonly FoundOpportunity[]): RunTable {
  return tableOf(opportunityColumns, opportunities)
}

const tradeColumns: readonly ArbColumn<ArbitrageTrade>[] = [
  ['startTime', 'instant', (row) => row.startTime],
  ['endTime', 'instant', (row) => row.endTime],
  ['base', 'text', (row) => row.base],
  ['buyVenue', 'text', (row) => row.buyVenue],
  ['sellVenue', 'text', (row) => row.sellVenue],
  ['quantity', 'number', (row) => row.quantity],
  ['filledQuantity', 'number', (row) => row.filledQuantity],
  ['outcome', 'text', (row) => row.outcome],
  ['orders', 'whole', (row) => row.orders],
  ['captureProbability', 'number', (row) => row.captureProbability],
  ['expectedProfit', 'number', (row) => row.expectedProfit],
  ['edge', 'number', (row) => row.pnl.edge],
  ['slippage', 'number', (row) => row.pnl.slippage],
  ['legs', 'number', (row) => row.pnl.legs],
  ['fees', 'number', (row) => row.pnl.fees],
  ['total', 'number', (row) => row.pnl.total],
  ['nakedMost', 'number', (row) => row.nakedMost],
]

/** A row a trade of two legs, names and meanings as in the document of a backtest. */
export function arbTradesTable(trades: readonly ArbitrageTrade[]): RunTable {
  return tableOf(tradeColumns, trades)
}

/** What is null is empty in a table: not finite. */
function tableOf<Row>(columns: readonly ArbColumn<Row>[], rows: readonly Row[]): RunTable {
  return {
    columns: columns.map(([name, kind]) => ({ name, kind })),
    rows: rows.map((row) => columns.map(([, , of]) => of(row) ?? NaN)),
  }
}

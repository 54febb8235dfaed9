import type { PairTrade, TradeLeg } from '../research/pairs/backtest-result.ts'

/** What a column holds. Instants are epoch milliseconds. */
type ColumnKind = 'text' | 'instant' | 'whole' | 'number'

/** A table that leaves Isobar: for a spreadsheet, pandas, or another program. */
export interface RunTable {
  readonly columns: readonly { readonly name: string; readonly kind: ColumnKind }[]
  readonly rows: readonly (readonly (string | number)[])[]
}

/** A leg, the round trip it belongs to and its number. */
interface TradedLeg {
  readonly number: number
  readonly trade: PairTrade
  readonly place: number
  readonly leg: TradeLeg
}

interface LegColumn {
  readonly name: string
  readonly kind: ColumnKind
  readonly of: (row: TradedLeg) => string | number
}

/** Names and meanings as in the document of a run; `trade` counts from 1, `leg` from 0 for y. */
const legColumns: readonly LegColumn[] = [
  { name: 'trade', kind: 'whole', of: ({ number }) => number },
  { name: 'fold', kind: 'whole', of: ({ trade }) => trade.fold },
  { name: 'side', kind: 'text', of: ({ trade }) => trade.side },
  { name: 'entryTime', kind: 'instant', of: ({ trade }) => trade.entryTime },
  { name: 'exitTime', kind: 'instant', of: ({ trade }) => trade.exitTime },
  { name: 'exitReason', kind: 'text', of: ({ trade }) => trade.exitReason },
  { name: 'holdingBars', kind: 'whole', of: ({ trade }) => trade.holdingBars },
  { name: 'entryZScore', kind: 'number', of: ({ trade }) => trade.entryZScore },
  { name: 'exitZScore', kind: 'number', of: ({ trade }) => trade.exitZScore },
  { name: 'tradePnl', kind: 'number', of: ({ trade }) => trade.pnl },
  { name: 'leg', kind: 'whole', of: ({ place }) => place },
  { name: 'instrument', kind: 'text', of: ({ leg }) => leg.instrument },
  { name: 'quantity', kind: 'number', of: ({ leg }) => leg.quantity },
  { name: 'entryPrice', kind: 'number', of: ({ leg }) => leg.entryPrice },
  { name: 'exitPrice', kind: 'number', of: ({ leg }) => leg.exitPrice },
  { name: 'entryMarketPrice', kind: 'number', of: ({ leg }) => leg.entryMarketPrice },
  { name: 'exitMarketPrice', kind: 'number', of: ({ leg }) => leg.exitMarketPrice },
  { name: 'fees', kind: 'number', of: ({ leg }) => leg.fees },
  { name: 'slippage', kind: 'number', of: ({ leg }) => leg.slippage },
  { name: 'funding', kind: 'number', of: ({ leg }) => leg.funding },
  { name: 'borrow', kind: 'number', of: ({ leg }) => leg.borrow },
  { name: 'pnl', kind: 'number', of: ({ leg }) => leg.pnl },
]

/** Closed round trips, a row a leg: what is summed over rows is summed over legs, `tradePnl` aside. */
export function tradesTable(trades: readonly PairTrade[]): RunTable {
  return {
    columns: legColumns.map(({ name, kind }) => ({ name, kind })),
    rows: trades.flatMap((trade, index) =>
      trade.legs.map((leg, place) =>
        legColumns.map(({ of }) => of({ number: index + 1, trade, place, leg })),
      ),
    ),
  }
}

/** Equity at every bar: the close's instant, and the value in quote units. */
export function equityTable(equity: readonly (readonly [number, number])[]): RunTable {
  return {
    columns: [
      { name: 'timestamp', kind: 'instant' },
      { name: 'equity', kind: 'number' },
    ],
    rows: equity,
  }
}

/** The table as CSV: a header, no number rounded, empty where a number is not finite. */
export function csvOf({ columns, rows }: RunTable): string {
  const lines = rows.map((row) => row.map(cellOf).join(','))
  return `${[columns.map(({ name }) => name).join(','), ...lines].join('\n')}\n`
}

function cellOf(cell: string | number): string {
  if (typeof cell === 'number') return Number.isFinite(cell) ? String(cell) : ''
  return /[",\n\r]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell
}

import type {
  ArbitrageBacktestResult,
  ArbitrageTrade,
} from '../../research/arbitrage/backtest-result.ts'
import { count, counted, decimal, money } from './format.ts'
import { alignedTable } from './output.ts'

/** A backtest for people: pairs of venues, PnL by cause, what was left and why, one line at the end. */
export function arbBacktestLines(result: ArbitrageBacktestResult): string[] {
  const { summary, pnl, transfers } = result
  const skipped = Object.entries(summary.skipped).filter(([, times]) => times > 0)
  return [
    ...pairTable(result.trades),
    alignedTable(
      ['cause', result.quote ?? ''],
      [
        ...(['edge', 'slippage', 'legs', 'fees', 'transfers', 'capital'] as const).map((cause) => [
          cause,
          money(pnl[cause] || 0),
        ]),
        ['arbitrage', money(summary.arbitrage)],
        ['inventory', money(pnl.inventory)],
        ['currency', money(pnl.currency)],
      ],
    ),
    '',
    ...(skipped.length === 0
      ? []
      : [`left alone: ${skipped.map(([why, times]) => `${why} ${count(times)}`).join(', ')}`]),
    ...(transfers.length === 0
      ? []
      : [`moved inventory ${counted(transfers.length, 'time')} for ${money(-pnl.transfers)}`]),
    ...summary.notes.map((note) => `note: ${note}`),
    conclusionOf(result),
  ]
}

function pairTable(trades: readonly ArbitrageTrade[]): string[] {
  if (trades.length === 0) return []
  const pairs = new Map<string, ArbitrageTrade[]>()
  for (const trade of trades) {
    const key = `${trade.base}\n${trade.buyVenue}\n${trade.sellVenue}`
    const known = pairs.get(key)
    if (known === undefined) pairs.set(key, [trade])
    else known.push(trade)
  }
  const table = alignedTable(
    ['asset', 'buy at', 'sell at', 'trades', 'quantity', 'edge', 'after all'],
    [...pairs].map(([key, own]) => [
      ...key.split('\n'),
      count(own.length),
      decimal(
        own.reduce((sum, trade) => sum + trade.filledQuantity, 0),
        4,
      ),
      money(own.reduce((sum, trade) => sum + trade.pnl.edge, 0)),
      money(own.reduce((sum, trade) => sum + trade.pnl.total, 0)),
    ]),
  )
  return [table, '']
}

function conclusionOf({ summary, pnl, quote }: ArbitrageBacktestResult): string {
  if (summary.traded === 0)
    return `None of ${counted(summary.opportunities, 'opening')} was worth a trade.`
  const share = summary.capital === 0 ? NaN : (summary.arbitrage / summary.capital) * 1e4
  const verdict = summary.arbitrage > 0 ? 'was left' : 'was lost'
  return `${money(Math.abs(summary.arbitrage))} ${quote} ${verdict} of ${money(pnl.edge)} of edge over ${counted(summary.traded, 'trade')}, ${decimal(share, 2)} bps of ${money(summary.capital)} of capital.`
}

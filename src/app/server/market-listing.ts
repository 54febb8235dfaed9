import type { Health } from '../../protocol/desk.ts'
import type { AccountState, MarketState, PositionRow } from '../../protocol/market.ts'
import { describeMarket, escapeHtml } from './html.ts'
import { plainPage } from './listing.ts'

/** Records of the journal on the plain page; more are in `/api/market`. */
const listedRecordsMax = 50

/** The market for readers without a script, as it stood when it was asked for. */
export function marketHtml(health: Health, state: MarketState): string {
  const { mode, venues, instruments, account } = state
  return plainPage(
    'Market',
    health,
    [
      `<p><strong>${escapeHtml(describeMarket(mode))}</strong></p>`,
      table(
        'Venues',
        ['venue', 'status', 'trust', 'latency (ms)', 'clock (ms)', 'messages/s', 'gaps'],
        venues.map((row) => [
          row.venue,
          row.status,
          row.trust.toFixed(2),
          decimal(row.latencyMsMedian),
          decimal(row.clockOffsetMs),
          row.messagesPerSecond.toFixed(1),
          String(row.gaps),
        ]),
      ),
      table(
        'Best prices',
        ['venue', 'instrument', 'bid', 'ask', 'halted by'],
        instruments.map((row) => [
          row.venue,
          row.instrument,
          row.bid === null ? '' : row.bid.toFixed(row.priceDecimals),
          row.ask === null ? '' : row.ask.toFixed(row.priceDecimals),
          row.halts.join(', '),
        ]),
      ),
      ...(account === null ? [] : accountHtml(account)),
    ].join('\n'),
  )
}

function heldOf({ quantity, unit }: PositionRow): string {
  return unit === undefined ? String(quantity) : `${quantity} ${unit}`
}

function accountHtml(account: AccountState): string[] {
  const { killed, positions, openOrders, records, trading, lastFills, currency } = account
  const held = positions.filter(({ quantity }) => quantity !== 0)
  const chosen = trading.choices.find(({ name }) => name === trading.chosen)
  return [
    `<p>On paper: <strong>${escapeHtml(chosen?.title ?? trading.chosen)}</strong>${chosen?.kind === 'example' ? ', an EXAMPLE' : ''}, since ${when(trading.since)} UTC.</p>`,
    table(
      `PnL by cause, ${currency}`,
      ['strategy', 'fills', 'price', 'spread', 'slippage', 'fees', 'funding', 'insurance', 'total'],
      trading.strategies.map(({ name, fills, pnl }) => [
        name,
        String(fills),
        ...[
          pnl?.price,
          pnl?.spread,
          pnl?.slippage,
          pnl?.fees,
          pnl?.funding,
          pnl?.insurance,
          pnl?.total,
        ].map((each) => each?.toFixed(2) ?? ''),
      ]),
    ),
    killed === null
      ? '<p>The kill switch is not thrown.</p>'
      : `<p><strong>The kill switch is thrown since ${when(killed.time)}: ${escapeHtml(killed.reason)}.</strong></p>`,
    table(
      'Positions',
      ['venue', 'instrument', 'quantity', 'fills'],
      held.map((row) => [row.venue, row.instrument, heldOf(row), String(row.fills)]),
    ),
    table(
      'Open orders',
      ['order', 'venue', 'instrument', 'side', 'quantity', 'filled', 'price', 'stage'],
      openOrders.map((row) => [
        row.clientOrderId,
        row.venue,
        row.instrument,
        row.side,
        String(row.quantity),
        String(row.filledQuantity),
        row.price === null ? 'market' : String(row.price),
        row.stage,
      ]),
    ),
    table(
      'Fills',
      ['time (UTC)', 'strategy', 'venue', 'instrument', 'side', 'quantity', 'price', 'as'],
      lastFills
        .slice(0, listedRecordsMax)
        .map((row) => [
          when(row.time),
          row.strategy,
          row.venue,
          row.instrument,
          row.side,
          String(row.quantity),
          String(row.price),
          row.liquidity,
        ]),
    ),
    table(
      'Journal',
      ['time (UTC)', 'kind', 'where', 'what'],
      records
        .slice(0, listedRecordsMax)
        .map((row) => [when(row.time), row.kind, row.where, row.what]),
    ),
  ]
}

function table(
  title: string,
  head: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  if (rows.length === 0) return `<h2>${title}</h2><p>None.</p>`
  return [
    `<h2>${title}</h2>`,
    `<table><thead><tr>${head.map((name) => `<th>${name}</th>`).join('')}</tr></thead>`,
    `<tbody>${rows.map(rowHtml).join('\n')}</tbody></table>`,
  ].join('\n')
}

function rowHtml(cells: readonly string[]): string {
  return `<tr>${cells.map((cell) => `<td>${escapeHtml(cell)}</td>`).join('')}</tr>`
}

function decimal(value: number | null): string {
  return value === null ? '' : value.toFixed(1)
}

function when(milliseconds: number): string {
  return new Date(milliseconds).toISOString().slice(0, 19).replace('T', ' ')
}

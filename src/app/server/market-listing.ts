import { toldQuantity } from '../../core/quantity-words.ts'
import type { Health } from '../../protocol/desk.ts'
import type { AccountState, MarketState, PositionRow } from '../../protocol/market.ts'
import type { ToldGain } from '../../protocol/told-gain.ts'
import { pricingWords } from '../../protocol/told-order.ts'
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
  const traded = positions.filter(({ quantity, fills }) => quantity !== 0 || fills > 0)
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
    positionsHtml(traded, account.pnl),
    table(
      'Open orders',
      ['order', 'venue', 'instrument', 'side', 'quantity', 'filled', 'price', 'stage'],
      openOrders.map((row) => [
        row.clientOrderId,
        row.venue,
        row.instrument,
        row.side,
        toldQuantity(row.quantity, row.unit),
        toldQuantity(row.filledQuantity, row.unit),
        pricingWords(row, String),
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
          toldQuantity(row.quantity, row.unit),
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

/** In its own currency each, and what all come to in each of them and in one. */
function positionsHtml(
  traded: AccountState['positions'],
  { quotes, reporting, marksTime }: AccountState['pnl'],
): string {
  const sums = [
    ...quotes.filter(({ currency }) => traded.some(({ quote }) => quote === currency)),
    ...(reporting === null ? [] : [reporting]),
  ]
  const marks = marksTime === null ? 'no marks' : `marks of ${when(marksTime)} UTC`
  const money = ['realised', 'unrealised', 'fees', 'funding', 'PnL', 'in']
  return table(
    `Positions, since the journal began, ${marks}`,
    ['venue', 'instrument', 'quantity', 'fills', 'entry', 'mark', ...money],
    traded.length === 0
      ? []
      : [
          ...traded.map((row) => [
            row.venue,
            row.instrument,
            heldOf(row),
            String(row.fills),
            row.averageEntry?.toFixed(row.priceDecimals) ?? '',
            row.mark?.toFixed(row.priceDecimals) ?? '',
            ...gains(row.pnl),
            row.quote,
          ]),
          ...sums.map((sum) => ['all', '', '', '', '', '', ...gains(sum), sum.currency]),
        ],
  )
}

function gains({ realised, unrealised, fees, funding, total }: ToldGain): string[] {
  return [realised, unrealised, fees, funding, total].map((each) => each?.toFixed(2) ?? '')
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

import type { VNode } from 'preact'
import type { AccountState, PositionRow } from '../../src/protocol/market.ts'
import type { ToldGain } from '../../src/protocol/told-gain.ts'
import { formatClock, formatFixed, formatSignificant, formatSigned, missing } from '../format.ts'
import { toneOf } from './figure.tsx'
import { OrdersPanel } from './orders-panel.tsx'

/** What the account on paper holds, what it has brought, and what it has out. */
export function PositionsPanel({ account }: { readonly account: AccountState }): VNode {
  const { positions } = account
  const held = positions.filter(({ quantity }) => quantity !== 0)
  const traded = positions.filter(({ quantity, fills }) => quantity !== 0 || fills > 0)
  return (
    <>
      <section class="panel" aria-label="Positions">
        <div class="panel-head">
          <h2>Positions</h2>
          <span class="soft">
            net and since the journal began, each in its quote currency; {marksOf(account)}
          </span>
          <span class="count numbers">{held.length}</span>
        </div>
        {traded.length === 0 ? (
          <p class="panel-empty">No position is held on any of {positions.length} instruments.</p>
        ) : (
          <PositionsTable account={account} traded={traded} />
        )}
      </section>
      <OrdersPanel account={account} />
    </>
  )
}

function marksOf({ pnl }: AccountState): string {
  const { marksTime, unmarked } = pnl
  if (marksTime === null) return 'there are no marks'
  const without = unmarked.length === 0 ? '' : `, none of ${unmarked.join(', ')}`
  return `marks are mids of ${formatClock(marksTime).slice(11, 19)} UTC${without}`
}

function PositionsTable(props: {
  readonly account: AccountState
  readonly traded: readonly PositionRow[]
}): VNode {
  const { account, traded } = props
  const { currency, pnl } = account
  const quotes = pnl.quotes.filter((each) => traded.some(({ quote }) => quote === each.currency))
  const isOne = quotes.length === 1 && quotes[0]!.currency === currency
  return (
    <div class="scroll" tabIndex={0}>
      <table class="rows row-cards">
        <thead>
          <tr>
            <th class="text">venue</th>
            <th class="text">instrument</th>
            <th>quantity</th>
            <th title="Average price of what is open">entry</th>
            <th title="Mid of its book">mark</th>
            <th>worth, {currency}</th>
            <th title="By what was closed, at average cost, before fees">realised</th>
            <th title="By what is open, at its mark">unrealised</th>
            <th title="Below zero when paid">fees</th>
            <th title="Above zero when received">funding</th>
            <th title="All of them">PnL</th>
            <th class="text">in</th>
            <th>fills</th>
          </tr>
        </thead>
        <tbody>
          {traded.map((row) => (
            <Row key={`${row.venue} ${row.instrument}`} row={row} currency={currency} />
          ))}
          {quotes.map((each) => (
            <Sum key={each.currency} gain={each} currency={each.currency} rate={rateOf(each)} />
          ))}
          {pnl.reporting !== null && !isOne && (
            <Sum gain={pnl.reporting} currency={pnl.reporting.currency} rate="all in one" />
          )}
        </tbody>
      </table>
    </div>
  )

  function rateOf(each: (typeof quotes)[number]): string {
    if (each.currency === currency) return 'all'
    const rate = each.rate === null ? missing : formatSignificant(each.rate, 6)
    return `all, at ${rate} ${currency}`
  }
}

function Row({ row, currency }: { readonly row: PositionRow; readonly currency: string }): VNode {
  return (
    <tr>
      <td class="text">{row.venue}</td>
      <td class="text strong">{row.instrument}</td>
      <td data-name="quantity" class={toneOf(row.quantity) ?? ''}>
        {formatSigned(row.quantity, row.quantityDecimals)}
        {row.unit !== undefined && <span class="soft"> {row.unit}</span>}
      </td>
      <td data-name="entry">{formatFixed(row.averageEntry, row.priceDecimals)}</td>
      <td data-name="mark">{formatFixed(row.mark, row.priceDecimals)}</td>
      <td data-name={`worth, ${currency}`}>{formatSigned(row.value, 2)}</td>
      <Gains gain={row.pnl} />
      <td data-name="in" class="text soft">
        {row.quote}
      </td>
      <td data-name="fills">{formatFixed(row.fills, 0)}</td>
    </tr>
  )
}

function Sum(props: {
  readonly gain: ToldGain
  readonly currency: string
  readonly rate: string
}): VNode {
  const { gain, currency, rate } = props
  return (
    <tr class="sum">
      <td class="text" colSpan={6}>
        {rate}
      </td>
      <Gains gain={gain} />
      <td data-name="in" class="text soft">
        {currency}
      </td>
      <td class="row-card-blank" />
    </tr>
  )
}

function Gains({ gain }: { readonly gain: ToldGain }): VNode {
  const { realised, unrealised, fees, funding, total } = gain
  return (
    <>
      <td data-name="realised">{formatSigned(realised, 2)}</td>
      <td data-name="unrealised">{formatSigned(unrealised, 2)}</td>
      <td data-name="fees">{formatSigned(fees, 2)}</td>
      <td data-name="funding">{formatSigned(funding, 2)}</td>
      <td data-name="PnL" class={toneOf(total) ?? ''}>
        {formatSigned(total, 2)}
      </td>
    </>
  )
}

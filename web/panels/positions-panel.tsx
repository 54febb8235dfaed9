import type { VNode } from 'preact'
import type { AccountState } from '../../src/protocol/market.ts'
import { formatFixed, formatSigned } from '../format.ts'
import { toneOf } from './figure.tsx'
import { decimalsOf } from './instrument-decimals.ts'

/** What the account on paper holds and has out. */
export function PositionsPanel({ account }: { readonly account: AccountState }): VNode {
  const { positions, currency } = account
  const held = positions.filter(({ quantity }) => quantity !== 0)
  return (
    <>
      <section class="panel" aria-label="Positions">
        <div class="panel-head">
          <h2>Positions</h2>
          <span class="soft">net since the journal began</span>
          <span class="count numbers">{held.length}</span>
        </div>
        {held.length === 0 ? (
          <p class="panel-empty">No position is held on any of {positions.length} instruments.</p>
        ) : (
          <div class="scroll" tabIndex={0}>
            <table class="rows">
              <thead>
                <tr>
                  <th class="text">venue</th>
                  <th class="text">instrument</th>
                  <th>quantity</th>
                  <th title="Mid of its book">mark</th>
                  <th>worth, {currency}</th>
                  <th>fills</th>
                </tr>
              </thead>
              <tbody>
                {held.map((row) => (
                  <tr key={`${row.venue} ${row.instrument}`}>
                    <td class="text">{row.venue}</td>
                    <td class="text strong">{row.instrument}</td>
                    <td class={toneOf(row.quantity) ?? ''}>
                      {formatSigned(row.quantity, row.quantityDecimals)}
                    </td>
                    <td>{formatFixed(row.mark, row.priceDecimals)}</td>
                    <td>{formatSigned(row.value, 2)}</td>
                    <td>{formatFixed(row.fills, 0)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
      </section>
      <OrdersPanel account={account} />
    </>
  )
}

function OrdersPanel({ account }: { readonly account: AccountState }): VNode {
  const { openOrders } = account
  const decimals = decimalsOf(account)
  return (
    <section class="panel" aria-label="Open orders">
      <div class="panel-head">
        <h2>Open orders</h2>
        <span class="count numbers">{openOrders.length}</span>
      </div>
      {openOrders.length === 0 ? (
        <p class="panel-empty">No order is open.</p>
      ) : (
        <div class="scroll" tabIndex={0}>
          <table class="rows">
            <thead>
              <tr>
                <th class="text">order</th>
                <th class="text">venue</th>
                <th class="text">instrument</th>
                <th class="text">side</th>
                <th>quantity</th>
                <th>filled</th>
                <th>price</th>
                <th class="text">stage</th>
              </tr>
            </thead>
            <tbody>
              {openOrders.map((row) => (
                <tr key={row.clientOrderId}>
                  <td class="text">
                    <code>{row.clientOrderId}</code>
                  </td>
                  <td class="text">{row.venue}</td>
                  <td class="text strong">{row.instrument}</td>
                  <td class={`text ${row.side === 'buy' ? 'gain' : 'loss'}`}>{row.side}</td>
                  <td>{formatFixed(row.quantity, decimals(row).quantity)}</td>
                  <td>{formatFixed(row.filledQuantity, decimals(row).quantity)}</td>
                  <td>
                    {row.price === null ? 'market' : formatFixed(row.price, decimals(row).price)}
                  </td>
                  <td class="text">{row.stage}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  )
}

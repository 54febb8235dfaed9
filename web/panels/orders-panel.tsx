import type { VNode } from 'preact'
import type { AccountState } from '../../src/protocol/market.ts'
import { pricingWords } from '../../src/protocol/told-order.ts'
import { formatFixed } from '../format.ts'
import { decimalsOf } from './instrument-decimals.ts'

/** Orders that are not over, stops with what triggers them. */
export function OrdersPanel({ account }: { readonly account: AccountState }): VNode {
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
          <table class="rows row-cards">
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
                  <td class="text row-card-wide">
                    <code>{row.clientOrderId}</code>
                  </td>
                  <td class="text">{row.venue}</td>
                  <td class="text strong">{row.instrument}</td>
                  <td data-name="side" class={`text ${row.side === 'buy' ? 'gain' : 'loss'}`}>
                    {row.side}
                  </td>
                  <td data-name="quantity">
                    {formatFixed(row.quantity, decimals(row).quantity)}
                    {row.unit !== undefined && <span class="soft"> {row.unit}</span>}
                  </td>
                  <td data-name="filled">
                    {formatFixed(row.filledQuantity, decimals(row).quantity)}
                  </td>
                  <td data-name="price" class={row.type === 'stop' ? 'row-card-wide' : ''}>
                    {pricingWords(row, (price) => formatFixed(price, decimals(row).price))}
                  </td>
                  <td data-name="stage" class="text">
                    {row.stage}
                    {row.reduceOnly === true && ', only reduces'}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  )
}

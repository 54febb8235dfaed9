import type { VNode } from 'preact'
import type { AccountState } from '../../src/protocol/market.ts'
import { formatFixed, formatSigned, formatTime } from '../format.ts'
import { decimalsOf } from './instrument-decimals.ts'

/** The last executions, the newest first. */
export function FillsPanel({ account }: { readonly account: AccountState }): VNode {
  const { lastFills, trading } = account
  const isShared = trading.strategies.length > 1
  const decimals = decimalsOf(account)
  return (
    <section class="panel" aria-label="Fills">
      <div class="panel-head">
        <h2>Fills</h2>
        <span class="soft">
          the last {lastFills.length} since {formatTime(trading.since)} UTC
        </span>
      </div>
      {lastFills.length === 0 ? (
        <p class="panel-empty">Nothing has been filled yet.</p>
      ) : (
        <div class="scroll fills-scroll" tabIndex={0}>
          <table class="rows row-cards">
            <thead>
              <tr>
                <th>#</th>
                <th class="text">time, UTC</th>
                {isShared && <th class="text">strategy</th>}
                <th class="text">venue</th>
                <th class="text">instrument</th>
                <th class="text">side</th>
                <th>quantity</th>
                <th>price</th>
                <th class="text">as</th>
                <th title="What the account got: below zero when it paid">fee</th>
                <th class="text">in</th>
              </tr>
            </thead>
            <tbody>
              {lastFills.map((row) => (
                <tr key={row.number}>
                  <td class="soft">{row.number}</td>
                  <td class="text">{new Date(row.time).toISOString().slice(11, 23)}</td>
                  {isShared && <td class="text">{row.strategy}</td>}
                  <td class="text">{row.venue}</td>
                  <td class="text strong">{row.instrument}</td>
                  <td data-name="side" class={`text ${row.side === 'buy' ? 'gain' : 'loss'}`}>
                    {row.side}
                  </td>
                  <td data-name="quantity">
                    {formatFixed(row.quantity, decimals(row).quantity)}
                    {row.unit !== undefined && <span class="soft"> {row.unit}</span>}
                  </td>
                  <td data-name="price">{formatFixed(row.price, decimals(row).price)}</td>
                  <td data-name="as" class="text">
                    {row.liquidity}
                  </td>
                  <td data-name="fee">{formatSigned(0 - row.fee, 4)}</td>
                  <td data-name="in" class="text soft">
                    {row.feeCurrency}
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

import type { VNode } from 'preact'
import type { InstrumentPnl } from '../../src/research/pairs/walk-forward-result.ts'
import { formatSigned } from '../format.ts'
import { toneOf } from './figure.tsx'
import { MoneyBar } from './money-bar.tsx'

/** What each coin's legs came to, by cause, the best first. */
export function CoinsPanel({ coins }: { readonly coins: readonly InstrumentPnl[] }): VNode | null {
  if (coins.length === 0) return null
  const largest = Math.max(...coins.map(({ total }) => Math.abs(total)), 1e-9)
  return (
    <section class="panel" aria-label="PnL by coin">
      <div class="panel-head">
        <h2>PnL by leg</h2>
        <span class="soft">all legs of a coin together</span>
        <span class="count numbers">{coins.length}</span>
      </div>
      <div class="scroll coins" tabIndex={0}>
        <table class="rows">
          <thead>
            <tr>
              <th class="text">coin</th>
              <th>price moves</th>
              <th>slippage</th>
              <th>fees</th>
              <th>funding</th>
              <th>borrow</th>
              <th>total</th>
              <th />
            </tr>
          </thead>
          <tbody>
            {coins.map((coin) => (
              <tr key={coin.instrument}>
                <td class="text strong">{coin.instrument}</td>
                <td>{formatSigned(coin.price, 2)}</td>
                <td>{formatSigned(coin.slippage, 2)}</td>
                <td>{formatSigned(coin.fees, 2)}</td>
                <td>{formatSigned(coin.funding, 2)}</td>
                <td>{formatSigned(coin.borrow, 2)}</td>
                <td class={toneOf(coin.total) ?? ''}>{formatSigned(coin.total, 2)}</td>
                <td class="bar">
                  <MoneyBar share={coin.total / largest} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}

import type { VNode } from 'preact'
import type { InstrumentRow } from '../../src/protocol/market.ts'
import { formatAddress, marketPage } from '../address.ts'
import { formatFixed } from '../format.ts'

/** The best prices of every instrument, and what halts it. */
export function TouchPanel(props: { readonly instruments: readonly InstrumentRow[] }): VNode {
  const { instruments } = props
  return (
    <section class="panel" aria-label="Best prices">
      <div class="panel-head">
        <h2>Best prices</h2>
        <span class="soft">an instrument opens its books</span>
        <span class="count numbers">{instruments.length}</span>
      </div>
      <div class="scroll" tabIndex={0}>
        <table class="rows row-cards">
          <thead>
            <tr>
              <th class="text">venue</th>
              <th class="text">instrument</th>
              <th>bid</th>
              <th>ask</th>
              <th title="Between the best prices, of their mid">spread bps</th>
              <th>trust</th>
              <th class="text">halted by</th>
            </tr>
          </thead>
          <tbody>
            {instruments.map((row) => (
              <tr key={`${row.venue} ${row.instrument} ${row.class}`}>
                <td class="text">{row.venue}</td>
                <td class="text strong">
                  <a href={formatAddress(marketPage('books', row.base))}>{row.instrument}</a>
                  {row.class !== 'spot' && <span class="soft"> {row.class}</span>}
                </td>
                <td data-name="bid">{formatFixed(row.bid, row.priceDecimals)}</td>
                <td data-name="ask">{formatFixed(row.ask, row.priceDecimals)}</td>
                <td data-name="spread bps">{formatFixed(spreadBps(row), 2)}</td>
                <td data-name="trust" class={row.trust < 0.5 ? 'loss' : ''}>
                  {formatFixed(row.trust, 2)}
                </td>
                <td
                  class={`words loss ${row.halts.length === 0 ? 'row-card-blank' : 'row-card-wide'}`}
                >
                  {row.halts.join(', ')}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}

function spreadBps({ bid, ask }: InstrumentRow): number | null {
  if (bid === null || ask === null) return null
  return ((ask - bid) / ((ask + bid) / 2)) * 1e4
}

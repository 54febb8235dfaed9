import type { VNode } from 'preact'
import type { ArbitrageTransfer } from '../../src/research/arbitrage/backtest-result.ts'
import { formatClock, formatElapsed, formatFixed, formatSignificant } from '../format.ts'

/** Inventory that was moved back, and what that cost. */
export function ArbTransfersPanel(props: {
  readonly transfers: readonly ArbitrageTransfer[]
}): VNode {
  const { transfers } = props
  return (
    <section class="panel" aria-label="Transfers">
      <div class="panel-head">
        <h2>Inventory moved back</h2>
        <span class="count numbers">{transfers.length}</span>
      </div>
      <div class="scroll slices">
        <table class="rows">
          <thead>
            <tr>
              <th class="text">sent (UTC)</th>
              <th>took</th>
              <th class="text">from</th>
              <th class="text">to</th>
              <th>quantity</th>
              <th class="text">of</th>
              <th>network fee</th>
              <th>cost expected</th>
            </tr>
          </thead>
          <tbody>
            {transfers.map((each) => (
              <tr key={`${each.startTime} ${each.currency} ${each.from}`}>
                <td class="text">{formatClock(each.startTime)}</td>
                <td>{formatElapsed(each.endTime - each.startTime)}</td>
                <td class="text">{each.from}</td>
                <td class="text">{each.to}</td>
                <td>{formatSignificant(each.quantity, 6)}</td>
                <td class="text soft">{each.currency}</td>
                <td>{formatSignificant(each.networkFee, 4)}</td>
                <td>{formatFixed(each.expectedCost, 2)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}

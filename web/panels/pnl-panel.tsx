import type { VNode } from 'preact'
import type { PnlByCause } from '../../src/research/pairs/backtest-result.ts'
import { formatSigned } from '../format.ts'
import { toneOf } from './figure.tsx'

const causes: readonly (readonly [cause: keyof PnlByCause, name: string])[] = [
  ['price', 'Price moves'],
  ['slippage', 'Slippage'],
  ['fees', 'Fees'],
  ['funding', 'Funding'],
  ['borrow', 'Borrow'],
  ['total', 'Total'],
]

const barWidthPx = 48

/** Where the money came from and went: bars from a common zero, and the same by leg. */
export function PnlPanel(props: {
  readonly pnl: PnlByCause
  /** y and x of a pair; of a universe none. */
  readonly legs: readonly {
    readonly name: string
    readonly tone: string
    readonly pnl: PnlByCause
  }[]
}): VNode {
  const { pnl, legs } = props
  const values = causes.map(([cause]) => pnl[cause])
  const low = Math.min(0, ...values)
  const span = Math.max(0, ...values) - low || 1
  return (
    <section class="panel" aria-label="PnL by cause">
      <div class="panel-head">
        <h2>PnL by cause</h2>
      </div>
      <table class="rows causes">
        <thead>
          <tr>
            <th class="text" />
            <th />
            <th>{legs.length === 0 ? 'quote units' : 'both'}</th>
            {legs.map(({ name, tone }) => (
              <th key={name} class={tone}>
                {name.split('-')[0]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {causes.map(([cause, name]) => (
            <tr key={cause} class={cause === 'total' ? 'sum' : ''}>
              <td class="text">{name}</td>
              <td class="bar">
                <Bar from={-low / span} by={pnl[cause] / span} />
              </td>
              <td class={toneOf(pnl[cause]) ?? ''}>{formatSigned(pnl[cause], 2)}</td>
              {legs.map((leg) => (
                <td key={leg.name}>{formatSigned(leg.pnl[cause], 2)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

/** @param props.from where zero stands, @param props.by the signed length: shares of the width */
function Bar({ from, by }: { readonly from: number; readonly by: number }): VNode {
  const left = Math.min(from, from + by) * barWidthPx
  return (
    <svg viewBox={`0 0 ${barWidthPx} 12`} width={barWidthPx} height="12" aria-hidden="true">
      <rect
        class={by < 0 ? 'bar-loss' : 'bar-gain'}
        x={left}
        y="2"
        width={Math.abs(by) * barWidthPx}
        height="8"
      />
      <line class="bar-zero" x1={from * barWidthPx} x2={from * barWidthPx} y1="0" y2="12" />
    </svg>
  )
}

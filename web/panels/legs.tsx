import type { VNode } from 'preact'
import type {
  OpenLeg,
  OpenPair,
  PairTrade,
  TradeLeg,
} from '../../src/research/pairs/backtest-result.ts'
import { formatFixed, formatSignificant, formatSigned, formatTime } from '../format.ts'
import { toneOf } from './figure.tsx'

/** Both legs of a closed round trip, each with its own money. */
export function ClosedLegs({ trade }: { readonly trade: PairTrade }): VNode {
  return (
    <LegTable
      title={`${trade.side} from ${formatTime(trade.entryTime)} to ${formatTime(trade.exitTime)}`}
      lastHead="exit price"
      legs={trade.legs.map((leg) => ({ ...leg, lastPrice: leg.exitPrice }))}
    />
  )
}

/** A position still open at the end of the data. */
export function OpenLegs({ open }: { readonly open: OpenPair }): VNode {
  return (
    <LegTable
      title={`open: ${open.side} since ${formatTime(open.entryTime)}, marked ${formatTime(open.markTime)}`}
      lastHead="mark"
      legs={open.legs.map((leg) => ({ ...leg, lastPrice: leg.markPrice }))}
    />
  )
}

function LegTable(props: {
  readonly title: string
  readonly lastHead: string
  readonly legs: readonly ((TradeLeg | OpenLeg) & { readonly lastPrice: number })[]
}): VNode {
  const { title, lastHead, legs } = props
  return (
    <div class="legs scroll">
      <table class="rows">
        <caption>{title}</caption>
        <thead>
          <tr>
            <th class="text">leg</th>
            <th>quantity</th>
            <th>entry price</th>
            <th>{lastHead}</th>
            <th title="Already inside the prices">slippage</th>
            <th>fees</th>
            <th>funding</th>
            <th title="Already inside the funding">borrow</th>
            <th>PnL</th>
          </tr>
        </thead>
        <tbody>
          {legs.map((leg) => (
            <tr key={leg.instrument}>
              <td class="text strong">{leg.instrument}</td>
              <td>{formatSignificant(leg.quantity, 6)}</td>
              <td>{formatSignificant(leg.entryPrice, 7)}</td>
              <td>{formatSignificant(leg.lastPrice, 7)}</td>
              <td class="soft">{formatFixed(leg.slippage, 2)}</td>
              <td>{formatFixed(-leg.fees, 2)}</td>
              <td>{formatSigned(leg.funding, 2)}</td>
              <td class="soft">{formatFixed(leg.borrow, 2)}</td>
              <td class={toneOf(leg.pnl) ?? ''}>{formatSigned(leg.pnl, 2)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

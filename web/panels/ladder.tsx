import type { VNode } from 'preact'
import { formatFixed, missing } from '../format.ts'

export interface LadderLevel {
  readonly price: number
  readonly quantity: number
  /** Who stands there, where that is not one. */
  readonly title: string | undefined
}

/** Levels a side. */
const shownLevels = 10
const barPx = 72

/** One book: asks above bids, the best of both in the middle, and a bar for what stands at each price. */
export function Ladder(props: {
  readonly title: string
  readonly note: string
  readonly decimals: { readonly price: number; readonly quantity: number }
  readonly bids: readonly LadderLevel[]
  readonly asks: readonly LadderLevel[]
}): VNode {
  const { title, note, decimals } = props
  const bids = props.bids.slice(0, shownLevels)
  const asks = props.asks.slice(0, shownLevels)
  const most = Math.max(...[...bids, ...asks].map(({ quantity }) => quantity), 1e-12)
  const rows = (levels: readonly LadderLevel[], side: 'bid' | 'ask'): VNode[] =>
    Array.from({ length: shownLevels }, (_, at) => {
      // Asks stand upside down; what a side has not is empty, so that the middle stays where it is.
      const level = levels[side === 'bid' ? at : shownLevels - 1 - at]
      return <Row key={at} side={side} level={level} most={most} decimals={decimals} />
    })
  return (
    <section class="panel ladder" aria-label={`Book of ${title}, ${note}`}>
      <div class="panel-head">
        <h2>{title}</h2>
        <span class="soft ladder-note" title={note}>
          {note}
        </span>
      </div>
      <table class="rows">
        <thead>
          <tr>
            <th class="text">
              <span class="unseen">depth</span>
            </th>
            <th>quantity</th>
            <th>price</th>
          </tr>
        </thead>
        <tbody aria-label="Asks">{rows(asks, 'ask')}</tbody>
        <tbody>
          <tr class="ladder-middle">
            <td colSpan={3}>{middleOf(bids[0], asks[0], decimals.price)}</td>
          </tr>
        </tbody>
        <tbody aria-label="Bids">{rows(bids, 'bid')}</tbody>
      </table>
    </section>
  )
}

function Row(props: {
  readonly side: 'bid' | 'ask'
  readonly level: LadderLevel | undefined
  readonly most: number
  readonly decimals: { readonly price: number; readonly quantity: number }
}): VNode {
  const { side, level, most, decimals } = props
  const length = level === undefined ? 0 : (level.quantity / most) * barPx
  return (
    <tr title={level?.title}>
      <td class="bar">
        <svg viewBox={`0 0 ${barPx} 12`} width={barPx} height="12" aria-hidden="true">
          <rect
            class={side === 'bid' ? 'bar-gain' : 'bar-loss'}
            x={barPx - length}
            y="1"
            width={length}
            height="10"
          />
        </svg>
      </td>
      <td>{level === undefined ? '' : formatFixed(level.quantity, decimals.quantity)}</td>
      <td class={side === 'bid' ? 'gain' : 'loss'}>
        {level === undefined ? '' : formatFixed(level.price, decimals.price)}
      </td>
    </tr>
  )
}

/** What lies between the best prices; over venues it may be less than nothing. */
function middleOf(
  bid: LadderLevel | undefined,
  ask: LadderLevel | undefined,
  decimals: number,
): string {
  if (bid === undefined || ask === undefined)
    return bid === undefined && ask === undefined ? 'nothing is known' : missing
  const between = ask.price - bid.price
  const bps = (between / ((ask.price + bid.price) / 2)) * 1e4
  const word = between < 0 ? 'crossed by' : 'spread'
  return `${word} ${formatFixed(Math.abs(between), decimals)} (${formatFixed(Math.abs(bps), 2)} bps)`
}
